"""Work that an office assigns once and that comes round: kept as a duty of its own copy of the catalogue."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

from handlers.catalogue import Duty
from handlers.catalogue.duties import as_body
from handlers.duty_plan import OWN, copies_for, meeting_of
from handlers.duty_words import next_dues, rhythm
from handlers.openings import open_own
from handlers.rules.audience import CELLS, Meant, meant
from handlers.rules.day_words import read_cadence, read_due
from handlers.rules.periods import DueRule
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.screens.sharing import noted_copy
from handlers.text import number, say
from handlers.understand import normalise
from handlers.written import for_reader
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

OPENS_BEFORE: Final = {"monthly": 10, "quarterly": 30, "half_yearly": 30, "yearly": 45}
CLOSES_AFTER: Final = 20
LEAST_TITLE: Final = 3


async def audience(uow: UnitOfWork, seat: Seat, words: str) -> Meant:
    """The cells below the office that the words mean."""
    if not words:
        return Meant()
    below = await uow.units.below(seat.unit_path)
    return meant(normalise(words), [(unit, normalise(unit.name)) for unit in below])


def _duty(turn: Turn, seat: Seat, draft: dict[str, Any], whom: Meant, known: Duty | None) -> Duty | None:
    """What was said so far as a duty, None while its day is not known."""
    cadence = read_cadence(normalise(str(draft["every"]))) or "monthly"
    due = read_due(normalise(str(draft.get("day") or draft["every"])), cadence, DueRule(day=1))
    if due is None:
        return None
    title = str(draft.get("title") or "").strip()
    return Duty(
        code=f"{OWN}{turn.inbox_id}",
        name=title[:1].upper() + title[1:],
        name_en=title,
        cadence=cadence,
        due=due,
        opens_before=OPENS_BEFORE[cadence],
        closes_after=CLOSES_AFTER,
        asks=known.asks if known else (),
        deliverable=known.deliverable if known else title,
        assignee_role="cell_secretary",
        approver_role=seat.role,
        kinds=CELLS,
        compositions=whom.compositions,
        residential=whom.residential,
        last_months=None,
        source=seat.unit_name,
        status="default",
        in_pilot=True,
        units=whom.codes(),
        since=turn.today().isoformat(),
    )


async def next_step(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any], known: Duty | None) -> Reply:
    """Asks for what is missing, else reads back with the count and the first days."""
    whom = await audience(uow, seat, str(draft.get("whom", "")))
    title = str(draft.get("title") or "").strip()
    missing = "title" if len(title) < LEAST_TITLE else "" if whom.units else "whom"
    duty = None if missing else _duty(turn, seat, draft, whom, known)
    if duty is None:
        asking = missing or "day"
        said = "" if asking == "day" else draft.get("whom") or ""
        text = say(turn.language, f"assign.ask_{asking}", title=title, said=said)
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
    unit = await uow.units.get(seat.unit_id)
    if duty is None or unit is None or len(duty.name) < LEAST_TITLE:
        return None
    await uow.duty_copies.put(seat.unit_id, duty.code, as_body(duty), turn.now, seat.id)
    noted_copy(turn, uow, seat, duty.code, "changed")
    rule = meeting_of(await copies_for(uow, seat.unit_path))
    only = [each.id for each in whom.units] if whom.named else None
    programme_id = await open_own(uow, unit, duty, rule, turn.now, only)
    told = for_reader(
        "assign.push_every",
        ("button.my_work", "tasks"),
        words="review.words",
        title=duty.name,
        rhythm=partial(rhythm, duty=duty),
        days=partial(next_dues, duty=duty, rule=rule, today=turn.today(), count=1),
        unit=seat.unit_name,
    )
    seats = [await uow.units.seat_for(each.id, duty.assignee_role) for each in whom.units]
    reply = plain(
        turn,
        "assign.sent_every",
        Choice(say(turn.language, "button.withdraw"), f"assigned:{programme_id}:withdraw"),
        home_choice(turn.language),
        title=duty.name,
        n=number(len(whom.units)),
        rhythm=rhythm(turn.language, duty),
    )
    return replace(reply, pushes=tuple(Push(seat_id, told, f"programme:{programme_id}") for seat_id in seats))
