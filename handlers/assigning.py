"""Giving work to units: once, or again and again; from a sentence, the catalogue or a workbook. Says nothing to the
giver; returns what is to be told to the receivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Final

from rapidfuzz import fuzz

from handlers.catalogue import Duty, duties
from handlers.catalogue.duties import as_body
from handlers.duty_plan import OWN, copies_for, meeting_of
from handlers.duty_words import next_dues, rhythm
from handlers.openings import open_own
from handlers.rules.audience import CELLS, COMMITTEES, Meant, meant
from handlers.rules.calendar import ONE_DAY, day_of
from handlers.rules.ladder import next_remind_at
from handlers.rules.periods import DueRule
from handlers.screen import Push
from handlers.understand import normalise
from handlers.written import for_reader
from storage.model import Seat, Task, Unit
from storage.unit_of_work import UnitOfWork

ALIKE: Final = 85
CLOSES_AFTER: Final = timedelta(days=30)
EVERY_CLOSES_AFTER: Final = 20
WEEK_CLOSES_AFTER: Final = 10
OPENS_BEFORE: Final = {"weekly": 4, "monthly": 10, "quarterly": 30, "half_yearly": 30, "yearly": 45}
ONCE: Final = "GIAO"
PLANNED: Final = "by_plan"


WORKERS: Final = {False: "cell_secretary", True: "office_clerk"}
ACCEPTS_AT_A_COMMITTEE: Final = "committee_secretary"
"""Whom work is given to, cells or committees; what a committee's office does is accepted by its own secretary."""


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    return normalise(name)


async def audience(uow: UnitOfWork, seat: Seat, words: str) -> Meant:
    """The units below the office that the words mean."""
    if not words:
        return Meant()
    below = await uow.units.below(seat.unit_path)
    found = meant(normalise(words), [(unit, _plain(unit.name)) for unit in below])
    return replace(found, units=tuple(unit for unit in found.units if unit.id != seat.unit_id))


def _roles(seat: Seat, whom: Meant) -> tuple[str, str]:
    """Who does it and who accepts it."""
    return WORKERS[whom.committees], ACCEPTS_AT_A_COMMITTEE if whom.committees else seat.role


def like_a_duty(code: str, title: str) -> Duty | None:
    """The duty of the catalogue that goes by plan and is meant: it brings the numbers to ask for."""
    planned = [each for each in duties() if each.cadence == PLANNED]
    by_code = [each for each in planned if each.code == code]
    alike = [each for each in planned if fuzz.token_set_ratio(normalise(title), normalise(each.name)) >= ALIKE]
    return next(iter(by_code or alike), None) if title else None


def task_of(seat: Seat, title: str, due: str, today: date, known: Duty | None, whom: Meant, product: str = "") -> Task:
    """What would be given; `due` is ISO or empty while it is not known."""
    title = title.strip()
    title = title[:1].upper() + title[1:]
    worker, accepts = _roles(seat, whom)
    closes = (date.fromisoformat(due) + CLOSES_AFTER).isoformat() if due else today.isoformat()
    return Task(
        id=0,
        programme_id=0,
        duty=known.code if known else ONCE,
        unit_id=0,
        assignee_role=worker,
        approver_role=accepts,
        title=title,
        deliverable=product or (known.deliverable if known else title),
        period=(due or today.isoformat())[:4],
        opens_on=today.isoformat(),
        due_on=due,
        closes_on=max(closes, due),
        state="open",
        asks=known.asks if known else (),
    )


async def give(
    uow: UnitOfWork, seat: Seat, task: Task, units: Sequence[Unit], code: str, now: int
) -> tuple[int, tuple[Push, ...]]:
    """Gives it once to these units; returns the programme by which it can be withdrawn, and what to tell."""
    programme_id = await uow.tasks.add_programme(
        kind="assignment",
        code=code,
        title=task.title,
        issuer_id=seat.unit_id,
        document="",
        document_on=None,
        period=task.period,
        opens_on=task.opens_on,
        due_on=task.due_on,
        ends_on=task.closes_on,
    )
    upcoming = next_remind_at(task, now)
    task = replace(task, programme_id=programme_id, next_remind_at=upcoming[0] if upcoming else None)
    await uow.tasks.add([replace(task, unit_id=unit.id) for unit in units], now)
    seats = [await uow.units.seat_for(unit.id, task.assignee_role) for unit in units]
    cause = f"programme:{programme_id}"
    return programme_id, tuple(Push(seat_id, None, cause, programme_id=programme_id) for seat_id in seats)


def duty_of(
    code: str, seat: Seat, title: str, rhythm_of: tuple[str, DueRule], whom: Meant, today: date, known: Duty | None
) -> Duty:
    """Work that comes round, as a duty of the office's own copy, from tomorrow on: nobody is late on the day on which
    they hear of it. `rhythm_of` is (cadence, due rule)."""
    cadence, due = rhythm_of
    worker, accepts = _roles(seat, whom)
    title = title.strip()
    return Duty(
        code=f"{OWN}{code}",
        name=title[:1].upper() + title[1:],
        name_en=title,
        cadence=cadence,
        due=due,
        opens_before=OPENS_BEFORE[cadence],
        closes_after=WEEK_CLOSES_AFTER if cadence == "weekly" else EVERY_CLOSES_AFTER,
        asks=known.asks if known else (),
        deliverable=known.deliverable if known else title,
        assignee_role=worker,
        approver_role=accepts,
        kinds=COMMITTEES if whom.committees else CELLS,
        compositions=whom.compositions,
        residential=whom.residential,
        last_months=None,
        source=seat.unit_name,
        status="default",
        in_pilot=True,
        units=whom.codes(),
        since=(today + ONE_DAY).isoformat(),
    )


async def give_every(uow: UnitOfWork, seat: Seat, duty: Duty, whom: Meant, now: int) -> tuple[int, tuple[Push, ...]]:
    """Keeps it as the office's own duty and opens what is due to be open now; returns as `give`."""
    unit = await uow.units.get(seat.unit_id)
    assert unit is not None
    await uow.duty_copies.put(seat.unit_id, duty.code, as_body(duty), now, seat.id)
    rule = meeting_of(await copies_for(uow, seat.unit_path))
    only = [each.id for each in whom.units] if whom.named else None
    programme_id = await open_own(uow, unit, duty, rule, now, only)
    told = for_reader(
        "assign.push_every",
        ("button.my_work", "tasks"),
        words="review.words",
        title=duty.name,
        rhythm=partial(rhythm, duty=duty),
        days=partial(next_dues, duty=duty, rule=rule, today=day_of(now), count=1),
        unit=seat.unit_name,
    )
    seats = [await uow.units.seat_for(each.id, duty.assignee_role) for each in whom.units]
    return programme_id, tuple(Push(seat_id, told, f"programme:{programme_id}") for seat_id in seats)
