"""Policy about sending: order, pace, back-off, expiry, and what to do about a message that may have arrived."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

import bot.pace
from bot.channels.base import ChatPace, NotSent, Refused, Unknown
from bot.channels.telegram import pace_of
from bot.clock import monotonic
from bot.pace import Pace
from bot.sender import Sender
from handlers.screen import Screen
from storage.database import Database
from storage.model import Incoming, OutboxRow
from storage.unit_of_work import reading, unit_of_work
from tests.fakes.recording_channel import RecordingChannel
from tests.province import START, moment
from tests.user import StoppedClock
from tests.waiting import until

SOON = 0.05


class Post:
    """An outbox, a clock that stands still, a sender and its channel."""

    def __init__(self, database: Database, per_second: float) -> None:
        self.database = database
        self.clock = StoppedClock(moment(START))
        self.channel = RecordingChannel("phones", buttons=True, per_second=per_second)
        self.composed: dict[str, str | None] = {}
        self.sender = Sender(self.channel, database, self.clock, self._compose)

    async def _compose(self, row: OutboxRow, now: int) -> tuple[Screen, dict[str, Any]] | None:
        text = self.composed[row.payload["which"]]
        return None if text is None else (Screen(text), {"text": text})

    async def owes(self, chat: str, *texts: str, lane: int = 0, **options: Any) -> None:
        """Rows for a chat; `options` as `outbox.push` takes them."""
        now = self.clock.now()
        async with unit_of_work(self.database) as uow:
            await uow.inbox.add([Incoming("phones", f"hi-{chat}", chat, "text", "hi")], now)
            found = await uow.conversations.of_chat("phones", chat)
            assert found is not None
            for text in texts:
                payload = Screen(text).as_payload()
                if lane == 0:
                    uow.outbox.reply(found[0], "phones", payload, now)
                else:
                    uow.outbox.push(found[0], "phones", "push", payload, now, **{"due_at": now, **options})

    async def owes_digest(self, chat: str, which: str) -> None:
        await self.owes(chat)
        async with unit_of_work(self.database) as uow:
            found = await uow.conversations.of_chat("phones", chat)
            assert found is not None
            uow.outbox.push(found[0], "phones", "digest", {"which": which}, self.clock.now(), due_at=self.clock.now())

    async def waiting(self) -> int:
        """How many are due and not sent."""
        async with reading(self.database) as uow:
            return (await uow.outbox.depth("phones", self.clock.now()))[0]

    async def reachable(self, chat: str) -> bool:
        async with reading(self.database) as uow:
            found = await uow.conversations.of_chat("phones", chat)
        assert found is not None
        return found[2]

    async def settled(self) -> None:
        """Until nothing is due any more."""
        self.sender.wake()
        await until(self._is_idle, f"all is sent, only {self.channel.sent}")

    async def _is_idle(self) -> bool:
        return await self.waiting() == 0

    async def later(self, seconds: float) -> None:
        self.clock.jump_to(self.clock.now() + int(seconds * 1000))
        await self.settled()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Post]:
        task = asyncio.create_task(self.sender.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with Post(database, 100_000).running() as found:
        yield found


async def test_the_order_of_a_chat_holds(post: Post) -> None:
    for chat in "abc":
        await post.owes(chat, *(f"{chat}{number}" for number in range(10)))
    await post.settled()
    for chat in "abc":
        assert post.channel.texts(chat) == [f"{chat}{number}" for number in range(10)]


async def test_a_chat_that_does_not_answer_holds_up_nobody_else(post: Post) -> None:
    post.channel.stuck["a"] = asyncio.Event()
    await post.owes("a", "one")
    await post.owes("b", "two")
    post.sender.wake()
    await until(lambda: bool(post.channel.texts("b")))
    assert post.channel.texts("a") == []
    post.channel.stuck["a"].set()
    await post.settled()
    assert post.channel.texts("a") == ["one"]


async def test_what_was_certainly_not_sent_is_tried_again_later_in_order(post: Post) -> None:
    post.channel.troubles["a"] = [NotSent("no line"), NotSent("no line")]
    await post.owes("a", "one", "two")
    await post.settled()
    assert post.channel.texts("a") == []
    await post.later(2)
    assert post.channel.texts("a") == []
    await post.later(4)
    assert post.channel.texts("a") == ["one", "two"]


async def test_a_flooded_chat_waits_as_long_as_it_was_told(post: Post) -> None:
    post.channel.troubles["a"] = [NotSent("429", 30, chat_only=True)]
    await post.owes("a", "one", "two")
    await post.owes("b", "three")
    await post.settled()
    assert post.channel.texts("b") == ["three"]
    await post.later(29)
    assert post.channel.texts("a") == []
    await post.later(2)
    assert post.channel.texts("a") == ["one", "two"]


async def test_a_second_flooded_chat_means_all_of_us(post: Post) -> None:
    for chat in "ab":
        post.channel.troubles[chat] = [NotSent("429", 0.4)]
        await post.owes(chat, chat)
    await post.settled()
    began = monotonic()
    await post.owes("c", "for everybody")
    await post.settled()
    assert monotonic() - began > 0.2
    await post.later(1)
    assert sorted(each.chat for each in post.channel.sent) == ["a", "b", "c"]


async def test_whoever_blocked_us_is_not_written_to_again(post: Post) -> None:
    post.channel.troubles["a"] = [Refused("blocked", blocked=True)]
    await post.owes("a", "one")
    await post.settled()
    await post.later(3_600)
    assert post.channel.tried == ["a"]
    assert not await post.reachable("a")


async def test_a_message_that_is_refused_alone_leaves_the_chat_reachable(post: Post) -> None:
    post.channel.troubles["a"] = [Refused("message is too long")]
    await post.owes("a", "one", "two")
    await post.settled()
    assert post.channel.texts("a") == ["two"]
    assert await post.reachable("a")


async def test_a_group_that_moved_gets_its_message_at_the_new_place(post: Post) -> None:
    post.channel.troubles["a"] = [Refused("migrated", moved_to="a-new")]
    await post.owes("a", "one")
    await post.settled()
    assert post.channel.texts("a-new") == ["one"]


async def test_what_may_have_arrived_is_repeated_once_and_no_more(post: Post) -> None:
    post.channel.troubles["a"] = [Unknown("timeout"), Unknown("timeout"), Unknown("timeout")]
    await post.owes("a", "one")
    await post.settled()
    for _ in range(5):
        await post.later(3_600)
    assert post.channel.tried == ["a", "a"]


async def test_a_channel_that_breaks_in_an_unforeseen_way_loses_nothing(post: Post) -> None:
    post.channel.troubles["a"] = [RuntimeError("a bug of ours")]
    await post.owes("a", "one")
    await post.settled()
    await post.later(10)
    assert post.channel.texts("a") == ["one"]


async def test_what_has_expired_is_never_sent_late(post: Post) -> None:
    await post.owes("a", "good morning", lane=1, due_at=post.clock.now() + 1_000, expires_at=post.clock.now() + 5_000)
    await post.owes("b", "in time", lane=1, due_at=post.clock.now() + 1_000, expires_at=post.clock.now() + 90_000)
    await post.later(60)
    assert [each.text for each in post.channel.sent] == ["in time"]


async def test_what_is_due_later_waits(post: Post) -> None:
    await post.owes("a", "tomorrow", lane=1, due_at=post.clock.now() + 10_000)
    await post.settled()
    assert post.channel.sent == []
    await post.later(10)
    assert post.channel.texts("a") == ["tomorrow"]


async def test_a_digest_is_written_at_the_second_of_sending(post: Post) -> None:
    post.composed = {"full": "still open: two", "empty": None}
    await post.owes_digest("a", "full")
    await post.owes_digest("b", "empty")
    await post.settled()
    assert [(each.chat, each.text) for each in post.channel.sent] == [("a", "still open: two")]


async def test_pushes_keep_the_pace_and_replies_do_not_wait_for_them(database: Database) -> None:
    async with Post(database, 40).running() as post:
        for number in range(10):
            await post.owes(f"p{number}", "push", lane=1)
        began = monotonic()
        post.sender.wake()
        await asyncio.sleep(SOON)
        for number in range(10):
            await post.owes(f"r{number}", "reply")
        await post.settled()
        assert monotonic() - began >= 9 / 40 - 0.01
        order = [each.text for each in post.channel.sent]
        assert order.count("push") == order.count("reply") == 10
        assert order.index("reply") < len(order) - 1 - order[::-1].index("push")


async def test_one_chat_gets_no_more_than_it_takes_and_holds_up_nobody_else(database: Database) -> None:
    """Three at once, then one each tenth of a second, in order; what another chat waits for goes out before."""
    post = Post(database, 100_000)
    post.channel.capabilities = replace(
        post.channel.capabilities, of_chat=lambda chat: ChatPace(3, 10) if chat == "a" else ChatPace(50, 1)
    )
    await post.owes("a", *(f"a{number}" for number in range(7)))
    await post.owes("b", *(f"b{number}" for number in range(3)))
    began = monotonic()
    async with post.running():
        await post.settled()
    assert post.channel.texts("a") == [f"a{number}" for number in range(7)]
    assert monotonic() - began >= 4 / 10
    order = [each.text for each in post.channel.sent]
    assert order.index("b2") < order.index("a6")


def test_a_chats_measure_fills_up_again_and_full_ones_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(bot.pace, "monotonic", lambda: now[0])
    monkeypatch.setattr(bot.pace, "REMEMBERED", 2)
    pace = Pace(30)
    group = pace_of("-100200")
    assert [pace.of_chat(1, group) for _ in range(6)] == [0, 0, 0, 0, 0, 4]
    sent = 5
    while now[0] < 60:
        sent += not pace.of_chat(1, group)
        now[0] += 0.5
    # Twenty a minute is the platform's limit for a group.
    assert 19 <= sent <= 20
    assert pace.of_chat(2, pace_of("77")) == pace.of_chat(3, pace_of("77")) == 0
    now[0] += 100
    assert pace.of_chat(4, pace_of("77")) == 0
    assert list(pace._chats) == [4]


async def test_a_clean_stop_waits_for_what_is_in_flight_and_repeats_nothing(database: Database) -> None:
    first = Post(database, 1_000)
    gate = first.channel.stuck["a"] = asyncio.Event()
    async with first.running():
        await first.owes("a", "one")
        first.sender.wake()
        await until(lambda: bool(first.channel.tried))
        first.sender.finish(10)
        asyncio.get_running_loop().call_later(SOON, gate.set)
    assert first.channel.texts("a") == ["one"]
    async with Post(database, 1_000).running() as second:
        await second.settled()
        await second.later(60)
        assert second.channel.sent == []


async def test_what_could_not_be_recorded_is_not_sent_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    honest, failures = post.sender._write, [True, True]

    async def write(*args: Any) -> None:
        if failures:
            failures.pop()
            raise OSError("disk full")
        await honest(*args)

    monkeypatch.setattr("bot.sender.LOOK_AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(post.sender, "_write", write)
    await post.owes("a", "one", "two")
    await post.settled()
    assert post.channel.texts("a") == ["one", "two"]
    assert not failures
