"""Telling somebody something they did not ask for: it waits for that person's one message of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from handlers.planning import Slot, plan
from handlers.rules.calendar import DAY_MS, day_of
from handlers.screen import Push
from handlers.written import in_every_language
from storage.notices import Notice
from storage.unit_of_work import UnitOfWork

LASTS: Final = 7 * DAY_MS
ASSIGNED: Final = "assigned"
"""A notice about a task, which takes its place among the items of the message."""
CHUNK: Final = 1_000


def as_notice(push: Push, now: int, sender_seat_id: int | None = None) -> Notice:
    """A push of a turn, as what waits for its receiver."""
    return Notice(
        seat_id=push.seat_id,
        kind="text" if push.write else ASSIGNED,
        payload=in_every_language(push.write) if push.write else {"programme": push.programme_id},
        due_on=push.due_on or day_of(now).isoformat(),
        expires_at=now + LASTS,
        cause=push.cause,
        sender_seat_id=sender_seat_id,
    )


async def tell(uow: UnitOfWork, notices: Sequence[Notice], now: int, *, at_their_hour: bool = False) -> dict[int, Slot]:
    """Keeps the notices and plans a message for whoever they are for; returns seat → when its holder will read it.

    A seat that nobody holds, or nobody who can be reached, is left out; the notice waits for somebody.
    """
    await uow.notices.add(notices, now)
    alone = {each.person_id for each in notices if each.person_id is not None}
    if alone:
        await plan(uow, alone, now, at_their_hour=at_their_hour)
    seats = [each.seat_id for each in notices if each.person_id is None]
    return await plan_for_seats(uow, seats, now, at_their_hour=at_their_hour)


async def plan_for_seats(
    uow: UnitOfWork, seats: Sequence[int], now: int, *, at_their_hour: bool = False
) -> dict[int, Slot]:
    """seat → the earliest message that one of its holders gets."""
    holders: dict[int, list[int]] = defaultdict(list)
    for seat_id, person_id in await uow.notices.holders(seats, now):
        holders[seat_id].append(person_id)
    people = {person for each in holders.values() for person in each}
    planned = await plan(uow, people, now, at_their_hour=at_their_hour) if people else {}
    found: dict[int, Slot] = {}
    for seat_id, held_by in holders.items():
        slots = [planned[person] for person in held_by if person in planned]
        if slots:
            found[seat_id] = min(slots, key=lambda slot: slot.at)
    return found


async def tick_notices(uow: UnitOfWork, now: int) -> bool:
    """Plans messages for notices that still wait; whether more may be due."""
    due = await uow.notices.due(now, CHUNK)
    if not due:
        return False
    by_seat = await plan_for_seats(uow, sorted({seat for _, seat, alone in due if alone is None}), now)
    alone = sorted({person for _, _, person in due if person is not None})
    by_person = await plan(uow, alone, now, at_their_hour=False) if alone else {}
    later: dict[int, list[int]] = defaultdict(list)
    for notice_id, seat_id, person_id in due:
        slot = by_seat.get(seat_id) if person_id is None else by_person.get(person_id)
        later[max(now, slot.at if slot else now) + DAY_MS].append(notice_id)
    for at, ids in later.items():
        await uow.notices.look_again(ids, at)
    return len(due) == CHUNK
