"""Who needs help below: one line for the level, the worst units first, then one unit, then the message behind a figure;
and a friendly nudge to those who are late.
"""

from __future__ import annotations

from handlers.access import RECORD, SUPERVISE, VERIFY, Denied, access_unit, may, require
from handlers.reports.wording import percent
from handlers.rules.periods import period_of
from handlers.rules.status import is_silent
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.home import counts_in_words
from handlers.screens.one_unit import EVER, LOOK_BACK, behind, named_unit, one_unit, since_then
from handlers.screens.parts import AT_MOST, home_choice, numbered_list, plain
from handlers.screens.reopen import reopen
from handlers.screens.sent import sent_choice
from handlers.text import number, say
from handlers.written import for_reader
from storage.figures import Figures, Span, UnitFigures
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

LEAVES = ("cell", "grassroots_cell", "party_group")


async def standing(turn: Turn, uow: UnitOfWork) -> Reply:
    """`standing`, `standing:<unit>`, `standing:<unit>:remind`, `…:send`, `standing:<unit>:task:<task>`, `…:open`"""
    if not may(turn.seat, SUPERVISE):
        return await _own_only(turn, uow)
    seat = require(turn.seat, SUPERVISE)
    unit_id = int(turn.args[0]) if turn.args and turn.args[0].isdigit() else await named_unit(turn, uow, seat)
    unit = await access_unit(uow, seat, unit_id, SUPERVISE)
    if turn.args[1:2] == ("task",) and turn.args[3:] == ("open",):
        return await reopen(turn, uow, int(turn.args[2]))
    if turn.args[1:2] == ("task",):
        return await behind(turn, uow, unit, int(turn.args[2]))
    if turn.args[1:2] in (("remind",), ("send",)):
        return await _remind(turn, uow, unit, really=turn.args[1] == "send")
    if unit.kind in LEAVES:
        return await one_unit(turn, uow, unit)
    return await _level(turn, uow, unit)


def _span(turn: Turn, path: str) -> Span:
    today = turn.today()
    return Span(path, (today - LOOK_BACK).isoformat(), EVER, today.isoformat())


async def _level(turn: Turn, uow: UnitOfWork, unit: Unit) -> Reply:
    span = _span(turn, unit.path)
    rows = await uow.reports.by_child(span)
    if not rows:
        return plain(turn, "standing.empty")
    worst = sorted((row for row in rows if _trouble(row.figures)), key=_badness)[:AT_MOST]
    reach = {row.unit_id: (await uow.tasks.reach_below(row.path, turn.now)) for row in worst if row.kind in LEAVES}
    lines = [
        say(turn.language, "standing.line", number=place, unit=row.name, what=_what(turn, row, reach.get(row.unit_id)))
        for place, row in enumerate(worst, 1)
    ]
    choices = [Choice(f"{place}. {row.name}", _into(row, unit)) for place, row in enumerate(worst, 1)]
    if any(row.figures.late for row in rows) and may(turn.seat, VERIFY):
        choices.append(Choice(say(turn.language, "standing.remind"), f"standing:{unit.id}:remind"))
    month = period_of("monthly", turn.today())
    choices.append(Choice(say(turn.language, "button.figures"), f"figures:{unit.id}:{month}"))
    choices.append(Choice(say(turn.language, "button.export"), f"export:{unit.id}"))
    head = await _head(turn, uow, unit)
    return numbered_list(
        turn,
        "\n".join((head, *(lines or [say(turn.language, "standing.nobody")]))),
        choices,
        say(turn.language, "tasks.how_plain"),
    )


def _into(row: UnitFigures, unit: Unit) -> str:
    """A level's own tasks are looked at through its period; every other unit through its own screen."""
    return f"figures:{unit.id}" if row.unit_id == unit.id else f"standing:{row.unit_id}"


async def _head(turn: Turn, uow: UnitOfWork, unit: Unit) -> str:
    """One line for the level: of what was due by now, or came before its day."""
    expected, all_ = await since_then(uow, unit, turn.today())
    return say(
        turn.language,
        "standing.all",
        unit=unit.name,
        cells=number(await uow.units.count_below(unit.path)),
        done=number(all_.reported),
        expected=number(expected),
        percent=percent(all_.reported, expected),
        trouble=f"\n{trouble}." if (trouble := ", ".join(_counted(turn, all_, "all_"))) else "",
    )


def _trouble(figures: Figures) -> int:
    return figures.late + figures.blocked + figures.returned


def _badness(row: UnitFigures) -> tuple[int, int, str]:
    return -row.figures.late, -row.figures.blocked, row.path


def _what(turn: Turn, row: UnitFigures, reach: dict[int, tuple[bool, int | None]] | None) -> str:
    """The five states apart: not reached and silent are not the unit's lateness but a call to make."""
    reachable, wrote = reach.get(row.unit_id, (False, None)) if reach else (False, None)
    if not reachable and row.kind in LEAVES:
        return say(turn.language, "standing.not_reached")
    found = row.figures
    parts = _counted(turn, found)
    if row.kind in LEAVES and is_silent(wrote, turn.now, turn.now):
        parts.append(say(turn.language, "standing.silent"))
    return ", ".join(parts)


def _counted(turn: Turn, found: Figures, of: str = "") -> list[str]:
    """What is late, held up, given back; what there is none of is not said."""
    counts = (("late", found.late), ("blocked", found.blocked), ("returned", found.returned))
    return [say(turn.language, f"standing.{of}{key}", n=number(count)) for key, count in counts if count]


async def _remind(turn: Turn, uow: UnitOfWork, unit: Unit, *, really: bool) -> Reply:
    """A preview with the real count and text; then one message to each late unit, never in a group."""
    if not may(turn.seat, VERIFY):
        raise Denied(VERIFY)
    reach = await uow.tasks.reach_below(unit.path, turn.now)
    rows = await uow.reports.by_unit(_span(turn, unit.path))
    # The level itself is not asked after: it is the one that asks.
    below = [row for row in rows if row.unit_id != unit.id or row.kind in LEAVES]
    reached = [row for row in below if row.figures.late and reach.get(row.unit_id, (False, None))[0]]
    late = [(row, still) for row in reached if (still := await _still_late(turn, uow, row))]
    if not late:
        return plain(turn, "standing.nobody_to_remind")
    if not really:
        text = say(turn.language, "standing.remind_text", unit=unit.name, late=number(late[0][1]))
        choices = (Choice(say(turn.language, "button.send"), f"standing:{unit.id}:send"), home_choice(turn.language))
        return Reply(Screen(say(turn.language, "standing.remind_ask", n=number(len(late)), text=text), choices))
    pushes = []
    for row, still in late:
        seat_id = await uow.units.seat_for(row.unit_id, "cell_secretary")
        told = for_reader("standing.remind_text", unit=unit.name, late=number(still))
        pushes.append(Push(seat_id, told, f"nudge:{row.unit_id}:{turn.today().isoformat()}"))
    reply = plain(
        turn, "standing.reminded", sent_choice(turn.language), home_choice(turn.language), n=number(len(late))
    )
    return Reply(reply.screen, pushes=tuple(pushes))


async def _still_late(turn: Turn, uow: UnitOfWork, row: UnitFigures) -> int:
    """What the unit finds late in its own list: whoever is asked after must be able to answer. Books that are closed
    count above, but no reminder opens them."""
    _, late, _ = await uow.tasks.counts(row.unit_id, turn.today().isoformat(), turn.now)
    return late


async def _own_only(turn: Turn, uow: UnitOfWork) -> Reply:
    """A cell secretary asking about others gets a polite no and their own figures."""
    seat = require(turn.seat, RECORD)
    waiting, late, _ = await uow.tasks.counts(seat.unit_id, turn.today().isoformat(), turn.now)
    own = counts_in_words(turn.language, waiting, late)
    return plain(turn, "standing.own_only", Choice(say(turn.language, "button.my_work"), "tasks"), own=own)
