"""What every channel must do, run against each platform's server on loopback (design 3 and 4)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from aiohttp import web

from bot.channels.base import Channel, ChannelDown, NotSent, Outgoing, Receipt, Refused, Unknown
from bot.channels.telegram import TelegramChannel
from bot.channels.wire import Backoff
from bot.channels.zalo import ZaloChannel
from handlers.screen import Choice, Screen
from storage.model import Incoming
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.zalo_server import FakeZalo

SECRET = "bi-mat-cua-webhook"
QUESTION = Screen("Đã xong <b>việc</b> này & việc kia?", (Choice("Đúng", "task:1:done"), Choice("Chưa", "task:1:no")))
KINDS = {"text", "press", "photo", "file", "sticker", "voice", "other", "edited", "group", "blocked", "unblocked"}


class Telegram:
    """How to make the platform do the things the contract speaks of."""

    secret_header = "x-telegram-bot-api-secret-token"
    chat = "77"

    def server(self) -> FakeTelegram:
        return FakeTelegram()

    def channel(self, server: FakeTelegram, **options: Any) -> TelegramChannel:
        options = {"token": server.token, "poll_seconds": 1, "backoff": Backoff(0.05, 0.2)} | options
        return TelegramChannel(api_url=options.pop("api_url", server.url), **options)

    def say(self, server: FakeTelegram, text: str) -> None:
        server.say(77, text)

    def add_malformed(self, server: FakeTelegram) -> None:
        server.add("malformed", "x", {"message": {"text": 5}})

    def quiet(self, server: FakeTelegram) -> bool:
        return not server.queue.pending


class Zalo:
    """The same for Zalo."""

    secret_header = "x-bot-api-secret-token"
    chat = "6ede9afa66b88fe6d6a9"

    def server(self) -> FakeZalo:
        server = FakeZalo()
        server.configure(idle_seconds=0.2)
        return server

    def channel(self, server: FakeZalo, **options: Any) -> ZaloChannel:
        defaults = {"token": server.token, "mode": "polling", "repeat_seconds": 0.05, "backoff": Backoff(0.05, 0.2)}
        options = defaults | options
        return ZaloChannel(api_url=options.pop("api_url", server.url), **options)

    def say(self, server: FakeZalo, text: str) -> None:
        server.say(self.chat, text)

    def add_malformed(self, server: FakeZalo) -> None:
        server.add({"event_name": "message.text.received", "message": {"text": 5}})

    def quiet(self, server: FakeZalo) -> bool:
        return all(event.confirmed for event in server.events)


@pytest.fixture(params=[Telegram(), Zalo()], ids=["telegram", "zalo"])
def platform(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
async def server(platform: Any) -> AsyncIterator[Any]:
    async with platform.server() as running:
        yield running


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


@contextlib.asynccontextmanager
async def polling(channel: Channel, rows: list[Incoming]) -> AsyncIterator[None]:
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


@contextlib.asynccontextmanager
async def door(handle: Callable[[web.Request], Any]) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def test_polling_delivers_everything_in_order(platform: Any, server: Any) -> None:
    rows: list[Incoming] = []
    for number in range(30):
        platform.say(server, f"tin {number}")
    platform.add_malformed(server)
    platform.say(server, "cuối")
    channel = platform.channel(server)
    async with polling(channel, rows):
        await until(lambda: platform.quiet(server))
        await until(lambda: len(rows) == 32)
        assert channel.last_ok is not None
    assert [row.text for row in rows if row.kind == "text"] == [*(f"tin {number}" for number in range(30)), "cuối"]
    assert [row.kind for row in rows].count("malformed") == 1
    assert len({row.external_id for row in rows}) == 32
    assert {row.channel for row in rows} == {channel.name}


@pytest.mark.parametrize("wrapped", [False, True])
async def test_webhook_delivers_once_committed_and_in_order(platform: Any, server: Any, wrapped: bool) -> None:
    if isinstance(server, FakeZalo):
        server.configure(wrapped=wrapped)
    rows: list[Incoming] = []
    failures = iter([True, False, True, True])

    async def handle(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not channel.secret_matches(headers):
            return web.Response(status=403)
        if next(failures, False):
            return web.Response(status=503)
        rows.extend(channel.receive(await request.read()))
        return web.Response()

    async with door(handle) as url:
        channel = platform.channel(server, mode="webhook", webhook_url=url, secret=SECRET)
        await channel.start()
        for number in range(20):
            platform.say(server, f"tin {number}")
        platform.add_malformed(server)
        await until(lambda: platform.quiet(server))
        await channel.close()
    assert [row.text for row in rows if row.kind == "text"] == [f"tin {number}" for number in range(20)]
    assert [row.kind for row in rows].count("malformed") == 1


@pytest.mark.parametrize("given", ["", "khác", SECRET + "x", SECRET[:-1], "\udcff", "bí-mật"])
async def test_a_wrong_secret_does_not_match(platform: Any, server: Any, given: str) -> None:
    channel = platform.channel(server, secret=SECRET)
    assert channel.secret_matches({platform.secret_header: SECRET})
    assert not channel.secret_matches({platform.secret_header: given})
    assert not channel.secret_matches({})


async def test_no_secret_configured_lets_nobody_in(platform: Any, server: Any) -> None:
    channel = platform.channel(server, secret="")
    assert not channel.secret_matches({platform.secret_header: ""})


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"\xff\xfe", b'"a"', b"7", b"[" * 50_000])
async def test_no_body_breaks_receiving(platform: Any, server: Any, body: bytes) -> None:
    for incoming in platform.channel(server).receive(body):
        assert incoming.kind == "malformed"


async def test_a_screen_reaches_the_person(platform: Any, server: Any) -> None:
    channel = platform.channel(server)
    await channel.start()
    receipt = await channel.send(Outgoing(platform.chat, QUESTION))
    await channel.close()
    assert isinstance(receipt, Receipt)
    assert receipt.external_id
    assert len(server.sends) == 1
    assert server.sends[0]["text"].startswith(QUESTION.text)


async def test_a_long_text_is_not_cut_in_words(platform: Any, server: Any) -> None:
    words = " ".join(f"chữ{number}" for number in range(2000))
    channel = platform.channel(server)
    await channel.start()
    await channel.send(Outgoing(platform.chat, Screen(words, QUESTION.choices)))
    await channel.close()
    together = " ".join(sent["text"] for sent in server.sends)
    assert together.startswith(words)
    assert all(len(sent["text"]) <= channel.capabilities.max_text for sent in server.sends)


@pytest.mark.parametrize(
    ("knobs", "expected", "arrived"),
    [
        ({"drop": {"sendMessage": 1}}, Unknown, 1),
        ({"lose": {"sendMessage": 1}}, Unknown, 0),
        ({"fail": {"sendMessage": [1, 500, "Internal Server Error"]}}, NotSent, 0),
        ({"fail": {"sendMessage": [1, 502, "Bad Gateway"]}}, NotSent, 0),
        ({"fail": {"sendMessage": [1, 504, "Gateway Timeout"]}}, Unknown, 0),
        ({"fail": {"sendMessage": [1, 400, "Bad Request: something else"]}}, Refused, 0),
        ({"fail": {"sendMessage": [1, 401, "Unauthorized"]}}, NotSent, 0),
        ({"fail": {"sendMessage": [1, 429, "Too Many Requests"]}}, NotSent, 0),
    ],
    ids=["dropped", "lost", "500", "502", "504", "400", "401", "429"],
)
async def test_failures_have_their_names_and_no_token(
    platform: Any, server: Any, knobs: dict, expected: type[Exception], arrived: int
) -> None:
    channel = platform.channel(server)
    await channel.start()
    server.configure(**knobs)
    with pytest.raises(expected) as failure:
        await channel.send(Outgoing(platform.chat, QUESTION))
    assert len(server.sends) == arrived
    assert server.token not in every_text_of(failure.value) + repr(channel)
    assert await channel.send(Outgoing(platform.chat, QUESTION)), "the next one goes through"
    await channel.close()


async def test_nobody_there_is_not_sent_and_not_fatal(platform: Any, server: Any) -> None:
    channel = platform.channel(server, api_url="http://127.0.0.1:1")
    with pytest.raises(NotSent) as not_sent:
        await channel.send(Outgoing(platform.chat, QUESTION))
    with pytest.raises(ChannelDown) as down:
        await channel.start()
    await channel.close()
    assert (down.value.advice, down.value.fatal) == ("unreachable", False)
    assert server.token not in every_text_of(not_sent.value) + every_text_of(down.value)


async def test_slow_answers_are_unknown(platform: Any, server: Any) -> None:
    channel = platform.channel(server, read_seconds=0.2)
    await channel.start()
    server.configure(delay_ms=600)
    with pytest.raises(Unknown):
        await channel.send(Outgoing(platform.chat, QUESTION))
    await channel.close()


async def test_a_wrong_token_is_fatal(platform: Any, server: Any) -> None:
    token = "4200:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    channel = platform.channel(server, token=token)
    with pytest.raises(ChannelDown) as down:
        await channel.start()
    await channel.close()
    assert (down.value.advice, down.value.fatal) == ("bad_token", True)
    assert token not in every_text_of(down.value)


async def test_start_can_be_tried_again(platform: Any, server: Any) -> None:
    server.configure(fail={"getMe": [1, 502, "Bad Gateway"]})
    channel = platform.channel(server)
    with pytest.raises(ChannelDown) as down:
        await channel.start()
    assert not down.value.fatal
    await channel.start()
    assert channel.username
    await channel.close()
    await channel.close()


def every_text_of(trouble: BaseException | None) -> str:
    """Its text and that of everything chained to it, suppressed or not."""
    if trouble is None:
        return ""
    return repr(trouble) + str(trouble) + every_text_of(trouble.__cause__) + every_text_of(trouble.__context__)
