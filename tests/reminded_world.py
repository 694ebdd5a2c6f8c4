"""A few people who live through years of reminders on a real database, by the real planner and composer; only time and
the platform are pretended. What was sent is kept for checks from outside, together with what was owed at that second.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers import reminders
from handlers.delivery import arrived
from handlers.digest import compose
from handlers.digest_items import gathered
from handlers.ladders import next_reminder
from handlers.planning import appoint, replan
from handlers.rules.calendar import DAY_MS, EARLY, Hours, day_of, instant
from handlers.rules.ladder import first_remind_at
from storage.database import Database
from storage.ladders import LadderRow
from storage.model import OPEN_STATES, Incoming, Task
from storage.outbox import Outcome
from storage.task_rows import Actor
from storage.unit_of_work import UnitOfWork, reading, unit_of_work
from tests.databases import every_value
from tests.restructuring import restructured
from tests.user import Town

CELLS = ("LV-AT-01", "LV-AT-02", "LV-AT-04", "LV-TM-01")
NOBODY = Actor(None, None, None)
MORNINGS = (6 * 60 + 30, 11 * 60 + 30)


@dataclass(frozen=True)
class Said:
    """One message: who got it, when, the tasks that it named and all that it named or counted, as they were then."""

    person: int
    at: int
    named: tuple[Task, ...]
    spoken_of: tuple[Task, ...]


@dataclass
class Owed:
    """The life of one task: `since` its last change, `over` when it was reported, `was_kept` while something other than
    the calendar kept it from being spoken of."""

    task: int
    since: date
    opens: date
    due: date
    over: date | None = None
    was_kept: bool = False


class Years:
    """`town` gives database and clock; nobody's phone rings, what is due is composed and recorded here."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.database: Database = town.database
        self.dice = random.Random(seed)
        self.said: list[Said] = []
        self.people: dict[int, Hours] = {}
        self.away: dict[int, list[tuple[date, date]]] = {}
        self.paused: list[tuple[str, date, date]] = []
        self.cells = list(CELLS)
        self.owed: dict[int, Owed] = {}
        self.paths: dict[int, str] = {}
        self.stops: list[tuple[date, date]] = []
        self._given = 0

    @property
    def merged(self) -> bool:
        """Whether two cells have become one."""
        return len(self.cells) < len(CELLS)

    @property
    def now(self) -> int:
        return self.town.clock.now()

    async def settle(self) -> None:
        """Three people hold four seats; one of them wishes mornings only, one cell's term ends on the way."""
        for name, cells, opens in (
            ("bác Năm", CELLS[:2], None),
            ("bác Tư", CELLS[2:3], MORNINGS),
            ("bác Sáu", CELLS[3:], None),
        ):
            async with unit_of_work(self.database) as uow:
                person = await uow.people.add(name, language="vi", consent_version="1", digest_minute=450, now=self.now)
                await uow.inbox.add([Incoming("plain", f"hi-{name}", name, "malformed", sent_at=self.now)], self.now)
                chat = await uow.conversations.of_chat("plain", name)
                assert chat is not None
                for code in cells:
                    unit = await uow.units.by_code(code)
                    assert unit is not None
                    self.paths[unit.id] = unit.path
                    seat = await uow.units.seat_for(unit.id, "cell_secretary")
                    await uow.people.take_seat(seat, person, self.now)
                    await uow.conversations.bind(chat[0], person, seat)
                if opens is not None:
                    await uow.wishes.put(person, opens=opens[0], closes=opens[1], minute=None)
            self.people[person] = Hours() if opens is None else Hours(*opens)
            self.away[person] = []
        async with unit_of_work(self.database) as uow:
            unit = await uow.units.by_code(CELLS[3])
            assert unit is not None
            dates = {"start_on": "2026-06-10", "planned_end_on": "2028-12-10"}
            await uow.units.add_term(unit.id, "", **dates, policy="M30", basis="", confirmed_at=self.now)

    async def lives(self, days: int) -> None:
        """Day by day, as far as something is due; now and then nothing runs for days, or a tick is cut short."""
        last = day_of(self.now) + timedelta(days=days)
        while day_of(self.now) < last:
            for _ in range(self.dice.choice((0, 0, 0, 0, 1, 1))):
                await self.something_happens()
            if self.dice.random() < 0.02:
                stopped = day_of(self.now)
                self.town.clock.jump_to(self.now + self.dice.randint(1, 9) * DAY_MS)
                self.stops.append((stopped, day_of(self.now) + timedelta(days=1)))
            self.town.clock.jump_to(instant(day_of(self.now) + timedelta(days=1), EARLY))
            if self.dice.random() < 0.05:
                await self._ticks(self.dice.randint(1, 3))
            else:
                await self._ticks()
            if await self._sends(instant(day_of(self.now) + timedelta(days=1))):
                await self._ticks()

    async def _ticks(self, most: int = 1_000) -> None:
        for _ in range(most):
            async with unit_of_work(self.database) as uow:
                if not await reminders.tick(uow, self.now):
                    return

    async def _sends(self, until: int) -> bool:
        """What is due before `until`, each at its own hour; whether anything was."""
        sent = False
        while True:
            waiting = [row for row in await every_value(self.database, ["outbox"]) if row[11] == "waiting"]
            waiting = [row for row in waiting if row[13] < until]
            if not waiting:
                return sent
            row = min(waiting, key=lambda each: (each[13], each[1]))
            self.town.clock.jump_to(row[13])
            if row[14] < self.now:
                async with unit_of_work(self.database) as uow:
                    await uow.outbox.finish([Outcome(row[1], "lapsed")], self.now)
                continue
            await self._send(row[1], row[19])
            sent = True

    async def _send(self, outbox_id: int, person_id: int) -> None:
        async with reading(self.database) as uow:
            digest = await compose(uow, {"person": person_id}, self.now)
            person = await uow.people.get(person_id)
            assert person is not None
            items = await gathered(uow, person, self.now)
            named = [await uow.tasks.get(task) for task in digest.tasks] if digest else []
        state = "sent" if digest else "dropped"
        outcome = Outcome(outbox_id, state, None, digest.as_payload() if digest else None)
        async with unit_of_work(self.database) as uow:
            await uow.outbox.finish([outcome], self.now)
            await arrived(uow, [outcome], self.now)
        if digest:
            counted = tuple(item.task for item in items if item.task)
            self.said.append(Said(person_id, self.now, tuple(found[0] for found in named if found), counted))

    async def _one(self, *states: str) -> Task | None:
        """Any task in one of the states."""
        found = [row[1] for row in await every_value(self.database, ["task"]) if row[14] in states]
        if not found:
            return None
        async with reading(self.database) as uow:
            task = await uow.tasks.get(self.dice.choice(sorted(found)))
        return None if task is None else task[0]

    async def something_happens(self) -> None:
        """One thing of a life."""
        often = {
            self.gives: 10,
            self.reports: 8,
            self.puts_off: 2,
            self.is_stuck: 2,
            self.appoints: 2,
            self.ladder: 1,
            self.rests: 0.3,
            self.pauses: 0.2,
        }
        await self.dice.choices(list(often), list(often.values()))[0]()
        if not self.merged and day_of(self.now).year >= 2029:
            await restructured(self.town, ("sáp nhập", self.cells[1], self.cells[0]))
            self.cells.pop(1)

    async def gives(self, due: date | None = None, opens: date | None = None) -> None:
        """Work for one cell, which may open later; `due` or any day of the next months."""
        self._given += 1
        opens = opens or day_of(self.now) + timedelta(days=self.dice.choice((0, 0, 3, 20)))
        due = due or opens + timedelta(days=self.dice.choice((1, 7, 14, 30, 60, 150)))
        async with unit_of_work(self.database) as uow:
            office = await uow.units.by_code("LV-AT")
            unit = await uow.units.by_code(self.dice.choice(self.cells))
            assert unit is not None
            assert office is not None
            task = Task(
                id=0,
                programme_id=await uow.tasks.add_programme(
                    kind=self.dice.choice(("assignment", "regular")),
                    code=f"V{self._given}",
                    title=f"Việc {self._given}",
                    issuer_id=office.id,
                    document="",
                    document_on=None,
                    period="1",
                    opens_on=opens.isoformat(),
                    due_on=due.isoformat(),
                    ends_on=due.isoformat(),
                ),
                duty="GIAO",
                unit_id=unit.id,
                assignee_role="cell_secretary",
                approver_role="office_clerk",
                title=f"Việc {self._given}",
                deliverable="",
                period="1",
                opens_on=opens.isoformat(),
                due_on=due.isoformat(),
                closes_on=(due + timedelta(days=self.dice.choice((10, 20, 40)))).isoformat(),
                state="open",
            )
            await uow.tasks.add([replace(task, next_remind_at=first_remind_at(task, self.now))], self.now)
        task_id = max(row[1] for row in await every_value(self.database, ["task"]))
        self.owed[task_id] = Owed(task_id, opens, opens, due)

    async def _change(self, uow: UnitOfWork, task: Task, **changes: object) -> None:
        upcoming = await next_reminder(uow, replace(task, **changes), self.now)
        await uow.tasks.change(task, "changed", NOBODY, self.now, **changes, next_remind_at=upcoming)

    async def reports(self) -> None:
        task = await self._one(*OPEN_STATES, "blocked")
        if task is not None:
            async with unit_of_work(self.database) as uow:
                await self._change(uow, task, state="reported", reported_at=self.now)
            self.owed[task.id].over = day_of(self.now)

    async def puts_off(self) -> None:
        task = await self._one("open")
        if task is not None:
            due = date.fromisoformat(task.due_on) + timedelta(days=self.dice.randint(1, 40))
            closes = max(task.closes_on, (due + timedelta(days=15)).isoformat())
            async with unit_of_work(self.database) as uow:
                await self._change(uow, task, due_on=due.isoformat(), closes_on=closes)
            owed = self.owed[task.id]
            owed.since, owed.due = max(owed.opens, day_of(self.now)), due

    async def is_stuck(self) -> None:
        task = await self._one("open", "blocked")
        if task is not None:
            async with unit_of_work(self.database) as uow:
                await self._change(uow, task, state="open" if task.state == "blocked" else "blocked")
            self.owed[task.id].was_kept = True

    async def appoints(self) -> None:
        """Somebody names a day and half a day."""
        task = await self._one("open")
        if task is None:
            return
        wanted = instant(day_of(self.now) + timedelta(days=self.dice.randint(1, 12)), self.dice.choice((450, 810)))
        async with unit_of_work(self.database) as uow:
            seats = await uow.units.seats_of_role("cell_secretary", {task.unit_id})
            [(_, person), *_] = await uow.notices.holders(list(seats.values()), self.now)
            at = await appoint(uow, person, wanted, task.closes_on, self.now)
            if at is not None:
                await self._change(uow, task, planned_at=at)
                self.owed[task.id].was_kept = True

    async def rests(self) -> None:
        person = self.dice.choice(sorted(self.people))
        first = day_of(self.now)
        last = first + timedelta(days=self.dice.randint(1, 25))
        # What went this morning went before anybody knew.
        self.away[person].append((first + timedelta(days=1), last))
        async with unit_of_work(self.database) as uow:
            await uow.wishes.add_pause(
                person_id=person, unit_id=None, reason="leave", first=first, last=last, now=self.now, made_by=None
            )
            await replan(uow, [person], self.now)

    async def pauses(self) -> None:
        first = day_of(self.now)
        last = first + timedelta(days=self.dice.randint(1, 20))
        async with unit_of_work(self.database) as uow:
            unit = await uow.units.by_code(self.dice.choice(self.cells))
            assert unit is not None
            await uow.wishes.add_pause(
                person_id=None, unit_id=unit.id, reason="flood", first=first, last=last, now=self.now, made_by=None
            )
            await replan(uow, await uow.planning.holders_below(unit.path, self.now), self.now)
        self.paused.append((unit.path, first + timedelta(days=1), last))

    async def ladder(self) -> None:
        task = await self._one("open")
        if task is not None:
            before = self.dice.choice(("halving", "week", "none"))
            async with unit_of_work(self.database) as uow:
                await uow.ladders.put(LadderRow(task.programme_id, before, 2, 4, 9), self.now, None)
