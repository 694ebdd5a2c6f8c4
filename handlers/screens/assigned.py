"""What an office has assigned: how far it is, and taking it back once, for everybody."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import ASSIGN, Denied, require
from handlers.duty_plan import OWN
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, numbered_list, plain
from handlers.text import day, number, say
from handlers.written import for_reader
from storage.assignments import Assigned
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

ONCE, EVERY, GONE = "once", "every", "gone"
LINES = {ONCE: "assign.line", EVERY: "assign.line_every", GONE: "assign.line_gone"}
SHOWN = {ONCE: "assign.shown", EVERY: "assign.shown_every", GONE: "assign.shown_gone"}
ASKED = {ONCE: "assign.withdraw_ask", EVERY: "assign.withdraw_ask_every", GONE: "assign.shown_gone"}


async def assigned(turn: Turn, uow: UnitOfWork) -> Reply:
    """`assigned` lists, `assigned:<programme>` shows, `…:withdraw` asks, `…:yes` takes it back everywhere."""
    seat = require(turn.seat, ASSIGN)
    if not turn.args:
        return await _list(turn, uow, seat)
    found = await uow.assignments.get(int(turn.args[0]))
    if found is None or found.issuer_id != seat.unit_id:
        raise Denied(ASSIGN)
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "yes":
        return await _withdraw(turn, uow, found)
    how = await _how(uow, found)
    text = say(
        turn.language,
        ASKED[how] if way == "withdraw" else SHOWN[how],
        title=found.title,
        due=day(turn.language, found.due_on),
        n=number(found.tasks),
        reported=number(found.reported),
        owed=number(found.owed),
    )
    next_way = "yes" if way == "withdraw" else "withdraw"
    choices = [Choice(say(turn.language, "button.back"), "assigned")]
    if how != GONE:
        label = say(turn.language, f"button.{next_way}")
        choices.insert(0, Choice(label, f"assigned:{found.programme_id}:{next_way}"))
    if way != "withdraw" and how != GONE:
        choices.insert(-1, Choice(say(turn.language, "ladder.open"), f"ladder:{found.programme_id}"))
    if how == EVERY and way != "withdraw":
        choices.insert(0, Choice(say(turn.language, "duty_book.button_skip"), f"duties:skip:{found.code}"))
    return Reply(Screen(text, tuple(choices), replaces=True))


async def _how(uow: UnitOfWork, found: Assigned) -> str:
    """Work once, what comes round, or what was taken back."""
    if not found.code.startswith(OWN):
        return ONCE if found.tasks else GONE
    return EVERY if found.code in await uow.duty_copies.of_unit(found.issuer_id) else GONE


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    found = await uow.assignments.of_unit(seat.unit_id, AT_MOST)
    if not found:
        return plain(turn, "assign.none", Choice(say(turn.language, "button.assign"), "assign"))
    lines = [
        say(
            turn.language,
            LINES[await _how(uow, each)],
            number=place,
            title=each.title,
            due=day(turn.language, each.due_on),
            reported=number(each.reported),
            n=number(each.tasks),
        )
        for place, each in enumerate(found, 1)
    ]
    choices = [Choice(f"{place}. {each.title}", f"assigned:{each.programme_id}") for place, each in enumerate(found, 1)]
    text = "\n".join((say(turn.language, "assign.list"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


async def _withdraw(turn: Turn, uow: UnitOfWork, found: Assigned) -> Reply:
    seats = await uow.assignments.seats(found.programme_id)
    count = await uow.assignments.withdraw(found.programme_id, turn.now)
    if found.code.startswith(OWN) and turn.seat is not None:
        # What comes round does not come again, and what is open of other years goes with it.
        await uow.duty_copies.drop(found.issuer_id, found.code)
        left = await uow.duty_copies.open_below(turn.seat.unit_path, found.code, "")
        await uow.duty_copies.withdraw([task_id for task_id, _ in left], turn.now)
        seats += [(seat_id, task_id) for task_id, seat_id in left if seat_id is not None]
        count += len(left)
    # Who has not heard of it yet does not hear of it at all; the rest get one line.
    await uow.notices.withdraw(f"programme:{found.programme_id}")
    told = for_reader("assign.push_withdrawn", title=found.title)
    pushes = tuple(Push(seat_id, told, f"withdrawn:{found.programme_id}") for seat_id in sorted({s for s, _ in seats}))
    key = "assign.withdrawn_every" if found.code.startswith(OWN) else "assign.withdrawn"
    return replace(plain(turn, key, title=found.title, n=number(count)), pushes=pushes)
