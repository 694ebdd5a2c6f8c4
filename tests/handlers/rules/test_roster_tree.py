"""Any rows at all: no circle, one parent, nothing outside one's own subtree, rights never reach a sibling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.access import INVITE, SUPERVISE, reaches
from handlers.rules.roster import UNIT_COLUMNS, UnitRow, read_seat, read_unit
from handlers.rules.roster_tree import Known, check_tree, parents_first
from storage.model import Seat
from storage.units import prefixes

CODES = st.sampled_from("ABCDEFGH")
ANY_CELL = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12) | st.dates()


def row(number: int, code: str, parent: str) -> UnitRow:
    return UnitRow(number, code, code, "sub_committee", parent, "mixed", False, None, None, "", None, "")


ROWS = st.lists(st.tuples(CODES, CODES | st.just("") | st.just("X") | st.just("Y")), max_size=10).map(
    lambda pairs: [row(number, code, parent) for number, (code, parent) in enumerate(pairs, 2)]
)
KNOWN = {
    "X": Known(1, "X", "", "/1/", "province", 1),
    "Y": Known(2, "Y", "X", "/1/2/", "sub_committee", 1),
    "Z": Known(3, "Z", "X", "/1/3/", "sub_committee", 1),
}


@given(ROWS, st.sampled_from(["/", "/1/", "/1/2/"]))
def test_rows_without_faults_are_a_tree_with_each_parent_before_its_children(rows: list[UnitRow], scope: str) -> None:
    if check_tree(rows, [], KNOWN, scope):
        return
    placed = {code: unit.path for code, unit in KNOWN.items()}
    for number, unit in enumerate(parents_first(rows, KNOWN), 10):
        assert unit.parent in placed or not unit.parent
        assert unit.code not in placed
        placed[unit.code] = f"{placed.get(unit.parent, '/')}{number}/"
    assert {unit.code for unit in rows} <= placed.keys()
    for path in placed.values():
        assert len(set(prefixes(path))) == len(prefixes(path))


@given(ROWS)
def test_a_circle_is_always_found(rows: list[UnitRow]) -> None:
    parents = {unit.code: unit.parent for unit in rows}
    faults = check_tree(rows, [], KNOWN, "/")
    for code in parents:
        seen, here = set(), code
        while here in parents and here not in seen:
            seen.add(here)
            here = parents[here]
        if here in seen:
            assert faults


@given(ROWS)
def test_nothing_outside_the_subtree_is_touched_without_a_fault(rows: list[UnitRow]) -> None:
    foreign = [unit for unit in rows if unit.parent == "X" or unit.code in ("X", "Z")]
    if foreign:
        assert check_tree(rows, [], KNOWN, "/1/2/")


@given(st.lists(st.integers(1, 999), min_size=1, max_size=5), st.lists(st.integers(1, 999), min_size=1, max_size=5))
def test_rights_reach_what_is_below_and_never_a_sibling(mine: list[int], theirs: list[int]) -> None:
    own = f"/{'/'.join(map(str, mine))}/"
    other = f"/{'/'.join(map(str, theirs))}/"
    seat = Seat(1, mine[-1], "office_clerk", unit_path=own)
    is_below = theirs[: len(mine)] == mine
    assert reaches(seat, other, SUPERVISE) == is_below
    assert reaches(seat, other, INVITE) == is_below


@given(st.dictionaries(st.sampled_from(UNIT_COLUMNS), ANY_CELL))
def test_a_row_is_good_or_its_faults_name_their_cells(cells: dict[str, object]) -> None:
    found = read_unit(7, cells)
    if isinstance(found, list):
        assert found
        assert all(each.row == 7 and each.column in UNIT_COLUMNS for each in found)
    else:
        assert found.code
        assert found.name


@given(ANY_CELL, ANY_CELL, ANY_CELL)
def test_a_seat_row_never_raises(unit: object, role: object, called: object) -> None:
    assert read_seat(3, {"ma_don_vi": unit, "vai_tro": role, "ten_goi": called})
