"""Sentences about one's congress that lead somewhere at once: put off, set, over, how far, who has not met."""

from __future__ import annotations

import re
from typing import Final

from handlers.about_tasks import Found, named_units
from handlers.access import CONVENE, RECORD, SUPERVISE, may
from handlers.congresses import HELD_STEP, OPEN
from handlers.screen import Turn
from handlers.screens.parts import AT_MOST, plain
from handlers.understand import parse_counts, parse_date
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

PUT_OFF: Final = re.compile(r"^(?:xin )?(?:doi|hoan|lui|chuyen)(?: lai)?(?: ngay)? dai hoi\b")
SET: Final = re.compile(r"^(?:dat|chot|an dinh)(?: ngay)? dai hoi\b")
NAMED: Final = re.compile(
    r"^dai hoi(?: (?:chi bo|dang bo|dang uy|xa|phuong|cua|minh|chung toi|se|du kien|to chuc|hop|vao|la|ngay))* \d"
)
"""A congress and a day, without a verb that says what of it: a day to come is the day it will be held."""
WHOSE: Final = re.compile(r"\bdai hoi (.+?)(?: (?:sang|vao|den|thanh|ngay|la|vi|do|ly do|lui|them)\b.*| \d.*)?$")
NO_NAME: Final = re.compile(
    r"(?:(?:chi|dang) bo|dang uy|xa|phuong|tinh|cap|co so|don vi|cua|minh|chung (?:toi|ta)|se|du kien|to chuc|hop| )+"
)
"""What may stand between "đại hội" and the day and names no unit."""
OVER: Final = re.compile(r"^(?:(?:da|vua) )?(?:hop |to chuc )?dai hoi (?:da )?(?:xong|hop xong|thanh cong)\b")
PLAIN: Final = (
    (re.compile(r"^(?:xem )?(?:lo trinh|tien do) dai hoi(?: den dau)?(?: roi)?$"), "congress"),
    (re.compile(r"^(?:(?:don vi|chi bo|xa) nao |ai )?chua (?:co ngay )?dai hoi$"), "congress"),
    (re.compile(r"^(?:xem )?van kien dai hoi$"), "conpaper"),
    (re.compile(r"^(?:xem )?nhan su dai hoi$"), "conpeople"),
    (re.compile(r"^(?:in )?chuong trinh dai hoi$"), "confile"),
)
REASON: Final = re.compile(r"\b(?:vì|vi|do|lý do|ly do)[: ]+(.+)$", re.IGNORECASE)
LONGEST_REASON: Final = 200


async def about_congress(turn: Turn, uow: UnitOfWork, words: str) -> Found | None:
    """Where such a sentence leads, None when it is about something else. `words`: what was said, without marks."""
    seat = turn.seat
    if seat is None or not any(may(seat, each) for each in (RECORD, SUPERVISE)):
        return None
    for pattern, action in PLAIN:
        if pattern.search(words):
            return Found(action if action == "congress" else f"{action}:{seat.unit_id}")
    if PUT_OFF.search(words) or SET.search(words) or (NAMED.search(words) and _is_to_come(turn)):
        if not any(may(seat, each) for each in (RECORD, CONVENE)):
            return Found("congress")
        way = ":move" if PUT_OFF.search(words) else ""
        whose = seat.unit_id if may(seat, RECORD) else await _whose(turn, uow, seat, words)
        return whose if isinstance(whose, Found) else Found(f"conplan:{whose}{way}", _day_and_reason(turn))
    if OVER.search(words) and may(seat, RECORD):
        return await _over(turn, uow, seat.unit_id)
    return None


async def _whose(turn: Turn, uow: UnitOfWork, seat: Seat, words: str) -> int | Found:
    """The unit that an office names in its sentence; its own when it names none."""
    said = WHOSE.search(words)
    if said is None or NO_NAME.fullmatch(said[1]):
        return seat.unit_id
    units = named_units(await uow.units.below(seat.unit_path), said[1])
    if len(units) == 1:
        return units[0].id
    names = ", ".join(unit.name for unit in units[:AT_MOST])
    return Found(reply=plain(turn, "congress.which_unit" if units else "congress.no_unit", names=names))


def _is_to_come(turn: Turn) -> bool:
    when = parse_date(turn.said, turn.today(), "future")
    return when is not None and when > turn.today()


def _day_and_reason(turn: Turn) -> dict[str, str]:
    reason = REASON.search(turn.said)
    before = turn.said[: reason.start()] if reason else turn.said
    when = parse_date(before, turn.today(), "future")
    found = {"day": when.isoformat()} if when else {}
    return found | ({"reason": reason[1].strip()[:LONGEST_REASON]} if reason else {})


async def _over(turn: Turn, uow: UnitOfWork, unit_id: int) -> Found | None:
    """The day itself, with the numbers that were said along."""
    congress = await uow.congresses.of_unit(unit_id)
    steps = await uow.congresses.steps(congress.programme_id) if congress else []
    step = next((each for each in steps if each.duty == HELD_STEP and each.state in OPEN), None)
    if step is None:
        return Found("congress")
    counts = parse_counts(turn.said)
    numbers = {"came": counts.get("present"), "convened": counts.get("total")}
    return Found(f"task:{step.id}:done", {name: count for name, count in numbers.items() if count is not None})
