"""The servers on loopback keep the rules they claim to; asked by plain HTTP, without our channels."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram_queue import Bucket
from tests.fakes.telegram_server import FakeTelegram

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


async def call(server: FakeTelegram, method: str, **params: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{server.token}/{method}", json=params) as response,
    ):
        return await response.json()


async def test_an_offset_confirms_what_is_before_it_and_nothing_else(server: FakeTelegram) -> None:
    first, second = server.say(7, "a"), server.say(7, "b")
    again = [await call(server, "getUpdates"), await call(server, "getUpdates")]
    assert [[update["update_id"] for update in answer["result"]] for answer in again] == [[first, second]] * 2
    rest = await call(server, "getUpdates", offset=first + 1)
    assert [update["update_id"] for update in rest["result"]] == [second]
    assert [stored.confirmed for stored in server.queue.all] == [True, False]


async def test_limit_and_kinds_not_asked_for(server: FakeTelegram) -> None:
    await call(server, "getUpdates", allowed_updates=["message"])
    assert server.press(7, "x") == 0
    server.say(7, "a")
    server.say(7, "b")
    assert len((await call(server, "getUpdates", limit=1))["result"]) == 1


async def test_a_second_poller_ends_the_first(server: FakeTelegram) -> None:
    first = asyncio.create_task(call(server, "getUpdates", timeout=5))
    await asyncio.wait([first], timeout=0.3)
    second = asyncio.create_task(call(server, "getUpdates", timeout=5))
    assert (await first)["error_code"] == 409
    server.say(7, "a")
    assert len((await second)["result"]) == 1


async def test_polling_beside_a_webhook_is_a_conflict(server: FakeTelegram) -> None:
    await call(server, "setWebhook", url="http://127.0.0.1:1/x")
    assert (await call(server, "getUpdates"))["error_code"] == 409
    await call(server, "deleteWebhook")
    assert (await call(server, "getUpdates"))["ok"]


async def test_forms_are_understood_as_json_is(server: FakeTelegram) -> None:
    form = {"chat_id": "7", "text": "a", "reply_markup": '{"inline_keyboard":[[{"text":"x","callback_data":"y"}]]}'}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{server.token}/sendMessage", data=form) as response,
    ):
        result = (await response.json())["result"]
    assert result["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "y"


def one_button(text: str, data: str) -> dict:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": 7, "text": " "}, "message text is empty"),
        ({"chat_id": 7, "text": "🌾" * 2049}, "message is too long"),
        ({"chat_id": "x", "text": "a"}, "chat not found"),
        (
            {
                "chat_id": 7,
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "đ" * 33}]]},
            },
            "BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_unacceptable_messages(server: FakeTelegram, params: dict, description: str) -> None:
    answer = await call(server, "sendMessage", **params)
    assert answer["error_code"] == 400
    assert description in answer["description"]


def test_the_bucket_refuses_everything_until_its_penalty_is_over() -> None:
    bucket = Bucket(burst=30, rate=30, penalty=1)
    assert [bucket.take(0.0) for _ in range(31)] == [0] * 30 + [2]
    assert bucket.take(1.9) == 1
    assert bucket.take(2.0) == 0


@pytest.mark.parametrize(("module", "chat"), [("telegram_server", 7), ("zalo_server", "a7")])
async def test_as_a_process_of_its_own(module: str, chat: object) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.fakes.{module}", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        _, _, url, _, token = (await process.stdout.readline()).decode().split()
        async with aiohttp.ClientSession() as session:
            said = [{"chat": chat, "text": "một"}, {"chat": chat, "text": "hai"}]
            async with session.post(f"{url}/_fake/say", json=said) as response:
                assert len((await response.json())["result"]) == 2
            async with session.post(
                f"{url}/bot{token}/sendMessage", json={"chat_id": chat, "text": "chào"}
            ) as response:
                assert (await response.json())["ok"]
            async with session.get(f"{url}/_fake/state") as response:
                state = await response.json()
            async with session.post(f"{url}/_fake/configure", json={"delay_ms": 1}) as response:
                assert response.status == 200
            async with session.post(f"{url}/_fake/nothing", json={}) as response:
                assert response.status == 404
        assert [(sent["chat"], sent["text"]) for sent in state["sends"]] == [(chat, "chào")]
        assert [update["confirmed"] for update in state["updates"]] == [False, False]
    finally:
        process.kill()
        await process.wait()
