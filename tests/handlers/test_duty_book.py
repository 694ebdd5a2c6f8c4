"""The catalogue and work to give as a workbook in the chat: judged, marked, done on a yes."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from handlers.catalogue import duties
from handlers.catalogue.duties import as_body, duty_from
from handlers.duty_words import due_words
from handlers.rules.day_words import read_due
from handlers.rules.periods import MONTHS
from handlers.understand import normalise
from handlers.workbooks.duty_book_in_chat import make_duty_book
from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User
from tests.workbook_files import workbook

CATALOGUE = ("ma", "ten", "nhip", "han", "mo_truoc", "dong_sau", "giao", "so_lieu", "ket_qua")
GIVEN = ("viec", "cho", "han", "ket_qua")


def book(catalogue: list[tuple[Any, ...]] | None = None, given: list[tuple[Any, ...]] | None = None) -> bytes:
    sheets: dict[str, list[tuple[Any, ...]]] = {}
    if catalogue is not None:
        sheets["danh_muc"] = [CATALOGUE, *catalogue]
    if given is not None:
        sheets["giao_viec"] = [GIVEN, *given]
    return workbook(sheets)


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def all_of(town: Town, code: str) -> list[Task]:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        return await uow.tasks.recent_of_unit(unit.id, "2028-01-01", "2026-11-01", 300)


async def present(town: Town) -> list[tuple[Any, ...]]:
    """The rows of the workbook that the chat hands out."""
    async with reading(town.database) as uow:
        unit = await uow.units.by_code("LV-AT")
        assert unit is not None
        screen = await make_duty_book(uow, {"path": unit.path}, town.clock.now())
    assert screen is not None
    assert screen.attachment is not None
    page = load_workbook(BytesIO(screen.attachment.content))["danh_muc"]
    return [tuple(row) for row in page.iter_rows(min_row=2, values_only=True)]


async def opens(town: Town, hoa: User) -> None:
    await hoa.says("danh mục")
    await hoa.presses("Sửa, giao bằng Excel")
    hoa.sees("danh_muc", "giao_viec")


async def test_the_file_as_it_was_handed_out_changes_nothing(town: Town, hoa: User) -> None:
    await opens(town, hoa)
    await hoa.presses("Lấy tệp hiện có")
    hoa.sees("danh-muc.xlsx")
    await hoa.sends_file(book(await present(town)))
    hoa.sees("không có gì khác")


async def test_a_changed_row_and_a_new_one_are_saved_after_a_yes(town: Town, hoa: User) -> None:
    rows = await present(town)
    dues = next(row for row in rows if row[0] == "REG-12")
    changed = (*dues[:3], "ngày 15, trùng chủ nhật thì sang ngày sau", *dues[4:])
    await opens(town, hoa)
    new = (None, "Báo cáo nước sạch", "hằng tháng", "ngày 20", 10, 5, "có", "tham gia; tổng số", "Số hộ dùng nước sạch")
    await hoa.sends_file(book([changed, new]))
    hoa.sees("chưa lưu: sửa 2 việc trong danh mục, giao 0 việc")
    await hoa.presses("Lưu")
    hoa.sees("Đã lưu: sửa 2 việc trong danh mục")
    await town.at("2026-12-11 08:00")
    found = {task.title: task.due_on for task in await all_of(town, "LV-AT-01")}
    assert found["Thu, nộp đảng phí (12/2026)"] == "2026-12-15"
    assert found["Báo cáo nước sạch (12/2026)"] == "2026-12-20"
    assert "Báo cáo nước sạch (12/2026)" not in {task.title for task in await all_of(town, "LV-TM-01")}
    water = next(task for task in await all_of(town, "LV-AT-01") if task.title.startswith("Báo cáo nước sạch"))
    assert (water.asks, water.deliverable) == (("attended", "total"), "Số hộ dùng nước sạch")


async def test_a_rhythm_that_does_not_fit_its_day_is_marked(town: Town, hoa: User) -> None:
    """The day of a year is none of a week: it must never come to stand in the copy, where it would stop everything."""
    rows = {row[0]: row for row in await present(town)}
    await opens(town, hoa)
    for cadence, due in (("hằng tuần", None), ("hằng tháng", None)):
        row = rows["REG-19"]
        await hoa.sends_file(book([(*row[:2], cadence, due, *row[4:])]))
        hoa.sees("1 ô chưa đúng nên chưa lưu gì")
    row = rows["REG-16"]
    await hoa.sends_file(
        book([(*row[:2], "hằng tuần", "thứ Sáu, trùng ngày lễ thì làm trước", *row[4:6], "có", *row[7:])])
    )
    hoa.sees("sửa 1 việc trong danh mục")
    await hoa.presses("Lưu")
    await town.at("2026-11-26 08:00")
    assert "2026-11-27" in {task.due_on for task in await all_of(town, "LV-AT-01") if task.duty == "REG-16"}


async def test_work_is_given_by_workbook_once_and_again_and_again(town: Town, hoa: User) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await opens(town, hoa)
    rows = [
        ("Học nghị quyết", "các chi bộ thôn", date(2027, 1, 15), None),
        ("Dọn vệ sinh nhà văn hoá", "LV-AT-01, LV-AT-04", "20/12", "Nhà văn hoá sạch"),
        ("Báo cáo tình hình nhân dân", "tất cả chi bộ", "hằng tháng ngày 3, trùng chủ nhật thì sang ngày sau", None),
    ]
    await hoa.sends_file(book(given=rows))
    hoa.sees("giao 3 việc (tính cho 7 lượt đơn vị)")
    assert not [task for task in await all_of(town, "LV-AT-01") if task.duty in ("GIAO", "REG-07")]
    await hoa.presses("Lưu")
    hoa.sees("giao 3 việc mới")
    assert any("giao việc mới: Học nghị quyết" in each.text for each in an.heard)
    await town.at("2026-11-24 08:00")
    mine = {task.title: (task.due_on, task.deliverable, task.asks) for task in await all_of(town, "LV-AT-01")}
    assert mine["Học nghị quyết"][::2] == ("2027-01-15", ("attended", "total"))
    assert mine["Dọn vệ sinh nhà văn hoá"] == ("2026-12-20", "Nhà văn hoá sạch", ())
    assert mine["Báo cáo tình hình nhân dân (12/2026)"][0] == "2026-12-03"
    office = {task.title for task in await all_of(town, "LV-AT-04")}
    assert "Dọn vệ sinh nhà văn hoá" in office
    assert "Học nghị quyết" not in office
    await hoa.says("việc đã giao")
    hoa.sees("Học nghị quyết", "Dọn vệ sinh", "hằng tháng, ngày 3")


async def test_what_is_wrong_is_marked_and_nothing_is_saved(town: Town, hoa: User) -> None:
    await opens(town, hoa)
    await hoa.sends_file(
        book(
            [
                ("REG-99", "Việc lạ", None, None, None, None, "có"),
                ("REG-12", "Thu, nộp đảng phí", "mỗi khi vui", "hôm nào đó", "nhiều", 20, "chắc", "niềm vui", None),
            ],
            [("Dọn", "chi bộ trên mây", "hôm nào", None), ("Dọn vệ sinh", "thôn Bến Đò", "1/1/2020", None)],
        )
    )
    hoa.sees("9 ô chưa đúng nên chưa lưu gì", "danh-sach-loi.xlsx")
    await town.at("2026-12-11 08:00")
    assert not [task for task in await all_of(town, "LV-AT-02") if task.duty == "GIAO"]


async def test_a_cell_and_a_secretary_of_the_committee_are_not_asked_for_files(town: Town) -> None:
    for role, unit in (("cell_secretary", "LV-AT-01"), ("committee_secretary", "LV-AT")):
        an = await town.person("bác Năm", unit=unit, role=role)
        await an.forges("dutybook")
        an.sees("không làm được việc này")


@pytest.mark.parametrize("duty", duties(), ids=lambda duty: duty.code)
def test_a_duty_goes_through_a_copy_and_its_day_through_words(duty: Any) -> None:
    assert duty_from(as_body(duty)) == duty
    if duty.cadence != "by_plan" and not duty.due.anchors:
        said = due_words("vi", duty.due, MONTHS[duty.cadence])
        assert read_due(normalise(said), duty.cadence, duty.due) == duty.due


@given(st.lists(st.tuples(*(st.one_of(st.none(), st.text(max_size=12), st.integers(-9, 999)) for _ in CATALOGUE))))
async def test_no_cell_breaks_the_reading(rows: list[tuple[Any, ...]]) -> None:
    from handlers.workbooks.duty_book import CATALOGUE as SHEET
    from handlers.workbooks.duty_book import _judged, _Row
    from storage.model import Seat
    from tests.province import START

    known = {duty.code: duty for duty in duties()}
    seat = Seat(1, 1, "office_clerk", "Đảng ủy")
    today = datetime.fromisoformat(START).date()
    for place, cells in enumerate(rows):
        faults: list[Any] = []
        found = _judged(
            _Row(SHEET, place, dict(zip(CATALOGUE, cells, strict=True)), faults), known, seat, today, str(place)
        )
        assert bool(faults) != (found is not None)
        if found is not None:
            assert duty_from(as_body(found)) == found
