"""Setting the day and kind of a congress, putting it off with a reason, taking it back. Nothing is saved before it was
read back; a day that cannot be is answered with the ruling that says so."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from handlers.access import RECORD, may
from handlers.catalogue import LEVEL_OF_KIND
from handlers.congresses import begun, plan_congress, window_of
from handlers.rules.congress_day import longest, objections, too_long
from handlers.rules.regulations import applicable
from handlers.rules.roadmap import CONTENT_MODES
from handlers.rules.roster import read_day
from handlers.rules.terms import add_months
from handlers.rulings import rulings_for, source_words
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.congress import shown
from handlers.screens.congress_change import change_mode, noted, put_off, take_back, tell_planned
from handlers.screens.congress_parts import (
    LONGEST_WORDS,
    changing_unit,
    half_days_words,
    objection_words,
    to_unit,
)
from handlers.screens.parts import actor, home_choice, plain
from handlers.text import day, say
from handlers.understand import parse_count, parse_date
from storage.congress_rows import Congress
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

LENGTHS: Final = (1, 2, 3, 4)
LONGER: Final = (2, 4, 6, 8)
"""Half days offered where more than two days are allowed."""
AHEAD_ONLY: Final = ("move", "go", "mode", "withdraw")
"""What cannot be changed any more once the congress has been held."""
MERGED_MONTHS: Final = 12
"""So long after a merger two contents are proposed first."""


async def conplan(turn: Turn, uow: UnitOfWork) -> Reply:
    """`conplan:<unit>` asks the day; `…:go` saves; `…:move`, `…:kind`, `…:mode[:<n>]`, `…:pilot`,
    `…:length[:<half days>]`, `…:withdraw[:yes]`"""
    unit = await changing_unit(turn, uow, int(turn.args[0]))
    way, detail = (*turn.args[1:3], "", "")[:2]
    found = await uow.congresses.of_unit(unit.id)
    under_way = found if found is not None and found.state == "planned" else None
    if under_way is None:
        if way == "mode" and detail.isdecimal():
            return await _with_mode(turn, uow, unit, int(detail))
        return await _save(turn, uow, unit) if way == "go" else await _begin(turn, uow, unit, {})
    return await _change(turn, uow, unit, under_way, way, detail)


async def _change(turn: Turn, uow: UnitOfWork, unit: Unit, under_way: Congress, way: str, detail: str) -> Reply:
    """A congress that is under way."""
    if way in AHEAD_ONLY and begun(await uow.congresses.steps(under_way.programme_id)):
        return plain(turn, "congress.held_already", to_unit(turn, unit), day=day(turn.language, under_way.day))
    match way:
        case "move":
            return await _begin(turn, uow, unit, {"move": True})
        case "go":
            return await _save(turn, uow, unit, under_way)
        case "kind":
            return _kind(turn, unit, under_way)
        case "mode":
            return await _mode(turn, uow, unit, under_way, detail)
        case "pilot":
            return await _pilot(turn, uow, unit, under_way)
        case "length":
            return await _length(turn, uow, unit, under_way, detail)
        case "withdraw":
            return await _withdraw(turn, uow, unit, under_way, detail)
    return await shown(turn, uow, unit, under_way)


async def _begin(turn: Turn, uow: UnitOfWork, unit: Unit, draft: dict[str, Any]) -> Reply:
    """The first question, or what a sentence has already answered."""
    said, reason = turn.slots.get("day"), turn.slots.get("reason")
    if draft.get("move") and isinstance(reason, str):
        draft = {**draft, "reason": reason}
    if not isinstance(said, str):
        return await _ask_day(turn, uow, unit, draft)
    return await take_day(turn, uow, unit, draft, date.fromisoformat(said))


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The day, the reason or the length was typed."""
    unit = await changing_unit(turn, uow, int(turn.draft["unit"]))
    draft = {key: value for key, value in turn.draft.items() if key != "asking"}
    asking = turn.draft.get("asking")
    words = " ".join(turn.said.split())[:LONGEST_WORDS]
    if asking == "reason":
        return await _with_reason(turn, uow, unit, draft, words)
    if asking == "length":
        found = await uow.congresses.of_unit(unit.id)
        count = parse_count(turn.said)
        if found is None or count is None or not 0 < count <= 30:
            return await _ask_length(turn, uow, unit, stumbled=True)
        return await _length(turn, uow, unit, found, str(count * 2))
    when = read_day(turn.said) or parse_date(turn.said, turn.today(), "future")
    if when is None:
        return await _ask_day(turn, uow, unit, draft, stumbled=True)
    return await take_day(turn, uow, unit, draft, when)


async def _ask_day(
    turn: Turn, uow: UnitOfWork, unit: Unit, draft: dict[str, Any], *, stumbled: bool = False, before: str = ""
) -> Reply:
    window = await window_of(uow, unit.id)
    key = "congress.ask_again" if stumbled else "congress.ask_new_day" if draft.get("move") else "congress.ask_day"
    lines = [before] if before else []
    lines.append(say(turn.language, key, unit=unit.name))
    if window is not None and not before:
        first, last = (day(turn.language, each, year=True) for each in window)
        lines.append(say(turn.language, "congress.window", first=first, last=last))
    screen = Screen("\n".join(lines), (to_unit(turn, unit), home_choice(turn.language)), words=" ")
    return Reply(screen, "conplan", {**draft, "unit": unit.id, "asking": "day"}, stumbled=stumbled, takes_numbers=True)


async def take_day(turn: Turn, uow: UnitOfWork, unit: Unit, draft: dict[str, Any], when: date) -> Reply:
    """A day was said: refused with its source, or the next question."""
    rulings = await rulings_for(uow, unit.path)
    found = objections(when, turn.today(), LEVEL_OF_KIND[unit.kind], await window_of(uow, unit.id), rulings)
    if found:
        return await _ask_day(turn, uow, unit, draft, before=objection_words(turn.language, found[0], when))
    draft = {**draft, "unit": unit.id, "on": when.isoformat()}
    if draft.get("move"):
        congress = await uow.congresses.of_unit(unit.id)
        if congress is not None and congress.planned_on == when.isoformat():
            return await _ask_day(turn, uow, unit, draft, before=say(turn.language, "congress.same_day"))
        if draft.get("reason"):
            return _read_back_move(turn, unit, draft)
        text = say(turn.language, "congress.ask_reason", day=day(turn.language, when, year=True))
        return Reply(Screen(text, (home_choice(turn.language),), words=" "), "conplan", {**draft, "asking": "reason"})
    return await _ask_mode(turn, uow, unit, draft)


async def _ask_mode(turn: Turn, uow: UnitOfWork, unit: Unit, draft: dict[str, Any]) -> Reply:
    """Where units were merged into this one, two contents come first: committee and delegates are appointed then."""
    merged = await uow.congresses.merged_lately(unit.id, add_months(turn.today(), -MERGED_MONTHS).isoformat())
    modes = sorted(CONTENT_MODES) if merged else sorted(CONTENT_MODES, reverse=True)
    choices = [Choice(say(turn.language, f"congress.mode_{n}"), f"conplan:{unit.id}:mode:{n}") for n in modes]
    lines = [say(turn.language, "congress.ask_mode", unit=unit.name)]
    if merged:
        lines.append(say(turn.language, "congress.merged", n=merged))
    return Reply(Screen("\n".join(lines), (*choices, home_choice(turn.language))), draft=draft)


async def _with_mode(turn: Turn, uow: UnitOfWork, unit: Unit, mode: int) -> Reply:
    if mode not in CONTENT_MODES or turn.draft.get("unit") != unit.id or "on" not in turn.draft:
        return await _ask_day(turn, uow, unit, {})
    text = say(
        turn.language,
        "congress.read_back",
        unit=unit.name,
        day=day(turn.language, turn.draft["on"], year=True),
        mode=say(turn.language, f"congress.mode_{mode}"),
    )
    choices = (
        Choice(say(turn.language, "button.save"), f"conplan:{unit.id}:go"),
        Choice(say(turn.language, "button.change"), f"conplan:{unit.id}"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft={**turn.draft, "mode": mode})


async def _with_reason(turn: Turn, uow: UnitOfWork, unit: Unit, draft: dict[str, Any], reason: str) -> Reply:
    if not reason or "on" not in draft:
        return await _ask_day(turn, uow, unit, {"move": True})
    return _read_back_move(turn, unit, {**draft, "reason": reason})


def _read_back_move(turn: Turn, unit: Unit, draft: dict[str, Any]) -> Reply:
    text = say(
        turn.language,
        "congress.read_back_move",
        unit=unit.name,
        day=day(turn.language, draft["on"], year=True),
        reason=draft["reason"],
    )
    choices = (
        Choice(say(turn.language, "button.save"), f"conplan:{unit.id}:go"),
        Choice(say(turn.language, "button.change"), f"conplan:{unit.id}:move"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=draft)


async def _save(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress | None = None) -> Reply:
    draft = turn.draft
    if draft.get("unit") != unit.id or "on" not in draft:
        return await shown(turn, uow, unit, found) if found else await _ask_day(turn, uow, unit, {})
    when = date.fromisoformat(draft["on"])
    rulings = await rulings_for(uow, unit.path)
    against = objections(when, turn.today(), LEVEL_OF_KIND[unit.kind], await window_of(uow, unit.id), rulings)
    if against:
        # The button is older than the rules or the day: asked once more at the second of saving.
        return await _ask_day(turn, uow, unit, {}, before=objection_words(turn.language, against[0], when))
    if found is not None:
        return (
            await put_off(turn, uow, unit, found, when, str(draft["reason"]))
            if "reason" in draft
            else await shown(turn, uow, unit, found)
        )
    if draft.get("mode") not in CONTENT_MODES:
        return await _ask_mode(turn, uow, unit, dict(draft))
    made = await plan_congress(uow, unit, when, document="", now=turn.now, mode=int(draft["mode"]))
    noted(turn, uow, "congress.planned", made)
    reply = await shown(turn, uow, unit, made, say(turn.language, "congress.planned"))
    return await tell_planned(turn, uow, unit, made, reply)


def _kind(turn: Turn, unit: Unit, found: Congress) -> Reply:
    """What kind of congress it is: contents, pilot or not, how long."""
    ways = ("mode", "pilot", "length")
    choices = [Choice(say(turn.language, f"congress.button_{way}"), f"conplan:{unit.id}:{way}") for way in ways]
    text = say(turn.language, "congress.kind", unit=unit.name, mode=say(turn.language, f"congress.mode_{found.mode}"))
    return Reply(Screen(text, (*choices, to_unit(turn, unit)), replaces=True))


async def _mode(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress, detail: str) -> Reply:
    if detail.isdecimal() and int(detail) in CONTENT_MODES and int(detail) != found.mode:
        return await change_mode(turn, uow, unit, found, int(detail))
    choices = [
        Choice(say(turn.language, f"congress.mode_{n}"), f"conplan:{unit.id}:mode:{n}")
        for n in sorted(CONTENT_MODES, reverse=True)
        if n != found.mode
    ]
    mode = say(turn.language, f"congress.mode_{found.mode}")
    text = say(turn.language, "congress.ask_other_mode", mode=mode)
    return Reply(Screen(text, (*choices, to_unit(turn, unit)), replaces=True))


async def _pilot(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress) -> Reply:
    """Which congress is a pilot is for the office above to say."""
    if may(turn.seat, RECORD):
        return plain(turn, "congress.pilot_by_office", to_unit(turn, unit), home_choice(turn.language))
    after = await uow.congresses.change(found, pilot=not found.pilot)
    by = actor(turn)
    await uow.congresses.note(
        found.id, "pilot", str(found.pilot), str(after.pilot), "", seat_id=by.seat_id, now=turn.now
    )
    key = "congress.pilot_on" if after.pilot else "congress.pilot_off"
    return await shown(turn, uow, unit, after, say(turn.language, key))


async def _length(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress, detail: str) -> Reply:
    if not detail.isdecimal() or not 0 < int(detail) <= 60:
        return await _ask_length(turn, uow, unit)
    half_days, when = int(detail), date.fromisoformat(found.planned_on)
    against = too_long(half_days, found.level, when, await rulings_for(uow, unit.path))
    if against is not None:
        words = objection_words(turn.language, against, when)
        return await _ask_length(turn, uow, unit, before=words)
    after = await uow.congresses.change(found, half_days=half_days)
    before = str(found.half_days or "")
    await uow.congresses.note(found.id, "length", before, str(half_days), "", seat_id=actor(turn).seat_id, now=turn.now)
    noted(turn, uow, "congress.length", after)
    words = say(turn.language, "congress.length_saved", length=half_days_words(turn.language, half_days))
    return await shown(turn, uow, unit, after, words)


async def _ask_length(turn: Turn, uow: UnitOfWork, unit: Unit, *, before: str = "", stumbled: bool = False) -> Reply:
    level, rulings = LEVEL_OF_KIND[unit.kind], await rulings_for(uow, unit.path)
    ruling = longest(level, turn.today(), rulings)
    most = ruling.value if ruling is not None and isinstance(ruling.value, int) else max(LENGTHS)
    lines = [before] if before else []
    lines.append(say(turn.language, "congress.ask_length", unit=unit.name))
    if ruling is not None and not before:
        shown_most, source = half_days_words(turn.language, most), source_words(turn.language, ruling)
        lines.append(say(turn.language, "congress.length_limit", most=shown_most, source=source))
    session = applicable(rulings, "length.preparatory_half_days", turn.today())
    if level in ("commune", "province") and session is not None and not before:
        source = source_words(turn.language, session)
        half = half_days_words(turn.language, int(str(session.value)))
        lines.append(say(turn.language, "congress.preparatory_limit", most=half, source=source))
    offered = [n for n in (LENGTHS if most <= max(LENGTHS) else LONGER) if n <= most]
    choices = [Choice(half_days_words(turn.language, n), f"conplan:{unit.id}:length:{n}") for n in offered]
    draft = {"unit": unit.id, "asking": "length"}
    return Reply(Screen("\n".join(lines), (*choices, to_unit(turn, unit))), "conplan", draft, stumbled=stumbled)


async def _withdraw(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress, detail: str) -> Reply:
    if detail == "yes":
        return await take_back(turn, uow, unit, found)
    choices = (
        Choice(say(turn.language, "congress.really_withdraw"), f"conplan:{unit.id}:withdraw:yes"),
        to_unit(turn, unit),
    )
    text = say(turn.language, "congress.ask_withdraw", unit=unit.name)
    return Reply(Screen(text, choices))
