"""The term clock: each unit hears of its own term more often the less of it is left, and of what is left to do."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.notices import plan_for_seats
from handlers.rules.calendar import DAY_MS, EARLY, day_of, instant
from handlers.rules.terms import next_term_remind_at, speaks_on
from handlers.told import TERM
from storage.model import Term
from storage.notices import Notice
from storage.unit_of_work import UnitOfWork

CHUNK: Final = 500
LASTS: Final = 2 * DAY_MS
ASKED_AGAIN: Final = 30 * DAY_MS
ROLES: Final = ("cell_secretary", "office_clerk", "organisation_officer", "committee_secretary")
"""Who hears of the term of a unit: the first of these who holds a seat there."""


async def tick_terms(uow: UnitOfWork, now: int) -> bool:
    """Plans the countdown for units whose day it is; whether more may be due."""
    today = day_of(now)
    due = await uow.terms.due(now, CHUNK)
    telling = [term for term in due if speaks_on(term, today)]
    if telling:
        seats = await _seats(uow, {term.unit_id for term in telling}, now)
        notices = [_notice(seats[term.unit_id], term, today, now) for term in telling if term.unit_id in seats]
        await uow.notices.add(notices, now)
        await plan_for_seats(uow, [each.seat_id for each in notices], now, at_their_hour=True)
    await uow.terms.move([(term.id, next_term_remind_at(term, now, EARLY) or now + ASKED_AGAIN) for term in due])
    return len(due) == CHUNK


async def _seats(uow: UnitOfWork, units: set[int], now: int) -> dict[int, int]:
    """unit → the seat that hears of its term, where somebody sits."""
    found: dict[int, int] = {}
    for role in ROLES:
        seats = await uow.units.seats_of_role(role, units - found.keys())
        held = {seat for seat, _ in await uow.notices.holders(list(seats.values()), now)}
        found |= {unit: seat for unit, seat in seats.items() if seat in held}
    return found


def _notice(seat_id: int, term: Term, today: date, now: int) -> Notice:
    return Notice(
        seat_id,
        TERM,
        {},
        term.planned_end_on,
        max(now, instant(today)) + LASTS,
        key=f"{TERM}:{term.id}:{today.isoformat()}",
    )
