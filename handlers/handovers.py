"""What is said when a seat changes hands: the one who comes gets a page of what is due, the one who goes is thanked.

Rights have moved already, at the instant itself, because every right is a row with its instants; only words are sent
here, inside the one message that each of them gets that day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Final

from handlers.notices import LASTS, tell
from handlers.rules.calendar import ONE_DAY, day_of
from handlers.screen import Choice, Screen
from handlers.text import day, say, seat_name
from handlers.written import for_reader, in_every_language
from storage.handovers import Handover, Someone
from storage.model import Seat
from storage.notices import Notice, Waiting
from storage.unit_of_work import UnitOfWork

WELCOME: Final = "welcome"
AT_ONCE: Final = 200
AHEAD: Final = timedelta(days=14)
SHOWN: Final = 5


async def tell_handovers(uow: UnitOfWork, now: int) -> int:
    """Tells everybody concerned by what has come, inside their one message of a day; how many changes that were."""
    due = await uow.handovers.due(now, AT_ONCE)
    for each in due:
        seat = await uow.units.seat(each.seat_id)
        if seat is not None:
            write = _deputy if each.kind == "deputy" else _holder
            await tell(uow, await write(uow, each, seat, now), now)
        await uow.handovers.told(each.id, now)
    return len(due)


async def _holder(uow: UnitOfWork, each: Handover, seat: Seat, now: int) -> list[Notice]:
    notices = []
    for gone in await uow.handovers.left(seat.id, each.from_at):
        if gone.id == each.person_id:
            continue
        rest = await uow.people.seats(gone.id, now)
        thanks = for_reader(
            "handover.thanks" if rest else "handover.thanks_and_out",
            name=gone.name,
            seat=partial(seat_name, role=seat.role, unit_name=seat.unit_name),
            called=each.called,
        )
        notices.append(_notice(each, gone, "text", in_every_language(thanks), now))
        await uow.handovers.let_out(seat.id, gone.id)
    comers = await uow.handovers.sitting(seat.id, "holder", now)
    return notices + [_notice(each, come, WELCOME, {"handover": each.id, "person": come.id}, now) for come in comers]


async def _deputy(uow: UnitOfWork, each: Handover, seat: Seat, now: int) -> list[Notice]:
    comers = await uow.handovers.sitting(seat.id, "deputy", now)
    return [
        _notice(each, come, WELCOME, {"handover": each.id, "person": come.id}, now)
        for come in comers
        if come.id == each.person_id
    ]


def _notice(each: Handover, who: Someone, kind: str, payload: dict[str, Any], now: int) -> Notice:
    return Notice(
        each.seat_id,
        kind,
        payload,
        # Whoever comes and goes hears of it before anything else of that day.
        day_of(now).isoformat(),
        now + LASTS,
        key=f"handover:{each.id}:{who.id}",
        person_id=who.id,
    )


async def welcome(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """What the one who comes reads, as it is true at this second; nothing when they sit there no longer."""
    each = await uow.handovers.get(int(notice.payload["handover"]))
    kind = each.kind if each else "holder"
    sitting = await uow.handovers.sitting(seat.id, kind, now)
    come = next((who for who in sitting if who.id == notice.payload["person"]), None)
    if each is None or come is None:
        return None
    page = await welcome_page(uow, seat, come, now)
    if kind == "holder":
        return page
    until = day_of(each.until_at or now) - ONE_DAY
    title = seat_name(language, seat.role, seat.unit_name)
    text = say(language, "deputy.begins", name=come.name, seat=title, day=day(language, until))
    return replace(page, text=f"{text}\n{page.text}")


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
