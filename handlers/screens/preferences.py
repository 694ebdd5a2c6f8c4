"""When I may be written to: own hours, leave, back again. Duties cannot be muted, but they wait."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from handlers.planning import replan
from handlers.rules.calendar import DAY_CLOSES, DAY_OPENS, LONGEST_PAUSE_DAYS
from handlers.rules.wishes import PARTS, WHOLE_DAY, wanted_hours
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import day, say
from handlers.understand import normalise, parse_date
from storage.unit_of_work import UnitOfWork

OFFERED: Final = ("morning", "afternoon")
LEAVES: Final = {"week": 7, "fortnight": 14, "month": 30}
LEAVE: Final = "leave"


async def preferences(turn: Turn, uow: UnitOfWork) -> Reply:
    """`prefs`, `prefs:<part|all>`, `prefs:weekly`, `prefs:usual`, `prefs:leave`, `prefs:leave:<how long>`,
    `prefs:back`; what was said in a sentence comes in the slots."""
    assert turn.person is not None
    match turn.args[:2]:
        case ("leave", *rest):
            return await _leave(turn, uow, rest[0] if rest else None)
        case ("back",):
            await uow.wishes.end_leave(turn.person.id, turn.today())
            await replan(uow, [turn.person.id], turn.now)
            return await _shown(turn, uow, "prefs.back")
        case ("weekly" | "usual" as how_often,):
            weekly = how_often == "weekly"
            wish = await uow.wishes.get(turn.person.id)
            opens, closes = wish.opens or DAY_OPENS, wish.closes or DAY_CLOSES
            await uow.wishes.set_weekly(turn.person.id, weekly=weekly, opens=opens, closes=closes)
            await replan(uow, [turn.person.id], turn.now)
            return await _shown(turn, uow, "prefs.set")
        case ("all",):
            return await _set(turn, uow, WHOLE_DAY)
        case (part,) if part in PARTS:
            return await _set(turn, uow, PARTS[part])
    if turn.slots:
        return await _said(turn, uow)
    return await _shown(turn, uow, "prefs.now")


async def _said(turn: Turn, uow: UnitOfWork) -> Reply:
    """`chỉ nhắn buổi sáng thôi`, `đừng nhắn sau 6 giờ tối`."""
    words = normalise(turn.said)
    only = any(f"chi {verb}" in words for verb in ("nhan", "nhac", "gui", "bao"))
    begins, ends = _minute(turn.slots.get("from")), _minute(turn.slots.get("to"))
    hours = wanted_hours(turn.slots.get("part_of_day"), begins, ends, only=only)
    if hours is None:
        return await _shown(turn, uow, "prefs.now")
    return await _set(turn, uow, hours)


def _minute(time: object) -> int | None:
    """`18:30` as a minute of the day."""
    if not isinstance(time, str) or ":" not in time:
        return None
    hour, minute = time[-5:].split(":")
    return 60 * int(hour) + int(minute)


async def _set(turn: Turn, uow: UnitOfWork, hours: tuple[int, int]) -> Reply:
    assert turn.person is not None
    wish = await uow.wishes.get(turn.person.id)
    await uow.wishes.put(turn.person.id, opens=hours[0], closes=hours[1], minute=wish.own_minute)
    await replan(uow, [turn.person.id], turn.now)
    return await _shown(turn, uow, "prefs.set")


async def _shown(turn: Turn, uow: UnitOfWork, key: str) -> Reply:
    assert turn.person is not None
    wish = await uow.wishes.get(turn.person.id)
    leave = await uow.wishes.leave_of(turn.person.id, turn.today())
    opens, closes = wish.opens or DAY_OPENS, wish.closes or DAY_CLOSES
    minute = wish.minute if opens <= wish.minute < closes else opens
    text = say(turn.language, key, opens=_clock(opens), closes=_clock(closes), at=_clock(minute))
    if leave:
        last = date.fromisoformat(leave[-1].last_on)
        text += "\n" + say(turn.language, "prefs.away", until=day(turn.language, last))
    if wish.weekly:
        text += "\n" + say(turn.language, "prefs.once_a_week")
    ways = {**{part: PARTS[part] for part in OFFERED}, "all": WHOLE_DAY}
    choices = [
        Choice(say(turn.language, f"prefs.{way}"), f"prefs:{way}") for way, at in ways.items() if at != (opens, closes)
    ]
    how_often = "usual" if wish.weekly else "weekly"
    choices.append(Choice(say(turn.language, f"prefs.{how_often}"), f"prefs:{how_often}"))
    choices.append(
        Choice(say(turn.language, "prefs.i_am_back"), "prefs:back")
        if leave
        else Choice(say(turn.language, "prefs.going"), "prefs:leave")
    )
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


async def _leave(turn: Turn, uow: UnitOfWork, how_long: str | None) -> Reply:
    if how_long in LEAVES:
        return await _away(turn, uow, turn.today() + timedelta(days=LEAVES[how_long] - 1))
    choices = [Choice(say(turn.language, f"prefs.{each}"), f"prefs:leave:{each}") for each in LEAVES]
    screen = Screen(say(turn.language, "prefs.until"), (*choices, home_choice(turn.language)))
    return Reply(screen, next_screen="prefs", draft={"leaving": True})


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The last day of leave, typed."""
    # `từ 1/12 đến 5/12`: asked is the last day.
    last = re.split(r"\b(?:đến|tới|den|toi)\b", turn.said.lower())[-1]
    until = parse_date(turn.said, turn.today(), "future") or parse_date(last, turn.today(), "future")
    if until is None or not 0 <= (until - turn.today()).days < LONGEST_PAUSE_DAYS:
        return Reply(Screen(say(turn.language, "prefs.bad_date")), next_screen="prefs", draft=turn.draft)
    return await _away(turn, uow, until)


async def _away(turn: Turn, uow: UnitOfWork, until: date) -> Reply:
    assert turn.person is not None
    await uow.wishes.end_leave(turn.person.id, turn.today())
    await uow.wishes.add_pause(
        person_id=turn.person.id,
        unit_id=None,
        reason=LEAVE,
        first=turn.today(),
        last=until,
        now=turn.now,
        made_by=turn.person.id,
    )
    await replan(uow, [turn.person.id], turn.now)
    back = Choice(say(turn.language, "prefs.i_am_back"), "prefs:back")
    return plain(turn, "prefs.leave_saved", back, home_choice(turn.language), until=day(turn.language, until))
