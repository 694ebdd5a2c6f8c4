"""Polling and webhook against a server that keeps the real one's rules: nothing is confirmed before it is committed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channels.base import ChannelDown
from bot.channels.telegram import TelegramChannel
from bot.channels.wire import Backoff
from storage.model import Incoming
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.witness import is_an_update


class Inbox:
    """What was committed. `broken` makes the database fail."""

    def __init__(self) -> None:
        self.rows: list[Incoming] = []
        self.broken = False

    async def deliver(self, batch: Sequence[Incoming]) -> None:
        if self.broken:
            raise OSError("disk full")
        self.rows.extend(batch)

    def texts(self) -> list[str]:
        return [row.text for row in self.rows]


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


@contextlib.asynccontextmanager
async def polling(server: FakeTelegram, inbox: Inbox) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(token=server.token, api_url=server.url, poll_seconds=2, backoff=Backoff(0.05, 0.2))
    await channel.start()
    loop = asyncio.create_task(channel.poll(inbox.deliver))
    try:
        yield channel
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
        await channel.close()


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        for stored in running.queue.all:
            if stored.kind != "malformed":
                is_an_update(stored.update)


async def test_messages_arrive_once_and_in_order(server: FakeTelegram) -> None:
    inbox = Inbox()
    for number in range(250):
        server.say(7, f"tin {number}")
    async with polling(server, inbox) as channel:
        await until(lambda: not server.queue.pending)
        assert channel.last_ok is not None
        assert channel.trouble is None
    assert inbox.texts() == [f"tin {number}" for number in range(250)]
    assert {row.chat for row in inbox.rows} == {"7"}
    assert all(stored.fetched == 1 for stored in server.queue.all)


async def test_nothing_is_confirmed_before_the_commit(server: FakeTelegram) -> None:
    inbox = Inbox()
    inbox.broken = True
    server.say(7, "đừng mất")
    async with polling(server, inbox):
        await until(lambda: server.queue.all[0].fetched)
        await asyncio.sleep(0.1)
        assert not server.queue.all[0].confirmed
    inbox.broken = False
    async with polling(server, inbox):
        await until(lambda: server.queue.all[0].confirmed)
    assert inbox.texts() == ["đừng mất"]


async def test_a_malformed_update_does_not_block_those_behind_it(server: FakeTelegram) -> None:
    inbox = Inbox()
    server.add("malformed", "x", {"message": {"text": 5, "chat": "ai đó"}})
    server.add("malformed", "x", {"message": None})
    server.say(7, "sau tin hỏng")
    async with polling(server, inbox):
        await until(lambda: not server.queue.pending)
    assert [row.kind for row in inbox.rows] == ["malformed", "malformed", "text"]
    assert [row.external_id for row in inbox.rows] == [str(stored.update_id) for stored in server.queue.all]


async def test_an_update_without_a_number_is_kept_but_not_fetched_in_a_spin(server: FakeTelegram) -> None:
    inbox = Inbox()
    server.add("malformed", "x", {"update_id": "không phải số"})
    async with polling(server, inbox):
        await asyncio.sleep(0.5)
    assert 1 <= server.polls < 10
    assert {row.kind for row in inbox.rows} == {"malformed"}
    assert len({row.external_id for row in inbox.rows}) == 1


async def test_ids_that_start_lower_after_a_silent_week_are_seen(server: FakeTelegram) -> None:
    inbox = Inbox()
    server.say(7, "tuần trước")
    async with polling(server, inbox):
        await until(lambda: server.polls >= 3)
        server.queue.next_id = 500
        server.say(7, "tuần này")
        await until(lambda: len(inbox.rows) == 2)
        await until(lambda: not server.queue.pending)
    assert inbox.texts() == ["tuần trước", "tuần này"]


async def test_a_second_poller_is_said_once_and_outlived(server: FakeTelegram) -> None:
    inbox = Inbox()
    with capture_logs() as logs:
        async with polling(server, inbox) as channel:
            await until(lambda: server.polls)
            text = "Conflict: terminated by other getUpdates request"
            server.configure(fail={"getUpdates": [3, 409, text]})
            server.say(7, "đánh thức")
            await until(lambda: channel.trouble == "poller_conflict")
            server.say(7, "còn đây")
            await until(lambda: "còn đây" in inbox.texts())
            await until(lambda: channel.trouble is None)
    said = [line["event"] for line in logs]
    assert said.count("not_receiving") == 1
    assert said.count("receiving_again") == 1
    assert server.token not in str(logs)


async def test_two_real_pollers_make_the_older_one_step_back(server: FakeTelegram) -> None:
    first, second = Inbox(), Inbox()
    async with polling(server, first) as one, polling(server, second):
        await until(lambda: one.trouble == "poller_conflict")
        server.say(7, "cho một trong hai")
        await until(lambda: len(first.rows) + len(second.rows) >= 1)


async def test_a_server_away_and_back(server: FakeTelegram) -> None:
    inbox = Inbox()
    async with polling(server, inbox) as channel:
        await until(lambda: server.polls)
        server.configure(fail={"getUpdates": [2, 502, "Bad Gateway"]})
        server.say(7, "trước")
        await until(lambda: channel.trouble == "unreachable")
        await until(lambda: channel.trouble is None)
        server.say(7, "sau")
        await until(lambda: len(inbox.rows) == 2)


async def test_a_token_withdrawn_while_polling_is_fatal(server: FakeTelegram) -> None:
    channel = TelegramChannel(token=server.token, api_url=server.url, poll_seconds=1)
    await channel.start()
    server.token = "4200:another"
    with pytest.raises(ChannelDown) as down:
        await channel.poll(Inbox().deliver)
    await channel.close()
    assert (down.value.advice, down.value.fatal) == ("bad_token", True)


async def test_people_do_all_they_can_do(server: FakeTelegram) -> None:
    inbox = Inbox()
    async with polling(server, inbox):
        server.say(7, "chào")
        server.say(-100, "chào cả nhóm")
        server.press(7, "home")
        server.send("edited_message", 7, {"text": "chào lại"})
        server.send("message", 7, {"sticker": sticker()})
        server.block(7)
        server.block(7, blocked=False)
        await until(lambda: len(inbox.rows) == 7)
    assert sorted(row.kind for row in inbox.rows) == sorted(
        ["text", "group", "press", "edited", "sticker", "blocked", "unblocked"]
    )


def sticker() -> dict:
    shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"file_id": "S", "file_unique_id": "s", "type": "regular"} | shape


async def test_old_presses_and_old_messages_are_gone(server: FakeTelegram) -> None:
    inbox = Inbox()
    server.say(7, "hôm qua")
    server.press(7, "task:1:done")
    server.configure(advance_ms=151_000)
    async with polling(server, inbox):
        await until(lambda: inbox.rows)
    assert [row.kind for row in inbox.rows] == ["text"]
    server.say(7, "để lâu")
    server.configure(advance_ms=24 * 3_600_000)
    server.queue.expire(server.clock.now())
    assert server.queue.all[-1].expired


class Web:
    """The product's webhook door: secret, receive, commit, 200."""

    def __init__(self, channel: TelegramChannel, inbox: Inbox) -> None:
        self.channel = channel
        self.inbox = inbox
        self.runner: web.AppRunner | None = None

    async def __aenter__(self) -> str:
        app = web.Application()
        app.router.add_post("/telegram", self.door)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}/telegram"

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()

    async def door(self, request: web.Request) -> web.Response:
        if not self.channel.secret_matches({name.lower(): value for name, value in request.headers.items()}):
            return web.Response(status=403)
        try:
            await self.inbox.deliver(self.channel.receive(await request.read()))
        except OSError:
            return web.Response(status=503)
        return web.Response()


async def test_webhook_is_retried_until_committed_in_the_order_of_the_chat(server: FakeTelegram) -> None:
    inbox = Inbox()
    inbox.broken = True
    channel = TelegramChannel(token=server.token, api_url=server.url, mode="webhook", secret="bi-mat")
    async with Web(channel, inbox) as url:
        channel._webhook_url = url
        await channel.start()
        for number in range(20):
            server.say(7, f"tin {number}")
        server.add("malformed", "x", {"message": [1]})
        await until(lambda: len(server.webhook.statuses) > 3)
        assert inbox.rows == []
        inbox.broken = False
        await until(lambda: not server.queue.pending)
        assert [row.text for row in inbox.rows if row.kind == "text"] == [f"tin {number}" for number in range(20)]
        assert channel.last_ok is not None
        assert 503 in server.webhook.statuses
    await channel.close()


async def test_webhook_with_a_wrong_secret_is_not_heard(server: FakeTelegram) -> None:
    inbox = Inbox()
    channel = TelegramChannel(token=server.token, api_url=server.url, mode="webhook", secret="bi-mat")
    async with Web(channel, inbox) as url:
        channel._webhook_url = url
        await channel.start()
        channel._secret = "khac"
        server.say(7, "ai đó")
        await until(lambda: 403 in server.webhook.statuses)
    await channel.close()
    assert inbox.rows == []


async def test_polling_takes_an_old_webhook_away_without_losing_what_waits(server: FakeTelegram) -> None:
    inbox = Inbox()
    await server._set_webhook({"url": "http://127.0.0.1:1/away"})
    server.say(7, "chờ sẵn")
    async with polling(server, inbox):
        await until(lambda: inbox.texts() == ["chờ sẵn"])


async def test_a_webhook_without_an_address_is_refused_plainly(server: FakeTelegram) -> None:
    channel = TelegramChannel(token=server.token, api_url=server.url, mode="webhook", secret="bi-mat")
    server.configure(fail={"setWebhook": [1, 400, "Bad Request: bad webhook: An HTTPS URL must be provided"]})
    with pytest.raises(ChannelDown) as down:
        await channel.start()
    await channel.close()
    assert (down.value.advice, down.value.fatal) == ("webhook_refused", True)
