"""The tree by hand: find a unit, see its card, keep its meeting rule and the one fact that is counted upward."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz

from handlers.access import INVITE, ORGANISE, Denied, access_unit, may
from handlers.catalogue import LEVEL_OF_KIND
from handlers.catalogue.organisation import bare
from handlers.duty_plan import meeting_from
from handlers.rules.roster import LEAVES, LONGEST_RULE
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.text import day, number, say
from storage.model import Seat, Unit
from storage.unit_of_work import UnitOfWork

LOOKED_THROUGH: Final = 20_000
ALIKE: Final = 75
ANSWERS: Final = {"yes": True, "no": False, "unknown": None}


def overseer(seat: Seat | None) -> Seat:
    """Whoever may look at units here; raises Denied."""
    if seat is None or not (may(seat, ORGANISE) or may(seat, INVITE)):
        raise Denied(INVITE)
    return seat


async def seen_unit(turn: Turn, uow: UnitOfWork, unit_id: int) -> Unit:
    """The unit, when this seat may look at it; raises Denied."""
    return await access_unit(uow, turn.seat, unit_id, ORGANISE if may(turn.seat, ORGANISE) else INVITE)


async def units(turn: Turn, uow: UnitOfWork) -> Reply:
    """`units`, `units:<id>`, `units:<id>:in[:<skip>]`, `units:<id>:meet`, `units:<id>:head[:yes|no|unknown]`"""
    seat = overseer(turn.seat)
    if turn.slots.get("words"):
        return await _found(turn, uow, seat, str(turn.slots["words"]))
    unit = await seen_unit(turn, uow, int(turn.args[0]) if turn.args else seat.unit_id)
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "in":
        return await _below(turn, uow, unit, int(turn.args[2]) if len(turn.args) > 2 else 0)
    if way == "meet":
        await access_unit(uow, seat, unit.id, ORGANISE)
        text = say(turn.language, "units.ask_meeting", unit=unit.name)
        return Reply(Screen(text, (home_choice(turn.language),), words=" "), "units", {"meet": unit.id})
    if way == "head":
        return await _head(turn, uow, unit, turn.args[2] if len(turn.args) > 2 else "")
    return await card(turn, uow, unit)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """What is typed while a meeting rule is asked, or a name to look for."""
    seat = overseer(turn.seat)
    if "meet" not in turn.draft:
        return await _found(turn, uow, seat, turn.said)
    unit = await access_unit(uow, seat, int(turn.draft["meet"]), ORGANISE)
    rule = " ".join(turn.said.split())
    if not rule or len(rule) > LONGEST_RULE:
        return Reply(Screen(say(turn.language, "units.too_long")), "units", turn.draft)
    if meeting_from(rule) is None:
        # What names no day could not be gone by when the month is opened.
        text = say(turn.language, "units.ask_meeting_again", unit=unit.name)
        return Reply(Screen(text, (home_choice(turn.language),), words=" "), "units", turn.draft, stumbled=True)
    await uow.organisation.set_meeting_rule(unit.id, rule)
    _audit(turn, uow, "unit.meeting_rule", unit)
    return await card(turn, uow, unit, say(turn.language, "units.saved"))


async def card(turn: Turn, uow: UnitOfWork, unit: Unit, before: str = "") -> Reply:
    """Everything that is kept of one unit, and where to go from it."""
    facts = await uow.organisation.facts(unit.id)
    term = await uow.units.term(unit.id)
    language = turn.language
    lines = [before] if before else []
    lines.append(say(language, "units.title", unit=unit.name, kind=say(language, f"kind.{unit.kind}"), code=unit.code))
    if unit.member_count is not None:
        on = day(language, unit.member_count_on or unit.valid_from, year=True)
        lines.append(say(language, "units.members", n=number(unit.member_count), day=on))
    if unit.kind in LEAVES:
        lines.append(say(language, "units.meeting", rule=facts.meeting_rule or say(language, "units.unknown")))
        lines.append(_head_line(language, unit, facts.head_is_secretary))
    else:
        lines += await _head_lines(turn, uow, unit)
    if term is None:
        lines.append(say(language, "units.no_term"))
    else:
        ends = day(language, term.planned_end_on, year=True)
        lines.append(say(language, "units.term" if term.confirmed else "units.term_expected", day=ends))
    if facts.former:
        name, until = facts.former[0]
        lines.append(say(language, "units.former", name=name, day=day(language, until, year=True)))
    return Reply(Screen("\n".join(lines), _ways(turn, unit), replaces=True))


def _ways(turn: Turn, unit: Unit) -> tuple[Choice, ...]:
    ways = [] if unit.kind in LEAVES else [("below", f"units:{unit.id}:in")]
    ways.append(("people", f"seats:{unit.id}"))
    if may(turn.seat, ORGANISE):
        ways.append(("term", f"term:{unit.id}"))
        if unit.kind in LEVEL_OF_KIND:
            ways.append(("congress", f"congress:{unit.id}"))
        if unit.kind in LEAVES:
            ways += [("meeting", f"units:{unit.id}:meet"), ("head", f"units:{unit.id}:head")]
    if turn.seat is not None and unit.id == turn.seat.unit_id:
        ways.append(("workbook", "roster"))
    return (*(Choice(say(turn.language, f"units.button_{key}"), action) for key, action in ways[:AT_MOST]),
            home_choice(turn.language))  # fmt: skip


def _head_line(language: str, unit: Unit, said: bool | None) -> str:
    answer = next(key for key, value in ANSWERS.items() if value is said)
    key = "units.head_residential" if unit.residential else "units.head_agency"
    return say(language, key, answer=say(language, f"units.{answer}"))


async def _head_lines(turn: Turn, uow: UnitOfWork, unit: Unit) -> list[str]:
    counts = await uow.organisation.head_counts(unit.path)
    return [
        say(
            turn.language,
            "units.heads_residential" if residential else "units.heads_agency",
            yes=number(count.yes),
            units=number(count.units),
            unknown=number(count.units - count.known),
        )
        for residential, count in sorted(counts.items(), reverse=True)
    ]


async def _below(turn: Turn, uow: UnitOfWork, unit: Unit, skip: int) -> Reply:
    found = (await uow.units.children(unit.id))[skip:]
    if not found:
        return await card(turn, uow, unit, say(turn.language, "units.nothing_below"))
    more = len(found) > AT_MOST
    shown = found[: AT_MOST - 1] if more else found
    rows = [(each.id, each.name) for each in shown]
    extra = [Choice(say(turn.language, "button.more"), f"units:{unit.id}:in:{skip + len(shown)}")] if more else []
    return _list(turn, say(turn.language, "units.below", unit=unit.name), rows, extra)


def _list(turn: Turn, title: str, rows: list[tuple[int, str]], extra: list[Choice]) -> Reply:
    choices = [Choice(f"{place}. {name}", f"units:{unit_id}") for place, (unit_id, name) in enumerate(rows, 1)]
    text = "\n".join((title, *(choice.label for choice in choices)))
    return numbered_list(turn, text, [*choices, *extra], say(turn.language, "units.how"))


async def _found(turn: Turn, uow: UnitOfWork, seat: Seat, words: str) -> Reply:
    rows = await find_units(uow, seat.unit_path, words)
    if not rows:
        return plain(turn, "units.not_found", words=words[:LONGEST_RULE])
    if len(rows) == 1:
        return await card(turn, uow, await seen_unit(turn, uow, rows[0][0]))
    return _list(turn, say(turn.language, "units.which"), rows[:AT_MOST], [])


def _key(words: str) -> str:
    """Letters and digits alone, so that a code is found however it was typed."""
    return " ".join(re.findall(r"[a-z0-9]+", bare(words)))


async def find_units(uow: UnitOfWork, path: str, words: str) -> list[tuple[int, str]]:
    """(id, name) of the units of a subtree that these words may mean: one when a code or a whole name fits."""
    sought = _key(words)
    named = await uow.organisation.names_below(path, LOOKED_THROUGH)
    exact = [(row[0], row[1]) for row in named if sought in (_key(row[2]), _key(row[1]))]
    if exact:
        return exact
    scored = [(fuzz.partial_ratio(sought, _key(name)), unit_id, name) for unit_id, name, _ in named]
    best = sorted((each for each in scored if each[0] >= ALIKE), key=lambda each: (-each[0], each[1]))
    top = [each for each in best if best and each[0] == best[0][0]]
    return [(unit_id, name) for _, unit_id, name in top[: AT_MOST * 2]]


async def _head(turn: Turn, uow: UnitOfWork, unit: Unit, said: str) -> Reply:
    await access_unit(uow, turn.seat, unit.id, ORGANISE)
    if said not in ANSWERS:
        key = "units.ask_head_residential" if unit.residential else "units.ask_head_agency"
        choices = [Choice(say(turn.language, f"units.{each}"), f"units:{unit.id}:head:{each}") for each in ANSWERS]
        return Reply(Screen(say(turn.language, key, unit=unit.name), (*choices, home_choice(turn.language))))
    await uow.organisation.set_head(unit.id, ANSWERS[said])
    _audit(turn, uow, "unit.head", unit)
    return await card(turn, uow, unit, say(turn.language, "units.saved"))


def _audit(turn: Turn, uow: UnitOfWork, action: str, unit: Unit) -> None:
    by = actor(turn)
    uow.audit.add(action, f"unit:{unit.id}", turn.now, person_id=by.person_id, seat_id=by.seat_id, inbox_id=by.inbox_id)
