"""A channel that is down as a whole: seen within minutes, told to the administrators on the other one, everybody moved
with two presses and told once; and the line of health each morning."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import NotSent
from bot.commands import prefer_channel
from bot.doctor import Finding, trouble, well
from bot.settings import BadSettings, Settings
from bot.watch import Watch
from handlers.outage import Seen, down_since, last_seen, note_seen, watch
from handlers.rules.calendar import DAY_MS
from handlers.rules.outage import SILENT_MS, is_down
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work
from tests.databases import Databases
from tests.province import settle_town
from tests.user import Town, User

MINUTE = 60_000


def _watch(town: Town) -> Watch:
    return Watch(town.database, town.clock, list(town.channels.values()), town._wake)


async def _on_both(town: Town, name: str, *, unit: str, role: str) -> tuple[User, User]:
    """One person with two telephones."""
    first = await town.person(name, unit=unit, role=role, on="plain")
    second = town.stranger(name, on="phones")
    code = await town.invite(name, unit=unit, role=role)
    async with reading(town.database) as uow:
        found = await uow.conversations.of_chat("plain", first.chat)
    assert found is not None
    await second.says(code)
    await second.says("1")
    async with unit_of_work(town.database) as uow:
        chat = await uow.conversations.of_chat("phones", second.chat)
        assert chat is not None
        assert found[1] is not None
        seat = (await uow.people.seats(chat[1] or 0, town.clock.now()))[0]
        await uow.conversations.bind(chat[0], found[1], seat.id)
        await uow.people.take_seat(seat.id, found[1], town.clock.now())
    return first, second


async def test_a_blocked_channel_is_seen_told_on_the_other_and_left_with_two_presses(town: Town) -> None:
    admin_plain, _ = await _on_both(town, "anh Minh", unit="LV", role="admin")
    an_plain, an = await _on_both(town, "bác Năm", unit="LV-AT-01", role="cell_secretary")
    others = [
        await town.person(f"bà {n}", unit=unit, role="cell_secretary")
        for n, unit in enumerate(("LV-AT-02", "LV-TM-01", "LV-AT-04"))
    ]
    judge = _watch(town).judge_once
    assert await judge() in ([], ["health_line"])
    town.phones.cut = NotSent("blocked by the carriers")
    for person in (an, *others):
        await town.intake.deliver([person.message("text", "việc")])
    while await town.worker.turn_once():
        continue
    await town.settled()
    town.clock.jump_to(town.clock.now() + SILENT_MS + 1)
    await town.settled()
    admin_plain.looks_away()
    assert "outage.down" in await judge()
    await town.settled()
    admin_plain.sees("Phones đang không gửi")
    assert await judge() == []
    await admin_plain.says("kênh")
    admin_plain.sees("Phones", "không thông từ")
    await admin_plain.presses("Nhắn qua Plain trước")
    admin_plain.sees("2 người", "Còn 3 người")
    await admin_plain.presses("Chuyển ngay")
    admin_plain.sees("Đã chuyển")
    async with reading(town.database) as uow:
        person = (await uow.conversations.of_chat("phones", an.chat) or (0, None, False))[1]
        assert (await uow.people.best_chat(person or 0) or (0, ""))[1] == "plain"
    town.phones.cut = None
    await town.lives_until("2026-11-25 09:00")
    told = [each for each in an_plain.heard if "nhắn đồng chí qua Plain trước" in each.text]
    assert len(told) == 1
    assert not [each for each in an.heard if "nhắn đồng chí qua Plain trước" in each.text]
    assert "outage.up" in await judge()


async def test_a_poll_that_hears_nothing_is_a_channel_that_is_down(database: Database) -> None:
    now = 1_800_000_000_000
    async with unit_of_work(database) as uow:
        await note_seen(uow, "telegram", Seen(now, ""))
        # A process that no longer polls knows only older things.
        await note_seen(uow, "telegram", Seen(now - 60 * MINUTE, ""))
        assert (await last_seen(uow, "telegram")) == Seen(now, "")
        assert "outage.down" not in await watch(uow, {"telegram": True}, now + MINUTE)
        assert "outage.down" in await watch(uow, {"telegram": True}, now + SILENT_MS + 1)
        assert await down_since(uow, "telegram") == now + SILENT_MS + 1
        assert "outage.down" not in await watch(uow, {"telegram": True}, now + 20 * MINUTE)
        await note_seen(uow, "telegram", Seen(now + 21 * MINUTE, ""))
        assert "outage.up" in await watch(uow, {"telegram": True}, now + 21 * MINUTE)
        assert await down_since(uow, "telegram") is None


async def test_a_queue_older_than_five_minutes_is_told_once_a_spell(town: Town) -> None:
    admin = await town.person("anh Minh", unit="LV", role="admin")
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    judge = _watch(town).judge_once
    await judge()
    await town.settled()
    await town.intake.deliver([an.message("text", "việc")])
    town.clock.jump_to(town.clock.now() + 4 * MINUTE)
    assert await judge() == []
    town.clock.jump_to(town.clock.now() + 2 * MINUTE)
    admin.looks_away()
    assert await judge() == ["outage.stuck_in"]
    assert await judge() == []
    await town.settled()
    admin.sees("chưa được trả lời", "chibo doctor")
    while await town.worker.turn_once():
        continue
    await town.settled()
    assert await judge() == []
    await town.intake.deliver([an.message("text", "việc")])
    town.clock.jump_to(town.clock.now() + 6 * MINUTE)
    assert await judge() == ["outage.stuck_in"]


async def test_each_morning_at_seven_one_line(town: Town) -> None:
    admin = await town.person("anh Minh", unit="LV", role="admin")
    judge = _watch(town).judge_once
    await judge()
    await town.settled()
    for day in (24, 25):
        await town.at(f"2026-11-{day} 06:30")
        admin.looks_away()
        assert await judge() == []
        await town.at(f"2026-11-{day} 07:00")
        assert await judge() == ["health_line"]
        assert await judge() == []
        await town.settled()
        admin.sees("Máy chạy ổn: 7 đơn vị")


async def test_the_morning_line_says_what_the_doctor_finds_in_the_reader_s_words(town: Town) -> None:
    minh = await town.person("anh Minh", unit="LV", role="admin")
    found: list[Finding] = [
        well("doctor.disk", free="35,0"),
        well("doctor.backup", when="02:31 24/11/2026"),
        well("doctor.channel", channel="Telegram"),
        trouble("doctor.no_key"),
    ]
    watch = Watch(town.database, town.clock, list(town.channels.values()), town._wake, lambda: _found(found))
    await watch.judge_once()
    await town.at("2026-11-24 07:00")
    assert await watch.judge_once() == ["health_line"]
    await town.settled()
    minh.sees("Máy chạy ổn", "còn trống 35,0 GB", "Sao lưu gần nhất: 02:31 24/11/2026")
    minh.sees_not("CHIBO_BACKUP_KEY", "mã đúng")
    await minh.says("english")
    found += [trouble("doctor.backup_failed"), trouble("doctor.drill_failed"), trouble("doctor.clock", seconds="90")]
    found.append(trouble("doctor.quota_near", used="2.900", most="3.000", users="40"))
    await town.at("2026-11-25 07:00")
    assert await watch.judge_once() == ["health_line"]
    await town.settled()
    minh.sees("needs a look", "The last backup could not be made", "CHIBO_BACKUP_KEY", "90 seconds off")
    minh.sees_not("is well", "2.900")


async def _found(found: list[Finding]) -> list[Finding]:
    return list(found)


async def test_only_an_administrator_moves_people_and_only_below(town: Town) -> None:
    for unit, role in (("LV-AT", "office_clerk"), ("LV-AT-01", "cell_secretary")):
        an = await town.person("cô Lan", unit=unit, role=role)
        for action in ("channels", "channels:first:plain:yes", "channels:first:nowhere:yes"):
            await an.forges(action)
            an.sees_not("Các kênh", "Đã chuyển")


async def test_the_command_does_the_same_when_no_administrator_can_be_reached(
    databases: Databases, tmp_path: Path
) -> None:
    async with databases.fresh("sqlite", tmp_path, "town", settle_town) as database, Town(database).running() as town:
        await _on_both(town, "bác Năm", unit="LV-AT-01", role="cell_secretary")
        where = Settings(database_url=f"sqlite:///{tmp_path / 'chibo.db'}", _env_file=None)
        said: list[str] = []
        await prefer_channel(where, "plain", said.append)
        assert "1 người" in said[0]
        with pytest.raises(BadSettings):
            await prefer_channel(where, "pigeon", said.append)


@given(st.integers(0, 10_000), st.booleans(), st.none() | st.integers(0, DAY_MS))
def test_nobody_is_called_down_who_is_heard_and_reached(failing: int, sent_lately: bool, heard: int | None) -> None:
    down = is_down(failing, sent_lately=sent_lately, heard_ms_ago=heard)
    if heard is not None and heard > SILENT_MS:
        assert down
    elif sent_lately or not failing:
        assert not down
