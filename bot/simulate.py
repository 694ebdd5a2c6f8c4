"""`chibo simulate`: a synthetic province lived through on a fake clock, with the real planner, composer and sender.

People answer by habit (a fixed seed), some never join, some block the bot. What comes out is counted, and every
message is checked against the budget and the quiet time again, from outside.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bot.channels.base import Capabilities, Deliver, Outgoing, Receipt, Refused
from bot.clock import Clock
from bot.composer import Composer
from bot.lived import Lived
from bot.scheduler import Scheduler
from bot.sender import Sender
from handlers.router import handle
from handlers.rules.calendar import instant
from handlers.rules.ladder import RUNGS, rungs
from handlers.rules.terms import planned_end
from handlers.screens.join import CONSENT_VERSION, DIGEST_MINUTE
from handlers.text import number, say
from storage.database import Database, open_database
from storage.model import Incoming, Task, Unit
from storage.unit_of_work import UnitOfWork, reading, unit_of_work

CHANNEL: Final = "simulated"
BEGINS: Final = date(2026, 11, 2)
CELLS_OF_A_COMMUNE: Final = 25
LOOKS_AT: Final = (7 * 60 + 30, 12 * 60, 17 * 60)
NUDGES_ON: Final = 2
"""The weekday on which offices nudge whoever is late: other senders, the same budget."""

NEVER_JOINS: Final = 0.05
BLOCKS: Final = 0.02
ANSWERS: Final = (0.15, 0.4, 0.75)
OBSTACLE: Final = 0.1
PATIENCE: Final = 20_000


class FakeClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, when: int) -> None:
        super().__init__()
        self._when = when

    def now(self) -> int:
        return self._when

    def jump_to(self, instant: int) -> None:
        self._when = max(self._when, instant)


class Street:
    """A platform that lives in memory and hands every message to the habit of its reader."""

    name = CHANNEL
    capabilities = Capabilities(buttons=True, edits=False, files=False, max_text=4096, per_second=1_000_000.0)

    def __init__(self, clock: Clock, lived: Lived) -> None:
        self._clock = clock
        self._lived = lived
        self.blocked: set[str] = set()
        self.inbox: list[tuple[str, list[int]]] = []

    async def send(self, message: Outgoing) -> Receipt:
        """Keeps what was not asked for; whoever blocked the bot refuses."""
        if message.chat in self.blocked:
            raise Refused("403", blocked=True)
        if message.is_push:
            self._lived.sent.append((message.chat, self._clock.now(), hash(message.screen.text)))
            actions = [choice.action.split(":") for choice in message.screen.choices]
            tasks = [int(parts[1]) for parts in actions if parts[0] == "task" and parts[2:] == ["quick"]]
            self.inbox.append((message.chat, tasks))
        return Receipt(str(len(self._lived.sent)))

    async def start(self) -> None:
        """Nothing to open."""

    async def poll(self, deliver: Deliver) -> None:
        """Nobody speaks of their own accord."""

    def receive(self, body: bytes) -> list[Incoming]:
        """No webhook."""
        return []

    def secret_matches(self, headers: dict[str, str]) -> bool:
        """No webhook."""
        return False

    async def fetch(self, ref: str, most: int) -> bytes:
        """No files."""
        raise Refused("no files")

    async def close(self) -> None:
        """Nothing to close."""


class Province:
    """The synthetic province and its people on one database."""

    def __init__(self, database: Database, cells: int, seed: int) -> None:
        self.database = database
        self.clock = FakeClock(instant(BEGINS, 6 * 60))
        self.lived = Lived()
        self.street = Street(self.clock, self.lived)
        self.term_ends = planned_end(BEGINS, "M30")
        self._cells = cells
        self._random = random.Random(seed)  # noqa: S311 - habits of invented people, repeatable on purpose
        self._habits: dict[str, float] = {}
        self._offices: dict[str, int] = {}
        self._members: dict[int, int] = {}
        self._said = 0
        self._sender = Sender(self.street, database, self.clock, Composer(database, self.street, "").compose)
        self._scheduler = Scheduler(database, self.clock, self._sender.wake, 1.0)

    async def settle(self) -> None:
        """Units, terms, people."""
        async with unit_of_work(self.database) as uow:
            province = await self._unit(uow, "P", None, "province", 0)
            for place in range(0, self._cells, CELLS_OF_A_COMMUNE):
                commune = await self._unit(uow, f"C{place}", province, "commune_committee", 0)
                await self._sits(uow, commune, "office_clerk", always=True)
                await self._sits(uow, commune, "committee_secretary", always=True)
                for each in range(place, min(place + CELLS_OF_A_COMMUNE, self._cells)):
                    cell = await self._unit(uow, f"U{each}", commune, "cell", self._random.randint(9, 49))
                    await self._sits(uow, cell, "cell_secretary", always=False)

    async def _unit(self, uow: UnitOfWork, code: str, parent: Unit | None, kind: str, members: int) -> Unit:
        unit = await uow.units.add(
            code,
            parent,
            kind,
            code,
            composition="mixed",
            residential=True,
            member_count=members or None,
            on="2026-01-01",
        )
        await uow.units.add_term(
            unit.id,
            "",
            start_on=BEGINS.isoformat(),
            planned_end_on=self.term_ends.isoformat(),
            policy="M30",
            basis="",
            confirmed_at=self.clock.now(),
        )
        self._members[unit.id] = members
        return unit

    async def _sits(self, uow: UnitOfWork, unit: Unit, role: str, *, always: bool) -> None:
        seat_id = await uow.units.seat_for(unit.id, role)
        if not always and self._random.random() < NEVER_JOINS:
            self.lived.never_reached += 1
            return
        now, chat = self.clock.now(), f"{role}-{unit.code}"
        person = await uow.people.add(
            chat, language="vi", consent_version=CONSENT_VERSION, digest_minute=DIGEST_MINUTE, now=now
        )
        await uow.people.take_seat(seat_id, person, now)
        await uow.inbox.add([Incoming(CHANNEL, f"hello-{chat}", chat, "malformed", sent_at=now)], now)
        found = await uow.conversations.of_chat(CHANNEL, chat)
        assert found is not None
        await uow.conversations.bind(found[0], person, seat_id)
        self._habits[chat] = self._random.choice(ANSWERS)
        if role == "office_clerk":
            self._offices[chat] = unit.id
        self.lived.people += 1
        if self._random.random() < BLOCKS and not always:
            self.street.blocked.add(chat)
            self.lived.never_reached += 1

    async def live(self, days: int) -> None:
        """Day by day, three looks at the clock each."""
        self.lived.weeks = -(-days // 7)
        running = asyncio.create_task(self._sender.run())
        try:
            for offset in range(days):
                for minute in LOOKS_AT:
                    self.clock.jump_to(instant(BEGINS + timedelta(days=offset), minute))
                    await self._scheduler.tick()
                    await self._settled()
                    await self._answers()
                await self._nudges(BEGINS + timedelta(days=offset))
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        last = BEGINS + timedelta(days=days)
        async with reading(self.database) as uow:
            root = (await uow.units.top())[0]
            rows = await uow.tasks.standing_below(root.path, last.isoformat(), BEGINS.isoformat(), 10**6)
        self.lived.expected = sum(row.expected for row in rows)

    async def _settled(self) -> None:
        self._sender.wake()
        for _ in range(PATIENCE):
            async with reading(self.database) as uow:
                depth, _ = await uow.outbox.depth(CHANNEL, self.clock.now())
            if not depth:
                return
            await asyncio.sleep(0.001)
        raise RuntimeError("the messages of the day are never all sent")

    async def _nudges(self, today: date) -> None:
        if today.weekday() != NUDGES_ON:
            return
        for chat, unit_id in self._offices.items():
            await self._says(chat, f"standing:{unit_id}:send", "press")
        await self._settled()

    async def _answers(self) -> None:
        """Everybody who got a message answers it by habit, through the product's own screens."""
        got, self.street.inbox = self.street.inbox, []
        for chat, tasks in got:
            for task_id in tasks:
                if self._random.random() < self._habits[chat]:
                    await self._report(chat, task_id)
                elif self._random.random() < OBSTACLE:
                    await self._says(chat, f"task:{task_id}:blocked:waiting", "press")
        await self._settled()

    async def _report(self, chat: str, task_id: int) -> None:
        async with reading(self.database) as uow:
            found = await uow.tasks.get(task_id)
        if found is None:
            return
        task = found[0]
        await self._says(chat, f"task:{task_id}:done", "press")
        for name in task.asks:
            members = self._members.get(task.unit_id, 20)
            await self._says(chat, str(0 if name.startswith("absent") else members), "text")
        await self._says(chat, "1", "text")
        async with reading(self.database) as uow:
            after = await uow.tasks.get(task_id)
        if after is not None and after[0].reported_at is not None and task.reported_at is None:
            self.lived.done_by_rung[_rung(task, self.clock.now())] += 1

    async def _says(self, chat: str, text: str, kind: str) -> None:
        self._said += 1
        said = Incoming(CHANNEL, f"said-{self._said}", chat, kind, text, sent_at=self.clock.now())
        async with unit_of_work(self.database) as uow:
            await uow.inbox.add([said], self.clock.now())
            while rows := await uow.inbox.claim(self.clock.now(), 1):
                await handle(rows[0], uow, self.clock.now())
                await uow.session.flush()


def _rung(task: Task, now: int) -> str:
    passed = [rung for at, rung in rungs(task) if at <= now]
    return passed[-1] if passed else "assigned"


async def simulate(cells: int, days: int, seed: int, announce: Callable[[str], None]) -> int:
    """Lives through it and prints what happened; returns the breaches and duplicates, which must be none."""
    with tempfile.TemporaryDirectory() as home:
        database = await open_database(f"sqlite:///{Path(home) / 'simulated.db'}")
        try:
            province = Province(database, cells, seed)
            await province.settle()
            await province.live(days)
        finally:
            await database.close()
    lived = province.lived
    breaches, duplicates = lived.breaches(province.term_ends), lived.duplicates()
    announce(
        say(
            "vi",
            "simulate.head",
            cells=number(cells),
            days=number(days),
            people=lived.people,
            sent=number(len(lived.sent)),
        )
    )
    histogram = lived.histogram()
    widest = max(histogram.values())
    for count in range(max(histogram) + 1):
        bar = "█" * round(40 * histogram[count] / widest)
        announce(say("vi", "simulate.bar", n=count, weeks=number(histogram[count]).rjust(9), bar=bar))
    announce(say("vi", "simulate.tasks", expected=number(lived.expected), done=number(lived.done_by_rung.total())))
    for rung in RUNGS:
        if lived.done_by_rung[rung]:
            announce(say("vi", "simulate.rung", rung=say("vi", f"rung.{rung}"), n=number(lived.done_by_rung[rung])))
    announce(say("vi", "simulate.end", never=lived.never_reached, breaches=breaches, duplicates=duplicates))
    return breaches + duplicates
