"""The pledge coach: concrete acts, who answers for them, how people will see it, a check date; then a receipt.

A pledge is made by a unit and counts as registered only when all four are there (features 2, idea 6).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from handlers.access import PLEDGE, require
from handlers.catalogue import MeasureIdea, measure_bank
from handlers.rules.calendar import day_of
from handlers.rules.codes import receipt_number
from handlers.rules.periods import bounds, period_of
from handlers.rules.pledge import is_concrete, wording_hash
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, plain
from handlers.text import day, say
from handlers.understand import parse_date
from storage.model import Pledge, Seat, Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

DUTY = "REG-22"
LONGEST = 300
IDEAS = 5
QUESTIONS = ("measures", "responsible", "visibility", "check_on")
READY_ANSWERS = {
    "responsible": ("me", "committee"),
    "visibility": ("board", "meeting_said"),
    "check_on": ("quarter_end", "year_end"),
}


async def pledge(turn: Turn, uow: UnitOfWork) -> Reply:
    """`pledge` shows or begins; `pledge:pick:<n>`, `pledge:<question>:<answer>`, `pledge:save`, `pledge:again`."""
    seat = require(turn.seat, PLEDGE)
    step = turn.args[0] if turn.args and not turn.args[0].isdigit() else ""
    task = await open_task(turn, uow, seat)
    if step == "" and not turn.draft.get("asking"):
        existing = await uow.pledges.of_unit(seat.unit_id)
        if existing is not None:
            return _shown(turn, existing)
    if task is None:
        return plain(turn, "pledge.none_open", unit=seat.unit_name)
    if step == "save":
        return await _save(turn, uow, seat, task)
    if step == "again" or (step == "" and not turn.draft.get("asking")):
        return await _next(turn, uow, seat, task, _from_slots(turn))
    return await _take(turn, uow, seat, task, step)


async def open_task(turn: Turn, uow: UnitOfWork, seat: Seat) -> Task | None:
    """The unit's open task of registering, None when no campaign asks for one now."""
    found = await uow.tasks.open_of_unit(seat.unit_id, turn.today().isoformat(), 50)
    return next((task for task in found if task.duty == DUTY), None)


async def is_pledge_task(uow: UnitOfWork, task_id: int) -> bool:
    """Whether this task is registering a pledge: it is answered by the coach and not by a number."""
    found = await uow.tasks.get(task_id)
    return found is not None and found[0].duty == DUTY


def _from_slots(turn: Turn) -> dict[str, Any]:
    """What one sentence already said of a pledge."""
    draft: dict[str, Any] = {}
    measures = turn.slots.get("measures")
    if measures:
        draft["measures"] = [str(each) for each in (measures if isinstance(measures, list) else [measures])]
    if turn.slots.get("responsible"):
        draft["responsible"] = str(turn.slots["responsible"])
    if turn.slots.get("check_date"):
        draft["check_on"] = str(turn.slots["check_date"])
    return draft


async def _take(turn: Turn, uow: UnitOfWork, seat: Seat, task: Task, step: str) -> Reply:
    """One answer, pressed or typed, to the question kept in the draft."""
    draft = dict(turn.draft)
    asking = step if step in QUESTIONS else str(draft.get("asking", "measures"))
    draft["asking"] = asking
    words = turn.args[1] if step in QUESTIONS and len(turn.args) > 1 else ""
    said = " ".join(turn.said.split()) if not words else ""
    if len(said) > LONGEST:
        return _question(turn, seat, task, draft, say(turn.language, "pledge.too_long"))
    if asking == "measures":
        return await _take_measures(turn, uow, seat, task, draft, words or said)
    if asking == "check_on":
        return await _take_date(turn, uow, seat, task, draft, words, said)
    ready = _ready(turn, seat, asking, words)
    return await _next(turn, uow, seat, task, draft | {asking: ready or said})


def _ready(turn: Turn, seat: Seat, asking: str, words: str) -> str:
    if words == "me":
        return say(turn.language, f"role.{seat.role}")
    return say(turn.language, f"pledge.{words}") if words in READY_ANSWERS.get(asking, ()) else ""


async def _take_measures(
    turn: Turn, uow: UnitOfWork, seat: Seat, task: Task, draft: dict[str, Any], said: str
) -> Reply:
    ideas = _ideas(seat, task)
    picked = re.fullmatch(r"[\d\s,.;và]+", said)
    if picked:
        places = [int(each) for each in re.findall(r"\d+", said)]
        measures = [ideas[place - 1].text for place in places if 1 <= place <= len(ideas)]
    else:
        measures = [each.strip() for each in re.split(r"[;\n]", said) if each.strip()]
        vague = next((each for each in measures if not is_concrete(each)), None)
        if vague is not None:
            examples = _numbered(turn, ideas[:3])
            return _question(turn, seat, task, draft, say(turn.language, "pledge.vague", text=vague, ideas=examples))
    if not measures:
        return _question(turn, seat, task, draft, _measures_text(turn, seat, task))
    return await _next(turn, uow, seat, task, draft | {"measures": measures})


async def _take_date(
    turn: Turn, uow: UnitOfWork, seat: Seat, task: Task, draft: dict[str, Any], words: str, said: str
) -> Reply:
    today = turn.today()
    found = _ends(today).get(words) or parse_date(said, today, "future")
    programme = await uow.tasks.programme(task.programme_id)
    last = date.fromisoformat(programme.ends_on) if programme else today
    if found is None:
        return _question(turn, seat, task, draft, say(turn.language, "pledge.bad_date"))
    if found < today:
        return _question(turn, seat, task, draft, say(turn.language, "pledge.past_date", day=day(turn.language, found)))
    if found > last:
        text = say(turn.language, "pledge.late_date", day=day(turn.language, last, year=True))
        return _question(turn, seat, task, draft, text)
    return await _next(turn, uow, seat, task, draft | {"check_on": found.isoformat()})


def _ends(today: date) -> dict[str, date]:
    return {f"{cadence}_end": bounds(period_of(f"{cadence}ly", today))[1] for cadence in ("quarter", "year")}


async def _next(turn: Turn, uow: UnitOfWork, seat: Seat, task: Task, draft: dict[str, Any]) -> Reply:
    """The first question without an answer, or the read-back when there is none left."""
    for name in QUESTIONS:
        if not draft.get(name):
            text = _measures_text(turn, seat, task) if name == "measures" else say(turn.language, f"pledge.{name}")
            return _question(turn, seat, task, draft | {"asking": name}, text)
    text = say(
        turn.language,
        "pledge.read_back",
        unit=seat.unit_name,
        measures=_listed(turn, draft["measures"]),
        responsible=draft["responsible"],
        visibility=draft["visibility"],
        check_on=day(turn.language, draft["check_on"], year=True),
    )
    choices = (
        Choice(say(turn.language, "button.save"), "pledge:save"),
        Choice(say(turn.language, "button.change"), "pledge:again"),
    )
    return Reply(Screen(text, choices), next_screen="pledge", draft=draft | {"asking": ""})


def _question(turn: Turn, seat: Seat, task: Task, draft: dict[str, Any], text: str) -> Reply:
    asking = draft.get("asking", "measures")
    if asking == "measures":
        choices = [Choice(f"{n}. {idea.text}", f"pledge:measures:{n}") for n, idea in enumerate(_ideas(seat, task), 1)]
        screen = Screen(text, tuple(choices), words=" ")
    else:
        ends = _ends(turn.today())
        choices = [
            Choice(
                say(
                    turn.language,
                    f"pledge.{each}",
                    role=say(turn.language, f"role.{seat.role}"),
                    day=day(turn.language, ends[each]) if each in ends else "",
                ),
                f"pledge:{asking}:{each}",
            )
            for each in READY_ANSWERS[asking]
            if each != "quarter_end" or ends["quarter_end"] != ends["year_end"]
        ]
        screen = Screen(text, tuple(choices))
    return Reply(screen, next_screen="pledge", draft=draft)


def _ideas(seat: Seat, task: Task) -> tuple[MeasureIdea, ...]:
    return measure_bank(seat.unit_composition, residential=seat.unit_composition != "civil_servants")[:IDEAS]


def _numbered(turn: Turn, ideas: tuple[MeasureIdea, ...]) -> str:
    return "\n".join(say(turn.language, "pledge.idea", number=n, text=idea.text) for n, idea in enumerate(ideas, 1))


def _measures_text(turn: Turn, seat: Seat, task: Task) -> str:
    return say(turn.language, "pledge.intro", title=task.title, ideas=_numbered(turn, _ideas(seat, task)))


def _listed(turn: Turn, measures: list[str]) -> str:
    return "\n".join(say(turn.language, "pledge.measure", text=each) for each in measures)


def _shown(turn: Turn, found: Pledge) -> Reply:
    return plain(
        turn,
        "pledge.shown",
        receipt=found.receipt,
        day=day(turn.language, day_of(found.registered_at), year=True),
        measures=_listed(turn, [measure.text for measure in found.measures]),
        responsible=found.responsible,
        visibility=found.visibility,
        check_on=day(turn.language, found.check_on, year=True),
    )


async def _save(turn: Turn, uow: UnitOfWork, seat: Seat, task: Task) -> Reply:
    """Writes the pledge and the task that asked for it; an old button without its draft begins again."""
    draft = turn.draft
    if any(not draft.get(name) for name in QUESTIONS):
        return await _next(turn, uow, seat, task, {})
    measures = [str(each) for each in draft["measures"]]
    version = await uow.pledges.next_version(task.programme_id, seat.unit_id)
    wording = wording_hash(measures, draft["responsible"], draft["visibility"], draft["check_on"])
    new = Pledge(
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
        wording_hash=wording,
        registered_at=turn.now,
        acknowledged_at=None,
    )
    by = actor(turn)
    try:
        await uow.tasks.change(
            task, "pledged", by, turn.now, state="reported", reported_at=turn.now, reason=None, next_remind_at=None
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    await uow.pledges.add(new, [(text, new.check_on) for text in measures], turn.now)
    uow.audit.add(
        "pledge.registered",
        f"task:{task.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        receipt=new.receipt,
        wording=wording,
    )
    return plain(
        turn,
        "pledge.saved",
        Choice(say(turn.language, "button.pledge"), "pledge"),
        home_choice(turn.language),
        receipt=new.receipt,
    )


async def withdraw(turn: Turn, uow: UnitOfWork, seat: Seat) -> str | None:
    """Takes back the pledge in force, as part of "nhầm"; returns its receipt number."""
    existing = await uow.pledges.of_unit(seat.unit_id)
    if existing is None or not await uow.pledges.set_state(existing, "withdrawn"):
        return None
    return existing.receipt
