"""Webhooks are answered when the message is on disk and not before; health and metrics say how the queues stand."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from bot.measures import GAUGES
from bot.web import MOST_BYTES
from handlers.text import say
from storage.database import Database
from storage.unit_of_work import unit_of_work
from tests.bot.site import HEADERS, Site, open_site
from tests.fakes.recording_channel import SECRET


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    async with open_site(database) as found:
        yield found


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


async def test_a_file_name_cannot_break_out_of_its_header(site: Site) -> None:
    name = 'a"; filename=evil.exe\r\nSet-Cookie: x=1\r\n../../báo cáo.docx'
    async with unit_of_work(site.database) as uow:
        now = site.clock.now()
        await uow.files.add("token-1", name, b"words", person_id=None, unit_id=None, now=now, expires_at=now + 1_000)
    async with ClientSession() as session, session.get(f"{site.url}/files/token-1/whatever") as answer:
        assert answer.status == 200
        header = answer.headers["Content-Disposition"]
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert header == f"attachment; filename*=UTF-8''{quote(name)}"
    assert not set(header.partition("UTF-8''")[2]) & set('";\r\n ')


async def test_metrics_have_the_whole_list_and_health_says_what_to_do(site: Site) -> None:
    async with unit_of_work(site.database) as uow:
        await uow.audit.set_fact("last_backup", f"{site.clock.now() - 5_000} x.db 00")
        await uow.audit.set_fact("last_drill", f"{site.clock.now() - 9_000} failed")
        await uow.audit.set_fact("down.phones", str(site.clock.now()))
    _, text = await site.get("/metrics")
    assert set(re.findall(r"^# HELP (\w+)", text, re.MULTILINE)) == set(GAUGES)
    assert "chibo_backup_age_seconds 5.0" in text
    assert "chibo_drill_ok 0.0" in text
    assert 'chibo_down{channel="phones"} 1.0' in text
    assert "chibo_healthy 0.0" in text
    status, text = await site.get("/health")
    assert status == 503
    problems = json.loads(text)["problems"]
    assert say("vi", "doctor.no_units") in problems
    assert say("vi", "doctor.drill_failed") in problems
