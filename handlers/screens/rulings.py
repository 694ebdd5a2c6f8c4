"""Targets and dates of congresses: what the Centre ruled, what the province or commune set besides, which of them
counts and by which document. Where both have spoken, the Centre's counts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from handlers.access import CONVENE, Denied, access_unit, require
from handlers.catalogue import LEVEL_OF_KIND, Regulation
from handlers.rules.regulations import for_level, in_force
from handlers.rules.roster import LONGEST_NAME, read_day
from handlers.rulings import ISSUED_BY_KIND, rulings_for, short_day, source_words
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.congress_parts import half_days_words
from handlers.screens.parts import actor, home_choice, numbered_list
from handlers.text import number, say
from handlers.understand import parse_count
from storage.unit_of_work import UnitOfWork

FLOORS: Final = ("women", "young", "minority", "science", "re_elected")
ROUNDS: Final = ("cell", "grassroots", "commune", "province")
LEVELLED: Final = {
    **{f"{name}_floor": f"{name}.floor_percent" for name in FLOORS},
    "surplus": "surplus.most_percent",
    "young_age": "young.age_under",
}
"""What a province may set for one level alone."""
KEYS: Final = {
    **LEVELLED,
    **{f"{name}_deadline": f"deadline.{name}" for name in ROUNDS},
    **{f"{name}_length": f"length.{name}_half_days" for name in ROUNDS},
}
"""Short name (of the text and the button) to the key of the ruling."""
LEVELS: Final = ("commune", "province")
A_PAGE: Final = 3
OTHER_TIMES: Final = 2
YOUNGEST, OLDEST = 18, 65


async def ruling(turn: Turn, uow: UnitOfWork) -> Reply:
    """`ruling[:<skip>]` lists, `ruling:<name>` shows one, `…:set` asks for one's own value, `…:for:<level>` says for
    whom, `…:save` keeps it"""
    seat = require(turn.seat, CONVENE)
    name = turn.args[0] if turn.args else "0"
    rulings = await rulings_for(uow, seat.unit_path)
    if name.isdecimal():
        return _list(turn, rulings, LEVEL_OF_KIND.get(seat.unit_kind, ""), int(name))
    if name not in KEYS:
        raise Denied(CONVENE)
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "set" and seat.unit_kind in ISSUED_BY_KIND:
        return _ask(turn, {"name": name, "asking": "value"})
    if way == "for" and turn.draft.get("name") == name and "document_on" in turn.draft:
        level = turn.args[2] if len(turn.args) > 2 and turn.args[2] in LEVELS else ""
        return _read_back(turn, {**turn.draft, "level": level})
    if way == "save":
        return await _save(turn, uow, name)
    return _one(turn, rulings, name)


def _list(turn: Turn, rulings: tuple[Regulation, ...], level: str, skip: int) -> Reply:
    names = list(KEYS)[skip : skip + A_PAGE]
    lines = [say(turn.language, "ruling.title")]
    choices = []
    for place, name in enumerate(names, 1):
        found = for_level(rulings, KEYS[name], level, turn.today())
        value = say(turn.language, "ruling.none")
        if found is not None:
            value = f"{_value(turn.language, name, found)} ({source_words(turn.language, found)})"
        lines.append(
            say(turn.language, "ruling.line", number=place, what=say(turn.language, f"ruling.{name}"), value=value)
        )
        choices.append(Choice(f"{place}. {say(turn.language, f'ruling.{name}')}", f"ruling:{name}"))
    following = skip + A_PAGE if skip + A_PAGE < len(KEYS) else 0
    choices.append(Choice(say(turn.language, "button.more"), f"ruling:{following}"))
    choices.append(Choice(say(turn.language, "ruling.button_template"), "contemplate"))
    return numbered_list(turn, "\n".join(lines), choices, say(turn.language, "tasks.how_plain"))


def _value(language: str, name: str, found: Regulation) -> str:
    """The value in words, a day with the term of office it was set for."""
    if isinstance(found.value, date):
        key = "ruling.day_of_term" if found.term else "ruling.day"
        return say(language, key, day=short_day(found.value), term=found.term)
    if name.endswith("_length"):
        return half_days_words(language, int(found.value))
    if name == "young_age":
        return say(language, "ruling.age", n=number(int(found.value)))
    level = found.key.removeprefix(f"{KEYS[name]}.")
    return f"{found.value}%" + (say(language, f"ruling.for_{level}") if level in LEVELS else "")


def _one(turn: Turn, rulings: tuple[Regulation, ...], name: str, before: str = "") -> Reply:
    """All values in force, those that count first; then what held before and what is to come."""
    today, key = turn.today(), KEYS[name]
    lines = [before] if before else []
    lines.append(say(turn.language, f"ruling.{name}"))
    keys = (key, *(f"{key}.{level}" for level in LEVELS if name in LEVELLED))
    valid = [each for each_key in keys for each in in_force(rulings, each_key, today)]
    counting = {for_level(rulings, key, level, today) for level in (*LEVELS, "")}
    valid.sort(key=lambda each: each not in counting)
    lines += [_line(turn, "counts" if each in counting else "gives_way", name, each) for each in valid]
    if not valid:
        lines.append(say(turn.language, "ruling.nobody"))
    others = [each for each in rulings if each.key == key and each not in valid]
    earlier = [each for each in others if each.valid_to is not None and each.valid_from <= each.valid_to < today]
    later = [each for each in others if each.valid_from > today]
    lines += [_line(turn, "earlier", name, each) for each in earlier[-OTHER_TIMES:]]
    lines += [_line(turn, "later", name, each) for each in later[:OTHER_TIMES]]
    choices = [Choice(say(turn.language, "button.back"), "ruling"), home_choice(turn.language)]
    if turn.seat is not None and turn.seat.unit_kind in ISSUED_BY_KIND:
        choices.insert(0, Choice(say(turn.language, "ruling.button_set"), f"ruling:{name}:set"))
    return Reply(Screen("\n".join(lines), tuple(choices), replaces=True))


def _line(turn: Turn, kind: str, name: str, found: Regulation) -> str:
    value, source = _value(turn.language, name, found), source_words(turn.language, found)
    return say(turn.language, f"ruling.{kind}", value=value, issuer=found.issuer, source=source)


def _ask(turn: Turn, draft: dict[str, Any], *, stumbled: bool = False) -> Reply:
    kind = (
        "deadline"
        if draft["name"].endswith("_deadline")
        else "length"
        if draft["name"].endswith("_length")
        else "age"
        if draft["name"] == "young_age"
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
    if draft["name"] not in LEVELLED or turn.seat is None or turn.seat.unit_kind != "province":
        return _read_back(turn, draft)
    choices = [
        Choice(
            say(turn.language, f"ruling.button_for_{level or 'all'}"), f"ruling:{draft['name']}:for:{level or 'all'}"
        )
        for level in ("", *LEVELS)
    ]
    text = say(turn.language, "ruling.ask_level")
    return Reply(Screen(text, (*choices, home_choice(turn.language))), draft=draft)


def _read_back(turn: Turn, draft: dict[str, Any]) -> Reply:
    name, level = str(draft["name"]), str(draft.get("level", ""))
    value = str(draft["value"])
    if name.endswith("_deadline"):
        value = short_day(value)
    elif name.endswith("_length"):
        value = half_days_words(turn.language, int(value))
    elif name != "young_age":
        value = f"{value}%"
    if level:
        value += say(turn.language, f"ruling.for_{level}")
    what, when = say(turn.language, f"ruling.{name}"), short_day(draft["document_on"])
    text = say(turn.language, "ruling.read_back", what=what, value=value, document=draft["document"], day=when)
    choices = (
        Choice(say(turn.language, "button.save"), f"ruling:{name}:save"),
        Choice(say(turn.language, "button.change"), f"ruling:{name}:set"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=draft)


def _said_value(name: str, words: str) -> str | None:
    if name.endswith("_deadline"):
        when = read_day(words)
        return None if when is None else when.isoformat()
    value = parse_count(words.rstrip("%"))
    least, most = (YOUNGEST, OLDEST) if name == "young_age" else (1, 60 if name.endswith("_length") else 100)
    return None if value is None or not least <= value <= most else str(value)


async def _save(turn: Turn, uow: UnitOfWork, name: str) -> Reply:
    seat, draft = require(turn.seat, CONVENE), turn.draft
    level = str(draft.get("level", ""))
    key = f"{KEYS[name]}.{level}" if level and name in LEVELLED else KEYS[name]
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
            key,
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
            key=key,
        )
    rulings = await rulings_for(uow, seat.unit_path)
    found = for_level(rulings, KEYS[name], level or LEVEL_OF_KIND.get(unit.kind, ""), turn.today())
    own = found is not None and found.issuer == unit.name
    return _one(turn, rulings, name, say(turn.language, "ruling.saved" if own else "ruling.saved_below"))
