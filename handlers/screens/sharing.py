"""One line for the audit about a unit's own copy of the catalogue."""

from __future__ import annotations

from handlers.screen import Turn
from handlers.screens.parts import actor
from storage.model import Seat
from storage.unit_of_work import UnitOfWork


def noted_copy(turn: Turn, uow: UnitOfWork, seat: Seat, code: str, what: str) -> None:
    """`what`: changed or original."""
    by = actor(turn)
    uow.audit.add(
        f"duty_copy.{what}",
        f"unit:{seat.unit_id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        code=code,
    )
