"""A commune's own copy of the catalogue, a cell's own meeting day, work assigned once that comes round."""

from __future__ import annotations

import pytest

from storage.model import Task
from storage.unit_of_work import reading, unit_of_work
from tests.user import Town, User


async def tasks_of(town: Town, code: str, duty: str, since: str = "2026-11-01") -> list[Task]:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(unit.id, "2028-01-01", since, 200)
    return sorted((task for task in found if task.duty == duty), key=lambda task: task.due_on)


async def dues(town: Town, code: str, duty: str, since: str = "2026-11-01") -> list[str]:
    return [task.due_on for task in await tasks_of(town, code, duty, since)]


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


async def test_the_clerk_finds_the_catalogue_from_the_home_screen(hoa: User) -> None:
    await hoa.says("0")
    await hoa.presses("Giao việc, danh mục")
    await hoa.presses("Danh mục việc định kỳ")
    hoa.sees("Danh mục việc định kỳ của Đảng ủy xã An Thuỷ: đang giao")
    await hoa.presses("Việc đang giao")
    hoa.sees("1. Sinh hoạt chi bộ thường kỳ: hằng tháng, đúng ngày họp chi bộ")
    await hoa.says("đảng phí")
    hoa.sees("Thu, nộp đảng phí", "hằng tháng, ngày 10", "theo quy định")


async def test_another_due_day_holds_for_the_commune_alone(town: Town, hoa: User) -> None:
    await hoa.says("danh mục")
    await hoa.says("đảng phí")
    await hoa.presses("Đổi hạn")
    await hoa.says("hôm nào cũng được")
    hoa.sees("chưa hiểu")
    await hoa.says("ngày 15, trùng chủ nhật thì sang ngày sau")
    hoa.sees("ngày 15, trùng Chủ nhật thì sang ngày sau", "Lưu nhé?")
    assert await dues(town, "LV-AT-01", "REG-12", "2026-12-01") == []
    await hoa.presses("Lưu")
    hoa.sees("Đã lưu cho địa bàn mình")
    await town.at("2026-12-07 08:00")
    assert await dues(town, "LV-AT-01", "REG-12", "2026-12-01") == ["2026-12-15"]
    assert await dues(town, "LV-TM-01", "REG-12", "2026-12-01") == ["2026-12-10"]
    await town.at("2027-02-07 08:00")
    assert await dues(town, "LV-AT-01", "REG-12", "2027-02-01") == ["2027-02-15"]


async def test_what_is_not_asked_here_is_not_opened_and_can_come_back(town: Town, hoa: User) -> None:
    await hoa.says("danh mục")
    await hoa.says("biên bản, nghị quyết tháng")
    await hoa.presses("Thôi giao ở đây")
    hoa.sees("không mở kỳ mới")
    await hoa.presses("Lưu")
    await town.at("2027-01-08 08:00")
    assert await dues(town, "LV-AT-01", "REG-03", "2027-01-01") == []
    assert len(await dues(town, "LV-TM-01", "REG-03", "2027-01-01")) == 1
    await hoa.says("danh mục")
    await hoa.says("biên bản, nghị quyết tháng")
    hoa.sees("đã sửa riêng")
    await hoa.presses("Về bản gốc")
    hoa.sees("mặc định, sửa được")
    await town.at("2027-02-10 08:00")
    assert len(await dues(town, "LV-AT-01", "REG-03", "2027-02-01")) == 1


async def test_a_duty_that_nobody_asks_yet_is_asked_under_another_name(town: Town, hoa: User, an: User) -> None:
    await hoa.says("danh mục")
    await hoa.says("sổ tay đảng viên điện tử")
    await hoa.presses("Đổi tên")
    await hoa.says("Đưa lịch họp lên sổ tay")
    await hoa.presses("Lưu")
    await hoa.says("danh mục")
    await hoa.says("đưa lịch họp lên sổ tay")
    await hoa.presses("Giao ở đây")
    hoa.sees("tháng trước, ngày 25")
    await hoa.presses("Lưu")
    await town.at("2026-11-24 08:00")
    found = await tasks_of(town, "LV-AT-01", "REG-02")
    assert [(task.title, task.due_on) for task in found] == [("Đưa lịch họp lên sổ tay (12/2026)", "2026-11-25")]
    assert await tasks_of(town, "LV-TM-01", "REG-02") == []


async def test_a_period_is_left_out_with_its_reason(town: Town, hoa: User, an: User) -> None:
    await town.at("2026-12-02 08:00")
    await hoa.says("danh mục")
    await hoa.says("đảng phí")
    await hoa.presses("Bỏ một kỳ")
    await hoa.says("lúc nào đó")
    hoa.sees("chưa hiểu")
    await hoa.says("tháng 12, gộp vào tháng 1")
    await hoa.presses("Lưu")
    assert await dues(town, "LV-AT-01", "REG-12", "2026-12-01") == []
    await town.at("2026-12-03 08:00")
    an.sees("Không phải làm", "gộp vào tháng 1")
    await town.at("2027-01-05 08:00")
    assert await dues(town, "LV-AT-01", "REG-12", "2026-12-01") == ["2027-01-10"]
    assert await dues(town, "LV-TM-01", "REG-12", "2026-12-01") == ["2026-12-10", "2027-01-10"]


async def test_a_cell_sets_its_own_meeting_day_and_the_commune_that_of_the_rest(
    town: Town, hoa: User, an: User
) -> None:
    await an.says("9")
    await an.presses("Ngày họp chi bộ")
    an.sees("Ngày họp của Chi bộ thôn Đồi Chè", "ngày 3")
    await an.says("dạ")
    an.sees("chưa hiểu")
    await an.says("mùng 5, trùng chủ nhật thì sang ngày sau")
    an.sees("hằng tháng, ngày 5, trùng Chủ nhật thì sang ngày sau", "5/12")
    await an.presses("Lưu")
    await hoa.says("ngày họp")
    hoa.sees("Chi bộ nào tự đặt thì theo ngày của chi bộ ấy")
    await hoa.says("ngày 7")
    await hoa.presses("Lưu")
    # December is open already and keeps its day; January follows the new days.
    await town.at("2027-01-02 08:00")
    assert await dues(town, "LV-AT-01", "REG-01", "2027-01-01") == ["2027-01-05"]
    assert await dues(town, "LV-AT-02", "REG-01", "2027-01-01") == ["2027-01-07"]
    assert await dues(town, "LV-TM-01", "REG-01", "2027-01-01") == ["2027-01-04"]
    await town.at("2027-01-06 08:00")
    assert await dues(town, "LV-AT-01", "REG-03", "2027-01-01") == ["2027-01-08"]
    await an.says("ngày họp")
    await an.presses("Theo ngày chung")
    an.sees("ngày 7")


async def test_the_meeting_day_of_the_card_and_of_the_workbook_is_gone_by(town: Town, hoa: User) -> None:
    """The office keeps it on the unit's card; a workbook writes the same place."""
    cell = await town.unit("LV-AT-02")
    await hoa.forges(f"units:{cell.id}:meet")
    await hoa.says("khi nào tiện thì họp")
    hoa.sees("chưa thấy ngày họp")
    await hoa.says("ngày 8 hằng tháng, trùng ngày nghỉ thì làm trước")
    hoa.sees("ngày 8")
    async with unit_of_work(town.database) as uow:
        await uow.organisation.set_meeting_rule((await town.unit("LV-TM-01")).id, "mùng 6, trúng chủ nhật sang hôm sau")
        await uow.organisation.set_meeting_rule((await town.unit("LV-AT-04")).id, "tuần đầu, lúc nào tiện")
    await town.at("2027-01-04 08:00")
    assert await dues(town, "LV-AT-02", "REG-01", "2027-01-01") == ["2027-01-08"]
    assert await dues(town, "LV-TM-01", "REG-01", "2027-01-01") == ["2027-01-06"]
    assert await dues(town, "LV-AT-04", "REG-01", "2027-01-01") == ["2027-01-04"]


async def test_work_that_comes_round_is_assigned_once_and_withdrawn_once(town: Town, hoa: User, an: User) -> None:
    await hoa.says(
        "giao các chi bộ thôn báo cáo tình hình nhân dân, hằng tháng ngày 3, trùng chủ nhật thì sang ngày sau"
    )
    hoa.sees("Giao định kỳ: Báo cáo tình hình nhân dân", "hằng tháng, ngày 3", "3/12/2026", "4/1/2027", "Cho 2 đơn vị")
    await hoa.presses("Gửi")
    hoa.sees("Đã giao định kỳ", "cho 2 đơn vị")
    an.sees("giao việc định kỳ: Báo cáo tình hình nhân dân")
    await town.at("2026-11-24 08:00")
    await town.at("2026-12-28 08:00")
    found = await tasks_of(town, "LV-AT-01", _own(await _all(town, "LV-AT-01")))
    assert [task.due_on for task in found] == ["2026-12-03", "2027-01-04"]
    assert not [task for task in await _all(town, "LV-AT-04") if task.duty.startswith("OWN-")]
    await hoa.says("việc đã giao")
    hoa.sees("Báo cáo tình hình nhân dân, hằng tháng, ngày 3")
    await hoa.presses("1.")
    await hoa.presses("Bỏ một kỳ")
    await hoa.says("tháng 2, nghỉ Tết")
    await hoa.presses("Lưu")
    await town.at("2027-02-01 08:00")
    assert await dues(town, "LV-AT-01", found[0].duty, "2027-02-01") == []
    await town.at("2027-02-25 08:00")
    assert await dues(town, "LV-AT-01", found[0].duty, "2027-02-01") == ["2027-03-03"]
    await hoa.says("việc đã giao")
    await hoa.presses("1.")
    await hoa.presses("Rút lại việc này")
    await hoa.presses("Đúng")
    hoa.sees("Đã rút")
    await town.at("2027-03-26 08:00")
    states = [task.state for task in await tasks_of(town, "LV-AT-01", found[0].duty, "2027-03-01")]
    assert "open" not in states
    assert await dues(town, "LV-AT-01", found[0].duty, "2027-04-01") == []


async def _all(town: Town, code: str) -> list[Task]:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        return await uow.tasks.recent_of_unit(unit.id, "2028-01-01", "2026-11-01", 200)


def _own(tasks: list[Task]) -> str:
    return next(task.duty for task in tasks if task.duty.startswith("OWN-"))


async def test_the_missing_day_of_what_comes_round_is_asked(hoa: User) -> None:
    await hoa.says("giao việc")
    await hoa.says("giao các chi bộ thôn báo cáo tình hình nhân dân, hằng tháng")
    hoa.sees("hạn ngày mấy")
    await hoa.says("ngày cuối tháng, trùng ngày nghỉ thì làm trước")
    hoa.sees("hằng tháng, ngày cuối tháng", "30/11/2026", "31/12/2026")


async def test_a_cell_cannot_touch_the_catalogue(an: User) -> None:
    await an.forges("duties")
    an.sees("không làm được việc này")
    await an.forges("duties:drop:REG-12")
    an.sees("không làm được việc này")


async def test_an_office_reports_what_it_owes_itself_against_its_plan(town: Town, hoa: User) -> None:
    for duty in ("rà soát tổ chức, đầu mối", "biên chế theo kế hoạch"):
        await hoa.says("danh mục")
        await hoa.says(duty)
        await hoa.presses("Giao ở đây")
        await hoa.presses("Lưu")
    await town.at("2026-11-25 08:00")
    await hoa.says("0")
    await hoa.presses("Giao việc, danh mục")
    await hoa.presses("Việc của tôi")
    hoa.sees("Rà soát tổ chức", "Tinh giản biên chế")
    await hoa.presses("2.")
    await hoa.presses("Xong")
    await hoa.says("8")
    await hoa.says("3")
    hoa.sees("6 tháng cuối năm 2026", "Kế hoạch 8, đã làm 3, tức 3/8 kế hoạch (38%)")
    await hoa.presses("Lưu")
    hoa.sees("Đã ghi")
    task = (await tasks_of(town, "LV-AT", "ART-08"))[0]
    assert (task.state, task.numbers, task.on_behalf) == ("reported", {"planned": 8, "done": 3}, False)
