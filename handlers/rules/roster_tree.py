"""The rows of a workbook as one tree: one parent each, no circle, nothing outside one's own subtree. Pure.

What exists already never changes its place here: moving is a restructuring and has its own workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.catalogue.organisation import organisation_words
from handlers.rules.roster import SEATS, UNITS, Fault, SeatRow, UnitRow

ROLES_BY_KIND: Final[dict[str, tuple[str, ...]]] = {
    "cell": ("cell_secretary", "cell_deputy", "cell_committee_member"),
    "grassroots_cell": ("cell_secretary", "cell_deputy", "cell_committee_member"),
    "party_group": ("party_group_leader",),
    "province": ("provincial_viewer", "organisation_officer", "inspection_officer", "office_clerk", "admin"),
}
COMMITTEE_ROLES: Final = ("office_clerk", "committee_secretary", "organisation_officer", "inspection_officer", "admin")


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that is in the database already; `parent` is its code, empty for a root; `alive` 1 or 0."""

    id: int
    code: str
    parent: str
    path: str
    kind: str
    alive: int


def roles_of(kind: str) -> tuple[str, ...]:
    """The roles that a unit of this kind has (domain 4.3)."""
    return ROLES_BY_KIND.get(kind, COMMITTEE_ROLES)


def check_tree(
    units: Sequence[UnitRow], seats: Sequence[SeatRow], known: Mapping[str, Known], scope: str
) -> list[Fault]:
    """What is wrong with the rows together. `known`: by code, everything the rows name that exists; `scope`: the path
    beneath which the sender may work, "/" for everywhere."""
    by_code: dict[str, UnitRow] = {}
    faults: list[Fault] = []
    for unit in units:
        if unit.code in by_code:
            faults.append(Fault(UNITS, unit.row, "ma", "twice", {"row": by_code[unit.code].row}))
        else:
            by_code[unit.code] = unit
    for unit in by_code.values():
        faults += _one_unit(unit, by_code, known, scope)
    faults += _circles(by_code, known)
    faults += _seat_faults(seats, by_code, known, scope)
    return faults


def _one_unit(unit: UnitRow, rows: Mapping[str, UnitRow], known: Mapping[str, Known], scope: str) -> list[Fault]:
    here = known.get(unit.code)
    if here is not None:
        if not here.path.startswith(scope) or not here.alive:
            return [Fault(UNITS, unit.row, "ma", "taken")]
        if unit.parent and unit.parent != here.parent:
            return [Fault(UNITS, unit.row, "ma_cap_tren", "moved", {"parent": here.parent or "-"})]
        return []
    if not unit.parent:
        return [] if scope == "/" else [Fault(UNITS, unit.row, "ma_cap_tren", "missing")]
    above = known.get(unit.parent)
    if above is None and unit.parent not in rows:
        return [Fault(UNITS, unit.row, "ma_cap_tren", "no_parent", {"code": unit.parent})]
    if above is not None and (not above.path.startswith(scope) or not above.alive):
        return [Fault(UNITS, unit.row, "ma_cap_tren", "no_parent", {"code": unit.parent})]
    kind = above.kind if above is not None else rows[unit.parent].kind
    levels = organisation_words().levels
    if kind in levels and unit.kind in levels and levels[kind] > levels[unit.kind]:
        return [Fault(UNITS, unit.row, "loai", "upside_down")]
    return []


def _circles(rows: Mapping[str, UnitRow], known: Mapping[str, Known]) -> list[Fault]:
    """Each new row that can never reach something that exists or a root, because its parents run in a circle."""
    safe = set(known)
    faults = []
    for unit in rows.values():
        trail: list[str] = []
        seen: set[str] = set()
        code = unit.code
        while code in rows and code not in safe and code not in seen:
            seen.add(code)
            trail.append(code)
            code = rows[code].parent
        if code in seen:
            faults.append(Fault(UNITS, rows[code].row, "ma_cap_tren", "circle"))
        safe.update(trail)
    return faults


def _seat_faults(
    seats: Sequence[SeatRow], rows: Mapping[str, UnitRow], known: Mapping[str, Known], scope: str
) -> list[Fault]:
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for seat in seats:
        here = known.get(seat.unit)
        is_ours = bool(here.alive) and here.path.startswith(scope) if here is not None else seat.unit in rows
        if not is_ours:
            faults.append(Fault(SEATS, seat.row, "ma_don_vi", "no_unit", {"code": seat.unit}))
            continue
        kind = rows[seat.unit].kind if seat.unit in rows else here.kind if here else ""
        if seat.role not in roles_of(kind):
            faults.append(Fault(SEATS, seat.row, "vai_tro", "role_elsewhere"))
        elif (seat.unit, seat.role) in seen:
            faults.append(Fault(SEATS, seat.row, "vai_tro", "twice", {"row": seen[seat.unit, seat.role]}))
        else:
            seen[seat.unit, seat.role] = seat.row
    return faults


def parents_first(units: Sequence[UnitRow], known: Mapping[str, Known]) -> list[UnitRow]:
    """The new rows of a tree without faults, each after the unit above it."""
    rows = {unit.code: unit for unit in units if unit.code not in known}
    ordered: list[UnitRow] = []
    placed: set[str] = set()
    for unit in rows.values():
        trail: list[UnitRow] = []
        code = unit.code
        while code in rows and code not in placed:
            placed.add(code)
            trail.append(rows[code])
            code = rows[code].parent
        ordered += reversed(trail)
    return ordered
