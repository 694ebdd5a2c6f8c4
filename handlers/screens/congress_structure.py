"""Composition of a committee in numbers, from commune level up: planned and elected, answered at once with what is
missing to the floor and by which ruling. Groups under ten are never shown upward."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from handlers.access import RECORD, may
from handlers.catalogue import Regulation
from handlers.congress_undo import figures_words
from handlers.congresses import ELECTED_STEP, held
from handlers.rules.regulations import for_level
from handlers.rules.structure import COUNTED, asks_structure, problems
from handlers.rulings import rulings_for, source_words
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.congress_parts import changing_unit, may_change, seen_unit, to_unit
from handlers.screens.congress_standing import MOST, hidden, numbers_of, standing_lines
from handlers.screens.parts import actor, home_choice, plain
from handlers.text import number, say
from handlers.understand import normalise, parse_count
from storage.congress_rows import Congress, Structure
from storage.model import REPORTED_STATES, Task, Unit
from storage.unit_of_work import UnitOfWork

STAGES: Final = ("planned", "elected")
ASKED: Final = ("size", "total", *COUNTED)
SURPLUS: Final = "surplus.most_percent"
SAID: Final = {
    "women": "nu",
    "young": "tre",
    "minority": "dan toc(?: thieu so)?",
    "science": "khoa hoc(?: cong nghe)?",
    "re_elected": "tai cu",
    "candidates": "(?:danh sach|ung cu)",
}
"""How each count is named when several are said in one message, without marks."""


async def constructure(turn: Turn, uow: UnitOfWork) -> Reply:
    """`constructure:<unit>` shows; `…:planned`, `…:elected` ask; `…:key:yes|no` answers; `…:save`; `…:area` tells
    whether many ethnic-minority people live there"""
    way, detail = (*turn.args[1:3], "", "")[:2]
    unit = await (changing_unit if way else seen_unit)(turn, uow, int(turn.args[0]))
    congress = await uow.congresses.of_unit(unit.id)
    if congress is None or not asks_structure(unit.kind):
        return plain(turn, "structure.not_here" if congress else "congress.none", unit=unit.name)
    if way == "area":
        return await _area(turn, uow, unit, congress)
    if way in STAGES:
        return await _begin(turn, uow, unit, congress, way)
    if way == "key" and turn.draft.get("unit") == unit.id:
        return await _read_back(turn, uow, unit, congress, {**turn.draft, "key": detail == "yes"})
    if way == "save":
        return await _save(turn, uow, unit, congress)
    return await _shown(turn, uow, unit, congress)


async def _begin(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, stage: str) -> Reply:
    """The first question; what the books hold already is not asked again."""
    draft: dict[str, Any] = {"unit": unit.id, "stage": stage, "numbers": {}}
    age = await _age(turn, uow, unit, congress)
    draft |= {"age": age} if age else {}
    if stage != "elected":
        return _ask(turn, draft)
    steps = await uow.congresses.steps(congress.programme_id)
    if not held(steps):
        return plain(turn, "structure.not_held", to_unit(turn, unit), unit=unit.name)
    planned = await planned_size(uow, congress)
    elected = next((task.numbers.get("elected") for task in steps if _reported(task, ELECTED_STEP)), None)
    known = {name: n for name, n in (("size", planned), ("total", elected)) if n is not None}
    if not _trouble(turn, {**draft, "numbers": known}, surplus=None):
        draft["numbers"] = known
    lines = [say(turn.language, f"structure.known_{name}", n=number(n)) for name, n in draft["numbers"].items()]
    return _ask(turn, draft, "\n".join((say(turn.language, "structure.about_elected"), *lines)))


def _reported(task: Task, duty: str) -> bool:
    return task.duty == duty and task.state in REPORTED_STATES


async def planned_size(uow: UnitOfWork, congress: Congress) -> int | None:
    """How many seats the planned figures have; None while nobody has said."""
    planned = (await uow.congress_figures.structures(congress.id)).get("planned")
    return planned.numbers.get("size") if planned else None


async def _age(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress) -> str:
    """Below which age somebody counts as young, with its source; empty when nobody has ruled."""
    when = date.fromisoformat(congress.day)
    rule = for_level(await rulings_for(uow, unit.path), "young.age_under", congress.level, when)
    if rule is None or not isinstance(rule.value, int):
        return ""
    return say(turn.language, "structure.age", n=number(rule.value), source=source_words(turn.language, rule))


def _wanted(draft: Mapping[str, Any]) -> list[str]:
    asked = (*ASKED, "candidates") if draft["stage"] == "planned" else ASKED
    return [name for name in asked if name not in draft["numbers"]]


def _ask(turn: Turn, draft: dict[str, Any], before: str = "", *, stumbled: bool = False) -> Reply:
    name = _wanted(draft)[0]
    question = say(turn.language, f"structure.ask_{name}")
    if name == "young" and draft.get("age"):
        question = f"{question} {draft['age']}"
    lines = [before] if before else []
    if not draft["numbers"] and not before:
        lines.append(say(turn.language, f"structure.about_{draft['stage']}"))
    text = "\n".join((*lines, question))
    return Reply(
        Screen(text, (home_choice(turn.language),), words=" "),
        "constructure",
        draft,
        stumbled=stumbled,
        takes_numbers=True,
    )


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """One number, or several with their names in one message."""
    draft = {**turn.draft, "numbers": dict(turn.draft["numbers"])}
    unit = await changing_unit(turn, uow, int(draft["unit"]))
    congress = await uow.congresses.of_unit(unit.id)
    if congress is None or not _wanted(draft):
        return await constructure(replace(turn, args=(str(unit.id),)), uow)
    several = several_counts(turn.said)
    value = None if several else _whole_number(turn.said)
    if not several and value is None:
        return _ask(turn, draft, say(turn.language, "structure.again"), stumbled=True)
    said = several or {_wanted(draft)[0]: value or 0}
    draft["numbers"] |= said
    wrong = _trouble(turn, draft, surplus=None)
    if wrong:
        draft["numbers"] = turn.draft["numbers"]
        return _ask(turn, draft, wrong)
    if _wanted(draft):
        return _ask(turn, draft)
    if await uow.congresses.minority_area(unit.id):
        ways = [
            Choice(say(turn.language, f"units.{each}"), f"constructure:{unit.id}:key:{each}") for each in ("yes", "no")
        ]
        text = say(turn.language, "structure.ask_key")
        return Reply(Screen(text, (*ways, home_choice(turn.language))), draft=draft)
    return await _read_back(turn, uow, unit, congress, draft)


def _whole_number(said: str) -> int | None:
    """A count; also a negative one, so that it can be refused by name."""
    typed = said.strip()
    if re.fullmatch(r"-\s*\d{1,4}", typed):
        return -int(typed.lstrip("- "))
    return parse_count(said)


def several_counts(said: str) -> dict[str, int]:
    """`nữ 4, trẻ 3, dân tộc 2` or `4 nữ, 3 trẻ`; empty when fewer than two counts are named."""
    words = normalise(said)
    found = {}
    for name, pattern in SAID.items():
        hit = re.search(rf"(?:\b(\d+) (?:dong chi )?{pattern}\b)|(?:\b{pattern}(?: la)? (\d+)\b)", words)
        if hit:
            found[name] = int(hit[1] or hit[2])
    return found if len(found) > 1 else {}


def _trouble(turn: Turn, draft: Mapping[str, Any], surplus: Regulation | None) -> str:
    """What cannot be, in words; empty when everything adds up so far."""
    said = draft["numbers"]
    if any(value > MOST for value in said.values()):
        return say(turn.language, "structure.too_big", most=number(MOST))
    most = surplus.value if surplus is not None and isinstance(surplus.value, int) else None
    found = problems(numbers_of(draft["numbers"]), most)
    if not found:
        return ""
    problem, name = found[0]
    source = source_words(turn.language, surplus) if surplus is not None else ""
    return say(
        turn.language,
        f"structure.{problem}",
        what=say(turn.language, f"structure.{name}"),
        size=number(said.get("size", 0)),
        total=number(said.get("total", 0)),
        percent=number(most or 0),
        source=source,
    )


async def _read_back(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, draft: dict[str, Any]) -> Reply:
    rulings = await rulings_for(uow, unit.path)
    when = date.fromisoformat(congress.day)
    wrong = _trouble(turn, draft, for_level(rulings, SURPLUS, congress.level, when)) or await _against_step(
        turn, uow, congress, draft
    )
    if wrong:
        text = f"{wrong} {say(turn.language, 'structure.nothing_saved')}"
        again = Choice(say(turn.language, "button.change"), f"constructure:{unit.id}:{draft['stage']}")
        return Reply(Screen(text, (again, to_unit(turn, unit), home_choice(turn.language))))
    lines = [
        say(turn.language, f"structure.about_{draft['stage']}"),
        *standing_lines(turn.language, draft["numbers"], rulings, congress.level, when),
    ]
    choices = (
        Choice(say(turn.language, "button.save"), f"constructure:{unit.id}:save"),
        Choice(say(turn.language, "button.change"), f"constructure:{unit.id}:{draft['stage']}"),
        home_choice(turn.language),
    )
    return Reply(Screen("\n".join(lines), choices), draft={**draft, "read": True})


async def _against_step(turn: Turn, uow: UnitOfWork, congress: Congress, draft: Mapping[str, Any]) -> str:
    """The number elected has been reported as a step already: both must say the same."""
    if draft["stage"] != "elected":
        return ""
    steps = await uow.congresses.steps(congress.programme_id)
    said = [
        task.numbers.get("elected") for task in steps if task.duty == ELECTED_STEP and task.state in REPORTED_STATES
    ]
    if not said or said[0] in (None, draft["numbers"]["total"]):
        return ""
    return say(
        turn.language, "structure.not_as_reported", n=number(draft["numbers"]["total"]), reported=number(said[0] or 0)
    )


async def _save(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress) -> Reply:
    draft = turn.draft
    if draft.get("unit") != unit.id or not draft.get("read") or _wanted(draft):
        return await _shown(turn, uow, unit, congress)
    by, stage = actor(turn), str(draft["stage"])
    before = (await uow.congress_figures.structures(congress.id)).get(stage)
    after = Structure(turn.now, stage, draft["numbers"], draft.get("key"))
    words = (figures_words(stage, before), figures_words(stage, after))
    await uow.congresses.note(congress.id, "structure", *words, "", seat_id=by.seat_id, now=turn.now)
    await uow.congress_figures.add_structure(
        congress.id, draft["stage"], draft["numbers"], draft.get("key"), seat_id=by.seat_id, now=turn.now
    )
    uow.audit.add(
        "congress.structure",
        f"congress:{congress.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        stage=draft["stage"],
    )
    return await _shown(turn, uow, unit, congress, say(turn.language, "structure.saved"))


async def _area(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress) -> Reply:
    """Whether the article's rule on key cadres applies: each press turns it around."""
    await uow.congresses.set_minority_area(unit.id, not await uow.congresses.minority_area(unit.id))
    return await _shown(turn, uow, unit, congress)


async def _shown(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, before: str = "") -> Reply:
    language = turn.language
    own = turn.seat is not None and turn.seat.unit_id == unit.id
    found = await uow.congress_figures.structures(congress.id)
    area = await uow.congresses.minority_area(unit.id)
    rulings, when = await rulings_for(uow, unit.path), date.fromisoformat(congress.day)
    lines = [before] if before else []
    stage = "elected" if "elected" in found else "planned"
    visible = stage in found and (own or not hidden(found[stage]))
    lines.append(say(language, f"structure.title_{stage}" if visible else "structure.title", unit=unit.name))
    if stage not in found:
        lines.append(say(language, "structure.none"))
    elif visible:
        lines += standing_lines(language, found[stage].numbers, rulings, congress.level, when)
    else:
        lines.append(say(language, "structure.hidden"))
    if area:
        key = found[stage].key_minority if stage in found else None
        answer = say(language, f"units.{'unknown' if key is None else 'yes' if key else 'no'}")
        lines.append(say(language, "structure.key", answer=answer))
    ways = [("targets", "ruling")]
    if may_change(turn, unit) and not may(turn.seat, RECORD):
        ways = [(each, f"constructure:{unit.id}:{each}") for each in STAGES]
        ways += [("area_off" if area else "area_on", f"constructure:{unit.id}:area"), ("targets", "ruling")]
    choices = [Choice(say(language, f"structure.button_{key}"), action) for key, action in ways]
    return Reply(Screen("\n".join(lines), (*choices, to_unit(turn, unit)), replaces=True))
