"""How people are reminded of what one's own unit issued: before the due day, after it, and who hears of it when."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from handlers.access import LAUNCH, Denied, require
from handlers.ladders import ladder_of
from handlers.rules.ladder import BEFORE_DUE, DEFAULT_LADDER, Ladder
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.screens.sent import no_room
from handlers.text import say
from storage.ladders import LadderRow
from storage.model import Seat
from storage.tasks import Programme
from storage.unit_of_work import UnitOfWork

LOOK_BACK = timedelta(days=30)
LONGEST_DAYS = 60


async def ladder(turn: Turn, uow: UnitOfWork) -> Reply:
    """`ladder` lists what one's unit issued, `ladder:<programme>` shows how people are reminded of it,
    `…:before:<which>`, `…:days` and `…:usual` change it."""
    seat = require(turn.seat, LAUNCH)
    if not turn.args:
        return await _list(turn, uow, seat)
    programme = await _own(uow, seat, int(turn.args[0]))
    way = turn.args[1] if len(turn.args) > 1 else ""
    now = await ladder_of(uow, programme.id)
    if way == "days":
        return Reply(
            Screen(say(turn.language, "ladder.ask_days", title=programme.title)),
            next_screen="ladder",
            draft={"programme": programme.id},
            takes_numbers=True,
        )
    if way == "usual":
        return await _save(turn, uow, programme, DEFAULT_LADDER)
    if way == "before" and turn.args[2] in BEFORE_DUE:
        return await _save(turn, uow, programme, replace(now, before=turn.args[2]))
    return await _show(turn, uow, programme, now)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """Three numbers, each more than the one before."""
    seat = require(turn.seat, LAUNCH)
    programme = await _own(uow, seat, int(turn.draft["programme"]))
    days = [int(each) for each in re.findall(r"\d{1,3}", turn.said)]
    if len(days) != 3 or not 0 < days[0] < days[1] < days[2] <= LONGEST_DAYS:
        return Reply(
            Screen(say(turn.language, "ladder.again", most=LONGEST_DAYS)),
            next_screen="ladder",
            draft=turn.draft,
            takes_numbers=True,
            stumbled=True,
        )
    late, clerk, weekly = days
    changed = replace(await ladder_of(uow, programme.id), late_days=late, clerk_days=clerk, weekly_days=weekly)
    return await _save(turn, uow, programme, changed)


async def _own(uow: UnitOfWork, seat: Seat, programme_id: int) -> Programme:
    """Only who issued it decides how people are reminded of it."""
    programme = await uow.tasks.programme(programme_id)
    if programme is None or programme.issuer_id != seat.unit_id:
        raise Denied(LAUNCH)
    return programme


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    found = await uow.ladders.issued(seat.unit_id, turn.today().isoformat(), AT_MOST - 1)
    if not found:
        return plain(turn, "ladder.none")
    lines = [say(turn.language, "ladder.line", number=place, title=title) for place, (_, title) in enumerate(found, 1)]
    choices = [Choice(f"{place}. {title}", f"ladder:{each}") for place, (each, title) in enumerate(found, 1)]
    text = "\n".join((say(turn.language, "ladder.list"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


async def _save(turn: Turn, uow: UnitOfWork, programme: Programme, changed: Ladder) -> Reply:
    row = LadderRow(programme.id, changed.before, changed.late_days, changed.clerk_days, changed.weekly_days)
    by = actor(turn)
    await uow.ladders.put(row, turn.now, by.person_id)
    uow.audit.add(
        "ladder.changed",
        f"programme:{programme.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        before=row.before_due,
        days=f"{row.late_days} {row.clerk_days} {row.weekly_days}",
    )
    return await _show(turn, uow, programme, changed, saved=True)


async def _show(turn: Turn, uow: UnitOfWork, programme: Programme, now: Ladder, *, saved: bool = False) -> Reply:
    since = (turn.today() - LOOK_BACK).isoformat()
    lines = [say(turn.language, "ladder.saved")] if saved else []
    lines.append(
        say(
            turn.language,
            "ladder.shown",
            title=programme.title,
            before=say(turn.language, f"ladder.before_{now.before}"),
            late=now.late_days,
            clerk=now.clerk_days,
            weekly=now.weekly_days,
        )
    )
    lines += [no_room(turn.language, each) for each in await uow.gave_way.of_programme(programme.id, since, 2)]
    choices = [
        Choice(say(turn.language, f"ladder.set_{each}"), f"ladder:{programme.id}:before:{each}")
        for each in BEFORE_DUE
        if each != now.before
    ]
    choices.append(Choice(say(turn.language, "ladder.set_days"), f"ladder:{programme.id}:days"))
    if now != DEFAULT_LADDER:
        choices.append(Choice(say(turn.language, "ladder.set_usual"), f"ladder:{programme.id}:usual"))
    return Reply(Screen("\n".join(lines), (*choices, home_choice(turn.language)), replaces=True))
