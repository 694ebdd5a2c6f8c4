"""What is said when a seat changes hands: the one who comes gets a page of what is due, the one who goes is thanked.

Rights have moved already, at the instant itself, because every right is a row with its instants; only words are sent
here, at an hour at which people may be written to.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from handlers.rules.calendar import ONE_DAY, day_of, next_allowed
from handlers.screen import Choice, Screen
from handlers.text import day, say, seat_name
from storage.handovers import Handover, Someone
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

AT_ONCE: Final = 200
AHEAD: Final = timedelta(days=14)
SHOWN: Final = 5


async def tell_handovers(uow: UnitOfWork, now: int) -> int:
    """Tells everybody concerned by what has come; how many changes that were."""
    due = await uow.handovers.due(now, AT_ONCE)
    for each in due:
        seat = await uow.units.seat(each.seat_id)
        if seat is not None:
            await (_deputy(uow, each, seat, now) if each.kind == "deputy" else _holder(uow, each, seat, now))
        await uow.handovers.told(each.id, now)
    return len(due)


async def _holder(uow: UnitOfWork, each: Handover, seat: Seat, now: int) -> None:
    for gone in await uow.handovers.left(seat.id, each.from_at):
        if gone.id == each.person_id:
            continue
        rest = await uow.people.seats(gone.id, now)
        text = say(
            gone.language,
            "handover.thanks" if rest else "handover.thanks_and_out",
            name=gone.name,
            seat=seat_name(gone.language, seat.role, seat.unit_name),
            called=each.called,
        )
        await _push(uow, gone, Screen(text), each, now)
        await uow.handovers.let_out(seat.id, gone.id)
    for come in await uow.handovers.sitting(seat.id, "holder", now):
        await _push(uow, come, await welcome_page(uow, seat, come, now), each, now)


async def _deputy(uow: UnitOfWork, each: Handover, seat: Seat, now: int) -> None:
    until = day_of(each.until_at or now) - ONE_DAY
    for come in await uow.handovers.sitting(seat.id, "deputy", now):
        if come.id == each.person_id:
            title = seat_name(come.language, seat.role, seat.unit_name)
            text = say(come.language, "deputy.begins", name=come.name, seat=title, day=day(come.language, until))
            page = await welcome_page(uow, seat, come, now)
            await _push(uow, come, Screen(f"{text}\n{page.text}", page.choices, words=page.words), each, now)


async def welcome_page(uow: UnitOfWork, seat: Seat, who: Someone, now: int) -> Screen:
    """The seat and what falls due in it within 14 days."""
    today = day_of(now)
    rows = await uow.handovers.soon_due(seat.id, today.isoformat(), (today + AHEAD).isoformat(), SHOWN + 1)
    title = seat_name(who.language, seat.role, seat.unit_name)
    lines = [say(who.language, "handover.page" if rows else "handover.page_empty", name=who.name, seat=title)]
    lines += [say(who.language, "handover.line", title=task, due=day(who.language, due)) for task, due in rows[:SHOWN]]
    if len(rows) > SHOWN:
        lines.append(say(who.language, "handover.more"))
    ways = (
        Choice(say(who.language, "handover.open"), f"myseats:{seat.id}"),
        Choice(say(who.language, "button.my_work"), "tasks"),
    )
    return Screen("\n".join(lines), ways, words=say(who.language, "handover.words"))


async def _push(uow: UnitOfWork, who: Someone, screen: Screen, each: Handover, now: int) -> None:
    chat = await uow.people.best_chat(who.id)
    if chat is not None:
        uow.outbox.push(
            chat[0],
            chat[1],
            "push",
            screen.as_payload(),
            now,
            due_at=next_allowed(now),
            dedupe_key=f"handover:{each.id}:{who.id}",
        )
