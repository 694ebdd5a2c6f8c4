"""Webhooks are answered when the message is on disk and not before; health and metrics say how the queues stand."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from bot.intake import Intake
from bot.web import MOST_BYTES, build_web
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work
from tests.fakes.recording_channel import SECRET, RecordingChannel
from tests.province import START, moment
from tests.user import StoppedClock

HEADERS = {"X-Secret": SECRET}


class Site:
    """The web app on a free port of this computer."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StoppedClock(moment(START))
        self.intake = Intake(database, self.clock, lambda: None)
        channel = RecordingChannel("phones", buttons=True)
        self.app = build_web([channel], database, self.clock, self.intake.deliver)
        self.url = ""

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        async with (
            ClientSession() as session,
            session.post(f"{self.url}{path}", data=io.BytesIO(body), headers=headers) as answer,
        ):
            return answer.status

    async def get(self, path: str) -> tuple[int, str]:
        async with ClientSession() as session, session.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.text()

    async def waiting(self) -> int:
        async with reading(self.database) as uow:
            return (await uow.inbox.waiting())[0]


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    found = Site(database)
    runner = web.AppRunner(found.app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield found
    finally:
        await runner.cleanup()
        await found.intake.close()


def _said(number: int, text: str = "xin chào") -> bytes:
    return json.dumps([f"w{number}", "nam", text]).encode()


async def test_answered_when_it_is_on_disk_and_stored_once_when_it_comes_again(site: Site) -> None:
    for _ in range(3):
        assert await site.post("/webhook/phones", _said(1), HEADERS) == 200
    assert await site.waiting() == 1


@pytest.mark.parametrize("headers", [{}, {"X-Secret": ""}, {"X-Secret": SECRET + "x"}, {"Authorization": SECRET}])
async def test_without_the_secret_nothing_is_read(site: Site, headers: dict[str, str]) -> None:
    assert await site.post("/webhook/phones", _said(1), headers) == 403
    assert await site.waiting() == 0


async def test_an_unknown_channel_is_not_there(site: Site) -> None:
    assert await site.post("/webhook/nobody", _said(1), HEADERS) == 404


async def test_a_malformed_body_is_taken_so_that_it_never_comes_again(site: Site) -> None:
    assert await site.post("/webhook/phones", b"{not json", HEADERS) == 200
    assert await site.post("/webhook/phones", _said(2), HEADERS) == 200


async def test_too_large_a_body_is_refused(site: Site) -> None:
    assert await site.post("/webhook/phones", b"x" * (MOST_BYTES + 10), HEADERS) == 413
    assert await site.waiting() == 0


async def test_a_message_that_cannot_be_stored_is_not_confirmed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(site.database, "transaction", broken)
        assert await site.post("/webhook/phones", _said(1), HEADERS) >= 500
    assert await site.post("/webhook/phones", _said(1), HEADERS) == 200
    assert await site.waiting() == 1


async def test_health_says_what_waits_and_turns_bad_when_it_waits_too_long(site: Site) -> None:
    await site.post("/webhook/phones", _said(1), HEADERS)
    status, text = await site.get("/health")
    assert status == 200
    assert json.loads(text)["queues"]["inbox"]["waiting"] == 1
    site.clock.jump_to(site.clock.now() + 600_000)
    status, text = await site.get("/health")
    assert status == 503
    assert not json.loads(text)["healthy"]


async def test_metrics_are_what_prometheus_reads(site: Site) -> None:
    await site.post("/webhook/phones", _said(1), HEADERS)
    status, text = await site.get("/metrics")
    assert status == 200
    assert 'chibo_waiting{queue="inbox"} 1.0' in text
    assert 'chibo_waiting{queue="phones"} 0.0' in text


async def test_neither_says_anything_about_anybody(site: Site) -> None:
    await site.post("/webhook/phones", _said(1, "tên tôi là Năm"), HEADERS)
    for path in ("/health", "/metrics"):
        _, text = await site.get(path)
        assert "Năm" not in text
        assert SECRET not in text


async def test_a_file_is_fetched_by_its_link_until_the_link_ends(site: Site) -> None:
    now = site.clock.now()
    async with unit_of_work(site.database) as uow:
        await uow.files.add(
            "token-1", "báo cáo.xlsx", b"\x00content", person_id=None, unit_id=None, now=now, expires_at=now + 1_000
        )
    status, text = await site.get("/files/token-1/b.xlsx")
    assert (status, text) == (200, "\x00content")
    for path in ("/files/token-2/b.xlsx", "/files/%00/b.xlsx"):
        assert (await site.get(path))[0] == 404
    site.clock.jump_to(now + 2_000)
    assert (await site.get("/files/token-1/b.xlsx"))[0] == 404
