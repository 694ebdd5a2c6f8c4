"""A committee's own road map: other days, another name, a step left out, for everything below it. By the chat one step
at a time, or the whole of it as a workbook. It holds for road maps that are opened from then on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.access import CONVENE, Denied, access_unit, require
from handlers.catalogue import LEVEL_OF_KIND, CongressStep, congress_steps
from handlers.congresses import ESSENTIAL
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, numbered_list, plain
from handlers.text import number, say
from handlers.understand import parse_count
from storage.model import Unit
from storage.rulings import OwnStep
from storage.unit_of_work import UnitOfWork

LEVELS: Final = ("cell", "grassroots", "commune")
A_PAGE: Final = 3
FARTHEST: Final = 400
LONGEST_TITLE: Final = 120


async def contemplate(turn: Turn, uow: UnitOfWork) -> Reply:
    """`contemplate` asks the level, `contemplate:<level>[:<skip>]` lists its steps, `…:s:<code>` shows one,
    `…:days|name|drop|keep:<code>` changes it, `…:reset` goes back to the template above, `…:file` as a workbook"""
    seat = require(turn.seat, CONVENE)
    unit = await access_unit(uow, seat, seat.unit_id, CONVENE)
    level, way, code = (*turn.args[:3], "", "", "")[:3]
    if level not in levels_below(unit):
        choices = [Choice(say(turn.language, f"template.{each}"), f"contemplate:{each}") for each in levels_below(unit)]
        text = say(turn.language, "template.which", unit=unit.name)
        return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))
    if way == "reset":
        await uow.rulings.drop_steps(unit.id, level)
        _audit(turn, uow, unit, level, "reset")
        return await _list(turn, uow, unit, level, 0, say(turn.language, "template.reset"))
    if way == "file":
        document = Document("congress_template", {"unit": unit.id, "level": level, "language": turn.language})
        return Reply(plain(turn, "upload.making").screen, next_screen="contemplate", document=document)
    if way == "" or way.isdecimal():
        return await _list(turn, uow, unit, level, int(way or 0))
    step = next((each for each in congress_steps(level) if each.code == code), None)
    if step is None:
        raise Denied(CONVENE)
    return await _one(turn, uow, unit, level, step, way)


def levels_below(unit: Unit) -> tuple[str, ...]:
    """The levels for which this committee may set a road map: those below its own."""
    own = LEVEL_OF_KIND.get(unit.kind, "cell")
    return LEVELS if own == "province" else LEVELS[: LEVELS.index(own)]


async def _list(turn: Turn, uow: UnitOfWork, unit: Unit, level: str, skip: int, before: str = "") -> Reply:
    steps = congress_steps(level)
    own = await uow.rulings.steps_over(unit.path, level)
    page = steps[skip : skip + A_PAGE]
    lines = [before] if before else []
    lines.append(
        say(turn.language, "template.title", level=say(turn.language, f"template.{level}"), n=number(len(own)))
    )
    choices = []
    for place, step in enumerate(page, 1):
        lines.append(f"{place}. {_words(turn.language, mine(step, own.get(step.code)))}")
        choices.append(Choice(f"{place}. {step.name}", f"contemplate:{level}:s:{step.code}"))
    following = skip + A_PAGE if skip + A_PAGE < len(steps) else 0
    choices.append(Choice(say(turn.language, "button.more"), f"contemplate:{level}:{following}"))
    choices.append(Choice(say(turn.language, "template.button_file"), f"contemplate:{level}:file"))
    return numbered_list(turn, "\n".join(lines), choices, say(turn.language, "congress.how"))


def mine(step: CongressStep, own: OwnStep | None) -> OwnStep:
    """The step as it holds here."""
    return own or OwnStep(step.code, step.name, step.opens_lead, step.due_lead, True)


def _words(language: str, step: OwnStep) -> str:
    if not step.kept:
        return say(language, "template.left_out", title=step.name)
    key = "template.before" if step.due_lead < 0 else "template.on_day" if step.due_lead == 0 else "template.after"
    return say(language, key, title=step.name, days=number(abs(step.due_lead)))


async def _one(turn: Turn, uow: UnitOfWork, unit: Unit, level: str, step: CongressStep, way: str) -> Reply:
    held = mine(step, (await uow.rulings.steps_over(unit.path, level)).get(step.code))
    if way in ("drop", "keep"):
        if way == "drop" and step.code in ESSENTIAL:
            return plain(turn, "template.needed", title=step.name)
        changed = OwnStep(held.code, held.name, held.opens_lead, held.due_lead, way == "keep")
        return await _save(turn, uow, unit, level, changed)
    if way in ("days", "name"):
        key = (
            "template.ask_name"
            if way == "name"
            else "template.ask_after"
            if step.due_lead > 0
            else "template.ask_before"
        )
        screen = Screen(say(turn.language, key, title=held.name), (home_choice(turn.language),), words=" ")
        draft = {"level": level, "code": step.code, "asking": way}
        return Reply(screen, "contemplate", draft, takes_numbers=True)
    ways = ["days"] if step.due_lead else []
    ways += ["name", "drop" if held.kept else "keep"]
    choices = [
        Choice(say(turn.language, f"template.button_{each}"), f"contemplate:{level}:{each}:{step.code}")
        for each in ways
    ]
    back = Choice(say(turn.language, "button.back"), f"contemplate:{level}")
    return Reply(Screen(_words(turn.language, held), (*choices, back, home_choice(turn.language)), replaces=True))


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The number of days, or the name."""
    seat = require(turn.seat, CONVENE)
    unit = await access_unit(uow, seat, seat.unit_id, CONVENE)
    level, code = str(turn.draft.get("level")), str(turn.draft.get("code"))
    step = next((each for each in congress_steps(level) if each.code == code), None) if level in LEVELS else None
    if step is None or level not in levels_below(unit):
        return await contemplate(turn, uow)
    held = mine(step, (await uow.rulings.steps_over(unit.path, level)).get(code))
    words = " ".join(turn.said.split())
    if turn.draft.get("asking") == "name":
        if not words or len(words) > LONGEST_TITLE:
            return await _one(turn, uow, unit, level, step, "name")
        return await _save(turn, uow, unit, level, OwnStep(code, words, held.opens_lead, held.due_lead, held.kept))
    days = parse_count(turn.said)
    if days is None or not 0 < days <= FARTHEST:
        return await _one(turn, uow, unit, level, step, "days")
    due = days if step.due_lead > 0 else -days
    return await _save(turn, uow, unit, level, moved_to(held, due))


def moved_to(step: OwnStep, due_lead: int) -> OwnStep:
    """The same step on another day, open for as long before it; what follows the congress opens no earlier than it."""
    opens = step.opens_lead + due_lead - step.due_lead
    if due_lead > 0:
        opens = max(0, opens)
    return OwnStep(step.code, step.name, min(opens, due_lead), due_lead, step.kept)


async def _save(turn: Turn, uow: UnitOfWork, unit: Unit, level: str, step: OwnStep) -> Reply:
    await uow.rulings.set_step(unit, level, step, seat_id=actor(turn).seat_id, now=turn.now)
    _audit(turn, uow, unit, level, step.code)
    again = Choice(say(turn.language, "button.back"), f"contemplate:{level}")
    reset = Choice(say(turn.language, "template.button_reset"), f"contemplate:{level}:reset")
    text = say(turn.language, "template.saved", step=_words(turn.language, step))
    return Reply(Screen(text, (again, reset, home_choice(turn.language))))


async def save_all(uow: UnitOfWork, unit: Unit, level: str, steps: Sequence[OwnStep], seat_id: int, now: int) -> int:
    """What a workbook says, when it differs from what holds; returns how many steps changed."""
    own = await uow.rulings.steps_over(unit.path, level)
    holds = {step.code: mine(step, own.get(step.code)) for step in congress_steps(level)}
    changed = [step for step in steps if holds[step.code] != step]
    for step in changed:
        await uow.rulings.set_step(unit, level, step, seat_id=seat_id, now=now)
    return len(changed)


def _audit(turn: Turn, uow: UnitOfWork, unit: Unit, level: str, what: str) -> None:
    by = actor(turn)
    uow.audit.add(
        "congress.template",
        f"unit:{unit.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        level=level,
        what=what,
    )
