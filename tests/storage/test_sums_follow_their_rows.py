"""Whatever happens to tasks and units, every sum at every level equals what the rows say, folded or not."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from handlers.rules.calendar import instant
from storage.database import Database
from storage.figures import Figures, Span, UnitFigures, total
from storage.model import OPEN_STATES, REPORTED_STATES, Task, Unit
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork, unit_of_work

FIRST = date(2026, 9, 1)
NOBODY = Actor(None, None, None)
STATES = ("open", "in_progress", "blocked", "reported", "seen", "verified", "returned", "not_applicable", "withdrawn")
NUMBERS = itertools.count()
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("change", "change", "change", "put_off", "fold", "move", "merge", "take_back")),
        st.integers(0, 30),
        st.integers(0, 80),
        st.sampled_from(STATES),
    ),
    max_size=14,
)


class World:
    """A province with three communes of three cells and a few tasks each, made anew for each example."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.root: Unit
        self.units: list[Unit] = []
        self.tasks: list[int] = []

    async def make(self) -> World:
        self.root = await self._unit(None, "province")
        for _ in range(3):
            commune = await self._unit(self.root, "commune_committee")
            for _ in range(3):
                await self._unit(commune, "cell")
        programme = await self.uow.tasks.add_programme(
            kind="regular",
            code="TEST",
            title="Việc thử",
            issuer_id=self.root.id,
            document="",
            document_on=None,
            period="2026",
            opens_on="2026-01-01",
            due_on="2026-12-31",
            ends_on="2026-12-31",
        )
        await self.uow.tasks.add([self._task(programme, unit, place) for unit in self.units for place in range(3)], 0)
        for unit in self.units:
            self.tasks += [task.id for task in await self.uow.tasks.open_of_unit(unit.id, "2026-10-15", 9)]
        return self

    async def _unit(self, parent: Unit | None, kind: str) -> Unit:
        unit = await self.uow.units.add(
            f"U{next(NUMBERS)}",
            parent,
            kind,
            "Đơn vị",
            composition="mixed",
            residential=True,
            member_count=20,
            on="2026-01-01",
        )
        self.units.append(unit)
        return unit

    def _task(self, programme: int, unit: Unit, place: int) -> Task:
        day = FIRST + timedelta(days=20 * place + unit.id % 5)
        return Task(
            id=0,
            programme_id=programme,
            duty=f"DUTY-{place}",
            unit_id=unit.id,
            assignee_role="cell_secretary",
            approver_role="office_clerk",
            title=f"Việc {place}",
            deliverable="",
            period="2026",
            opens_on=(day - timedelta(days=10)).isoformat(),
            due_on=day.isoformat(),
            closes_on="2026-12-31",
            state="open",
        )

    async def does(self, step: str, which: int, days: int, state: str) -> None:
        found = await self.uow.tasks.get(self.tasks[which % len(self.tasks)])
        if step == "fold":
            await self.uow.tallies.fold(days + 1)
        elif step in ("move", "merge"):
            await self._restructure(step, which, days)
        elif found is not None:
            await self._change(step, found[0], days, state)

    async def _change(self, step: str, task: Task, days: int, state: str) -> None:
        when = instant(FIRST + timedelta(days=days))
        if step == "put_off":
            later = date.fromisoformat(task.due_on) + timedelta(days=days)
            await self.uow.tasks.change(task, "extended", NOBODY, when, due_on=later.isoformat())
            return
        changed, _ = await self.uow.tasks.change(task, "changed", NOBODY, when, state=state, reported_at=when)
        if step == "take_back":
            await self.uow.tasks.change(changed, "undone", NOBODY, when, state=task.state, reported_at=task.reported_at)

    async def _restructure(self, step: str, which: int, days: int) -> None:
        cells = [unit for unit in self.units if unit.kind == "cell"]
        old = await self.uow.units.get(cells[which % len(cells)].id)
        assert old is not None
        if step == "move":
            communes = [unit for unit in self.units if unit.kind == "commune_committee"]
            await self.uow.restructure.move(old, communes[days % len(communes)])
            return
        new = await self.uow.units.get(cells[(which + 1) % len(cells)].id)
        if new is not None and old.valid_to is None and new.valid_to is None:
            await self.uow.restructure.hand_on(old, new, instant(FIRST + timedelta(days=days)))
            await self.uow.restructure.end(old, new, (FIRST + timedelta(days=days)).isoformat())

    async def counted(self, span: Span) -> dict[int, Figures]:
        """unit → its own figures, counted one task at a time, by other means than the database's."""
        units = {each.id: found for each in self.units if (found := await self.uow.units.get(each.id))}
        sums: dict[int, Figures] = {}
        for task_id in self.tasks:
            found = await self.uow.tasks.get(task_id)
            if found is None or not (span.first <= found[0].due_on <= span.last and found[0].opens_on <= span.today):
                continue
            task, unit = found[0], units[found[0].unit_id]
            if task.state != "withdrawn" and (unit.valid_to is None or unit.valid_to >= task.opens_on):
                sums[unit.id] = sums.get(unit.id, Figures()) + _one(task, span.today)
        return sums

    async def check(self) -> None:
        for first, last in (("2026-01-01", "2026-12-31"), ("2026-09-01", "2026-09-30"), ("2026-10-05", "2026-12-31")):
            for place in (self.root, *self.units[1:6:4], self.units[2]):
                now = await self.uow.units.get(place.id)
                assert now is not None
                for today in ("2026-09-20", "2026-11-27"):
                    await self._compare(now, Span(now.path, first, last, today))
        assert await self.uow.tallies.agree()

    async def _compare(self, place: Unit, span: Span) -> None:
        own = await self.counted(span)
        paths = {each.id: found.path for each in self.units if (found := await self.uow.units.get(each.id))}
        inside = {unit: figures for unit, figures in own.items() if paths[unit].startswith(place.path)}
        assert {row.unit_id: row.figures for row in await self.uow.reports.by_unit(span)} == inside
        assert _names(await self.uow.reports.by_child(span)) == _rolled_up(inside, paths, place)
        assert total(row.figures for row in await self.uow.reports.by_duty(span)) == total(inside.values())
        months = await self.uow.reports.by_unit_month(span)
        assert sum(expected for expected, _ in months.values()) == total(inside.values()).expected


def _one(task: Task, today: str) -> Figures:
    done = task.state in REPORTED_STATES
    in_time = done and (task.reported_at is None or task.reported_at < instant(_after(task.due_on)))
    return Figures(
        expected=int(task.state != "not_applicable"),
        reported=int(done),
        on_time=int(in_time),
        verified=int(task.state == "verified"),
        late=int(task.state in OPEN_STATES and task.due_on < today),
        blocked=int(task.state == "blocked"),
        returned=int(task.state == "returned"),
        not_applicable=int(task.state == "not_applicable"),
    )


def _after(day: str) -> date:
    return date.fromisoformat(day) + timedelta(days=1)


def _names(rows: list[UnitFigures]) -> dict[int, Figures]:
    return {row.unit_id: row.figures for row in rows}


def _rolled_up(inside: dict[int, Figures], paths: dict[int, str], place: Unit) -> dict[int, Figures]:
    sums: dict[int, Figures] = {}
    for unit, figures in inside.items():
        rest = paths[unit].removeprefix(place.path)
        child = int(rest.split("/")[0]) if rest else place.id
        sums[child] = sums.get(child, Figures()) + figures
    return sums


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # Making an example smaller takes minutes on a database.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@example(steps=[("fold", 0, 6, "open"), ("move", 0, 1, "open")])
@given(steps=STEPS)
async def test_every_sum_equals_its_rows(database: Database, steps: list[tuple[str, int, int, str]]) -> None:
    async with unit_of_work(database) as uow:
        await uow.wipe()
        world = await World(uow).make()
        await world.check()
        for step in steps:
            await world.does(*step)
        await world.check()
        while await uow.tallies.fold(7):
            continue
        await world.check()
        await uow.tallies.rebuild()
        await world.check()


async def test_a_figure_is_exact_before_anything_is_folded(database: Database) -> None:
    async with unit_of_work(database) as uow:
        world = await World(uow).make()
        span = Span(world.root.path, "2026-01-01", "2026-12-31", "2026-12-31")
        assert total(row.figures for row in await uow.reports.by_child(span)).late == len(world.tasks)
        await world.does("change", 0, 0, "reported")
        one = replace(Figures(), expected=len(world.tasks), reported=1, on_time=1, late=len(world.tasks) - 1)
        assert total(row.figures for row in await uow.reports.by_child(span)) == one


async def test_sums_that_went_wrong_are_noticed_and_counted_again(database: Database) -> None:
    async with unit_of_work(database) as uow:
        world = await World(uow).make()
        await uow.session.run("tallies.forget_deltas")
        assert not await uow.tallies.agree()
        await uow.tallies.rebuild()
        assert await uow.tallies.agree()
        await world.check()
