"""Which channel people are written to first: for whoever looks after the machine, when a channel is blocked."""

from __future__ import annotations

from handlers.access import INVITE, Denied, require
from handlers.outage import ADMIN, down_since, prefer
from handlers.rules.calendar import local
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import day, number, say
from storage.unit_of_work import UnitOfWork


async def channels(turn: Turn, uow: UnitOfWork) -> Reply:
    """`channels`, `channels:first:<channel>`, `channels:first:<channel>:yes`: for the part of the tree below."""
    seat = require(turn.seat, INVITE)
    if seat.role != ADMIN:
        raise Denied(INVITE)
    found = await uow.channels.in_use()
    names = [name for name, _, _ in found]
    if turn.args[:1] == ("first",) and turn.args[1] in names:
        chosen = turn.args[1]
        if turn.args[2:] != ("yes",):
            return await _ask(turn, uow, seat.unit_path, chosen)
        told = await prefer(uow, chosen, seat.unit_path, turn.now)
        uow.audit.add(
            "channel.preferred",
            f"unit:{seat.unit_id}",
            turn.now,
            person_id=turn.person.id if turn.person else None,
            seat_id=seat.id,
            inbox_id=turn.inbox_id,
            channel=chosen,
        )
        return plain(turn, "outage.preferred", name=chosen.capitalize(), n=number(told))
    lines = []
    for name, people, first in found:
        since = await down_since(uow, name)
        state = "fine" if since is None else "since"
        at = local(since or turn.now)
        when = f"{at:%H:%M} {day(turn.language, at.date())}"
        how = say(turn.language, f"outage.is_{state}", when=when)
        preferred = say(turn.language, "outage.first", n=number(first)) if first else ""
        lines.append(
            say(turn.language, "outage.line", name=name.capitalize(), n=number(people), first=preferred, how=how)
        )
    choices = [
        Choice(say(turn.language, "outage.write_first", name=name.capitalize()), f"channels:first:{name}")
        for name in (names[:3] if len(names) > 1 else ())
    ]
    text = "\n".join((say(turn.language, "outage.channels"), *lines))
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


async def _ask(turn: Turn, uow: UnitOfWork, path: str, chosen: str) -> Reply:
    people, reached = await uow.channels.reach(chosen, path, turn.now)
    name, others = chosen.capitalize(), people - reached
    left = f" {say(turn.language, 'outage.ask_others', name=name, n=number(others))}" if others else ""
    text = say(turn.language, "outage.ask", name=name, n=number(reached), others=left)
    yes = Choice(say(turn.language, "outage.yes"), f"channels:first:{chosen}:yes")
    return Reply(Screen(text, (yes, home_choice(turn.language))))
