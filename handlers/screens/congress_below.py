"""The congresses below an office: how many are done, who has no day yet, who is behind; the gate of the upper step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from handlers.access import ACKNOWLEDGE, TOTALS, may
from handlers.catalogue import LEVEL_OF_KIND
from handlers.congresses import ANSWERED, APPROVED_STEP, ASKED_STEP, CONFIRMED_ABOVE
from handlers.screen import Choice, Reply, Turn
from handlers.screens.congress_parts import CELLS
from handlers.screens.parts import numbered_list, plain
from handlers.text import day, number, say
from storage.congress_rows import Overview
from storage.model import Seat, Unit
from storage.unit_of_work import UnitOfWork

ROUND: Final = timedelta(days=540)
"""A congress planned earlier than this before today belongs to the term before."""


async def overview_below(
    uow: UnitOfWork, unit: Unit, today: date, *, directly: bool, since: date | None = None
) -> list[Overview]:
    """The congresses of this round under a unit (not its own): directly below it, or of the whole subtree."""
    rows = await uow.congresses.overview(
        unit.path,
        tuple(LEVEL_OF_KIND),
        since=(since or today - ROUND).isoformat(),
        today=today.isoformat(),
        confirmed=CONFIRMED_ABOVE,
        parent_id=unit.id if directly else None,
    )
    return [row for row in rows if row.unit_id != unit.id]


def standing_of(row: Overview) -> str:
    """held, late, under_way or no_day."""
    if row.congress_id is None:
        return "no_day"
    if row.held or row.state == "closed":
        return "held"
    return "late" if row.late else "under_way"


A_PAGE: Final = 3
URGENT_FIRST: Final = ("no_day", "late", "under_way", "held")


async def below(turn: Turn, uow: UnitOfWork, unit: Unit, skip: int) -> Reply:
    """`congress:<unit>:below`: the sums of the whole subtree, then the units directly below, who needs help first."""
    today = turn.today()
    everybody = await overview_below(uow, unit, today, directly=False)
    if not everybody:
        return plain(turn, "congress.nobody_below", unit=unit.name)
    direct = [row for row in everybody if row.parent_id == unit.id]
    direct.sort(key=lambda row: (URGENT_FIRST.index(standing_of(row)), row.planned_on or "", row.path))
    if may(turn.seat, TOTALS):
        direct = [row for row in direct if row.unit_kind not in CELLS]
    found = direct[skip:]
    asked = await _asked(turn, uow, unit)
    shown = found[: A_PAGE - asked]
    lines = [_line(turn, place, row, everybody) for place, row in enumerate(shown, 1)]
    choices = [Choice(f"{place}. {row.unit_name}", f"congress:{row.unit_id}") for place, row in enumerate(shown, 1)]
    if len(found) > len(shown):
        choices.append(Choice(say(turn.language, "button.more"), f"congress:{unit.id}:below:{skip + len(shown)}"))
    if asked:
        choices.append(Choice(say(turn.language, "congress.button_asked"), "conapprove"))
    if unit.kind in LEVEL_OF_KIND:
        choices.append(Choice(say(turn.language, "congress.button_own"), f"congress:{unit.id}"))
    head = _head(turn, unit, everybody)
    return numbered_list(turn, "\n".join((head, *lines)), choices, say(turn.language, "tasks.how_plain"))


async def _asked(turn: Turn, uow: UnitOfWork, unit: Unit) -> bool:
    """Whether papers wait for this seat's answer."""
    seat = turn.seat
    if seat is None or seat.unit_id != unit.id or not may(seat, ACKNOWLEDGE):
        return False
    return bool(await waiting_for(uow, seat, 1))


async def waiting_for(uow: UnitOfWork, seat: Seat, most: int) -> list[tuple[int, str, str, int, str]]:
    """(task, duty, title, unit, unit's name) of what this seat has to answer, the oldest first."""
    return await uow.congresses.to_confirm(
        seat.unit_path,
        seat.unit_id,
        ANSWERED,
        ASKED_STEP,
        APPROVED_STEP,
        direct=seat.unit_kind == "province",
        most=most,
    )


def _head(turn: Turn, unit: Unit, rows: Sequence[Overview]) -> str:
    standings = [standing_of(row) for row in rows]
    return say(
        turn.language,
        "congress.below",
        unit=unit.name,
        units=number(len(rows)),
        held=number(standings.count("held")),
        under_way=number(standings.count("under_way") + standings.count("late")),
        late=number(standings.count("late")),
        no_day=number(standings.count("no_day")),
    )


def _line(turn: Turn, place: int, row: Overview, everybody: Sequence[Overview]) -> str:
    language, standing = turn.language, standing_of(row)
    mark = say(
        language,
        f"congress.is_{standing}",
        day=day(language, row.actual_on or row.planned_on or turn.today()),
        done=number(row.done),
        steps=number(row.steps),
        late=number(row.late),
    )
    lower = [each for each in everybody if each.path.startswith(row.path) and each.unit_id != row.unit_id]
    if lower:
        ready = sum(standing_of(each) == "held" for each in lower)
        mark = say(language, "congress.with_lower", mark=mark, held=number(ready), units=number(len(lower)))
    return say(language, "congress.unit_line", number=place, unit=row.unit_name, mark=mark)
