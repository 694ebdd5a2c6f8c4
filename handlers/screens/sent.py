"""What became of what one sent to others: arrived, waiting and read from when, or without room."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from handlers.access import LAUNCH, SUPERVISE, may, require
from handlers.rules.calendar import DAY_MS, day_of
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice
from handlers.text import day, number, say
from storage.gave_way import GaveWay
from storage.unit_of_work import UnitOfWork

LOOK_BACK = timedelta(days=30)
SHOWN = 3
LOOKED_AT = 60


async def sent(turn: Turn, uow: UnitOfWork) -> Reply:
    """`sent`: the messages of one's own seat and the programmes of one's own unit, of the last 30 days."""
    seat = require(turn.seat, SUPERVISE)
    since = turn.now - LOOK_BACK.days * DAY_MS
    counts = await uow.notices.counts_by_sender(seat.id, since)
    waiting = Counter(await uow.notices.not_arrived(seat.id, since, turn.now, LOOKED_AT)).most_common(SHOWN)
    gave_way = await uow.gave_way.of_issuer(seat.unit_id, (turn.today() - LOOK_BACK).isoformat(), SHOWN)
    lines = [_head(turn.language, counts)]
    lines += [_waiting(turn.language, unit, at, n) for (unit, at), n in waiting]
    lines += [no_room(turn.language, each) for each in gave_way]
    if waiting or gave_way:
        lines.append(say(turn.language, "sent.budget"))
    ways = (Choice(say(turn.language, "ladder.open"), "ladder"),) if may(seat, LAUNCH) else ()
    return Reply(Screen("\n".join(lines), (*ways, home_choice(turn.language)), replaces=True))


def _head(language: str, counts: dict[str, int]) -> str:
    total = sum(counts.values())
    if not total:
        return say(language, "sent.none")
    parts = [
        say(language, f"sent.{state}", n=number(counts[state]))
        for state in ("sent", "waiting", "expired", "withdrawn")
        if counts.get(state)
    ]
    return say(language, "sent.head", n=number(total), parts=", ".join(parts))


def _waiting(language: str, unit: str, at: int | None, messages: int) -> str:
    """What waits for one unit stands in one line however many messages it is: they are read together."""
    named = unit if messages == 1 else say(language, "sent.several", unit=unit, n=number(messages))
    if at is None:
        return say(language, "sent.line_nobody", unit=named)
    return say(language, "sent.line", unit=named, day=day(language, day_of(at)))


def no_room(language: str, each: GaveWay) -> str:
    """One programme that had to give way, how often and to what."""
    return say(language, "sent.gave_way", title=each.title, n=number(each.messages), winner=each.winner)


def sent_choice(language: str) -> Choice:
    """To what became of it."""
    return Choice(say(language, "sent.open"), "sent")
