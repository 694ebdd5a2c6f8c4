"""One chat, one address: each may ask so much and no more, and nobody else is held up by it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import CHAT_BURST, KEYS, MISSES_BURST, Limiter, Proxies
from storage.unit_of_work import reading
from tests.bot.site import HEADERS, Site, open_site
from tests.databases import Databases
from tests.user import Town


@pytest.fixture
async def site(databases: Databases, tmp_path: Path) -> AsyncIterator[Site]:
    async with databases.fresh("sqlite", tmp_path) as database, open_site(database) as found:
        yield found


def _said(number: int) -> bytes:
    return json.dumps([f"w{number}", "nam", "xin chào"]).encode()


@given(st.lists(st.integers(0, 90_000), min_size=1, max_size=200))
def test_never_more_than_the_burst_and_what_time_gives(waits: list[int]) -> None:
    limiter, at, allowed = Limiter(10, 60), 0, 0
    for wait in waits:
        at += wait
        allowed += limiter.over("a", at) == 0
        assert allowed <= 10 + at / 1000
    assert limiter.over("b", at) == 0


def test_a_clock_that_goes_back_locks_nobody_out() -> None:
    limiter = Limiter(3, 60)
    assert [limiter.over("a", at) for at in (9_000_000, 1_000, 2_000, 3_000)] == [0, 0, 0, 1]
    assert limiter.over("a", 9_001_000) == 0


def test_memory_stays_small() -> None:
    limiter = Limiter(3, 60)
    for number in range(KEYS + 50):
        limiter.over(str(number), 0)
    assert len(limiter._levels) == KEYS


async def test_whoever_guesses_secrets_is_sent_away_and_others_are_served(site: Site) -> None:
    there = {"X-Forwarded-For": "203.0.113.9"}
    statuses = [await site.post("/webhook/phones", _said(1), {"X-Secret": f"no{n}"} | there) for n in range(40)]
    assert statuses == [403] * MISSES_BURST + [429] * 10
    # Even the right secret is not looked at from there, so that a guess cannot be told from a hit.
    assert await site.post("/webhook/phones", _said(1), HEADERS | there) == 429
    assert await site.post("/webhook/phones", _said(1), HEADERS | {"X-Forwarded-For": "198.51.100.4"}) == 200
    site.clock.jump_to(site.clock.now() + 60_000)
    assert await site.post("/webhook/phones", _said(2), HEADERS | there) == 200


async def test_a_guesser_cannot_hide_behind_a_made_up_address(site: Site) -> None:
    """The proxy adds what it saw at the end; what stands before it was written by the caller."""
    for number in range(MISSES_BURST):
        await site.post("/webhook/phones", _said(1), {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"})
    assert await site.post("/webhook/phones", _said(1), {"X-Forwarded-For": "10.9.9.9, 203.0.113.9"}) == 429


@pytest.mark.parametrize(
    ("remote", "noted", "who"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("172.20.0.5", "10.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("172.20.0.5", "203.0.113.9, 172.20.0.9", "203.0.113.9"),
        ("::ffff:172.20.0.5", "203.0.113.9", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.4", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "not an address", "not an address"),
    ],
)
def test_only_our_own_proxies_are_believed_about_who_calls(remote: str, noted: str, who: str) -> None:
    """Behind a proxy in a container of its own everybody would else count as one caller, and one guesser shut out the
    platform."""
    assert Proxies("127.0.0.1,::1,172.16.0.0/12").caller(remote, noted) == who


async def test_guessed_links_are_sent_away_too(site: Site) -> None:
    statuses = [(await site.get(f"/files/guess{number}/x.docx"))[0] for number in range(MISSES_BURST + 3)]
    assert statuses == [404] * MISSES_BURST + [429] * 3


async def test_slow_callers_hold_up_nobody(site: Site) -> None:
    """Forty callers that send half a request and then nothing."""
    port = int(site.url.rpartition(":")[2])
    slow = []
    try:
        for number in range(40):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            head = b"POST /webhook/phones HTTP/1.1\r\nHost: x\r\n"
            writer.write(head if number % 2 else head + b"X-Secret: x\r\nContent-Length: 900\r\n\r\n[")
            slow.append(writer)
        async with ClientSession() as session:
            for number in range(5):
                async with session.post(f"{site.url}/webhook/phones", data=_said(number), headers=HEADERS) as answer:
                    assert answer.status == 200
    finally:
        for writer in slow:
            writer.close()
    assert await site.waiting() == 5


async def test_a_body_that_never_ends_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.BODY_SECONDS", 0.05)
    secret = HEADERS["X-Secret"].encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(site.url.rpartition(":")[2]))
    try:
        head = b"POST /webhook/phones HTTP/1.1\r\nHost: x\r\nX-Secret: " + secret
        writer.write(head + b"\r\nContent-Length: 900\r\n\r\n[")
        assert b" 408 " in await reader.readline()
    finally:
        writer.close()
    assert await site.waiting() == 0


async def test_a_chat_that_floods_is_told_once_and_the_others_are_answered(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    ba = await town.person("bà Ba", unit="LV-AT-02", role="cell_secretary")
    many = [an.message("text", "việc") for _ in range(CHAT_BURST + 200)]
    await town.intake.deliver(many)
    async with reading(town.database) as uow:
        assert (await uow.inbox.waiting())[0] < CHAT_BURST + 2
    await ba.says("việc")
    ba.sees("Bến Đò")
    told = [each for each in an.heard if "nhanh quá" in each.text]
    assert len(told) == 1
    town.clock.jump_to(town.clock.now() + 60_000)
    await an.says("việc")
    an.sees_not("nhanh quá")
