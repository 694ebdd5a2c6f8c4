"""What an office says of others' reports: those who are late are reminded, one report is given back."""

from __future__ import annotations

from typing import Final

from handlers.about_tasks import MOST_REPORTED, Found, alike, named_units
from handlers.access import VERIFY, may
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, home_choice, plain
from handlers.text import say
from handlers.understand import Meaning
from storage.unit_of_work import UnitOfWork

OF_REPORTS: Final = ("chase_late", "return_report")
"""What is said of others' reports."""


async def of_reports(turn: Turn, uow: UnitOfWork, meaning: Meaning) -> Found:
    """Reminding those who are late, or giving one report back."""
    if not may(turn.seat, VERIFY):
        return Found("standing") if meaning.intent == "chase_late" else Found()
    if meaning.intent == "return_report":
        return await _to_return(turn, uow, meaning)
    return Found(f"standing:{turn.seat.unit_id if turn.seat else 0}:remind")


async def _to_return(turn: Turn, uow: UnitOfWork, meaning: Meaning) -> Found:
    """`trả lại thôn Hạ vì thiếu chữ ký`: the reported task of that unit, or a question which one."""
    assert turn.seat is not None
    said = str(meaning.slots.get("unit") or "")
    units = named_units(await uow.units.below(turn.seat.unit_path), said) if said else []
    if len(units) != 1:
        return Found(reply=plain(turn, "review.which_unit", Choice(say(turn.language, "button.review"), "review")))
    reported = [
        task
        for task in await uow.history.reported_of_unit(units[0].id, "", MOST_REPORTED)
        if task.state in ("reported", "seen")
    ]
    if not reported:
        return Found(reply=plain(turn, "review.nothing_of", unit=units[0].name))
    slots = {"reason": meaning.slots.get("reason") or meaning.slots.get("missing") or ""}
    named = alike(str(meaning.slots.get("task") or ""), reported) if meaning.slots.get("task") else []
    meant = named if len(named) == 1 else reported
    if len(meant) == 1:
        return Found(f"review:{meant[0].id}:back", slots)
    choices = [Choice(task.title, f"review:{task.id}:back") for task in meant[:AT_MOST]]
    screen = Screen(say(turn.language, "understand.which_task"), (*choices, home_choice(turn.language)))
    return Found(reply=Reply(screen, draft={"slots": slots}))
