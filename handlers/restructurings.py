"""Restructurings planned ahead: kept until their day, carried out at its midnight, their sender told either way."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from handlers.notices import as_notice, tell
from handlers.rules.calendar import day_of
from handlers.rules.restructure import Step
from handlers.screen import Push
from handlers.text import day, number
from handlers.workbooks.restructure import Line, Plan, carry_out, judge_plan
from handlers.written import for_reader
from storage.restructurings import Restructuring
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork

EVERYWHERE: Final = "/"
ADMIN: Final = "admin"


class NoLongerFits(Exception):
    """The tree has changed since the yes."""


async def plan_ahead(uow: UnitOfWork, plan: Plan, seat_id: int | None, now: int) -> int:
    """Keeps a plan without faults until its day; returns its id."""
    return await uow.restructurings.add(seat_id, [asdict(step) for step in plan.steps], plan.on, now)


def is_ahead(plan: Plan, now: int) -> bool:
    """Whether its day is still to come."""
    return plan.on > day_of(now).isoformat()


async def carry_out_planned(uow: UnitOfWork, found: Restructuring, now: int) -> list[Line]:
    """What was planned, judged again on the tree as it is and within what its seat may still do. Raises NoLongerFits
    or DoesNotAddUp, with nothing to be kept of the caller's unit of work."""
    plan = Plan([Step(**{**step, "on": ""}) for step in found.steps])
    seat = await uow.units.seat(found.seat_id) if found.seat_id else None
    await judge_plan(uow, plan, day_of(now).isoformat(), seat.unit_path if seat else EVERYWHERE)
    if plan.faults:
        raise NoLongerFits
    lines = await carry_out(uow, plan, now, Actor(None, found.seat_id, None))
    if not await uow.restructurings.finish(found.id, "done", [asdict(line) for line in lines], now):
        raise NoLongerFits
    await _tell(uow, found, "restructure.carried", now)
    return lines


async def set_aside(uow: UnitOfWork, found: Restructuring, now: int) -> None:
    """It could not be carried out: nothing was changed, and somebody has to look."""
    if await uow.restructurings.finish(found.id, "failed", [], now):
        await _tell(uow, found, "restructure.failed", now)


async def _tell(uow: UnitOfWork, found: Restructuring, key: str, now: int) -> None:
    seats = [found.seat_id] if found.seat_id else await uow.units.seats_with_role(ADMIN)
    written = for_reader(
        key,
        ("button.plans", f"roster:plan:{found.id}"),
        n=number(len(found.steps)),
        day=lambda language: day(language, found.effective_on, year=True),
    )
    pushes = [Push(seat, written, f"restructuring:{found.id}") for seat in seats]
    await tell(uow, [as_notice(push, now) for push in pushes], now)
