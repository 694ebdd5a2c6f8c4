"""The promise of the whole: `kill -9` at random moments while 500 messages from 50 people come in, and every message
is stored once, handled once, answered; each chat in order; no effect twice; only what was being sent is sent again."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
from aiohttp import web

from bot.clock import Clock
from storage.database import open_database
from tests.crowd import DIGIT, FIRST_WORDS, fragment, seat_everybody
from tests.databases import Databases
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.zalo_server import FakeZalo
from tests.process import Chibo, free_port, until

PEOPLE = 50
SECRET = "a-secret-of-the-test"
SEND_TAKES_MS = 8
AT_ONCE = 50
"""Fifty chats, one message in flight each: the most that one kill can make the product repeat."""


@pytest.fixture
async def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """A fresh database of the kind that the test asks for, on a server that outlives every killed process."""
    async with databases.address(request.param, tmp_path) as url:
        yield url


async def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    if url.startswith("sqlite:///"):
        file = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            return file.execute(sql).fetchall()
        finally:
            file.close()
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


@dataclass
class Storm:
    """Fifty people who go on writing while processes die."""

    server: FakeTelegram | FakeZalo
    url: str
    each: int
    dice: random.Random
    said: list[str] = field(default_factory=list)
    killed_at: list[int] = field(default_factory=list)

    @property
    def chats(self) -> list[str]:
        return [f"{700 + number}" for number in range(PEOPLE)]

    @property
    def total(self) -> int:
        return PEOPLE * self.each

    def answered(self) -> int:
        """How many different answers have arrived."""
        return len({(send["chat"], send["text"]) for send in self.server.sends})

    async def prepare(self, channel: str) -> None:
        """Everybody has joined and has work."""
        database = await open_database(self.url)
        try:
            await seat_everybody(database, channel, self.chats, Clock().now(), tasks=self.each // 4 + 1)
        finally:
            await database.close()

    async def write(self) -> None:
        """All messages in bursts, the chats in any order, some of them while nobody is there to listen."""
        turns = [chat for chat in self.chats for _ in range(self.each)]
        self.dice.shuffle(turns)
        begun: set[str] = set()
        while turns:
            for _ in range(min(len(turns), self.dice.randint(1, 60))):
                chat = turns.pop()
                to = int(chat) if isinstance(self.server, FakeTelegram) else chat
                self.said.append(str(self.server.say(to, DIGIT if chat in begun else FIRST_WORDS)))
                begun.add(chat)
            await asyncio.sleep(self.dice.uniform(0, 0.1))
            await until(lambda: len(self.said) < self.answered() + self.total // 3, 60)

    async def kill_at_random(self, chibo: Chibo, times: int, after: Callable[[], Any] | None = None) -> None:
        """Kills while answers go out; once of `times` while the process is still starting."""
        moments = sorted(self.dice.sample(range(5, self.total - 20), times - 1))
        for moment in (None, *moments):
            chibo.start()
            if moment is None:
                await asyncio.sleep(self.dice.uniform(0.2, 1.5))
            else:
                await until(lambda moment=moment: self.answered() >= moment, 60, chibo.output)
                await asyncio.sleep(self.dice.uniform(0, 0.03))
            chibo.kill()
            self.killed_at.append(Clock().now())
            if after is not None:
                await after()

    async def calm(self, *processes: Chibo) -> None:
        """Until everything is answered; then the processes end cleanly."""
        while (before := self.answered()) < self.total:
            # A busy machine is slow and goes on; what is lost never comes.
            await until(lambda: self.answered() > before, 30, lambda: self._what_is_missing(processes[0]))
        for chibo in processes:
            # One that has just started cannot be told to end before it listens.
            await chibo.ready()
            assert await chibo.stop() == 0

    def _what_is_missing(self, chibo: Chibo) -> str:
        lines = [f"said {len(self.said)}, answered {self.answered()} of {self.total}", chibo.output()]
        for number, chat in enumerate(self.chats):
            texts = [send["text"] for send in self.server.sends if str(send["chat"]) == chat]
            missing = [n for n in range(self.each) if not any(fragment(number, n) in text for text in texts)]
            if missing:
                lines += [f"chat {chat} has no answer to {missing}:", *texts]
        return "\n".join(lines)

    async def nothing_lost_nothing_twice(self) -> None:
        """Everything that was promised, from both ends: the platform's and the database's."""
        await self._check_inbox()
        await self._check_effects()
        self._check_answers()

    async def _check_inbox(self) -> None:
        inbox = await rows(self.url, "SELECT external_id, handled_at, outcome FROM inbox")
        mine = [row for row in inbox if row[0] in set(self.said)]
        assert sorted(row[0] for row in mine) == sorted(self.said)
        assert {row[2] for row in mine if row[1]} == {"answered"}
        assert all(row[1] for row in mine)
        outbox = await rows(self.url, "SELECT state, COUNT(*) FROM outbox WHERE external_id IS NOT NULL GROUP BY state")
        assert dict(outbox) == {"sent": self.total}
        assert await rows(self.url, "SELECT id FROM outbox WHERE state <> 'sent'") == []

    async def _check_effects(self) -> None:
        saved = PEOPLE * (self.each // 4)
        events = await rows(self.url, "SELECT task_id, kind, inbox_id FROM task_event")
        assert len(events) == len({row[0] for row in events}) == len({row[2] for row in events}) == saved
        assert await rows(self.url, "SELECT version, COUNT(*) FROM task WHERE state = 'reported' GROUP BY version") == [
            (2, saved)
        ]
        audit = await rows(self.url, "SELECT noun FROM audit WHERE action = 'task.reported'")
        assert len(audit) == len(set(audit)) == saved

    def _check_answers(self) -> None:
        sent: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for send in self.server.sends:
            sent[str(send["chat"])].append((send["at"], send["text"]))
        repeated = 0
        for number, chat in enumerate(self.chats):
            collapsed: list[tuple[int, str]] = []
            for at, text in sent[chat]:
                if collapsed and collapsed[-1][1] == text:
                    # Sent again: only because a kill came between sending and noting that it was sent.
                    assert any(collapsed[-1][0] - 1000 <= moment <= at for moment in self.killed_at), (chat, text)
                    repeated += 1
                    collapsed[-1] = (at, text)
                else:
                    collapsed.append((at, text))
            assert len(collapsed) == self.each, [text for _, text in collapsed]
            for step, (_, text) in enumerate(collapsed):
                assert fragment(number, step) in text, (chat, step, text)
        assert repeated <= AT_ONCE * len(self.killed_at), Counter(text for texts in sent.values() for _, text in texts)


@asynccontextmanager
async def platform(channel: str, mode: str, public_url: str) -> AsyncIterator[tuple[Any, dict[str, object]]]:
    """A server and the settings that lead to it."""
    async with FakeTelegram() if channel == "telegram" else FakeZalo() as server:
        server.configure(delay_ms=SEND_TAKES_MS)
        if channel == "zalo":
            server.configure(retry_seconds=0.3)
        yield (
            server,
            {
                f"{channel}_token": server.token,
                f"{channel}_api_url": server.url,
                f"{channel}_mode": mode,
                "public_url": public_url,
                "webhook_secret": SECRET,
            },
        )


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
@pytest.mark.parametrize(
    ("channel", "mode", "each"), [("telegram", "polling", 10), ("telegram", "webhook", 6), ("zalo", "webhook", 6)]
)
async def test_killed_again_and_again(tmp_path: Path, database_url: str, channel: str, mode: str, each: int) -> None:
    port = free_port()
    dice = random.Random()
    async with platform(channel, mode, f"http://127.0.0.1:{port}") as (server, settings):
        storm = Storm(server, database_url, each, dice)
        await storm.prepare(channel)

        async def six_seconds_pass() -> None:
            # A dead process's leases run out by themselves; the test does not wait for it.
            if database_url.startswith("postgres"):
                await rows(database_url, "UPDATE lease SET expires_at = 0 RETURNING name")

        with Chibo(tmp_path, database_url=database_url, http_port=port, **settings) as chibo:
            writing = asyncio.create_task(storm.write())
            await storm.kill_at_random(chibo, times=6 if mode == "polling" else 4, after=six_seconds_pass)
            chibo.start()
            await writing
            await storm.calm(chibo)
            await storm.nothing_lost_nothing_twice()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_two_processes_killed_in_turn(tmp_path: Path, database_url: str) -> None:
    """Both take webhooks on one PostgreSQL; one of them goes on, and sends within seconds of the other's death."""
    dice = random.Random()
    ports = [free_port(), free_port()]
    async with (
        either(ports, dice) as public_url,
        platform("telegram", "webhook", public_url) as (server, settings),
    ):
        storm = Storm(server, database_url, 6, dice)
        await storm.prepare("telegram")
        pair = [Chibo(tmp_path, database_url=database_url, http_port=port, **settings) for port in ports]
        with pair[0], pair[1]:
            for chibo in pair:
                chibo.start()
                await chibo.ready()
            writing = asyncio.create_task(storm.write())
            for dying, at in zip(pair, (storm.total // 4, storm.total // 2), strict=True):
                await until(lambda at=at: storm.answered() >= at, 60, pair[0].output)
                dying.kill()
                storm.killed_at.append(Clock().now())
                dying.start()
            await writing
            for chibo in pair:
                # Told to end before it has said that it is ready, a process has nothing to end cleanly yet.
                await chibo.ready()
            await storm.calm(*pair)
            await storm.nothing_lost_nothing_twice()


@asynccontextmanager
async def either(ports: list[int], dice: random.Random) -> AsyncIterator[str]:
    """A load balancer: hands each webhook to any of the processes; 502 when that one is not there."""
    session = aiohttp.ClientSession()

    async def hand_on(request: web.Request) -> web.Response:
        url = f"http://127.0.0.1:{dice.choice(ports)}{request.path}"
        headers = {name: value for name, value in request.headers.items() if name.lower().startswith("x-")}
        try:
            async with session.post(url, data=await request.read(), headers=headers) as response:
                return web.Response(status=response.status)
        except (aiohttp.ClientError, OSError):
            return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/{path:.*}", hand_on)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await session.close()
