"""The end of a congress: the decision from above closes it, and the unit's term begins anew on the day it was held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.catalogue import Regulation
from handlers.rules.regulations import applicable
from handlers.rules.terms import planned_end
from handlers.rulings import rulings_for
from storage.congress_rows import Congress
from storage.model import Unit
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewTerm:
    """The term that begins with a congress: never certain, so it carries the ruling on its length."""

    start: date
    end: date
    policy: str
    ruling: Regulation


def tenure_of(rulings: Sequence[Regulation], kind: str, on: date) -> tuple[int, Regulation]:
    """How many months a term that begins on a day lasts, and by which ruling. Cells that are grass-roots organisations
    themselves, and all committees, follow the Charter's five years."""
    key = "cell" if kind == "cell" else "grassroots"
    rule = applicable(rulings, f"tenure.{key}_months", on)
    if rule is None or not isinstance(rule.value, int):
        raise LookupError(f"nobody has ruled how long the term of a {kind} is")
    return rule.value, rule


async def new_term(uow: UnitOfWork, unit: Unit, congress: Congress) -> NewTerm:
    """The term as it would begin with this congress."""
    start = date.fromisoformat(congress.day)
    months, rule = tenure_of(await rulings_for(uow, unit.path), unit.kind, start)
    policy = f"M{months}"
    return NewTerm(start, planned_end(start, policy), policy, rule)


async def close_congress(uow: UnitOfWork, unit: Unit, congress: Congress, number: str, on: str) -> NewTerm:
    """Keeps the decision and begins the new term, "dự kiến" until the office confirms it."""
    term = await new_term(uow, unit, congress)
    await uow.congresses.change(congress, state="closed", actual_on=congress.day, decision=number, decision_on=on)
    await uow.organisation.set_term(
        unit.id,
        start_on=term.start.isoformat(),
        planned_end_on=term.end.isoformat(),
        policy=term.policy,
        basis=f"{term.ruling.document} ({number})",
        confirmed_at=None,
        by=None,
    )
    return term


async def reopen_congress(uow: UnitOfWork, programme_id: int) -> None:
    """The decision was taken back: the congress is under way again and its new term is gone, unless the office has
    confirmed it or the unit has planned another congress since."""
    congress = await uow.congresses.of_programme(programme_id)
    if congress is None or congress.state != "closed":
        return
    now_is = await uow.congresses.of_unit(congress.unit_id)
    if now_is is not None and now_is.id != congress.id:
        return
    await uow.congresses.drop_new_term(congress.unit_id, congress.day)
    await uow.congresses.change(congress, state="planned", decision=None, decision_on=None)


async def not_held_after_all(uow: UnitOfWork, programme_id: int) -> None:
    """The report of the day was taken back: its day is the planned one again."""
    congress = await uow.congresses.of_programme(programme_id)
    if congress is not None and congress.state == "planned" and congress.actual_on is not None:
        await uow.congresses.change(congress, actual_on=None)


async def no_resolution_after_all(uow: UnitOfWork, programme_id: int) -> None:
    """The report of the resolution was taken back, and its number with it."""
    congress = await uow.congresses.of_programme(programme_id)
    if congress is not None and congress.resolution is not None:
        await uow.congresses.change(congress, resolution=None)
