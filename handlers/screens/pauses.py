"""An area's pause, set by the commune: flood, harvest. Nobody there is reminded until it is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from handlers.access import VERIFY, Denied, access_unit, reaches, require
from handlers.planning import replan
from handlers.rules.calendar import LONGEST_PAUSE_DAYS
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, plain
from handlers.text import day, say
from handlers.understand import parse_date
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

REASONS: Final = ("flood", "harvest", "other")


async def pauses(turn: Turn, uow: UnitOfWork) -> Reply:
    """`pauses` lists; `pauses:new:<unit>` asks why; `pauses:new:<unit>:<reason>` asks until when;
    `pauses:where:<skip>` offers one unit below; `pauses:end:<id>` ends one."""
    seat = require(turn.seat, VERIFY)
    match turn.args:
        case ("end", pause_id):
            return await _end(turn, uow, int(pause_id))
        case ("where", skip):
            return await _where(turn, uow, seat.unit_path, int(skip))
        case ("new", unit_id):
            return await _why(turn, await access_unit(uow, seat, int(unit_id), VERIFY))
        case ("new", unit_id, reason) if reason in REASONS:
            unit = await access_unit(uow, seat, int(unit_id), VERIFY)
            screen = Screen(
                say(turn.language, "pauses.until", unit=unit.name), (home_choice(turn.language),), words=" "
            )
            return Reply(screen, next_screen="pauses", draft={"unit": unit.id, "reason": reason})
    found = await uow.wishes.pauses_below(seat.unit_path, turn.today(), 3)
    lines = [
        say(
            turn.language,
            "pauses.line",
            unit=each.unit_name,
            reason=say(turn.language, f"pauses.{each.reason}"),
            until=day(turn.language, each.last_on),
        )
        for each in found
    ]
    choices = [Choice(say(turn.language, "pauses.end", unit=each.unit_name), f"pauses:end:{each.id}") for each in found]
    choices.append(Choice(say(turn.language, "pauses.whole", unit=seat.unit_name), f"pauses:new:{seat.unit_id}"))
    choices.append(Choice(say(turn.language, "pauses.one"), "pauses:where:0"))
    text = "\n".join((say(turn.language, "pauses.list" if found else "pauses.none"), *lines))
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


async def _where(turn: Turn, uow: UnitOfWork, path: str, skip: int) -> Reply:
    units = [unit for unit in await uow.units.below(path) if unit.path != path][skip:]
    choices = [Choice(unit.name, f"pauses:new:{unit.id}") for unit in units[:AT_MOST]]
    if len(units) > AT_MOST:
        choices.append(Choice(say(turn.language, "button.more"), f"pauses:where:{skip + AT_MOST}"))
    return plain(turn, "pauses.which", *choices, home_choice(turn.language))


async def _why(turn: Turn, unit: Unit) -> Reply:
    choices = [Choice(say(turn.language, f"pauses.{each}"), f"pauses:new:{unit.id}:{each}") for each in REASONS]
    return plain(turn, "pauses.why", *choices, unit=unit.name)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The last day of the pause, typed."""
    unit = await access_unit(uow, turn.seat, int(turn.draft["unit"]), VERIFY)
    today = turn.today()
    until: date | None = parse_date(turn.said, today, "future")
    if until is None or not timedelta() <= until - today < timedelta(days=LONGEST_PAUSE_DAYS):
        return Reply(Screen(say(turn.language, "prefs.bad_date")), next_screen="pauses", draft=turn.draft)
    by = actor(turn)
    pause_id = await uow.wishes.add_pause(
        person_id=None,
        unit_id=unit.id,
        reason=str(turn.draft["reason"]),
        first=today,
        last=until,
        now=turn.now,
        made_by=by.person_id,
    )
    uow.audit.add(
        "area.paused", f"pause:{pause_id}", turn.now, person_id=by.person_id, seat_id=by.seat_id, inbox_id=by.inbox_id
    )
    people = await uow.planning.holders_below(unit.path, turn.now)
    await replan(uow, people, turn.now)
    return plain(turn, "pauses.saved", unit=unit.name, until=day(turn.language, until), n=len(people))


async def _end(turn: Turn, uow: UnitOfWork, pause_id: int) -> Reply:
    seat = require(turn.seat, VERIFY)
    pause = await uow.wishes.pause(pause_id)
    if pause is None or not reaches(seat, pause.path, VERIFY):
        raise Denied(VERIFY)
    by = actor(turn)
    await uow.wishes.end_pause(pause_id, turn.today())
    uow.audit.add(
        "area.resumed", f"pause:{pause_id}", turn.now, person_id=by.person_id, seat_id=by.seat_id, inbox_id=by.inbox_id
    )
    await replan(uow, await uow.planning.holders_below(pause.path, turn.now), turn.now)
    return plain(turn, "pauses.ended", unit=pause.unit_name)
