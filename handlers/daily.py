"""Once a day, before the first reminder: cards for silent units, the hour at which people answer."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Final

from handlers.notices import tell
from handlers.reminders import CLERK_ROLE, nearest_seats
from handlers.rules.calendar import DAY_MS, ZONE_OFFSET_MS, day_of, instant
from handlers.rules.status import SILENT_DAYS
from handlers.rules.wishes import MOST_ANSWERS, learnt_minute
from handlers.told import CALLS
from storage.notices import Notice
from storage.unit_of_work import UnitOfWork

CHUNK: Final = 2_000
SILENT: Final = "silent"


async def open_silent_cards(uow: UnitOfWork, now: int, after: int, upto: int) -> int:
    """A call card for each unit with an id in (after, upto] that owes work and wrote nothing for 30 days; tells the
    clerk above. Returns how many."""
    silent_since = now - SILENT_DAYS * DAY_MS
    opened = [
        path
        for unit_id, path in await uow.cards.silent_units(
            after, upto, day_of(now), silent_since, day_of(silent_since), now
        )
        if await uow.cards.open(unit_id, SILENT, now, not_since=silent_since)
    ]
    await tell_of_cards(uow, opened, now)
    return len(opened)


async def tell_of_cards(uow: UnitOfWork, paths: list[str], now: int) -> None:
    """One line to the clerks above these units: there is somebody to call."""
    if not paths:
        return
    today = day_of(now).isoformat()
    seats = await nearest_seats(uow, CLERK_ROLE, paths)
    notices = [Notice(seat, CALLS, {}, today, now + 7 * DAY_MS, key=f"{CALLS}:{seat}:{today}") for seat in seats]
    if notices:
        await tell(uow, notices, now)


async def learn_hours(uow: UnitOfWork, now: int, after: int) -> int | None:
    """Counts what the next people answered yesterday and moves their digest to the hour at which they usually do.
    Returns the id after which to go on, None when nobody is left."""
    upto = await uow.wishes.chunk(after, CHUNK)
    if upto is None:
        return None
    today = day_of(now)
    first = instant(today - timedelta(days=1))
    await uow.wishes.count_answers(after, upto, first=first, last=instant(today), offset_ms=ZONE_OFFSET_MS)
    hours = await uow.wishes.answers(after, upto)
    learnt: dict[int, int] = defaultdict(int)
    for person_id, answers in hours.items():
        minute = learnt_minute(answers)
        if minute is not None:
            learnt[person_id] = minute
    if learnt:
        await uow.wishes.learn(learnt)
    faded = [person_id for person_id, answers in hours.items() if sum(answers.values()) > MOST_ANSWERS]
    if faded:
        await uow.wishes.fade(faded)
    return upto
