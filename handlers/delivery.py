"""When a message cannot be brought: the person's other channel first, then a card for the clerk; and Zalo's quota."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from handlers.daily import tell_of_cards
from handlers.notices import tell
from handlers.rules.calendar import DAY_MS, day_of, instant
from handlers.rules.shares import percent_of
from handlers.text import number
from handlers.written import for_reader, in_every_language
from storage.notices import Notice
from storage.outbox import Outcome
from storage.unit_of_work import UnitOfWork

UNREACHED: Final = "unreached"
CARD_AGAIN: Final = 30 * DAY_MS
ZALO: Final = "zalo"
# The free plan's figures; messages in both directions are counted, since sources differ (platform C5).
ZALO_MESSAGES_A_MONTH: Final = 3_000
ZALO_USERS: Final = 50
WARN_AT: Final = (80, 100)


async def arrived(uow: UnitOfWork, outcomes: Sequence[Outcome], now: int) -> None:
    """What the messages that were sent carried is told, and what found no room in them is counted for its sender."""
    told = [notice for each in outcomes for notice in each.notices]
    if told:
        await uow.notices.mark_sent(told, now)
    gave_way = Counter(pair for each in outcomes for pair in each.gave_way)
    if gave_way:
        await uow.gave_way.add(gave_way, day_of(now).isoformat())


async def rescue(uow: UnitOfWork, failing: Mapping[int, int | None], now: int) -> set[int]:
    """outbox row → person: moves unasked messages to another channel of the same person, returns those that had one;
    for people with no channel left a call card is opened."""
    elsewhere = {each for each in failing if await uow.outbox.fall_over(each, now)}
    await cannot_reach(uow, sorted({each for each in failing.values() if each is not None}), now)
    return elsewhere


async def cannot_reach(uow: UnitOfWork, people: Sequence[int], now: int) -> None:
    """No channel is left for these people: a call card for the clerk above each of their units."""
    lost = [each for each in people if await uow.people.best_chat(each) is None]
    seats = [seat for each in lost for seat in await uow.people.seats(each, now)]
    opened = [
        seat.unit_path
        for seat in seats
        if await uow.cards.open(seat.unit_id, UNREACHED, now, not_since=now - CARD_AGAIN)
    ]
    await tell_of_cards(uow, opened, now)


async def watch_quota(uow: UnitOfWork, now: int) -> list[str]:
    """Tells the administrators once at 80% and once at 100% of Zalo's monthly messages and of its users; returns the
    keys of what was told."""
    month = day_of(now).replace(day=1)
    used, users = await uow.outbox.usage(ZALO, instant(month))
    told = []
    notices = []
    for what, count, most in (("messages", used, ZALO_MESSAGES_A_MONTH), ("users", users, ZALO_USERS)):
        step = max((each for each in WARN_AT if 100 * count >= each * most), default=None)
        if step is None:
            continue
        key = f"quota:{ZALO}:{what}:{month.isoformat()[:7]}:{step}"
        told.append(key)
        words = in_every_language(
            for_reader(f"quota.{what}", used=number(count), most=number(most), percent=percent_of(count, most))
        )
        notices += [
            Notice(seat, "text", words, day_of(now).isoformat(), now + 7 * DAY_MS, key=f"{key}:{seat}")
            for seat in await uow.units.seats_with_role("admin")
        ]
    if notices:
        await tell(uow, notices, now)
    return told
