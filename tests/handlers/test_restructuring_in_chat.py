"""Mergers by a workbook in the chat: tried first, done on a yes, now or at the midnight of their day."""

from __future__ import annotations

from datetime import date

import pytest

from storage.unit_of_work import reading
from tests.restructuring import restructured
from tests.user import Town, User
from tests.workbook_files import plan_file

MERGE = ("sáp nhập", "LV-AT-01", "LV-AT-02")
RENAME = ("đổi tên", "LV-AT-04", None, "Chi bộ Cơ quan xã An Thuỷ")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


def _from(day: object, *row: object) -> tuple[object, ...]:
    return (*row, *[None] * (9 - len(row)), day)


async def _sends(hoa: User, *rows: tuple[object, ...]) -> None:
    await hoa.says("sắp xếp tổ chức")
    hoa.sees("Máy chạy thử trước")
    await hoa.sends_file(plan_file(rows))


async def test_tried_then_done_with_a_yes(town: Town, hoa: User) -> None:
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await _sends(hoa, MERGE, RENAME)
    hoa.sees("Chạy thử xong, chưa lưu gì: 1 sáp nhập, 1 đổi tên", "doi-chieu.xlsx")
    assert (await town.unit("LV-AT-01")).valid_to is None
    await hoa.presses("Đồng ý, làm thật")
    hoa.sees("Đã sắp xếp theo 2 dòng", "doi-chieu.xlsx")
    assert (await town.unit("LV-AT-04")).name == RENAME[3]
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Bến Đò")
    await hoa.presses("Đồng ý, làm thật")
    hoa.sees("không lưu được nữa")


async def test_planned_for_a_day_and_done_at_its_midnight(town: Town, hoa: User) -> None:
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await _sends(hoa, _from("28/11/2026", *MERGE))
    hoa.sees("1 sáp nhập, từ thứ Bảy 28/11/2026")
    await hoa.presses("Đồng ý, làm thật")
    hoa.sees("Đã hẹn: 1 dòng sắp xếp làm vào 0 giờ thứ Bảy 28/11/2026")
    await town.at("2026-11-27 23:50")
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Đồi Chè")
    await nam.says("xong 1")
    await town.at("2026-11-28 00:01")
    # Typed before midnight, answered after it: what was asked goes on in the successor's name.
    await nam.says("30")
    await nam.presses("Lưu")
    nam.sees("Đã ghi")
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Bến Đò")
    old = await town.unit("LV-AT-01")
    assert (old.valid_to, old.successor_id) == ("2026-11-28", (await town.unit("LV-AT-02")).id)
    await town.at("2026-11-28 09:00")
    assert any("Đã sắp xếp tổ chức theo 1 dòng" in each.text for each in hoa.heard)
    await hoa.presses("Xem việc sắp xếp")
    await hoa.presses("Bảng đối chiếu")
    hoa.sees("doi-chieu.xlsx")


async def test_a_plan_is_taken_back_before_its_day(town: Town, hoa: User) -> None:
    await _sends(hoa, _from(date(2026, 12, 1), *MERGE))
    await hoa.presses("Đồng ý, làm thật")
    await hoa.says("sáp nhập")
    await hoa.presses("Hẹn thứ Ba 1/12/2026: 1 dòng")
    await hoa.presses("Bỏ việc hẹn này")
    await hoa.presses("Bỏ việc hẹn này")
    hoa.sees("Không có gì thay đổi")
    may = await town.person("chị Mây", unit="LV-TM", role="office_clerk")
    await may.forges("roster:plan:1")
    may.sees("không làm được việc này")
    await town.at("2026-12-02 09:00")
    assert (await town.unit("LV-AT-01")).valid_to is None


async def test_a_plan_that_no_longer_fits_changes_nothing_and_is_told(town: Town, hoa: User) -> None:
    await _sends(hoa, _from("01/12/2026", *MERGE), _from("01/12/2026", *RENAME))
    await hoa.presses("Đồng ý, làm thật")
    await restructured(town, ("sáp nhập", "LV-AT-02", "LV-AT-04"))
    await town.at("2026-12-01 00:01")
    await town.at("2026-12-01 09:00")
    assert any("chưa làm được vì sổ đã thay đổi" in each.text for each in hoa.heard)
    assert (await town.unit("LV-AT-04")).name != RENAME[3]
    async with reading(town.database) as uow:
        assert await uow.restructurings.due("2099-01-01") is None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("sáp nhập", "LV-TM-01", "LV-AT-01"), "ma_cu"),
        (("sáp nhập", "LV-AT-01", "LV-TM-01"), "ma_moi"),
        (("đổi tên", "LV-AT", None, "Xã khác"), "ma_cu"),
        (("chuyển", "LV-AT-01", None, None, None, "LV-TM"), "ma_cap_tren"),
        (_from("20/11/2026", *MERGE), "hieu_luc_tu"),
        (_from("mai", *MERGE), "hieu_luc_tu"),
    ],
)
async def test_only_below_oneself_and_not_in_the_past(town: Town, hoa: User, row: tuple[object, ...], why: str) -> None:
    await _sends(hoa, row)
    hoa.sees("1 ô chưa đúng", "danh-sach-loi.xlsx")
    async with reading(town.database) as uow:
        assert [unit.valid_to for unit in await uow.units.below("/")] == [None] * 7
    assert why


async def test_two_days_in_one_file_are_refused(hoa: User) -> None:
    await _sends(hoa, _from("01/12/2026", *MERGE), _from("02/12/2026", *RENAME))
    hoa.sees("1 ô chưa đúng")


async def test_the_empty_sheet_can_be_taken_and_a_secretary_gets_none(town: Town, hoa: User) -> None:
    await hoa.says("sáp nhập")
    await hoa.presses("Lấy tệp mẫu")
    hoa.sees("sap-xep.xlsx")
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await nam.forges("roster:plan:get")
    nam.sees("không làm được việc này")
