"""The workbook of units and seats: all or nothing, safe to run again, every bad cell marked."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from handlers.text import say
from handlers.workbooks.marking import marked_copy
from handlers.workbooks.roster import Outcome, Roster, apply, judge, read_roster
from handlers.workbooks.safety import BY_CHAT, check_file
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work
from tests.workbook_files import roster_file

TODAY = date(2026, 11, 23)
GOOD = (
    ("T", "Tỉnh ủy Mẫu", "tỉnh", None, None, None, None, None, None),
    ("T-01", "Chi bộ thôn Hạ", "Chi bộ", "T-X", "nông dân", 31, "có", "01/06/2024", "01/12/2026"),
    ("T-02", "Chi bộ Trường học", "chi bo", "T-X", "công chức", 12.0, "Không", date(2025, 3, 1), "2030-03-01"),
    ("T-X", "Đảng ủy xã Mẫu", "xã", "T", None, None, None, None, None),
)
SEATS = (("T-01", "bí thư chi bộ", "bác Ba"), ("T-X", "văn phòng", None))


async def _brought(database: Database, content: bytes, scope: str = "/") -> Outcome | Roster:
    roster = read_roster(check_file(content, BY_CHAT))
    async with unit_of_work(database) as uow:
        known = await judge(uow, roster, scope)
        return roster if roster.faults else await apply(uow, roster, known, TODAY, "tệp nhập")


async def test_a_good_workbook_is_there_as_a_whole(database: Database) -> None:
    assert await _brought(database, roster_file(GOOD, SEATS)) == Outcome(4, 0, 2, 2)
    async with reading(database) as uow:
        cell, commune = await uow.units.by_code("T-01"), await uow.units.by_code("T-X")
        assert cell is not None
        assert commune is not None
        assert (cell.name, cell.member_count, cell.residential, cell.composition) == (
            "Chi bộ thôn Hạ",
            31,
            True,
            "farmers",
        )
        assert cell.path.startswith(commune.path)
        term = await uow.units.term(cell.id)
        assert term is not None
        assert (term.policy, term.planned_end_on, term.confirmed) == ("M30", "2026-12-01", False)
        assert [seat.role for seat in await uow.units.seats_in(cell.id)] == ["cell_secretary"]


async def test_the_same_file_again_changes_nothing(database: Database) -> None:
    await _brought(database, roster_file(GOOD, SEATS))
    assert await _brought(database, roster_file(GOOD, SEATS)) == Outcome(0, 4, 2, 2)
    async with reading(database) as uow:
        assert await uow.units.count() == 4
        root = await uow.units.by_code("T")
        assert root is not None
        units, seats = await uow.roster.as_workbook(root.path, 100)
        assert (len(units), len(seats)) == (4, 2)


async def test_units_can_be_added_by_the_product_after_an_import(database: Database) -> None:
    await _brought(database, roster_file(GOOD))
    async with unit_of_work(database) as uow:
        root = await uow.units.by_code("T")
        made = await uow.units.add(
            "N", root, "cell", "Chi bộ mới", composition="mixed", residential=True, member_count=3, on="2026-11-23"
        )
    assert made.path.startswith(root.path if root else "?")


BAD = (
    ("T", "Tỉnh ủy Mẫu", "tỉnh", None, None, None, None, None, None),
    ("T-01", None, "Chi bộ", "T", "nông dân", "ba mươi", "có thể", "31/02/2024", "01/12/2026"),
    ("T 2", "Chi bộ hai", "hội", "T", "người", 9, None, None, None),
    ("T-3", "Chi bộ ba", "chi bộ", "T", None, 5, None, "01/06/2024", None),
)


async def test_every_bad_cell_comes_back_marked_and_nothing_is_saved(database: Database) -> None:
    content = roster_file(BAD, [("T-01", "giám đốc", "012345678901")])
    found = await _brought(database, content)
    assert isinstance(found, Roster)
    columns = {(each.sheet, each.row, each.column) for each in found.faults}
    assert {
        ("don_vi", 3, "ten"),
        ("don_vi", 3, "so_dang_vien"),
        ("don_vi", 3, "bi_thu_kiem_truong_thon"),
        ("don_vi", 3, "nhiem_ky_tu"),
        ("don_vi", 4, "ma"),
        ("don_vi", 4, "loai"),
        ("don_vi", 4, "thanh_phan"),
        ("don_vi", 5, "nhiem_ky_den"),
        ("chuc_danh", 2, "vai_tro"),
        ("chuc_danh", 2, "ten_goi"),
    } == columns
    async with reading(database) as uow:
        assert await uow.units.count() == 0
    copy = load_workbook(BytesIO(marked_copy(check_file(content), found.faults, "vi")))
    page = copy["don_vi"]
    assert page["F3"].fill.fgColor.rgb == "FFF8CBAD"
    assert page["A3"].fill.fgColor.rgb != "FFF8CBAD"
    assert page["J1"].value == "loi"
    assert say("vi", "roster.no_count") in page["J3"].value
    assert page["F3"].value == "ba mươi"


async def test_a_mended_copy_is_taken(database: Database) -> None:
    content = roster_file([*GOOD[:1], ("T-X", "Đảng ủy xã Mẫu", "xã ấy", "T", None, None, None, None, None)])
    found = await _brought(database, content)
    assert isinstance(found, Roster)
    copy = load_workbook(BytesIO(marked_copy(check_file(content), found.faults, "vi")))
    copy["don_vi"]["C3"] = "xã"
    mended = BytesIO()
    copy.save(mended)
    assert await _brought(database, mended.getvalue()) == Outcome(2, 0, 0, 0)


@pytest.mark.parametrize(
    ("rows", "column", "why"),
    [
        ([("A", "Một", "xã", "B"), ("B", "Hai", "xã", "A")], "ma_cap_tren", "circle"),
        ([("A", "Một", "xã", "A")], "ma_cap_tren", "own_parent"),
        ([("A", "Một", "xã", None), ("A", "Hai", "xã", None)], "ma", "twice"),
        ([("A", "Một", "chi bộ", None), ("B", "Hai", "xã", "A")], "loai", "upside_down"),
        ([("A", "Một", "xã", "ZZ")], "ma_cap_tren", "no_parent"),
    ],
)
async def test_a_tree_that_cannot_be(database: Database, rows: list[tuple[str, ...]], column: str, why: str) -> None:
    found = await _brought(database, roster_file(rows))
    assert isinstance(found, Roster)
    assert [(each.column, each.why) for each in found.faults] == [(column, why)]


async def test_a_clerk_changes_only_what_is_below(database: Database) -> None:
    await _brought(database, roster_file(GOOD))
    async with reading(database) as uow:
        commune = await uow.units.by_code("T-X")
    assert commune is not None
    own = roster_file([("T-05", "Chi bộ thôn Thượng", "chi bộ", "T-X", None, 20, None, None, None)])
    assert await _brought(database, own, commune.path) == Outcome(1, 0, 0, 0)
    foreign = roster_file(
        [("T", "Tên khác", "tỉnh", None), ("T-06", "Chi bộ", "chi bộ", "T")], [("T", "quản trị", None)]
    )
    found = await _brought(database, foreign, commune.path)
    assert isinstance(found, Roster)
    assert {each.why for each in found.faults} == {"taken", "no_parent", "no_unit"}


async def test_an_existing_unit_is_not_moved_by_an_import(database: Database) -> None:
    await _brought(database, roster_file(GOOD))
    found = await _brought(database, roster_file([("T-01", "Chi bộ thôn Hạ", "chi bộ", "T")]))
    assert isinstance(found, Roster)
    assert [each.why for each in found.faults] == ["moved"]


async def test_the_first_root_takes_the_place_of_the_one_from_init(database: Database) -> None:
    async with unit_of_work(database) as uow:
        root = await uow.units.add(
            "GOC",
            None,
            "province",
            "Cấp ủy",
            composition="mixed",
            residential=False,
            member_count=None,
            on="2026-01-01",
        )
    await _brought(database, roster_file(GOOD))
    async with reading(database) as uow:
        found = await uow.units.by_code("T")
        assert found is not None
        assert (found.id, found.name, await uow.units.count()) == (root.id, "Tỉnh ủy Mẫu", 4)
