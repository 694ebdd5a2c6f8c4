"""The workbook of units and seats: read in a stream, judged as a whole, written all or nothing.

Reading is long work without a database and may run in a thread; only `apply` needs a unit of work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from handlers.rules.roster import (
    SEAT_COLUMNS,
    SEATS,
    UNITS,
    Fault,
    SeatRow,
    UnitRow,
    read_seat,
    read_unit,
)
from handlers.rules.roster_tree import Known, check_tree, parents_first
from handlers.workbooks.fast_reading import opened_fast
from handlers.workbooks.reading import Progress, quiet, records, sheet_of
from handlers.workbooks.safety import BadWorkbook, Checked
from storage.unit_of_work import UnitOfWork

EVERYWHERE: Final = "/"
FIRST_ROOT: Final = "GOC"
MOST_FAULTS: Final = 10_000
NEEDED: Final = ("ma", "ten", "loai", "ma_cap_tren")


@dataclass(slots=True)
class Roster:
    """What a workbook says, and what is wrong with it."""

    units: list[UnitRow] = field(default_factory=list)
    seats: list[SeatRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows were new or brought up to date."""

    new_units: int
    old_units: int
    seats: int
    terms: int


def read_roster(checked: Checked, progress: Progress = quiet) -> Roster:
    """Every row of both sheets. Raises BadWorkbook for a file that is none of ours."""
    found = Roster()
    with opened_fast(checked) as book:
        units, seats = sheet_of(book, UNITS), sheet_of(book, SEATS)
        if units is None and seats is None:
            raise BadWorkbook("no_sheet", sheet=UNITS)
        if units is not None:
            for number, cells in records(units, NEEDED, checked.limits.rows, progress):
                _sort(read_unit(number, cells), found.units, found.faults)
        if seats is not None:
            for number, cells in records(seats, SEAT_COLUMNS[:2], checked.limits.rows, progress):
                _sort(read_seat(number, cells), found.seats, found.faults)
    if not (found.units or found.seats or found.faults):
        raise BadWorkbook("no_rows")
    return found


def _sort(made: Any, good: list[Any], faults: list[Fault]) -> None:
    if isinstance(made, list):
        if len(faults) < MOST_FAULTS:
            faults += made
    else:
        good.append(made)


async def judge(uow: UnitOfWork, roster: Roster, scope: str = EVERYWHERE) -> dict[str, Known]:
    """Adds the faults that only the whole tree shows; returns what exists already, by code."""
    codes = _codes(roster)
    known = {row[1]: Known(*row) for row in await uow.roster.known(codes)}
    if scope == EVERYWHERE:
        await _adopt_root(uow, roster, known)
    if not roster.faults:
        roster.faults += check_tree(roster.units, roster.seats, known, scope)[:MOST_FAULTS]
    return known


def _codes(roster: Roster) -> Iterator[str]:
    for unit in roster.units:
        yield unit.code
        if unit.parent:
            yield unit.parent
    for seat in roster.seats:
        yield seat.unit


async def _adopt_root(uow: UnitOfWork, roster: Roster, known: dict[str, Known]) -> None:
    """The root that `chibo init` made for the first administrator becomes the workbook's only root."""
    roots = [unit for unit in roster.units if not unit.parent and unit.code not in known]
    tops = await uow.units.top()
    if len(roots) == 1 and len(tops) == 1 and tops[0].code == FIRST_ROOT:
        top = tops[0]
        known[roots[0].code] = Known(top.id, FIRST_ROOT, "", top.path, top.kind, 1)


async def apply(
    uow: UnitOfWork, roster: Roster, known: Mapping[str, Known], today: date, basis: str, progress: Progress = quiet
) -> Outcome:
    """Writes a roster without faults; the caller's unit of work makes it all or nothing. `basis`: what stands as the
    document of a term whose row names none."""
    if roster.faults:
        raise ValueError("a roster with faults is not written")
    on = today.isoformat()
    paths = {code: (there.id, there.path) for code, there in known.items()}
    fresh = parents_first(roster.units, known)
    for unit, unit_id in zip(fresh, await uow.roster.reserve(len(fresh)), strict=True):
        paths[unit.code] = (unit_id, f"{paths.get(unit.parent, (None, '/'))[1]}{unit_id}/")
    old = [unit for unit in roster.units if unit.code in known]
    terms = [unit for unit in roster.units if unit.term]
    again = [unit for unit in terms if unit.code in known]
    for code, there in known.items():
        if there.code != code:
            await uow.roster.take_code(there.id, code)

    def changed(unit: UnitRow) -> dict[str, Any]:
        return _row(unit, paths[unit.code][0], on)

    def term(unit: UnitRow) -> dict[str, Any]:
        return _term_row(unit, paths[unit.code][0], basis)

    # Rows are made while they are written: as a list of dictionaries a whole country would be half a gigabyte.
    steps: tuple[tuple[str, Sequence[Any], Callable[[Any], dict[str, Any]]], ...] = (
        ("add_unit", fresh, lambda unit: changed(unit) | _place(unit, paths, on)),
        ("keep_name", old, lambda unit: {"id": paths[unit.code][0], "name": unit.name, "on": on}),
        ("change_unit", old, changed),
        ("change_term", again, term),
        ("add_term", terms, term),
        ("add_seat", roster.seats, lambda seat: _seat_row(seat, paths)),
    )
    total = sum(len(each) for _, each, _ in steps)
    done = 0
    for statement, each, made in steps:
        await uow.roster.write(statement, map(made, each))
        done += len(each)
        progress("", done, total)
    return Outcome(len(fresh), len(old), len(roster.seats), len(terms))


def _row(unit: UnitRow, unit_id: int, on: str) -> dict[str, Any]:
    return {
        "id": unit_id,
        "kind": unit.kind,
        "name": unit.name,
        "composition": unit.composition,
        "residential": int(unit.residential),
        "member_count": unit.members,
        "member_count_on": on if unit.members is not None else None,
        "head_is_secretary": None if unit.head_is_secretary is None else int(unit.head_is_secretary),
        "meeting_rule": unit.meeting_rule,
    }


def _place(unit: UnitRow, paths: Mapping[str, tuple[int, str]], on: str) -> dict[str, Any]:
    parent_id = paths[unit.parent][0] if unit.parent else None
    return {"code": unit.code, "parent_id": parent_id, "path": paths[unit.code][1], "valid_from": on}


def _seat_row(seat: SeatRow, paths: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    return {"unit_id": paths[seat.unit][0], "role": seat.role, "called": seat.called}


def _term_row(unit: UnitRow, unit_id: int, basis: str) -> dict[str, Any]:
    assert unit.term is not None
    start, end, policy = unit.term
    return {
        "unit_id": unit_id,
        "label": f"{start.year}-{end.year}",
        "start_on": start.isoformat(),
        "planned_end_on": end.isoformat(),
        "policy": policy,
        "basis": unit.basis or basis,
    }
