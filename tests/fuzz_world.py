"""A town in which everything goes wrong: processes die before and after a commit, the database is busy, the disk full,
the network resets before and after a message went out, the platform repeats itself, the clock jumps both ways. The
promises of design section 4 are checked when it has calmed down."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog

import bot.sender
import bot.trouble
from bot.channels.base import NotSent, Outgoing, Receipt, Unknown
from bot.composer import Composer
from bot.intake import Intake
from bot.scheduler import Scheduler
from bot.sender import Sender
from bot.uploads import Uploads
from bot.worker import Worker
from storage.database import Database, DatabaseUnavailable
from storage.model import Incoming
from storage.unit_of_work import unit_of_work
from tests.fakes.recording_channel import RecordingChannel
from tests.user import PUBLIC_URL, Town, User

FAULTS = ("busy", "full", "truly", "dies_before", "dies_after")
"""`truly`: no exception of the test's, but what the database itself says: SQLite may not take another page, PostgreSQL
closes the connection with the transaction under way."""
ALL_PAGES = 1_073_741_823
HOURS_MS = 3_600_000


class Died(DatabaseUnavailable):
    """The process is gone: nothing of it reaches the database any more."""

    def __init__(self) -> None:
        super().__init__("killed", "database_unreachable")


class Mortal:
    """The database as one process sees it. `faults`: what happens to its next writing transactions, one by one; an
    empty one goes well."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.dialect = database.dialect
        self.is_dead = False
        self.faults: list[str] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        self._still_alive()
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "busy":
            raise DatabaseUnavailable("locked", "database_busy")
        async with self.database.transaction() as transaction:
            connection: Any = transaction._connection
            if fault == "truly" and self.dialect.name == "sqlite":
                [(pages,)] = await connection.execute_fetchall("PRAGMA page_count")
                await connection.execute_fetchall(f"PRAGMA max_page_count={pages}")
            try:
                yield transaction
            finally:
                if fault == "truly" and self.dialect.name == "sqlite":
                    await connection.execute_fetchall(f"PRAGMA max_page_count={ALL_PAGES}")
            if fault == "truly" and self.dialect.name == "postgres":
                await self._cut(await connection.fetchval("SELECT pg_backend_pid()"))
            if fault == "full":
                raise DatabaseUnavailable("no space", "disk_full")
            self.is_dead = self.is_dead or fault == "dies_before"
            self._still_alive()
        self.is_dead = self.is_dead or fault == "dies_after"
        self._still_alive()

    async def _cut(self, pid: int) -> None:
        async with self.database.reader() as other:
            connection: Any = other._connection
            await connection.fetchval(f"SELECT pg_terminate_backend({pid})")
            while await connection.fetchval(f"SELECT COUNT(*) FROM pg_stat_activity WHERE pid = {pid}"):  # noqa: ASYNC110 - it ends in another process
                await asyncio.sleep(0.001)

    @asynccontextmanager
    async def reader(self, **how: Any) -> AsyncIterator[Any]:
        self._still_alive()
        async with self.database.reader(**how) as transaction:
            yield transaction

    def _still_alive(self) -> None:
        if self.is_dead:
            raise Died


class Shaky(RecordingChannel):
    """`resets`: what happens to the next sends: `before` anything went out, or `after` it arrived."""

    def __init__(self, name: str, *, buttons: bool) -> None:
        super().__init__(name, buttons=buttons)
        self.resets: list[str] = []

    async def send(self, message: Outgoing) -> Receipt:
        reset = self.resets.pop(0) if self.resets else ""
        if reset == "before":
            raise NotSent("connection refused")
        receipt = await super().send(message)
        if reset == "after":
            raise Unknown("connection reset")
        return receipt


class World(Town):
    """A town on a mortal process that is started again after each death."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.real = database
        self.phones, self.plain = Shaky("phones", buttons=True), Shaky("plain", buttons=False)
        self.channels = {each.name: each for each in (self.phones, self.plain)}
        self.may_repeat = 0
        self.said: list[Incoming] = []
        self.unconfirmed: list[Incoming] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._build()

    def _build(self) -> None:
        """One process: nothing of the one before is in its memory."""
        self.mortal = Mortal(self.real)
        database: Any = self.mortal
        self.senders = [
            Sender(each, database, self.clock, Composer(database, each, PUBLIC_URL).compose)
            for each in self.channels.values()
        ]
        self.worker = Worker(database, self.clock, self._wake)
        self.uploads = Uploads(database, self.clock, dict(self.channels), self._wake)
        self.intake = Intake(database, self.clock, lambda: None)
        self.scheduler = Scheduler(database, self.clock, self._wake, 1.0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[World]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bot.sender, "LOOK_AGAIN_SECONDS", 3_600)
            patch.setattr(bot.trouble, "FIRST_SECONDS", 0.001)
            patch.setattr(bot.trouble, "LONGEST_SECONDS", 0.002)
            # Made anew with the waits of above. What is logged about faults made here would fill hours: a traceback
            # with everybody's locals each time.
            logged = structlog.get_config()
            structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
            self._build()
            self._start()
            try:
                yield self
            finally:
                await self._stop()
                structlog.configure(**logged)

    def _start(self) -> None:
        self._tasks = [asyncio.create_task(sender.run()) for sender in self.senders]

    async def _stop(self) -> None:
        for sender in self.senders:
            sender.finish(0.001)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.intake.close()

    async def dies(self) -> None:
        """`kill -9`, and the next one starts. What it was sending may be sent again."""
        self.mortal.is_dead = True
        self.may_repeat += sum(len(sender._busy) for sender in self.senders)
        await self._stop()
        self._build()
        self._start()

    async def deliver(self, *messages: Incoming) -> None:
        """The platform hands over what it has until it is confirmed; the product does what it can."""
        self.clock.jump_to(self.clock.now() + 1_000)
        self.said += messages
        self.unconfirmed += messages
        await self.goes_on()

    async def goes_on(self, rounds: int = 6) -> None:
        """Receives, handles, sends, for a while."""
        for _ in range(rounds):
            await self._one_round()
            if self.mortal.is_dead:
                await self.dies()
            elif not self.unconfirmed and not self.mortal.faults:
                break

    async def _one_round(self) -> None:
        try:
            if self.unconfirmed:
                await self.intake.deliver(self.unconfirmed)
                self.unconfirmed = []
            while await self.worker.turn_once() or await self.uploads.turn_once():
                continue
            await self._sends()
        except DatabaseUnavailable:
            return

    async def _sends(self) -> None:
        for look in range(400):
            if look % 40 == 0:
                self._wake_those(self.senders)
            if self.mortal.is_dead or not (await self._due() or any(sender._busy for sender in self.senders)):
                return
            await asyncio.sleep(0.0005)

    async def _due(self) -> int:
        rows = await self.rows(f"SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND due_at <= {self.clock.now()}")
        return int(rows[0][0])

    async def ticks(self) -> None:
        """The planner looks at the clock."""
        try:
            await self.scheduler.tick()
        except DatabaseUnavailable:
            await self.goes_on(1)
        await self.goes_on(2)

    def jumps_back(self, milliseconds: int) -> None:
        """Somebody set the clock."""
        self.clock._when -= milliseconds

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds, whoever is dead."""
        async with self.real.reader() as transaction:
            connection: Any = transaction._connection
            if self.real.dialect.name == "postgres":
                return [tuple(row) for row in await connection.fetch(sql)]
            return [tuple(row) for row in await connection.execute_fetchall(sql)]

    async def calms_down(self) -> None:
        """No more faults; time for everything that was put off."""
        for channel in self.channels.values():
            channel.resets = []
        self.mortal.faults = []
        for hours in (0, 1, 24, 24):
            self.clock.jump_to(self.clock.now() + hours * HOURS_MS)
            await self.ticks()
            while await self.worker.turn_once():
                continue
            await self.goes_on()
        async with unit_of_work(self.real) as uow:
            while await uow.audit.seal():
                continue

    async def keeps_its_promises(self) -> None:
        """Each of them; to be asked when it is calm."""
        await self._nothing_lost_nothing_twice()
        await self._in_order()
        await self._nothing_in_the_book_is_odd()

    async def _nothing_lost_nothing_twice(self) -> None:
        inbox = await self.rows("SELECT external_id, handled_at, outcome FROM inbox")
        assert sorted(row[0] for row in inbox) == sorted({each.external_id for each in self.said})
        assert all(row[1] for row in inbox)
        # An apology: a turn stumbled, or trouble of the database was taken for a fault of the message.
        answered = [row for row in inbox if row[2] == "answered"]
        replies = await self.rows("SELECT state FROM outbox WHERE kind = 'reply'")
        assert len(replies) == len(answered) == len(inbox)
        assert {row[0] for row in replies} <= {"sent"}
        assert await self.rows("SELECT id FROM outbox WHERE state = 'waiting' AND attempts > 0") == []
        sent = int((await self.rows("SELECT COUNT(*) FROM outbox WHERE state = 'sent'"))[0][0])
        arrived = sum(len(channel.sent) for channel in self.channels.values())
        assert sent <= arrived <= sent + self.may_repeat, (sent, arrived, self.may_repeat)
        assert (
            await self.rows(
                "SELECT person_id, on_day FROM outbox WHERE state = 'sent' AND on_day IS NOT NULL"
                " GROUP BY person_id, on_day HAVING COUNT(*) > 1"
            )
            == []
        )
        assert (
            await self.rows(
                "SELECT task_id, inbox_id, kind FROM task_event WHERE inbox_id IS NOT NULL"
                " GROUP BY task_id, inbox_id, kind HAVING COUNT(*) > 1"
            )
            == []
        )

    async def _in_order(self) -> None:
        """In each chat the answers arrived in the order of the messages; one sent again only right behind itself."""
        wanted: dict[str, list[str]] = defaultdict(list)
        rows = await self.rows(
            "SELECT c.channel, c.chat, o.payload FROM outbox o JOIN conversation c ON c.id = o.conversation_id"
            " WHERE o.kind = 'reply' ORDER BY o.id"
        )
        for channel, chat, payload in rows:
            if channel == "phones":
                wanted[chat].append(payload)
        for chat, payloads in wanted.items():
            arrived = iter([each.text for each in self.phones.sent if each.chat == chat])
            for payload in payloads:
                text = _text(payload)
                assert any(text == each for each in arrived), (chat, text)

    async def _nothing_in_the_book_is_odd(self) -> None:
        assert (
            await self.rows(
                "SELECT t.id FROM task t JOIN unit u ON u.id = t.unit_id"
                " WHERE u.valid_to IS NOT NULL AND t.state IN ('open', 'returned', 'blocked')"
            )
            == []
        )
        assert (
            await self.rows(
                # After a merger both secretaries hold the seat until the committee has decided.
                "SELECT h.seat_id FROM holding h JOIN seat s ON s.id = h.seat_id"
                f" WHERE h.kind = 'holder' AND h.from_at <= {self.clock.now()}"
                f" AND (h.until_at IS NULL OR h.until_at > {self.clock.now()})"
                " AND NOT EXISTS (SELECT 1 FROM unit o WHERE o.successor_id = s.unit_id)"
                " GROUP BY h.seat_id HAVING COUNT(*) > 1"
            )
            == []
        )
        assert (
            await self.rows(
                "SELECT unit_id, duty, period, programme_id FROM task WHERE state <> 'withdrawn'"
                " GROUP BY unit_id, duty, period, programme_id, assignee_role HAVING COUNT(*) > 1"
            )
            == []
        )
        assert await self.rows("SELECT id FROM task WHERE version < 1") == []
        async with unit_of_work(self.real) as uow:
            assert (await uow.audit.verify()).broken_at is None

    async def presses_something(self, who: User, place: int) -> None:
        """One of the choices of the last message, if it has any."""
        shown = [each for each in who.heard if each.choices]
        if not shown:
            await who.says("0")
            return
        choices = shown[-1].choices
        await who.forges(choices[place % len(choices)][1])

    def some_faults(self, dice: random.Random) -> None:
        """Up to four of the next transactions go wrong."""
        self.mortal.faults = [dice.choice((*FAULTS, "", "", "")) for _ in range(dice.randint(1, 4))]


def _text(payload: str) -> str:
    return str(json.loads(payload)["text"])
