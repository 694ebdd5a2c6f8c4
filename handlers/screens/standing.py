"""Who needs help below: one line for the level, the worst units first, three steps of drilling, a friendly nudge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.access import RECORD, SUPERVISE, VERIFY, Denied, access_unit, may, require
from handlers.rules.periods import period_of
from handlers.rules.status import days_late, is_silent
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.asking import best_match
from handlers.screens.parts import AT_MOST, home_choice, numbered_list, plain
from handlers.screens.sent import sent_choice
from handlers.text import day, number, say
from handlers.written import for_reader
from storage.model import Seat, Task, Unit
from storage.tasks import Standing
from storage.unit_of_work import UnitOfWork
from storage.units import prefixes

LOOK_BACK = timedelta(days=60)
MOST_UNITS = 20_000
LEAVES = ("cell", "grassroots_cell", "party_group")


async def standing(turn: Turn, uow: UnitOfWork) -> Reply:
    """`standing`, `standing:<unit>`, `standing:<unit>:remind`, `standing:<unit>:send`"""
    if not may(turn.seat, SUPERVISE):
        return await _own_only(turn, uow)
    seat = require(turn.seat, SUPERVISE)
    unit_id = int(turn.args[0]) if turn.args and turn.args[0].isdigit() else await _named(turn, uow, seat)
    unit = await access_unit(uow, seat, unit_id, SUPERVISE)
    rows = await _rows(turn, uow, unit.path)
    if len(turn.args) > 1 and turn.args[1] in ("remind", "send"):
        return await _remind(turn, uow, unit, rows, really=turn.args[1] == "send")
    if unit.kind in LEAVES:
        return await _one_unit(turn, uow, unit.id, unit.name)
    return await _level(turn, uow, unit.id, unit.name, unit.path, rows)


async def _named(turn: Turn, uow: UnitOfWork, seat: Seat) -> int:
    """The unit below whose name was said, else the seat's own."""
    words = str(turn.slots.get("unit") or "")
    if not words or words == "own":
        return seat.unit_id
    units = await uow.units.below(seat.unit_path)
    place = best_match(words, [unit.name for unit in units])
    return seat.unit_id if place is None else units[place].id


async def _rows(turn: Turn, uow: UnitOfWork, path: str) -> list[Standing]:
    today = turn.today()
    return await uow.tasks.standing_below(path, today.isoformat(), (today - LOOK_BACK).isoformat(), MOST_UNITS)


async def _level(turn: Turn, uow: UnitOfWork, unit_id: int, name: str, path: str, rows: list[Standing]) -> Reply:
    if not rows:
        return plain(turn, "standing.empty")
    reach = await uow.tasks.reach_below(path, turn.now)
    expected, done = sum(row.expected for row in rows), sum(row.reported for row in rows)
    head = say(
        turn.language,
        "standing.all",
        unit=name,
        cells=number(len(rows)),
        done=number(done),
        expected=number(expected),
        percent=100 * done // max(expected, 1),
        late=number(sum(row.late for row in rows)),
        blocked=number(sum(row.blocked for row in rows)),
        returned=number(sum(row.returned for row in rows)),
    )
    grouped = _by_child(rows, await uow.units.children(unit_id))
    worst = sorted((row for row in grouped if row.late or row.blocked or row.returned), key=_badness)[:AT_MOST]
    lines = [
        say(turn.language, "standing.line", number=place, unit=row.unit_name, what=_what(turn, row, reach))
        for place, row in enumerate(worst, 1)
    ]
    choices = [Choice(f"{place}. {row.unit_name}", f"standing:{row.unit_id}") for place, row in enumerate(worst, 1)]
    if any(row.late for row in rows) and may(turn.seat, VERIFY):
        choices.append(Choice(say(turn.language, "standing.remind"), f"standing:{unit_id}:remind"))
    month = period_of("monthly", turn.today())
    choices.append(Choice(say(turn.language, "button.figures"), f"figures:{unit_id}:{month}"))
    choices.append(Choice(say(turn.language, "button.export"), f"export:{unit_id}"))
    return numbered_list(
        turn,
        "\n".join((head, *(lines or [say(turn.language, "standing.nobody")]))),
        choices,
        say(turn.language, "tasks.how_plain"),
    )


def _badness(row: Standing) -> tuple[int, int, str]:
    return -row.late, -row.blocked, row.path


def _by_child(rows: list[Standing], children: list[Unit]) -> list[Standing]:
    """One row for each unit directly below, with what is under it; the level's own row stands for itself."""
    named = {child.path: child for child in children}
    sums: dict[str, Standing] = {}
    for row in rows:
        child = next((named[path] for path in prefixes(row.path) if path in named), None)
        path = child.path if child else row.path
        known = sums.get(path)
        if known is not None:
            sums[path] = known.plus(row)
        elif child is not None and child.path != row.path:
            sums[path] = replace(row, unit_id=child.id, unit_name=child.name, unit_kind=child.kind, path=child.path)
        else:
            sums[path] = row
    return list(sums.values())


def _what(turn: Turn, row: Standing, reach: dict[int, tuple[bool, int | None]]) -> str:
    """The five states apart: not reached and silent are not the unit's lateness but a call to make."""
    reachable, wrote = reach.get(row.unit_id, (False, None))
    if not reachable and row.unit_kind in LEAVES:
        return say(turn.language, "standing.not_reached")
    parts = [
        say(turn.language, f"standing.{key}", n=number(count))
        for key, count in (("late", row.late), ("blocked", row.blocked), ("returned", row.returned))
        if count
    ]
    if row.unit_kind in LEAVES and is_silent(wrote, turn.now, turn.now):
        parts.append(say(turn.language, "standing.silent"))
    return ", ".join(parts)


async def _one_unit(turn: Turn, uow: UnitOfWork, unit_id: int, name: str) -> Reply:
    today = turn.today()
    found = await uow.tasks.recent_of_unit(unit_id, today.isoformat(), (today - LOOK_BACK).isoformat(), 8)
    reported = sum(task.state in ("reported", "seen", "verified") for task in found)
    text = say(
        turn.language,
        "standing.unit",
        unit=name,
        reported=reported,
        expected=len(found),
        late=sum(bool(days_late(task, turn.now)) for task in found),
        tasks="\n".join(
            say(
                turn.language,
                "standing.task_line",
                title=task.title,
                due=day(turn.language, task.due_on),
                what=_state(turn, task),
            )
            for task in found
        ),
    )
    return Reply(
        Screen(text, (Choice(say(turn.language, "button.back"), "standing"), home_choice(turn.language)), replaces=True)
    )


def _state(turn: Turn, task: Task) -> str:
    if task.state in ("reported", "seen", "verified"):
        return say(turn.language, "standing.state_done")
    if task.state == "blocked":
        return say(turn.language, "standing.state_blocked", reason=task.reason)
    if task.state == "returned":
        return say(turn.language, "standing.state_returned")
    if task.state not in ("open", "in_progress"):
        return say(turn.language, "standing.state_other")
    late = days_late(task, turn.now)
    return say(turn.language, "standing.state_late", days=late) if late else say(turn.language, "standing.state_open")


async def _remind(turn: Turn, uow: UnitOfWork, unit: Unit, rows: list[Standing], *, really: bool) -> Reply:
    """A preview with the real count and text; then one message to each late unit, never in a group."""
    if not may(turn.seat, VERIFY):
        raise Denied(VERIFY)
    reach = await uow.tasks.reach_below(unit.path, turn.now)
    late = [row for row in rows if row.late and reach.get(row.unit_id, (False, None))[0]]
    if not late:
        return plain(turn, "standing.nobody_to_remind")
    if not really:
        text = say(turn.language, "standing.remind_text", unit=unit.name, late=number(late[0].late))
        choices = (Choice(say(turn.language, "button.send"), f"standing:{unit.id}:send"), home_choice(turn.language))
        return Reply(Screen(say(turn.language, "standing.remind_ask", n=number(len(late)), text=text), choices))
    pushes = []
    for row in late:
        seat_id = await uow.units.seat_for(row.unit_id, "cell_secretary")
        told = for_reader("standing.remind_text", unit=unit.name, late=number(row.late))
        pushes.append(Push(seat_id, told, f"nudge:{row.unit_id}:{turn.today().isoformat()}"))
    reply = plain(
        turn, "standing.reminded", sent_choice(turn.language), home_choice(turn.language), n=number(len(late))
    )
    return Reply(reply.screen, pushes=tuple(pushes))


async def _own_only(turn: Turn, uow: UnitOfWork) -> Reply:
    """A cell secretary asking about others gets a polite no and their own figures."""
    seat = require(turn.seat, RECORD)
    waiting, late, _ = await uow.tasks.counts(seat.unit_id, turn.today().isoformat(), turn.now)
    own = say(turn.language, "home.counts", open=number(waiting), late=number(late))
    return plain(turn, "standing.own_only", Choice(say(turn.language, "button.my_work"), "tasks"), own=own)
