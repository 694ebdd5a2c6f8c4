"""Real processes on one PostgreSQL: one polls, one plans, one sends; another goes on when it is killed, nothing is lost
and nothing planned twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from bot.clock import Clock, monotonic
from handlers.campaigns import propose
from handlers.catalogue import campaigns
from handlers.rules.calendar import day_of
from storage.database import Database, open_database
from storage.tasks import Audience
from storage.unit_of_work import unit_of_work
from tests.crowd import DIGIT, FIRST_WORDS, fragment, seat_everybody
from tests.databases import Databases
from tests.fakes.telegram_server import FakeTelegram
from tests.process import Chibo, until

PEOPLE = 12
BARE_CELLS = 1_500
"""Three chunks of a campaign's launch: a leader dies in the middle of it."""
LONG_ENOUGH = 60.0
CHATS = [f"{700 + number}" for number in range(PEOPLE)]


async def _many(database: Database) -> None:
    now = Clock().now()
    await seat_everybody(database, "telegram", CHATS, now)
    async with unit_of_work(database) as uow:
        root = (await uow.units.top())[0]
        for number in range(BARE_CELLS):
            await uow.units.add(
                f"B{number}",
                root,
                "grassroots_cell",
                f"Chi bộ {number}",
                composition="mixed",
                residential=True,
                member_count=20,
                on=day_of(now).isoformat(),
            )


@pytest.fixture
async def url(databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    async with databases.address("postgres", tmp_path, "many", _many) as found:
        yield found


async def _value(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def _launch(url: str) -> int:
    """A campaign for all cells whose tasks the planner has to make; its programme."""
    database = await open_database(url, migrate=False)
    now = Clock().now()
    today = day_of(now)
    try:
        async with unit_of_work(database) as uow:
            root = (await uow.units.top())[0]
            made = await propose(
                uow,
                campaigns()[0],
                root,
                Audience(root.path, ("grassroots_cell",)),
                due_on=today + timedelta(days=20),
                ends_on=today + timedelta(days=90),
                by=None,
                now=now,
                state="launching",
            )
            return made.programme_id
    finally:
        await database.close()


def _leader(pair: list[Chibo], job: str) -> Chibo | None:
    """The running process that was the last to take this job."""
    taken = [
        (line["timestamp"], place)
        for place, each in enumerate(pair)
        if each.running
        for line in each.said("lease.taken")
        if line["name"] == job
    ]
    return pair[max(taken)[1]] if taken else None


async def _every_cell_has_one(url: str, programme: int) -> None:
    """Until the launch is complete; then each of the bare cells has exactly one task of it."""
    ends = monotonic() + LONG_ENOUGH
    state = ""
    while state != "launched" and monotonic() < ends:
        state = str(await _value(url, f"SELECT state FROM campaign WHERE programme_id = {programme}"))
        await asyncio.sleep(0.1)
    assert state == "launched"
    counts = f"SELECT COUNT(*) FROM task WHERE programme_id = {programme}"
    assert await _value(url, counts) == BARE_CELLS
    assert await _value(url, counts.replace("COUNT(*)", "COUNT(DISTINCT unit_id)")) == BARE_CELLS


async def _answered(server: FakeTelegram, step: int) -> None:
    def holds() -> bool:
        return all(
            any(str(send["chat"]) == chat and fragment(number, step) in send["text"] for send in server.sends)
            for number, chat in enumerate(CHATS)
        )

    await until(holds, LONG_ENOUGH)


async def test_the_leader_is_killed_and_the_other_goes_on(tmp_path: Path, url: str) -> None:
    dice = random.Random()
    async with FakeTelegram() as server:
        settings = {
            "database_url": url,
            "telegram_token": server.token,
            "telegram_api_url": server.url,
            "tick_seconds": 0.2,
        }
        with Chibo(tmp_path, **settings) as one, Chibo(tmp_path, **settings) as two:
            pair = [one, two]
            for each in pair:
                each.start()
            for each in pair:
                await each.ready()
            for step in range(3):
                await until(lambda: _leader(pair, "planner") is not None, LONG_ENOUGH, one.everything)
                leader = _leader(pair, "planner")
                assert leader is not None
                programme = await _launch(url)
                for chat in CHATS:
                    server.say(int(chat), FIRST_WORDS if step == 0 else DIGIT)
                await asyncio.sleep(dice.uniform(0, 0.4))
                leader.kill()
                await _every_cell_has_one(url, programme)
                await _answered(server, step)
                # What was launched and said may all have been done before the kill, and the lease not yet be free.
                other = pair[1 - pair.index(leader)]
                await until(lambda other=other: _leader(pair, "planner") is other, LONG_ENOUGH, other.everything)
                leader.start()
                await leader.ready()
            repeated = "SELECT COUNT(dedupe_key) - COUNT(DISTINCT dedupe_key) FROM outbox"
            assert await _value(url, repeated) == 0
            assert await _value(url, "SELECT COUNT(*) FROM inbox WHERE handled_at IS NULL") == 0
            handled = "SELECT COUNT(*) FROM inbox WHERE outcome = 'answered' AND channel = 'telegram'"
            assert await _value(url, handled) == PEOPLE * (3 + 2)
            for each in pair:
                assert await each.stop() == 0


async def test_each_job_of_its_own_has_one_holder(tmp_path: Path, url: str) -> None:
    async with FakeTelegram() as server:
        settings = {"database_url": url, "telegram_token": server.token, "telegram_api_url": server.url}
        with (
            Chibo(tmp_path, **settings) as one,
            Chibo(tmp_path, **settings) as two,
            Chibo(tmp_path, **settings) as three,
        ):
            trio = [one, two, three]
            for each in trio:
                each.start()
            for each in trio:
                await each.ready()
            jobs = {"planner", "send.telegram", "poll.telegram", "uploads", "watch"}
            await until(lambda: all(_leader(trio, job) for job in jobs), LONG_ENOUGH)
            taken = [line["name"] for each in trio for line in each.said("lease.taken")]
            assert sorted(taken) == sorted(jobs)
            assert await _value(url, "SELECT COUNT(*) FROM lease") == len(jobs)
            for chat in CHATS:
                server.say(int(chat), FIRST_WORDS)
            await _answered(server, 0)
            # Whoever polled beside another would have been told so by the platform.
            assert not [each for each in trio if "poller_conflict" in each.everything()]
            for each in trio:
                assert await each.stop() == 0
