"""Each month a sample of what is reported and closed is drawn for a telephone call, by a seed that can be checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from handlers.notices import LASTS, tell
from handlers.rules.calendar import day_of
from handlers.rules.periods import bounds, period_of, previous_period
from handlers.rules.sampling import drawn
from handlers.text import number
from handlers.written import for_reader, in_every_language
from storage.notices import Notice
from storage.unit_of_work import UnitOfWork

CLERK_ROLE: Final = "office_clerk"
DRAWN_UNTIL_DAY: Final = 10
"""A draw that a stop prevented is made up for until this day of the month."""


async def draw_spot_checks(uow: UnitOfWork, now: int, after: int, upto: int) -> int:
    """For each committee with an id in (after, upto]: 5% of what its cells reported and closed last month, drawn once;
    the clerk is told. Returns how many calls."""
    today = day_of(now)
    if today.day > DRAWN_UNTIL_DAY:
        return 0
    month = previous_period(period_of("monthly", today))
    first, last = bounds(month)
    calls = 0
    for unit_id, code in await uow.spot_checks.committees(after, upto):
        seed = f"{code} {month}"
        if await uow.spot_checks.is_drawn(seed):
            continue
        chosen = drawn(seed, await uow.spot_checks.closed(unit_id, first, last))
        if not chosen:
            continue
        await uow.spot_checks.add(chosen, seed, now)
        calls += len(chosen)
        seats = await uow.units.seats_of_role(CLERK_ROLE, [unit_id])
        told = for_reader(
            "spot.push",
            ("button.spot", "spot"),
            words="spot.words",
            n=number(len(chosen)),
            month=f"{last.month}/{last.year}",
        )
        due_on = (today + timedelta(days=DRAWN_UNTIL_DAY)).isoformat()
        payload = in_every_language(told)
        notices = [Notice(each, "text", payload, due_on, now + LASTS, key=f"spot:{seed}") for each in seats.values()]
        if notices:
            await tell(uow, notices, now)
    return calls
