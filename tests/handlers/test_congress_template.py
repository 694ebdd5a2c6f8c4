"""A commune's own road map, changed step by step in the chat or whole as a workbook."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from storage.unit_of_work import reading
from tests.handlers.test_congress import plans
from tests.handlers.test_congress_result import congress_of
from tests.handlers.test_exporting_reports import _file
from tests.user import Town, User
from tests.workbook_files import workbook

HEAD = ("cap", "ma", "ten", "mo_truoc", "han", "dung")


@pytest.fixture(params=["phones", "plain"])
async def hoa(town: Town, request: pytest.FixtureRequest) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk", on=request.param)


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


async def opens_list(hoa: User) -> None:
    await hoa.says("mẫu lộ trình")
    await hoa.presses("Chi bộ")
    hoa.sees("1. Quán triệt chỉ thị, kế hoạch của cấp trên: trước đại hội 120 ngày")


async def test_other_days_another_name_and_a_step_left_out(hoa: User, an: User, town: Town) -> None:
    await opens_list(hoa)
    await hoa.presses("1. Quán triệt")
    await hoa.presses("Đổi số ngày")
    await hoa.says("nhiều lắm")
    await hoa.says("90")
    hoa.sees("trước đại hội 90 ngày")
    await hoa.presses("Quay lại")
    await hoa.presses("2. Ban hành")
    await hoa.presses("Bỏ bước này")
    hoa.sees("Ban hành kế hoạch đại hội, phân công: không dùng")
    await hoa.presses("Quay lại")
    await hoa.presses("3. Dự thảo")
    await hoa.presses("Đổi tên")
    await hoa.says("Viết báo cáo chính trị")
    await plans(an, "15/6/2027")
    an.sees("xong 0/17 bước")
    _, steps = await congress_of(town, "LV-AT-01")
    assert "CON-02" not in steps
    assert (steps["CON-01"].opens_on, steps["CON-01"].due_on) == ("2027-02-15", "2027-03-17")
    assert steps["CON-03"].title == "Viết báo cáo chính trị"
    tu = await town.person("bác Tư", unit="LV-TM-01", role="cell_secretary")
    await plans(tu, "15/6/2027")
    tu.sees("xong 0/18 bước")


async def test_what_a_congress_cannot_do_without_stays_and_all_can_be_undone(hoa: User, town: Town) -> None:
    await hoa.forges("contemplate:cell:drop:CON-12")
    hoa.sees("không bỏ được")
    await hoa.forges("contemplate:cell:drop:CON-02")
    hoa.sees("không dùng")
    await hoa.presses("Trở về mẫu chung")
    hoa.sees("0 bước có sửa")
    await hoa.forges("contemplate:commune:drop:CON-02")
    hoa.sees_not("không dùng")


async def test_the_whole_template_as_a_workbook(an: User, town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await opens_list(hoa)
    await hoa.presses("Sửa cả mẫu bằng Excel")
    name, content = await _file(hoa)
    assert name == "lo-trinh-dai-hoi.xlsx"
    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]
    assert rows[0] == list(HEAD)
    assert len(rows) == 19
    for row in rows[1:]:
        if row[1] == "CON-01":
            row[3], row[4] = -100, -80
        if row[1] == "CON-05":
            row[5] = "không"
    await hoa.sends_file(workbook({"lo_trinh": rows}))
    hoa.sees("Có 2 bước sẽ đổi")
    async with reading(town.database) as uow:
        assert await uow.rulings.steps_over((await town.unit("LV-AT")).path, "cell") == {}
    await hoa.presses("Lưu")
    hoa.sees("Đã đổi 2 bước")
    await plans(an, "15/6/2027")
    an.sees("xong 0/17 bước")
    _, steps = await congress_of(town, "LV-AT-01")
    assert steps["CON-01"].due_on == "2027-03-27"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("chi bộ", "CON-99", "", "", -5, ""), "CON-99"),
        (("tỉnh", "CON-01", "", "", -5, ""), "cap"),
        (("xã", "CON-01", "", "", -5, ""), "cap"),
        (("chi bộ", "CON-01", "", "", "sớm", ""), "han"),
        (("chi bộ", "CON-01", "", -3, -5, ""), "mo_truoc"),
        (("chi bộ", "CON-01", "", "", 9999, ""), "han"),
        (("chi bộ", "CON-12", "", 0, 0, "không"), "CON-12"),
        (("chi bộ", "CON-01", "x" * 130, "", -5, ""), "ten"),
    ],
)
async def test_a_row_that_cannot_be_comes_back_marked_and_nothing_is_saved(
    town: Town, row: tuple[object, ...], why: str
) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await opens_list(hoa)
    await hoa.presses("Sửa cả mẫu bằng Excel")
    await hoa.sends_file(workbook({"lo_trinh": [HEAD, row]}))
    hoa.sees("1 ô")
    _, content = await _file(hoa)
    cells = [
        str(cell)
        for line in openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
        for cell in line
    ]
    assert any(why in cell for cell in cells)
    async with reading(town.database) as uow:
        assert await uow.rulings.steps_over((await town.unit("LV-AT")).path, "cell") == {}


async def test_a_step_that_was_left_out_since_still_moves_with_its_congress(hoa: User, an: User, town: Town) -> None:
    await plans(an, "15/6/2027")
    await hoa.forges("contemplate:cell:drop:CON-02")
    await an.says("dời đại hội sang 22/6/2027 vì mưa lũ")
    await an.presses("Lưu")
    an.sees("18 việc chưa xong dời theo")
    _, steps = await congress_of(town, "LV-AT-01")
    assert steps["CON-02"].due_on == "2027-03-24"
