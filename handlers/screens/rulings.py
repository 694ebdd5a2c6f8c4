"""Targets and dates of congresses: what the Centre ruled, what the province or commune set besides, which of them
counts and by which document. Where both have spoken, the Centre's counts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from handlers.access import CONVENE, Denied, access_unit, require
from handlers.catalogue import Regulation
from handlers.rules.regulations import applicable, in_force
from handlers.rules.roster import LONGEST_NAME, read_day
from handlers.rulings import ISSUED_BY_KIND, rulings_for, short_day, source_words
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, numbered_list
from handlers.text import number, say
from handlers.understand import parse_count
from storage.unit_of_work import UnitOfWork

FLOORS: Final = ("women", "young", "minority", "science", "re_elected")
DEADLINES: Final = ("cell", "grassroots", "commune")
KEYS: Final = {
    **{f"{name}_floor": f"{name}.floor_percent" for name in FLOORS},
    **{f"{name}_deadline": f"deadline.{name}" for name in DEADLINES},
    "cell_length": "length.cell_half_days",
}
"""Short name (of the text and the button) to the key of the ruling."""
A_PAGE: Final = 3


async def ruling(turn: Turn, uow: UnitOfWork) -> Reply:
    """`ruling[:<skip>]` lists, `ruling:<name>` shows one, `…:set` asks for one's own value, `…:save` keeps it"""
    seat = require(turn.seat, CONVENE)
    name = turn.args[0] if turn.args else "0"
    rulings = await rulings_for(uow, seat.unit_path)
    if name.isdecimal():
        return _list(turn, rulings, int(name))
    if name not in KEYS:
        raise Denied(CONVENE)
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "set" and seat.unit_kind in ISSUED_BY_KIND:
        return _ask(turn, {"name": name, "asking": "value"})
    if way == "save":
        return await _save(turn, uow, name)
    return _one(turn, rulings, name)


def _list(turn: Turn, rulings: tuple[Regulation, ...], skip: int) -> Reply:
    names = list(KEYS)[skip : skip + A_PAGE]
    lines = [say(turn.language, "ruling.title")]
    choices = []
    for place, name in enumerate(names, 1):
        found = applicable(rulings, KEYS[name], turn.today())
        value = say(turn.language, "ruling.none") if found is None else _value(turn.language, name, found)
        lines.append(
            say(turn.language, "ruling.line", number=place, what=say(turn.language, f"ruling.{name}"), value=value)
        )
        choices.append(Choice(f"{place}. {say(turn.language, f'ruling.{name}')}", f"ruling:{name}"))
    following = skip + A_PAGE if skip + A_PAGE < len(KEYS) else 0
    choices.append(Choice(say(turn.language, "button.more"), f"ruling:{following}"))
    choices.append(Choice(say(turn.language, "ruling.button_template"), "contemplate"))
    return numbered_list(turn, "\n".join(lines), choices, say(turn.language, "tasks.how_plain"))


def _value(language: str, name: str, found: Regulation) -> str:
    if isinstance(found.value, date):
        return short_day(found.value)
    if name.endswith("_length"):
        return say(language, "ruling.half_days", n=number(int(found.value)))
    return f"{found.value}%"


def _one(turn: Turn, rulings: tuple[Regulation, ...], name: str, before: str = "") -> Reply:
    """All values in force, the one that counts first."""
    lines = [before] if before else []
    lines.append(say(turn.language, f"ruling.{name}"))
    found = in_force(rulings, KEYS[name], turn.today())
    for place, each in enumerate(found):
        key = "ruling.counts" if place == 0 else "ruling.gives_way"
        source = source_words(turn.language, each)
        lines.append(
            say(turn.language, key, value=_value(turn.language, name, each), issuer=each.issuer, source=source)
        )
    if not found:
        lines.append(say(turn.language, "ruling.nobody"))
    choices = [Choice(say(turn.language, "button.back"), "ruling"), home_choice(turn.language)]
    if turn.seat is not None and turn.seat.unit_kind in ISSUED_BY_KIND:
        choices.insert(0, Choice(say(turn.language, "ruling.button_set"), f"ruling:{name}:set"))
    return Reply(Screen("\n".join(lines), tuple(choices), replaces=True))


def _ask(turn: Turn, draft: dict[str, Any], *, stumbled: bool = False) -> Reply:
    kind = (
        "deadline"
        if draft["name"].endswith("_deadline")
        else "length"
        if draft["name"].endswith("_length")
        else "percent"
    )
    key = f"ruling.ask_{kind}" if draft["asking"] == "value" else f"ruling.ask_{draft['asking']}"
    screen = Screen(say(turn.language, key), (home_choice(turn.language),), words=" ")
    return Reply(screen, "ruling", draft, stumbled=stumbled, takes_numbers=True)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """Value, document, date of the document, one after the other."""
    require(turn.seat, CONVENE)
    draft, words = dict(turn.draft), " ".join(turn.said.split())
    if draft["asking"] == "value":
        value = _said_value(draft["name"], words)
        if value is None:
            return _ask(turn, draft, stumbled=True)
        return _ask(turn, {**draft, "value": value, "asking": "document"})
    if draft["asking"] == "document":
        if not words or len(words) > LONGEST_NAME:
            return _ask(turn, draft, stumbled=True)
        return _ask(turn, {**draft, "document": words, "asking": "day"})
    when = read_day(words)
    if when is None or when > turn.today():
        return _ask(turn, draft, stumbled=True)
    draft |= {"document_on": when.isoformat(), "asking": ""}
    shown = short_day(draft["value"]) if draft["name"].endswith("_deadline") else draft["value"]
    what = say(turn.language, f"ruling.{draft['name']}")
    text = say(
        turn.language, "ruling.read_back", what=what, value=shown, document=draft["document"], day=short_day(when)
    )
    choices = (
        Choice(say(turn.language, "button.save"), f"ruling:{draft['name']}:save"),
        Choice(say(turn.language, "button.change"), f"ruling:{draft['name']}:set"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=draft)


def _said_value(name: str, words: str) -> str | None:
    if name.endswith("_deadline"):
        when = read_day(words)
        return None if when is None else when.isoformat()
    value = parse_count(words.rstrip("%"))
    highest = 60 if name.endswith("_length") else 100
    return None if value is None or not 0 < value <= highest else str(value)


async def _save(turn: Turn, uow: UnitOfWork, name: str) -> Reply:
    seat, draft = require(turn.seat, CONVENE), turn.draft
    unit = await access_unit(uow, seat, seat.unit_id, CONVENE)
    if (
        draft.get("name") == name
        and {"value", "document", "document_on"} <= draft.keys()
        and unit.kind in ISSUED_BY_KIND
    ):
        by = actor(turn)
        await uow.rulings.put(
            unit,
            ISSUED_BY_KIND[unit.kind],
            KEYS[name],
            draft["value"],
            document=draft["document"],
            document_on=draft["document_on"],
            today=turn.today().isoformat(),
            seat_id=by.seat_id,
            now=turn.now,
        )
        uow.audit.add(
            "ruling.set",
            f"unit:{unit.id}",
            turn.now,
            person_id=by.person_id,
            seat_id=by.seat_id,
            inbox_id=by.inbox_id,
            key=KEYS[name],
        )
    rulings = await rulings_for(uow, seat.unit_path)
    found = applicable(rulings, KEYS[name], turn.today())
    own = found is not None and found.issuer == unit.name
    return _one(turn, rulings, name, say(turn.language, "ruling.saved" if own else "ruling.saved_below"))
