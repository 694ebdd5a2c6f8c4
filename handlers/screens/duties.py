"""An office's own copy of the catalogue, in chat: what is asked in its area, when it is due, how it is called.

What the office leaves alone follows the units above it and the catalogue; what is open already stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from handlers.access import ASSIGN, require
from handlers.assigning import OPENS_BEFORE
from handlers.catalogue import Duty
from handlers.catalogue.duties import as_body, duty_from
from handlers.duty_plan import copies_for, in_effect, meeting_of
from handlers.duty_words import next_dues, rhythm, whom_words
from handlers.reports.wording import period_words
from handlers.rules.day_words import LATE_IN_A_PERIOD, read_cadence, read_due, read_period, read_window
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.asking import best_match
from handlers.screens.parts import home_choice, numbered_list, plain
from handlers.screens.sharing import noted_copy
from handlers.text import number, say
from handlers.understand import normalise
from handlers.written import for_reader
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

A_PAGE: Final = 4
LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 120
LEAST_NAME: Final = 4


async def duties(turn: Turn, uow: UnitOfWork) -> Reply:
    """`duties`, `duties:list:<skip>`, `duties:off:<skip>`, `duties:<show|due|name|skip|use|drop|original>:<code>`,
    `duties:save`"""
    seat = require(turn.seat, ASSIGN)
    known = await _known(uow, seat)
    match turn.args:
        case (("list" | "off") as which, skip):
            return _page(turn, known, which == "list", int(skip))
        case ("save",):
            return await _save(turn, uow, seat, known)
        case (way, code) if code in known:
            return await _one(turn, uow, seat, known, way, code)
    return await _overview(turn, uow, seat, known)


async def _known(uow: UnitOfWork, seat: Seat) -> dict[str, Duty]:
    """code → duty as it is asked in this office's area, in the order of the catalogue."""
    return {code: duty for code, (duty, _) in in_effect(await copies_for(uow, seat.unit_path)).items()}


async def _overview(turn: Turn, uow: UnitOfWork, seat: Seat, known: dict[str, Duty]) -> Reply:
    own = await uow.duty_copies.of_unit(seat.unit_id)
    text = say(
        turn.language,
        "duty_book.overview",
        unit=seat.unit_name,
        on=number(sum(duty.in_pilot for duty in known.values())),
        off=number(sum(not duty.in_pilot for duty in known.values())),
        own=say(turn.language, "duty_book.own_entries", n=number(len(own))) if own else "",
    )
    choices = (
        Choice(say(turn.language, "duty_book.button_on"), "duties:list:0"),
        Choice(say(turn.language, "duty_book.button_off"), "duties:off:0"),
        Choice(say(turn.language, "button.meeting_day"), "meetday"),
        Choice(say(turn.language, "button.duty_book"), "dutybook"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices, replaces=True), next_screen="duties", draft={"asking": "which"})


def _page(turn: Turn, known: dict[str, Duty], on: bool, skip: int) -> Reply:
    found = [duty for duty in known.values() if duty.in_pilot == on]
    shown = found[skip : skip + A_PAGE]
    if not shown:
        return plain(turn, "duty_book.none", Choice(say(turn.language, "button.duties"), "duties"))
    lines = [
        say(turn.language, "duty_book.line", number=place, name=_name(turn, duty), rhythm=rhythm(turn.language, duty))
        for place, duty in enumerate(shown, 1)
    ]
    names = [(f"{place}. {_name(turn, duty)}", duty.code) for place, duty in enumerate(shown, 1)]
    choices = [Choice(label, f"duties:show:{code}") for label, code in names]
    if len(found) > skip + A_PAGE:
        choices.append(Choice(say(turn.language, "button.more"), f"duties:{'list' if on else 'off'}:{skip + A_PAGE}"))
    head = say(turn.language, "duty_book.list_on" if on else "duty_book.list_off", n=number(len(found)))
    reply = numbered_list(turn, "\n".join((head, *lines)), choices, say(turn.language, "duty_book.how"))
    return replace(reply, next_screen="duties", draft={"asking": "which"})


def _name(turn: Turn, duty: Duty) -> str:
    return duty.name_for("", turn.language)


async def _one(turn: Turn, uow: UnitOfWork, seat: Seat, known: dict[str, Duty], way: str, code: str) -> Reply:
    duty = known[code]
    match way:
        case "due" | "name" | "skip":
            weekly = (way, duty.cadence) == ("skip", "weekly")
            key = "duty_book.ask_skip_week" if weekly else f"duty_book.ask_{way}"
            text = say(turn.language, key, name=_name(turn, duty), now=rhythm(turn.language, duty))
            draft = {"asking": way, "code": code}
            screen = Screen(text, (home_choice(turn.language),), words=" ")
            return Reply(screen, next_screen="duties", draft=draft, takes_numbers=True)
        case "use" | "drop":
            return await _read_back(turn, uow, seat, _switched(turn, duty, on=way == "use"))
        case "original":
            await uow.duty_copies.drop(seat.unit_id, code)
            noted_copy(turn, uow, seat, code, "original")
            return await _show(turn, uow, seat, (await _known(uow, seat)).get(code, duty))
    return await _show(turn, uow, seat, duty)


def _switched(turn: Turn, duty: Duty, *, on: bool) -> Duty:
    """Asked from today on, so that nobody is late from the first day; or asked no more."""
    return replace(duty, in_pilot=on, since=turn.today().isoformat() if on else duty.since)


async def _show(turn: Turn, uow: UnitOfWork, seat: Seat, duty: Duty) -> Reply:
    own = duty.code in await uow.duty_copies.of_unit(seat.unit_id)
    asked = ", ".join(say(turn.language, f"number.{name}", n="…") for name in duty.asks)
    text = say(
        turn.language,
        "duty_book.shown",
        name=_name(turn, duty),
        rhythm=rhythm(turn.language, duty),
        whom=whom_words(turn.language, duty),
        opens=duty.opens_before,
        closes=duty.closes_after,
        asked=asked or say(turn.language, "duty_book.asks_nothing"),
        deliverable=duty.deliverable[:1].lower() + duty.deliverable[1:],
        source=duty.source,
        status=say(turn.language, "duty_book.own" if own else f"duty_book.{duty.status}"),
        skips="".join(
            "\n" + say(turn.language, "duty_book.skipped", period=period_words(period), why=why)
            for period, why in duty.skips.items()
        ),
    )
    ways = [("due", "duty_book.button_due"), ("skip", "duty_book.button_skip")]
    if duty.cadence == "by_plan":
        choices = [Choice(say(turn.language, "button.assign"), f"assign:duty:{duty.code}")]
    else:
        choices = [Choice(say(turn.language, key), f"duties:{way}:{duty.code}") for way, key in ways]
        use = "drop" if duty.in_pilot else "use"
        choices.append(Choice(say(turn.language, f"duty_book.button_{use}"), f"duties:{use}:{duty.code}"))
    back = ("original", "duty_book.button_original") if own else ("name", "duty_book.button_name")
    choices.append(Choice(say(turn.language, back[1]), f"duties:{back[0]}:{duty.code}"))
    choices.append(Choice(say(turn.language, "button.back"), "duties"))
    return Reply(Screen(text, tuple(choices), replaces=True))


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """A name to look for, or the new day, name or period was typed."""
    seat = require(turn.seat, ASSIGN)
    known = await _known(uow, seat)
    asking, words = str(turn.draft.get("asking")), normalise(turn.said)
    if asking == "which":
        place = best_match(turn.said, [_name(turn, duty) for duty in known.values()])
        if place is None:
            return plain(turn, "duty_book.no_such", Choice(say(turn.language, "button.duties"), "duties"))
        return await _show(turn, uow, seat, list(known.values())[place])
    duty = known.get(str(turn.draft.get("code")))
    if duty is None:
        return await _overview(turn, uow, seat, known)
    changed = _changed(turn, duty, asking, words)
    if changed is None:
        again = await _one(turn, uow, seat, known, asking, duty.code)
        text = say(turn.language, "duty_book.again", question=again.screen.text)
        return replace(again, screen=replace(again.screen, text=text), stumbled=True)
    return await _read_back(turn, uow, seat, changed)


def _changed(turn: Turn, duty: Duty, asking: str, words: str) -> Duty | None:
    """The duty with what was typed, None when it was not understood."""
    if asking == "name":
        name = " ".join(turn.said.split())[:LONGEST_NAME]
        return replace(duty, name=name, name_en=name, variants={}) if len(name) >= LEAST_NAME else None
    if asking == "skip":
        period = read_period(words, duty.cadence, turn.today())
        why = " ".join(turn.said.partition(",")[2].split())[:LONGEST_REASON]
        return replace(duty, skips={**duty.skips, period: why}) if period and why else None
    return _rescheduled(duty, words)


def _rescheduled(duty: Duty, words: str) -> Duty | None:
    """Another rhythm, day or window, whichever of them was typed; a new rhythm needs its day."""
    opens, closes, rest = read_window(words)
    cadence = read_cadence(rest) or duty.cadence
    rule = read_due(rest, cadence, duty.due if cadence == duty.cadence else LATE_IN_A_PERIOD)
    if rule is None and (cadence != duty.cadence or (opens, closes) == (None, None)):
        return None
    usual = OPENS_BEFORE[cadence] if cadence != duty.cadence else duty.opens_before
    return replace(
        duty,
        cadence=cadence,
        due=rule or duty.due,
        opens_before=usual if opens is None else opens,
        closes_after=duty.closes_after if closes is None else closes,
    )


async def _read_back(turn: Turn, uow: UnitOfWork, seat: Seat, duty: Duty) -> Reply:
    rule = meeting_of(await copies_for(uow, seat.unit_path))
    days = next_dues(turn.language, duty, rule, turn.today(), 2)
    key = "duty_book.read_back" if duty.in_pilot and days else "duty_book.read_back_off"
    text = say(
        turn.language,
        key,
        name=_name(turn, duty),
        rhythm=rhythm(turn.language, duty),
        opens=duty.opens_before,
        closes=duty.closes_after,
        days=days,
    )
    choices = (
        Choice(say(turn.language, "button.save"), "duties:save"),
        Choice(say(turn.language, "button.change"), f"duties:show:{duty.code}"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft={"body": as_body(duty)})


async def _save(turn: Turn, uow: UnitOfWork, seat: Seat, known: dict[str, Duty]) -> Reply:
    """Writes what was read back. What a period that is left out has opened already is taken back."""
    body = turn.draft.get("body")
    if not isinstance(body, str):
        return await _overview(turn, uow, seat, known)
    duty = duty_from(body)
    before = known.get(duty.code)
    await uow.duty_copies.put(seat.unit_id, duty.code, body, turn.now, seat.id)
    noted_copy(turn, uow, seat, duty.code, "changed")
    pushes: list[Push] = []
    for period in sorted(set(duty.skips) - set(before.skips if before else ())):
        found = await uow.duty_copies.open_below(seat.unit_path, duty.code, period)
        await uow.duty_copies.withdraw([task_id for task_id, _ in found], turn.now)
        told = for_reader("duty_book.push_skipped", name=duty.name, period=period_words(period), why=duty.skips[period])
        cause = f"skip:{duty.code}:{period}"
        pushes += [Push(seat_id, told, cause) for _, seat_id in found if seat_id is not None]
    reply = plain(
        turn,
        "duty_book.saved",
        Choice(say(turn.language, "button.duties"), "duties"),
        home_choice(turn.language),
        name=_name(turn, duty),
    )
    return replace(reply, pushes=tuple(pushes))
