"""Work that an office assigns once and that comes round: kept as a duty of its own copy of the catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from handlers.assigning import audience, duty_of, give_every
from handlers.catalogue import Duty
from handlers.duty_plan import copies_for, meeting_of
from handlers.duty_words import next_dues, rhythm
from handlers.rules.audience import Meant
from handlers.rules.day_words import LATE_IN_A_PERIOD, read_cadence, read_due
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.screens.sharing import noted_copy
from handlers.text import number, say
from handlers.understand import normalise
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

LEAST_TITLE: Final = 3


def _cadence(draft: dict[str, Any]) -> str:
    return read_cadence(normalise(str(draft["every"]))) or "monthly"


def _duty(turn: Turn, seat: Seat, draft: dict[str, Any], whom: Meant, known: Duty | None) -> Duty | None:
    """What was said so far as a duty, None while its day is not known."""
    cadence = _cadence(draft)
    due = read_due(normalise(str(draft.get("day") or draft["every"])), cadence, LATE_IN_A_PERIOD)
    if due is None:
        return None
    return duty_of(str(turn.inbox_id), seat, str(draft.get("title") or ""), (cadence, due), whom, turn.today(), known)


async def next_step(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any], known: Duty | None) -> Reply:
    """Asks for what is missing, else reads back with the count and the first days."""
    whom = await audience(uow, seat, str(draft.get("whom", "")))
    title = str(draft.get("title") or "").strip()
    missing = "title" if len(title) < LEAST_TITLE else "" if whom.units else "whom"
    duty = None if missing else _duty(turn, seat, draft, whom, known)
    if duty is None:
        asking = missing or "day"
        said = "" if asking == "day" else draft.get("whom") or ""
        cadence = _cadence(draft)
        key = "assign.ask_weekday" if (asking, cadence) == ("day", "weekly") else f"assign.ask_{asking}"
        text = say(turn.language, key, title=title, said=said, rhythm=say(turn.language, f"cadence.{cadence}"))
        screen = Screen(text, (home_choice(turn.language),), words=" ")
        return Reply(screen, next_screen="assign", draft={**draft, "asking": asking}, takes_numbers=asking == "day")
    rule = meeting_of(await copies_for(uow, seat.unit_path))
    text = say(
        turn.language,
        "assign.read_back_every",
        title=duty.name,
        rhythm=rhythm(turn.language, duty),
        days=next_dues(turn.language, duty, rule, turn.today(), 2),
        n=number(len(whom.units)),
        names=", ".join(unit.name for unit in whom.units[:3]) + (" …" if len(whom.units) > 3 else ""),
        role=say(turn.language, f"role.{duty.assignee_role}"),
        approver=say(turn.language, f"role.{duty.approver_role}"),
    )
    choices = (
        Choice(say(turn.language, "button.send"), "assign:send"),
        Choice(say(turn.language, "button.change"), "assign"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=draft)


async def send(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any], known: Duty | None) -> Reply | None:
    """Keeps it as the office's own duty and opens what is due now; None when something is missing."""
    whom = await audience(uow, seat, str(draft.get("whom", "")))
    duty = _duty(turn, seat, draft, whom, known) if whom.units else None
    if duty is None or len(duty.name) < LEAST_TITLE:
        return None
    programme_id, pushes = await give_every(uow, seat, duty, whom, turn.now)
    noted_copy(turn, uow, seat, duty.code, "changed")
    reply = plain(
        turn,
        "assign.sent_every",
        Choice(say(turn.language, "button.withdraw"), f"assigned:{programme_id}:withdraw"),
        home_choice(turn.language),
        title=duty.name,
        n=number(len(whom.units)),
        rhythm=rhythm(turn.language, duty),
    )
    return replace(reply, pushes=pushes)
