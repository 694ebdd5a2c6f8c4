"""The demo's time machine and its people, on the real product with the real sample."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import App, open_app
from bot.channels.demo import DemoChannel
from bot.clock import Clock
from bot.demo import Demo
from bot.sample import PLAYERS
from bot.settings import Settings
from handlers.rules.calendar import DAY_MS, day_of, is_quiet
from storage.unit_of_work import reading
from tests.province import START, moment
from tests.waiting import until


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(
        _env_file=None,
        database_url=SecretStr(f"sqlite:///{tmp_path / 'demo.db'}"),
        http_port=0,
        tick_seconds=3600,
        data_dir=tmp_path,
    )
    clock = Clock()
    clock.offset_ms = moment(START) - clock.now()
    async with open_app(settings, clock, [DemoChannel(clock.now)]) as found:
        yield found


@pytest.fixture
async def demo(app: App) -> AsyncIterator[Demo]:
    found = Demo(app)
    await found.prepare()
    ready = asyncio.Event()

    async def is_ready(_: App) -> None:
        ready.set()

    task = asyncio.create_task(app.run(is_ready))
    try:
        async with asyncio.timeout(10):
            await ready.wait()
        await app.scheduler.tick()
        await until(lambda: _all_sent(app))
        yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _all_sent(app: App) -> bool:
    async with reading(app.database) as uow:
        return (await uow.outbox.depth("demo", app.clock.now()))[0] == 0


async def _sent(demo: Demo) -> list[tuple[int, str]]:
    """(instant, text) of every message that anybody was sent."""
    found = []
    for player in PLAYERS:
        found += [(each["at"], each["text"]) for each in await demo.history(player.chat) if each["from"] == "bot"]
    return found


async def test_everybody_of_the_sample_is_there_and_whoever_has_not_joined_holds_a_slip(demo: Demo) -> None:
    people = await demo.people()
    assert [each["chat"] for each in people] == [player.chat for player in PLAYERS]
    assert [each["chat"] for each in people if each["note"]] == [each.chat for each in PLAYERS if not each.joined]
    assert all(each["unit"] and each["role"] for each in people)


async def test_the_sample_is_made_by_people_who_really_joined(demo: Demo) -> None:
    history = await demo.history("nam")
    assert [each["from"] for each in history[:4]] == ["me", "bot", "me", "bot"]
    assert "đồng ý không?" in history[1]["text"]


async def test_a_reminder_stands_at_the_time_at_which_it_was_sent(demo: Demo) -> None:
    for _ in range(3):
        await demo.jump("week")
    marked = [
        (day_of(at), found[1])
        for at, text in await _sent(demo)
        if (found := re.search(r"(\d+/\d+) \(hôm nay\)", text)) is not None
    ]
    assert marked
    assert [f"{on.day}/{on.month}" for on, _ in marked] == [said for _, said in marked]


async def test_the_slip_of_the_sample_opens_the_door(app: App, demo: Demo) -> None:
    note = next(each["note"] for each in await demo.people() if each["note"])
    channel = app.channels[0]
    assert isinstance(channel, DemoChannel)
    chat = next(each.chat for each in PLAYERS if not each.joined)
    for said in (note, "1"):
        before = len(await demo.history(chat))
        await app.intake.deliver([channel.to_incoming(chat, "text", said)])

        async def answered(before: int = before) -> bool:
            return len(await demo.history(chat)) >= before + 2

        await until(answered)
    assert "việc cần làm" in (await demo.history(chat))[-1]["text"]


async def test_the_next_reminder_is_one_that_was_sent(demo: Demo) -> None:
    before = len(await _sent(demo))
    now = await demo.jump("next")
    assert not is_quiet(now)
    assert len(await _sent(demo)) > before


@pytest.mark.parametrize(("kind", "days"), [("day", 1), ("week", 7)])
async def test_a_jump_goes_as_far_as_it_says_and_back_never(demo: Demo, kind: str, days: int) -> None:
    before = demo.now()
    after = await demo.jump(kind)
    assert 0 <= after - before - days * DAY_MS < 60_000


async def test_a_week_is_lived_through_day_by_day_and_nobody_is_woken(app: App, demo: Demo) -> None:
    channel = app.channels[0]
    assert isinstance(channel, DemoChannel)
    with channel.subscribe() as seen:
        await demo.jump("week")
        events = []
        while event := await seen.next(0.01):
            events.append((event["chat"], event["message"]["at"]))
    assert len(events) > len(PLAYERS) / 2
    assert not [at for _, at in events if is_quiet(at)]
    days = [(chat, day_of(at)) for chat, at in events]
    assert len(set(days)) == len(days)


async def test_the_end_of_the_first_term_is_reached(app: App, demo: Demo) -> None:
    await demo.jump("term")
    async with reading(app.database) as uow:
        terms = [
            await uow.units.term(unit.id) for root in await uow.units.top() for unit in await uow.units.below(root.path)
        ]
    ends = sorted(term.planned_end_on for term in terms if term is not None)
    assert day_of(demo.now()).isoformat() == ends[0]


async def test_beginning_again_is_the_sample_and_the_clock_of_the_beginning(app: App, demo: Demo) -> None:
    await demo.jump("week")
    before = len(await demo.people())
    await demo.reset()
    assert app.clock.offset_ms == 0
    assert len(await demo.people()) == before
    assert [each["from"] for each in (await demo.history("nam"))[:4]] == ["me", "bot", "me", "bot"]


async def test_a_demo_started_again_goes_on_where_it_was(app: App, demo: Demo) -> None:
    await demo.jump("week")
    there = app.clock.offset_ms
    app.clock.offset_ms = 0
    await Demo(app).prepare()
    assert app.clock.offset_ms == there


async def test_the_language_is_everybodys(demo: Demo) -> None:
    await demo.set_language("en")
    assert any("secretary" in each["role"].lower() for each in await demo.people())
