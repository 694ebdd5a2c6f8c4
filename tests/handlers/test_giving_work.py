"""Giving work as offices say it: what and whom in any order, to committees too, every week or on the first Sunday;
nobody is late on the day they hear of it; what was taken back says so."""

from __future__ import annotations

import pytest

from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def given_to(town: Town, code: str, title: str) -> list[Task]:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(unit.id, "2028-01-01", "2026-11-01", 300)
    return sorted((task for task in found if task.title.startswith(title)), key=lambda task: task.due_on)


async def test_the_work_may_be_said_before_those_who_get_it(town: Town, hoa: User) -> None:
    await hoa.says("lập danh sách hộ nghèo và hộ cận nghèo, giao cho tất cả, xong trước 15/12")
    hoa.sees("Giao: Lập danh sách hộ nghèo và hộ cận nghèo. Hạn thứ Ba 15/12/2026", "Cho 3 đơn vị")
    await hoa.presses("Gửi")
    assert len(await given_to(town, "LV-AT-04", "Lập danh sách hộ nghèo và hộ cận nghèo")) == 1


async def test_two_units_are_named_together(town: Town, hoa: User) -> None:
    await hoa.says("giao thôn Đồi Chè và thôn Bến Đò nộp danh sách hộ nghèo, xong trước 15/12")
    hoa.sees("Giao: Nộp danh sách hộ nghèo", "Cho 2 đơn vị: Chi bộ thôn Đồi Chè, Chi bộ thôn Bến Đò")
    await hoa.presses("Gửi")
    assert not await given_to(town, "LV-AT-04", "Nộp danh sách")


async def test_a_province_gives_work_to_committees_and_to_cells_of_one_place(town: Town, hoa: User) -> None:
    tinh = await town.person("anh Bình", unit="LV", role="office_clerk")
    await tinh.says("giao các chi bộ hưu trí ở phường Tân Mây thăm hỏi đảng viên, xong trước 15/12")
    tinh.sees("Giao: Thăm hỏi đảng viên", "Cho 1 đơn vị: Chi bộ tổ dân phố Hàng Bàng")
    await tinh.says("giao các chi bộ thuộc xã An Thuỷ học nghị quyết, xong trước 15/12")
    tinh.sees("Cho 3 đơn vị")
    await tinh.says("giao các đảng uỷ xã rà soát đầu mối, xong trước 15/12")
    tinh.sees("Cho 2 đơn vị: Đảng ủy xã An Thuỷ, Đảng ủy phường Tân Mây", "Người làm: cán bộ văn phòng đảng ủy")
    await tinh.presses("Gửi")
    assert any("giao việc mới: Rà soát đầu mối" in each.text for each in hoa.heard)
    await hoa.says("0")
    await hoa.presses("Giao việc, danh mục")
    await hoa.presses("Việc của tôi")
    hoa.sees("1. Rà soát đầu mối")
    await hoa.presses("1.")
    await hoa.presses("Xong")
    await hoa.presses("Lưu")
    assert (await given_to(town, "LV-AT", "Rà soát đầu mối"))[0].state == "reported"
    assert (await given_to(town, "LV-TM", "Rà soát đầu mối"))[0].state == "open"


async def test_every_week_on_a_weekday_with_a_week_left_out(town: Town, hoa: User) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await hoa.says("giao các chi bộ thôn báo cáo tình hình nhân dân vào thứ Sáu hằng tuần, trùng ngày lễ thì làm trước")
    hoa.sees("Giao định kỳ: Báo cáo tình hình nhân dân, hằng tuần, thứ Sáu", "27/11/2026, thứ Sáu 4/12/2026")
    await hoa.presses("Gửi")
    assert any("hằng tuần, thứ Sáu" in each.text for each in an.heard)
    await hoa.says("việc đã giao")
    await hoa.presses("1.")
    await hoa.presses("Bỏ một kỳ")
    hoa.sees("bỏ tuần nào")
    await hoa.says("tuần sau, bận họp")
    hoa.sees("27/11/2026, thứ Sáu 11/12/2026")
    await hoa.presses("Lưu")
    for when in ("2026-11-24", "2026-12-09", "2026-12-16", "2026-12-23", "2026-12-29"):
        await town.at(f"{when} 08:00")
    found = await given_to(town, "LV-AT-01", "Báo cáo tình hình nhân dân")
    # New Year's Day is a Friday: the day before it.
    assert [task.due_on for task in found] == ["2026-11-27", *(f"2026-12-{day}" for day in (11, 18, 25, 31))]
    assert [task.period for task in found] == ["2026-W48", *(f"2026-W{week}" for week in (50, 51, 52, 53))]
    await an.says("việc")
    an.sees("Báo cáo tình hình nhân dân (tuần từ 21/12/2026)")
    await hoa.says("việc đã giao")
    hoa.sees("đã báo 0/10 lượt")


async def test_what_comes_every_week_and_no_weekday_is_asked_for_it(town: Town, hoa: User) -> None:
    await hoa.says("giao các chi bộ thôn dọn vệ sinh nhà văn hoá hằng tuần")
    hoa.sees("hạn thứ mấy")
    await hoa.says("hôm nào cũng được")
    hoa.sees("hạn thứ mấy")
    await hoa.says("chủ nhật")
    hoa.sees("hằng tuần, Chủ nhật", "29/11/2026")


async def test_the_first_sunday_of_a_month(town: Town, hoa: User) -> None:
    await hoa.says("giao các chi bộ thôn dọn vệ sinh nhà văn hoá, chủ nhật đầu tiên hằng tháng")
    hoa.sees("hằng tháng, vào Chủ nhật đầu tiên trong tháng", "6/12/2026, Chủ nhật 3/1/2027")
    await hoa.presses("Gửi")
    await town.at("2026-11-27 08:00")
    assert [task.due_on for task in await given_to(town, "LV-AT-01", "Dọn vệ sinh")] == ["2026-12-06"]


async def test_nobody_is_late_on_the_day_they_hear_of_it(town: Town, hoa: User) -> None:
    await hoa.says("giao các chi bộ thôn báo cáo tình hình nhân dân, thứ Hai hằng tuần")
    hoa.sees("30/11/2026, thứ Hai 7/12/2026")
    await hoa.presses("Gửi")
    await town.at("2026-11-24 08:00")
    assert await given_to(town, "LV-AT-01", "Báo cáo tình hình nhân dân") == []


async def test_what_was_taken_back_says_so(town: Town, hoa: User) -> None:
    await hoa.says("giao các chi bộ thôn học nghị quyết, xong trước 15/12")
    await hoa.presses("Gửi")
    await hoa.says("giao các chi bộ thôn báo cáo tình hình nhân dân, thứ Hai hằng tuần")
    await hoa.presses("Gửi")
    for place in ("1.", "2."):
        await hoa.says("việc đã giao")
        await hoa.presses(place)
        await hoa.presses("Rút lại việc này")
        await hoa.presses("Đúng")
        hoa.sees("Đã rút")
    await hoa.says("việc đã giao")
    hoa.sees("1. Báo cáo tình hình nhân dân, hằng tuần, thứ Hai: đã rút", "2. Học nghị quyết: đã rút")
    await hoa.presses("2.")
    assert "Rút lại việc này" not in [label for label, _ in hoa.heard[-1].choices]


async def test_a_new_sentence_is_not_taken_for_the_answer_to_an_open_question(hoa: User) -> None:
    await hoa.says("giao chi bộ trên mây học nghị quyết, xong trước 15/12")
    hoa.sees("chưa thấy đơn vị")
    await hoa.says("giao các chi bộ thôn dọn vệ sinh nhà văn hoá, xong trước 20/12")
    hoa.sees("Giao: Dọn vệ sinh nhà văn hoá. Hạn Chủ nhật 20/12/2026", "Cho 2 đơn vị")
