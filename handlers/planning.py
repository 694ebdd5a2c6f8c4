"""One unasked message a day and a few a week for each person, whoever sends: when it goes.

What it says is not decided here but at the second of sending (handlers.digest).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers.rules.budget import WEEK, WEEKLY_CAP, first_slot
from handlers.rules.calendar import DAY_CLOSES, DAY_OPENS, MINUTE_MS, Hours, day_of, instant, is_quiet, next_allowed
from handlers.rules.terms import LAST_DAYS, LAST_MONTH
from storage.unit_of_work import UnitOfWork

Span = tuple[date, date]
MOST_AT_ONCE: Final = 5_000
ONCE_A_WEEK: Final = 1
EVER: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Reader:
    """What decides when one person may be written to."""

    person_id: int
    chat: int | None
    minute: int
    hours: Hours
    used: tuple[date, ...]
    waiting_at: int | None
    last_days_until: date | None
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """When a person's message goes. `gave_way`: not on the first day that their hours allow, because that day or week
    has all the messages it may have."""

    at: int
    gave_way: bool = False


async def plan(uow: UnitOfWork, people: Collection[int], now: int, *, at_their_hour: bool) -> dict[int, Slot]:
    """Plans a message for each, unless one is planned for that day already; returns person → when it goes.

    `at_their_hour`: not before today's digest minute; otherwise as soon as the budget and quiet time allow. Whoever
    cannot be reached on any channel is left out.
    """
    planned: dict[int, Slot] = {}
    listed = sorted(people)
    for begin in range(0, len(listed), MOST_AT_ONCE):
        planned |= await _plan_some(uow, listed[begin : begin + MOST_AT_ONCE], now, at_their_hour=at_their_hour)
    return planned


async def _plan_some(uow: UnitOfWork, people: Sequence[int], now: int, *, at_their_hour: bool) -> dict[int, Slot]:
    slots: dict[tuple[object, ...], tuple[Slot, int]] = {}
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    planned: dict[int, Slot] = {}
    for reader in await readers(uow, people, now):
        if reader.chat is None:
            continue
        same = (reader.minute, reader.hours, reader.used, reader.last_days_until, reader.weekly)
        if same not in slots:
            found = _slot(reader, now, at_their_hour=at_their_hour)
            slots[same] = found, instant(day_of(found.at), reader.hours.closes)
        slot, expires_at = slots[same]
        at = slot.at
        if reader.waiting_at is not None and reader.waiting_at <= at:
            # A message that waits already is written when it goes, and will say this too.
            planned[reader.person_id] = Slot(reader.waiting_at, _later(reader, reader.waiting_at, now))
            continue
        planned[reader.person_id] = slot
        groups[at, expires_at].append(reader.chat)
    for (due_at, expires_at), chats in groups.items():
        await uow.planning.add(chats, on_day=day_of(due_at), due_at=due_at, expires_at=expires_at, now=now)
    return planned


def _slot(reader: Reader, now: int, *, at_their_hour: bool) -> Slot:
    at = _in_budget(reader, now, at_their_hour=at_their_hour)
    return Slot(at, _later(reader, at, now))


def _later(reader: Reader, at: int, now: int) -> bool:
    return day_of(at) > day_of(next_allowed(now, reader.hours))


def _in_budget(reader: Reader, now: int, *, at_their_hour: bool) -> int:
    start = max(now, instant(day_of(now), reader.minute)) if at_their_hour else now
    return _within(reader, start, reader.minute)


def _within(reader: Reader, start: int, minute: int) -> int:
    """The first instant from `start` on for which the budget has room; `minute` on a later day."""
    if reader.weekly:
        return first_slot(reader.used, start, minute, reader.hours, ONCE_A_WEEK)
    if reader.last_days_until is not None:
        at = first_slot(reader.used, start, minute, reader.hours, LAST_MONTH.weekly_cap)
        if day_of(at) <= reader.last_days_until:
            return at
    return first_slot(reader.used, start, minute, reader.hours, WEEKLY_CAP)


async def readers(uow: UnitOfWork, people: Sequence[int], now: int) -> list[Reader]:
    """All that decides for these people, in a handful of reads."""
    today = day_of(now)
    wishes = await uow.planning.wishes(people)
    chats = await uow.planning.chats(people)
    used = await uow.planning.used_days(people, today - WEEK)
    pauses = await _pauses(uow, people, today, now)
    ending = await uow.planning.ending_terms(people, today, today + timedelta(days=LAST_DAYS), now)
    ordinary = Hours()
    found = []
    for person_id, (minute, opens, closes, weekly) in wishes.items():
        spans = pauses.get(person_id, ())
        hours = ordinary
        if spans or opens is not None or closes is not None:
            hours = Hours.narrowed(
                DAY_OPENS if opens is None else opens, DAY_CLOSES if closes is None else closes, spans
            )
        if not hours.opens <= minute < hours.closes:
            minute = hours.opens
        taken = used.get(person_id, ())
        waiting_at = min((at for _, at in taken if at is not None), default=None)
        days = tuple(day for day, _ in taken)
        chat, last_day = chats.get(person_id), ending.get(person_id)
        found.append(Reader(person_id, chat, minute, hours, days, waiting_at, last_day, weekly))
    return found


async def _pauses(uow: UnitOfWork, people: Sequence[int], today: date, now: int) -> dict[int, tuple[Span, ...]]:
    """person → leave, and the pauses of areas in which all their seats lie."""
    pauses = await uow.planning.leave(people, today)
    areas = await uow.planning.area_pauses(today)
    if not areas:
        return pauses
    for person_id, paths in (await uow.planning.places(people, now)).items():
        spans = [span for area, span in areas if all(path.startswith(area) for path in paths)]
        if spans:
            pauses[person_id] = (*pauses.get(person_id, ()), *spans)
    return pauses


async def appoint(uow: UnitOfWork, person_id: int, wanted: int, until: str, now: int) -> int | None:
    """Keeps the message of a day for something that a person asked to hear at that hour; returns when it goes: within
    their own hours, and later when that day or week has all the messages it may have. None when that is behind the
    day `until`."""
    found = await readers(uow, [person_id], now)
    if not found or found[0].chat is None:
        return next_allowed(wanted)
    reader, day, minute = found[0], day_of(wanted), (wanted - instant(day_of(wanted))) // MINUTE_MS
    if not reader.hours.opens <= minute < reader.hours.closes:
        minute = reader.hours.opens
    wanted = next_allowed(max(now, instant(day, minute)), reader.hours)
    at = _within(reader, wanted, reader.minute)
    if day_of(at).isoformat() > until:
        return None
    waiting = await uow.planning.waiting_day(person_id, day_of(wanted), day_of(at))
    if waiting is not None:
        # That message is written when it goes, so it says this too: it only must not go before the hour.
        at = wanted if waiting == day_of(wanted) else instant(waiting, reader.minute)
        return await uow.planning.not_before(person_id, waiting, at)
    await uow.planning.add(
        [found[0].chat], on_day=day_of(at), due_at=at, expires_at=instant(day_of(at), reader.hours.closes), now=now
    )
    return at


async def may_write_now(uow: UnitOfWork, person_id: int, now: int) -> bool:
    """Whether this is no quiet time for the person, asked again at the second of sending."""
    found = await readers(uow, [person_id], now)
    return bool(found) and not is_quiet(now, found[0].hours)


async def replan(uow: UnitOfWork, people: Sequence[int], now: int) -> None:
    """Their hours or days off have changed: what was planned moves to where it may go now, appointments stay on their
    day as far as they can."""
    had = await uow.planning.take_back(people, now)
    for person_id, at, is_appointed in had:
        if is_appointed:
            await appoint(uow, person_id, at, EVER, now)
    await plan(uow, {person for person, _, is_appointed in had if not is_appointed}, now, at_their_hour=True)
