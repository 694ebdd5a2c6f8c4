"""Where the accounts of the real Zalo server contradict each other, the channel works with either (platform C3, C4)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
from structlog.testing import capture_logs

from bot.channels.base import ChannelDown, NotSent, Outgoing, Refused, Unknown
from bot.channels.wire import Backoff
from bot.channels.zalo import ZaloChannel
from handlers.screen import Choice, Screen
from storage.model import Incoming
from tests.fakes.zalo_server import FakeZalo

AN = "6ede9afa66b88fe6d6a9"
QUESTION = Screen("Đồng chí chọn:", (Choice("Đúng", "yes"), Choice("Chưa", "no")))


@pytest.fixture
async def server() -> AsyncIterator[FakeZalo]:
    async with FakeZalo() as running:
        running.configure(idle_seconds=0.1)
        yield running


def channel_of(server: FakeZalo, **options: object) -> ZaloChannel:
    defaults = {"mode": "polling", "repeat_seconds": 0.1, "backoff": Backoff(0.02, 0.1)}
    return ZaloChannel(token=server.token, api_url=server.url, **(defaults | options))


@contextlib.asynccontextmanager
async def polling(channel: ZaloChannel, rows: list[Incoming]) -> AsyncIterator[None]:
    async def deliver(batch: Sequence[Incoming]) -> None:
        rows.extend(batch)

    await channel.start()
    loop = asyncio.create_task(channel.poll(deliver))
    try:
        yield
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
        await channel.close()


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


async def test_events_handed_out_for_ever_are_stored_once_and_asked_for_slowly(server: FakeZalo) -> None:
    server.configure(replay=True)
    server.say(AN, "một")
    server.say(AN, "hai")
    rows: list[Incoming] = []
    async with polling(channel_of(server), rows):
        await until(lambda: len(rows) == 2)
        polls = server.polls
        await asyncio.sleep(0.5)
        assert server.polls - polls <= 6
        server.say(AN, "ba")
        await until(lambda: len(rows) == 3)
    assert [row.text for row in rows] == ["một", "hai", "ba"]


async def test_events_forgotten_on_answering_come_without_a_pause(server: FakeZalo) -> None:
    for number in range(20):
        server.say(AN, str(number))
    rows: list[Incoming] = []
    async with polling(channel_of(server, repeat_seconds=60), rows):
        await until(lambda: len(rows) == 20)


async def test_an_event_that_could_not_be_committed_is_not_taken_for_a_repeat(server: FakeZalo) -> None:
    server.configure(replay=True)
    server.say(AN, "đừng mất")
    rows: list[Incoming] = []
    failures = iter([True])

    async def deliver(batch: Sequence[Incoming]) -> None:
        if next(failures, False):
            raise OSError("disk full")
        rows.extend(batch)

    channel = channel_of(server)
    await channel.start()
    with pytest.raises(OSError, match="disk full"):
        await channel.poll(deliver)
    again = asyncio.create_task(channel.poll(deliver))
    await until(lambda: rows)
    again.cancel()
    await asyncio.gather(again, return_exceptions=True)
    await channel.close()
    assert [row.text for row in rows] == ["đừng mất"]


@pytest.mark.parametrize("as_http", [True, False])
async def test_an_idle_poll_is_no_trouble_in_either_form(server: FakeZalo, as_http: bool) -> None:
    server.configure(idle_http=as_http)
    rows: list[Incoming] = []
    with capture_logs() as logs:
        channel = channel_of(server)
        async with polling(channel, rows):
            await until(lambda: server.polls >= 3)
            assert channel.trouble is None
            assert channel.last_ok is not None
    assert logs == []


@pytest.mark.parametrize("as_http", [True, False])
@pytest.mark.parametrize(
    ("code", "expected"),
    [(400, Refused), (401, NotSent), (403, NotSent), (404, Refused), (408, Unknown), (500, NotSent), (504, Unknown)],
)
async def test_each_refusal_in_either_form(
    server: FakeZalo, as_http: bool, code: int, expected: type[Exception]
) -> None:
    server.configure(error_http=as_http, idle_http=as_http, fail={"sendMessage": [1, code, "x"]})
    channel = channel_of(server)
    await channel.start()
    with pytest.raises(expected) as failure:
        await channel.send(Outgoing(AN, QUESTION))
    await channel.close()
    assert not getattr(failure.value, "blocked", False), "nobody is taken for gone because of a hiccup"


async def test_a_spent_quota_waits_for_an_hour_and_says_so(server: FakeZalo) -> None:
    server.configure(quota=1)
    channel = channel_of(server)
    await channel.start()
    await channel.send(Outgoing(AN, QUESTION))
    with capture_logs() as logs, pytest.raises(NotSent) as failure:
        await channel.send(Outgoing(AN, QUESTION))
    await channel.close()
    assert failure.value.retry_after == 3600
    assert [line["event"] for line in logs] == ["quota_spent"]


async def test_a_webhook_that_zalo_could_not_verify_is_said(server: FakeZalo) -> None:
    async def unverified(method: str, params: dict) -> object:
        if method == "setWebhook":
            return {"url": params["url"], "verification": {"ok": False, "status_code": 403, "hint": "HTTP 403"}}
        return await original(method, params)

    original, server._carried_out = server._carried_out, unverified
    channel = channel_of(server, mode="webhook", webhook_url="https://chibo.example/zalo", secret="bi-mat-dai")
    with capture_logs() as logs:
        await channel.start()
    await channel.close()
    assert [(line["event"], line["hint"]) for line in logs] == [("webhook_not_verified", "HTTP 403")]


async def test_a_short_secret_is_refused_at_the_start(server: FakeZalo) -> None:
    channel = channel_of(server, mode="webhook", webhook_url="https://chibo.example/zalo", secret="ngan")
    with pytest.raises(ChannelDown) as down:
        await channel.start()
    await channel.close()
    assert (down.value.advice, down.value.fatal) == ("webhook_refused", True)


async def test_trouble_is_said_once_and_its_end_once(server: FakeZalo) -> None:
    rows: list[Incoming] = []
    channel = channel_of(server)
    with capture_logs() as logs:
        async with polling(channel, rows):
            server.configure(fail={"getUpdates": [3, 502, "Bad Gateway"]})
            await until(lambda: channel.trouble == "unreachable")
            await until(lambda: channel.trouble is None)
    assert [line["event"] for line in logs] == ["not_receiving", "receiving_again"]
    assert server.token not in str(logs)


async def test_a_token_withdrawn_while_polling_is_fatal(server: FakeZalo) -> None:
    channel = channel_of(server)
    await channel.start()
    server.configure(fail={"getUpdates": [1, 401, "Unauthorized"]})
    with pytest.raises(ChannelDown) as down:
        await channel.poll(lambda _: asyncio.sleep(0))
    await channel.close()
    assert (down.value.advice, down.value.fatal) == ("bad_token", True)


async def test_a_push_is_sent_without_numbers(server: FakeZalo) -> None:
    channel = channel_of(server)
    await channel.start()
    await channel.send(Outgoing(AN, QUESTION))
    await channel.send(Outgoing(AN, QUESTION, is_push=True))
    await channel.close()
    assert [sent["text"] for sent in server.sends] == [
        "Đồng chí chọn:\n\n1. Đúng\n2. Chưa",
        "Đồng chí chọn:\n\n– Đúng\n– Chưa",
    ]


async def test_nothing_to_say_is_refused_not_taken_for_sent(server: FakeZalo) -> None:
    channel = channel_of(server)
    await channel.start()
    with pytest.raises(Refused):
        await channel.send(Outgoing(AN, Screen(" ")))
    await channel.close()
