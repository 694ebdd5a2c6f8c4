"""A unit's pledge: made with the coach, shown, changed, taken back.

A pledge is made by a unit and counts as registered only when it names acts, a person in charge, how people will see
it and a day (features 2, idea 6).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from handlers.access import PLEDGE, require
from handlers.pledging import audit, rhythm_of, shown_day
from handlers.rules.calendar import day_of
from handlers.rules.codes import receipt_number
from handlers.rules.pledge import Slot, missing_slots, wording_hash
from handlers.rules.pledge_life import PLEDGE_DUTY, check_dates
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens import pledge_papers
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.pledge_coach import QUESTIONS, Coach
from handlers.screens.pledge_parts import from_pledge, part, said_of_a_part, which_part
from handlers.text import say
from storage.model import Pledge, Seat, Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

DUTY = PLEDGE_DUTY
PAPERS: Final = ("slip", "image", "signed", "number", "versions", "v", "withdraw", "more")
SLOT_OF: Final[dict[Slot, str]] = {
    "measures": "measures",
    "responsible": "responsible",
    "visibility": "visibility",
    "check_date": "check_on",
}


async def pledge(turn: Turn, uow: UnitOfWork) -> Reply:
    """`pledge` shows, resumes or begins; `pledge:go|fresh|again|amend`, `pledge:<question>:<answer>`, `pledge:save`,
    `pledge:part:<question>`;
    `pledge:slip|image|signed|number|versions|v|withdraw|more` are about the paper."""
    return await _pledge(turn, uow, typed=False)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """Words typed for the question that is open."""
    return await _pledge(turn, uow, typed=True)


async def _pledge(turn: Turn, uow: UnitOfWork, *, typed: bool) -> Reply:
    seat = require(turn.seat, PLEDGE)
    step = turn.args[0] if turn.args and not turn.args[0].isdigit() else ""
    existing = await uow.pledges.of_unit(seat.unit_id)
    if step in PAPERS or (typed and turn.draft.get("paper")):
        return await pledge_papers.papers(turn, uow, seat, existing, step)
    amending = step == "amend" or bool(turn.draft.get("amends") and (step or typed))
    task = await _task_of(uow, existing) if amending else await open_task(turn, uow, seat)
    if task is None:
        return _shown(turn, existing) if existing else plain(turn, "pledge.none_open", unit=seat.unit_name)
    coach = Coach(turn, uow, seat, task, await _last_day(uow, task))
    if step == "save":
        return await _save(coach, existing)
    if step == "part":
        return await part(coach, dict(turn.draft), turn.args[1] if len(turn.args) > 1 else "")
    if step in QUESTIONS or (typed and "asking" in turn.draft):
        draft = dict(turn.draft)
        return (await said_of_a_part(coach, draft) if typed else None) or await coach.take(draft, step)
    return await _begin(coach, step, existing)


async def open_task(turn: Turn, uow: UnitOfWork, seat: Seat) -> Task | None:
    """The unit's open task of registering, None when no campaign asks for one now."""
    found = await uow.tasks.open_of_unit(seat.unit_id, turn.today().isoformat(), 50)
    return next((task for task in found if task.duty == DUTY), None)


async def is_pledge_task(uow: UnitOfWork, task_id: int) -> bool:
    """Whether this task is registering a pledge: it is answered by the coach and not by a number."""
    found = await uow.tasks.get(task_id)
    return found is not None and found[0].duty == DUTY


async def _task_of(uow: UnitOfWork, existing: Pledge | None) -> Task | None:
    """The task that an existing pledge answered, as long as its pledge can be changed."""
    if existing is None or existing.task_id is None or existing.state not in ("registered", "returned", "in_force"):
        return None
    found = await uow.tasks.get(existing.task_id)
    return found[0] if found else None


async def _last_day(uow: UnitOfWork, task: Task) -> date:
    programme = await uow.tasks.programme(task.programme_id)
    return date.fromisoformat(programme.ends_on if programme else task.closes_on)


async def _begin(coach: Coach, step: str, existing: Pledge | None) -> Reply:
    """A new text: from one sentence, from a returned paper, from a draft of the past week, or from nothing."""
    if step == "amend" and existing is not None:
        return await _amend(coach, existing)
    if step == "again" and all(coach.turn.draft.get(name) for name in QUESTIONS):
        return which_part(coach, dict(coach.turn.draft))
    if step in ("again", "fresh"):
        await coach.uow.pledges.drafts.drop(coach.seat.unit_id, coach.task.programme_id)
        return await coach.go({"amends": True} if coach.turn.draft.get("amends") else {})
    kept = await coach.kept()
    if step == "go" and kept is not None:
        return await coach.go(kept)
    said = coach.from_words() if coach.turn.slots else {}
    if said:
        measures = said.pop("measures", [])
        return (
            await coach.measured({**said, "steps": [name for name in said if name != "wrong_day"]}, measures)
            if measures
            else await coach.go(said)
        )
    if existing is not None and existing.state == "returned":
        slot = say(coach.language, f"slot.{existing.missing}")
        return await coach.go(from_pledge(existing), say(coach.language, "pledge.returned", slot=slot))
    if existing is not None:
        return _shown(coach.turn, existing)
    if kept is not None:
        return _resume(coach, kept)
    return await coach.go({})


async def _amend(coach: Coach, existing: Pledge) -> Reply:
    draft = from_pledge(existing) | {"amends": True}
    return await coach.go(draft) if any(not draft.get(name) for name in QUESTIONS) else which_part(coach, draft)


def _resume(coach: Coach, kept: dict[str, Any]) -> Reply:
    measures = "\n".join(say(coach.language, "pledge.measure", text=each) for each in kept.get("measures", ()))
    choices = (
        Choice(say(coach.language, "button.go_on"), "pledge:go"),
        Choice(say(coach.language, "button.afresh"), "pledge:fresh"),
        home_choice(coach.language),
    )
    return Reply(Screen(say(coach.language, "pledge.resume", measures=measures), choices))


def _shown(turn: Turn, found: Pledge) -> Reply:
    text = "\n".join(
        (
            say(
                turn.language,
                "pledge.shown",
                receipt=found.receipt,
                day=shown_day(turn.language, day_of(found.registered_at).isoformat()),
                measures="\n".join(say(turn.language, "pledge.measure", text=each.text) for each in found.measures),
                responsible=found.responsible,
                visibility=found.visibility,
                check_on=shown_day(turn.language, found.check_on),
            ),
            *pledge_papers.remarks(turn, found),
        )
    )
    ways = [("amend", "pledge:amend")] if found.state in ("registered", "in_force") else []
    ways += [("slip", "pledge:slip"), ("image", "pledge:image")]
    ways += [("checks", "look")] if found.state == "in_force" else []
    ways += [("papers", "pledge:more")]
    choices = [Choice(say(turn.language, f"button.{key}"), action) for key, action in ways]
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


async def _save(coach: Coach, existing: Pledge | None) -> Reply:
    """Writes the pledge and the task that asked for it; an old button without its draft begins again."""
    turn, uow, draft, task = coach.turn, coach.uow, coach.turn.draft, coach.task
    if any(not draft.get(name) for name in QUESTIONS):
        return _shown(turn, existing) if existing and existing.state != "returned" else await coach.go({})
    missing = missing_slots(
        draft["measures"],
        draft["responsible"],
        draft["visibility"],
        date.fromisoformat(draft["check_on"]),
        turn.today(),
        coach.last,
    )
    if missing:
        # A draft may have grown old: its day may have passed meanwhile.
        return await coach.go({name: value for name, value in draft.items() if name != SLOT_OF[missing[0]]})
    new = await _new_pledge(coach)
    if existing is not None and existing.wording_hash == new.wording_hash and existing.state != "returned":
        return _shown(turn, existing)
    try:
        await uow.tasks.change(
            task,
            "pledged",
            actor(turn),
            turn.now,
            state="reported",
            # A changed text does not make a unit late that registered in time.
            reported_at=task.reported_at or turn.now,
            reason=None,
            next_remind_at=None,
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    await _write(coach, new)
    key = "pledge.saved" if existing is None or existing.acknowledged_at is None else "pledge.saved_again"
    return plain(
        turn,
        key,
        *pledge_papers.signing(turn, coach.seat, await coach.uow.units.get(coach.seat.unit_id)),
        Choice(say(turn.language, "button.slip"), "pledge:slip"),
        Choice(say(turn.language, "button.pledge"), "pledge"),
        home_choice(turn.language),
        receipt=new.receipt,
    )


async def _new_pledge(coach: Coach) -> Pledge:
    draft, seat, task = coach.turn.draft, coach.seat, coach.task
    version = await coach.uow.pledges.next_version(task.programme_id, seat.unit_id)
    return Pledge(
        id=0,
        programme_id=task.programme_id,
        unit_id=seat.unit_id,
        task_id=task.id,
        state="registered",
        version=version,
        responsible=draft["responsible"],
        visibility=draft["visibility"],
        check_on=draft["check_on"],
        signed=None,
        total=None,
        receipt=receipt_number(task.programme_id, seat.unit_id, version),
        wording_hash=wording_hash(draft["measures"], draft["responsible"], draft["visibility"], draft["check_on"]),
        registered_at=coach.turn.now,
        acknowledged_at=None,
    )


async def _write(coach: Coach, new: Pledge) -> None:
    turn, uow, draft = coach.turn, coach.uow, coach.turn.draft
    days = draft.get("days", {})
    measures = [(text, days.get(str(place), new.check_on)) for place, text in enumerate(draft["measures"])]
    rhythm = await rhythm_of(uow, new.programme_id)
    looks = [[on.isoformat() for on in check_dates(rhythm, date.fromisoformat(own), coach.last)] for _, own in measures]
    await uow.pledges.add(new, measures, turn.now, looks)
    await uow.pledges.replace_before(new, turn.now, acknowledged_too=False)
    await uow.pledges.drafts.drop(new.unit_id, new.programme_id)
    audit(uow, "registered", new, actor(turn), turn.now, wording=new.wording_hash)


async def withdraw(turn: Turn, uow: UnitOfWork, seat: Seat) -> str | None:
    """Takes back the newest text, as part of "nhầm"; the one before waits again. None once the superior has it."""
    existing = await uow.pledges.of_unit(seat.unit_id)
    if existing is None or existing.state != "registered":
        return None
    if not await uow.pledges.set_state(existing, "withdrawn", ended_at=turn.now):
        return None
    await uow.pledges.restore_before(existing)
    return existing.receipt
