"""The demo channel and its routes, without a browser."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.base import Channel, Outgoing
from bot.channels.demo import DemoChannel
from bot.channels.demo_web import add_demo_routes
from handlers.screen import Attachment, Choice, Screen
from storage.model import Incoming

NOW = 1_795_393_800_000
TWO_CHOICES = Screen("Họp chi bộ: có mặt 31?", (Choice("Đúng", "yes"), Choice("Sai", "no")))


class SmallControl:
    """Just enough of a product to call its routes."""

    def __init__(self) -> None:
        self.time = NOW
        self.language = "vi"
        self.resets = 0
        self.heard: list[Incoming] = []
        self.is_broken = False

    async def people(self) -> list[dict[str, Any]]:
        return [{"chat": "an", "name": "An", "role": "cell_secretary", "unit": "Chi bộ thôn Suối Mơ", "note": ""}]

    async def history(self, chat: str) -> list[dict[str, Any]]:
        return [{"id": "d1", "from": "bot", "text": f"chào {chat}", "at": NOW, "choices": [], "replaces": None}]

    def now(self) -> int:
        return self.time

    async def jump(self, kind: str) -> int:
        self.time += {"next": 1, "day": 10, "week": 100, "term": 1000}[kind]
        return self.time

    async def set_language(self, language: str) -> None:
        self.language = language

    async def reset(self) -> None:
        self.resets += 1

    async def deliver(self, batch: Any) -> None:
        if self.is_broken:
            raise OSError("disk full at /var/secret")
        self.heard += batch


@pytest.fixture
def channel() -> DemoChannel:
    return DemoChannel(lambda: NOW)


@pytest.fixture
def control() -> SmallControl:
    return SmallControl()


@pytest.fixture
async def client(channel: DemoChannel, control: SmallControl) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()
    add_demo_routes(app, channel, control.deliver, control)
    async with TestClient(TestServer(app)) as client:
        yield client


async def sent(channel: DemoChannel, screen: Screen, edits: str | None = None) -> tuple[str, list[dict[str, Any]]]:
    """The receipt's id and what a page got to see."""
    with channel.subscribe() as page:
        receipt = await channel.send(Outgoing("an", screen, edits=edits))
        messages = []
        while not messages or messages[-1]["id"] != receipt.external_id:
            event = await asyncio.wait_for(page.next(), 1)
            assert event is not None
            assert event["chat"] == "an"
            messages.append(event["message"])
    return receipt.external_id, messages


async def sorry(response: ClientResponse) -> tuple[int, str]:
    """Status and code; the sentence must be a sentence."""
    told = await response.json()
    assert re.fullmatch(r"[A-ZĐ].{15,}\.", told["message"])
    return response.status, told["error"]


# --- the channel ---


async def test_is_a_channel(channel: DemoChannel) -> None:
    contract: Channel = channel
    await contract.start()
    assert contract.name == "demo"
    assert contract.capabilities.buttons
    assert contract.receive(b"{}") == []
    assert not contract.secret_matches({"x-secret": ""})
    await contract.close()
    await contract.close()


async def test_a_message_is_shown_with_its_choices(channel: DemoChannel) -> None:
    message_id, messages = await sent(channel, TWO_CHOICES)
    assert messages == [
        {
            "id": message_id,
            "from": "bot",
            "text": "Họp chi bộ: có mặt 31?",
            "at": NOW,
            "choices": [["Đúng", "yes"], ["Sai", "no"]],
            "replaces": None,
            "file": None,
        }
    ]


@pytest.mark.parametrize(("replaces", "expected"), [(True, "d1"), (False, None)])
async def test_edits_only_when_the_screen_allows_it(channel: DemoChannel, replaces: bool, expected: str | None) -> None:
    _, messages = await sent(channel, Screen("Đã ghi.", replaces=replaces), edits="d1")
    assert messages[0]["replaces"] == expected


async def test_a_long_text_comes_in_parts_with_the_choices_last(channel: DemoChannel) -> None:
    _, messages = await sent(channel, Screen("chữ " * 2500, TWO_CHOICES.choices, replaces=True), edits="d1")
    assert [len(message["text"]) <= 4096 for message in messages] == [True] * 3
    assert [len(message["choices"]) for message in messages] == [0, 0, 2]
    assert {message["replaces"] for message in messages} == {None}


async def test_ids_differ_from_those_of_an_earlier_start(channel: DemoChannel) -> None:
    later = DemoChannel(lambda: NOW)
    ids = [(await each.send(Outgoing("an", TWO_CHOICES))).external_id for each in (channel, channel, later, later)]
    ids += [each.to_incoming("an", "text", "chào").external_id for each in (channel, later)]
    assert len(set(ids)) == 6


async def test_a_slow_page_is_told_to_load_anew_and_holds_nobody_up(channel: DemoChannel) -> None:
    with channel.subscribe() as slow, channel.subscribe() as quick:
        for _ in range(600):
            await channel.send(Outgoing("an", TWO_CHOICES))
            await quick.next()
        events = [await slow.next()]
        assert events == [{"reload": True}]
    with channel.subscribe() as page:
        channel.publish({"clock": 1})
        assert await page.next() == {"clock": 1}


async def test_a_quiet_stream_gives_an_empty_event_now_and_then(channel: DemoChannel) -> None:
    with channel.subscribe() as page:
        assert await page.next(0.01) == {}
        channel.publish({"clock": 1})
        assert await page.next(0.01) == {"clock": 1}


async def test_polling_waits_until_cancelled(channel: DemoChannel, control: SmallControl) -> None:
    polling = asyncio.create_task(channel.poll(control.deliver))
    done, _ = await asyncio.wait([polling], timeout=0.05)
    assert not done
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling


async def test_closing_ends_the_streams_of_now_and_later(channel: DemoChannel) -> None:
    with channel.subscribe() as page:
        await channel.send(Outgoing("an", TWO_CHOICES))
        await channel.close()
        assert await page.next() is None
    with channel.subscribe() as late:
        assert await late.next() is None


async def test_only_the_latest_files_are_kept(channel: DemoChannel) -> None:
    keys = []
    for number in range(65):
        _, messages = await sent(channel, Screen("tệp", attachment=Attachment(f"{number}.xlsx", b"x")))
        keys.append(messages[0]["file"]["url"].split("/")[3])
    assert channel.file(keys[0]) is None
    assert all(channel.file(key) for key in keys[1:])


def test_what_was_done_in_neutral_form(channel: DemoChannel) -> None:
    assert channel.to_incoming("an", "press", "yes", key="p1", ref="d7") == Incoming(
        "demo", "p1", "an", "press", "yes", ref="d7", sent_at=NOW
    )
    assert channel.to_incoming("an", "text", "a\x00b\ud83d").text == "ab\ufffd"


# --- the routes ---


async def test_the_page_is_whole_and_runs_only_its_own_script(client: TestClient[Any, Any]) -> None:
    response = await client.get("/")
    html = await response.text()
    assert response.status == 200
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", html)
    assert "innerHTML" not in html
    policy = response.headers["Content-Security-Policy"]
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy


async def test_state_and_history(client: TestClient[Any, Any]) -> None:
    state = await (await client.get("/demo/state")).json()
    assert state == {"now": NOW, "language": "vi", "people": await SmallControl().people()}
    history = await (await client.get("/demo/history", params={"chat": "an"})).json()
    assert history[0]["text"] == "chào an"


async def test_saying_delivers_and_tells_the_other_pages(
    client: TestClient[Any, Any], channel: DemoChannel, control: SmallControl
) -> None:
    with channel.subscribe() as other:
        response = await client.post("/demo/say", json={"chat": "an", "text": "<b>xong 2</b>", "id": "p42"})
        assert await response.json() == {"id": "p42", "at": NOW}
        event = await asyncio.wait_for(other.next(), 1)
    assert control.heard == [Incoming("demo", "p42", "an", "text", "<b>xong 2</b>", sent_at=NOW)]
    assert event == {
        "chat": "an",
        "message": {"id": "p42", "from": "me", "text": "<b>xong 2</b>", "at": NOW, "kind": "text"},
    }


@pytest.mark.parametrize("kind", ["photo", "file", "sticker", "voice"])
async def test_other_kinds_are_simulated(client: TestClient[Any, Any], control: SmallControl, kind: str) -> None:
    response = await client.post("/demo/say", json={"chat": "an", "text": "", "kind": kind})
    assert response.status == 200
    assert [(said.kind, said.text) for said in control.heard] == [(kind, "")]


async def test_pressing(client: TestClient[Any, Any], channel: DemoChannel, control: SmallControl) -> None:
    with channel.subscribe() as other:
        body = {"chat": "an", "action": "task:1:done", "label": "Xong", "message": "d1", "id": "p1"}
        assert (await client.post("/demo/press", json=body)).status == 200
        event = await asyncio.wait_for(other.next(), 1)
    assert control.heard == [Incoming("demo", "p1", "an", "press", "task:1:done", ref="d1", sent_at=NOW)]
    assert event == {"chat": "an", "pressed": {"message": "d1", "action": "task:1:done"}}


async def test_clock_language_and_reset_reach_every_page(
    client: TestClient[Any, Any], channel: DemoChannel, control: SmallControl
) -> None:
    with channel.subscribe() as page:
        for kind in ("next", "day", "week", "term"):
            await client.post("/demo/clock", json={"jump": kind})
        await client.post("/demo/language", json={"language": "en"})
        assert (await client.post("/demo/reset", json={})).status == 200
        events = [await asyncio.wait_for(page.next(), 1) for _ in range(6)]
    assert events[:4] == [{"clock": NOW + 1}, {"clock": NOW + 11}, {"clock": NOW + 111}, {"clock": NOW + 1111}]
    assert events[4:] == [{"language": "en"}, {"reset": True}]
    assert (control.language, control.resets) == ("en", 1)
    assert (await (await client.get("/demo/state")).json())["language"] == "en"


async def test_files_can_be_fetched_but_run_nothing(client: TestClient[Any, Any], channel: DemoChannel) -> None:
    _, messages = await sent(channel, Screen("", attachment=Attachment("báo cáo <1>.html", b"<script>")))
    file = messages[0]["file"]
    assert file["name"] == "báo cáo <1>.html"
    response = await client.get(file["url"])
    assert await response.read() == b"<script>"
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''b%C3%A1o")
    await client.post("/demo/reset", json={})
    assert await sorry(await client.get(file["url"])) == (404, "not_found")


async def test_a_picture_opens_in_the_page(client: TestClient[Any, Any], channel: DemoChannel) -> None:
    _, messages = await sent(channel, Screen("", attachment=Attachment("hinh.PNG", b"\x89PNG", "photo")))
    response = await client.get(messages[0]["file"]["url"])
    assert response.content_type == "image/png"
    assert response.headers["Content-Disposition"].startswith("inline")


async def test_events_stream_until_the_product_closes(client: TestClient[Any, Any], channel: DemoChannel) -> None:
    async with client.get("/demo/events") as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readuntil(b"\n\n") == b'data: {"clock": %d}\n\n' % NOW
        await channel.send(Outgoing("an", Screen("dòng 1\n\ndòng 2\u2028")))
        line = await asyncio.wait_for(response.content.readuntil(b"\n\n"), 1)
        assert json.loads(line.removeprefix(b"data: "))["message"]["text"] == "dòng 1\n\ndòng 2\u2028".strip()
        await channel.close()
        assert await asyncio.wait_for(response.content.read(), 1) == b""


async def test_open_pages_do_not_hold_up_the_shutdown(channel: DemoChannel, control: SmallControl) -> None:
    app = web.Application()
    add_demo_routes(app, channel, control.deliver, control)
    client = TestClient(TestServer(app))
    await client.start_server()
    try:
        async with client.get("/demo/events") as response:
            await response.content.readuntil(b"\n\n")
            await asyncio.wait_for(client.server.close(), 5)
    finally:
        await client.close()


# --- what is refused ---


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:80", "192.168.1.4", "[bad", "", "localhost@x", "x@localhost"]
)
@pytest.mark.parametrize("path", ["/", "/demo/state", "/demo/events", "/demo/files/a/b"])
async def test_a_foreign_host_name_is_refused(client: TestClient[Any, Any], host: str, path: str) -> None:
    assert await sorry(await client.get(path, headers={"Host": host})) == (403, "not_local")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:80", "[::1]:8080"])
async def test_every_name_of_this_computer_is_served(client: TestClient[Any, Any], host: str) -> None:
    assert (await client.get("/demo/state", headers={"Host": host})).status == 200


async def test_another_site_cannot_speak_for_anybody(client: TestClient[Any, Any], control: SmallControl) -> None:
    body = {"chat": "an", "text": "chào"}
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        response = await client.post("/demo/say", json=body, headers={"Origin": origin})
        assert await sorry(response) == (403, "not_local")
    own = {"Origin": f"http://127.0.0.1:{client.port}"}
    assert (await client.post("/demo/say", json=body, headers=own)).status == 200
    assert len(control.heard) == 1


@pytest.mark.parametrize("path", ["/demo/say", "/demo/press", "/demo/clock", "/demo/language", "/demo/reset"])
async def test_a_form_is_not_json(client: TestClient[Any, Any], control: SmallControl, path: str) -> None:
    response = await client.post(path, data=b'{"chat": "an", "text": "a"}', headers={"Content-Type": "text/plain"})
    assert await sorry(response) == (415, "not_json")
    assert (control.heard, control.resets) == ([], 0)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/demo/say", b"{"),
        ("/demo/say", b"\xff\xfe"),
        ("/demo/say", b"[" * 60_000),
        ("/demo/say", b"[]"),
        ("/demo/say", b'{"chat": "an"}'),
        ("/demo/say", b'{"chat": "an", "text": "  "}'),
        ("/demo/say", b'{"chat": "an", "text": 1}'),
        ("/demo/say", b'{"chat": "", "text": "a"}'),
        ("/demo/say", b'{"chat": "../a b", "text": "a"}'),
        ("/demo/say", b'{"chat": ["an"], "text": "a"}'),
        ("/demo/say", b'{"chat": "an", "text": "a", "kind": "press"}'),
        ("/demo/say", b'{"chat": "an", "text": "a", "id": "' + b"x" * 65 + b'"}'),
        ("/demo/press", b'{"chat": "an", "message": "d1"}'),
        ("/demo/press", b'{"chat": "an", "action": "a", "message": {}}'),
        ("/demo/clock", b'{"jump": "year"}'),
        ("/demo/clock", b"{}"),
        ("/demo/language", b'{"language": "fr"}'),
        ("/demo/language", b'{"language": ["vi"]}'),
        ("/demo/reset", b"no"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    client: TestClient[Any, Any], control: SmallControl, path: str, body: bytes
) -> None:
    response = await client.post(path, data=body, headers={"Content-Type": "application/json"})
    assert await sorry(response) == (400, "bad_request")
    assert (control.heard, control.resets, control.language) == ([], 0, "vi")


async def test_history_of_nobody(client: TestClient[Any, Any]) -> None:
    assert await sorry(await client.get("/demo/history")) == (400, "bad_request")


@pytest.mark.parametrize("text", ["a" * 16_001, "ữ" * 16_001, "a" * 900_000])
async def test_sizes_are_bounded(client: TestClient[Any, Any], control: SmallControl, text: str) -> None:
    response = await client.post("/demo/say", json={"chat": "an", "text": text})
    assert await sorry(response) == (413, "too_large")
    assert not control.heard


async def test_ten_thousand_characters_go_through(client: TestClient[Any, Any], control: SmallControl) -> None:
    body = json.dumps({"chat": "an", "text": "ữ" * 10_000}, ensure_ascii=False).encode()
    response = await client.post("/demo/say", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200
    assert len(control.heard[0].text) == 10_000


async def test_trouble_is_told_kindly_and_without_its_inside(
    client: TestClient[Any, Any], channel: DemoChannel, control: SmallControl
) -> None:
    control.is_broken = True
    with channel.subscribe() as other:
        response = await client.post("/demo/say", json={"chat": "an", "text": "chào"})
        assert await sorry(response) == (500, "failed")
        assert "secret" not in await response.text()
        channel.publish({"clock": 1})
        assert await other.next() == {"clock": 1}
    await client.post("/demo/language", json={"language": "en"})
    response = await client.post("/demo/say", json={"chat": "an", "text": "chào"})
    assert (await response.json())["message"].startswith("Something broke on our side")
