"""What is printed and drawn of a congress, opened again by another library; and what becomes of two road maps when
their units become one."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from handlers.congresses import plan_congress
from handlers.reports.congress_day import items_of
from handlers.rules.codes import item_number
from storage.unit_of_work import reading, unit_of_work
from tests.handlers.test_congress import owes_nothing_else, plans
from tests.handlers.test_congress_result import congress_of, opens, reports_day
from tests.handlers.test_exporting_reports import _file
from tests.restructuring import restructured
from tests.user import Town, User


@pytest.fixture
async def an(town: Town) -> User:
    await owes_nothing_else(town, "LV-AT-01")
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def paper(user: User, button: str) -> tuple[str, bytes]:
    await user.says("đại hội")
    await user.presses("Dời ngày, sửa, in")
    await user.presses("Tài liệu in")
    await user.presses(button)
    user.sees("đang lập")
    return await _file(user)


def words_of(docx: bytes) -> str:
    body = zipfile.ZipFile(BytesIO(docx)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", " ", body)


@pytest.mark.parametrize(
    ("mode", "in_it", "not_in_it"),
    [
        (
            "Đủ 4",
            ("Bầu chi ủy khoá mới; bầu bí thư", "Bầu đại biểu", "Các bước như mục trên"),
            ("chỉ định cấp ủy của cấp",),
        ),
        ("3 nội dung", ("Bầu đại biểu", "Không bầu cấp ủy"), ("Bầu chi ủy", "khoá mới ra mắt", "như mục trên")),
        ("2 nội dung", ("Công bố quyết định chỉ định", "ra mắt"), ("Bầu đại biểu", "Bỏ phiếu kín")),
    ],
)
async def test_the_agenda_follows_the_contents(
    an: User, mode: str, in_it: tuple[str, ...], not_in_it: tuple[str, ...]
) -> None:
    await plans(an, "15/3/2027", mode)
    name, content = await paper(an, "Chương trình")
    assert name.startswith("chuong-trinh-dai-hoi-LV-AT-01")
    text = words_of(content)
    for piece in ("CHƯƠNG TRÌNH", "ngày 15/3/2027", "Chào cờ", "Thông qua nghị quyết", *in_it):
        assert piece in text, piece
    for piece in not_in_it:
        assert piece not in text, piece
    assert "bác Năm" not in text


async def test_a_small_cell_elects_a_secretary_and_a_committee_none_at_all(an: User, hoa: User, town: Town) -> None:
    unit = await town.unit("LV-AT-01")
    async with unit_of_work(town.database) as uow:
        await uow.units.set_member_count(unit.id, 6, "2026-11-23")
    await plans(an, "15/3/2027")
    text = words_of((await paper(an, "Chương trình"))[1])
    assert "Bầu bí thư và, nếu cần, một phó bí thư" in text
    assert "chi ủy khoá mới" not in text
    office = await town.unit("LV-AT")
    await hoa.forges(f"confile:{office.id}:agenda")
    text = words_of((await _file(hoa))[1])
    assert "Bầu cấp ủy khoá mới" in text
    assert "bầu bí thư" not in text


def test_an_agenda_begins_and_ends_with_the_flag_whatever_the_contents() -> None:
    assert [len(items_of(mode)) for mode in (4, 3, 2)] == [15, 13, 14]
    assert all(items_of(mode)[0] == "flag" and items_of(mode)[-1] == "closing" for mode in (4, 3, 2))


async def test_the_road_map_week_by_week_and_as_a_time_line(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    _, content = await paper(an, "Lộ trình theo tuần")
    page = openpyxl.load_workbook(BytesIO(content), data_only=True)["Lộ trình theo tuần"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    head = next(row for row in rows if row[0] == "Bước")
    assert "23/11" in head
    assert "15/3" in head
    _, steps = await congress_of(town, "LV-AT-01")
    opens_on, due = (date.fromisoformat(text) for text in (steps["CON-03"].opens_on, steps["CON-03"].due_on))
    row = next(row for row in rows if str(row[0]).startswith("Dự thảo báo cáo chính trị"))
    bars = [title for title, cell in zip(head[3:], row[3:], strict=True) if cell]
    assert len(bars) == (due - opens_on).days // 7 + 1 or len(bars) == (due - opens_on).days // 7 + 2
    _, picture = await paper(an, "Sơ đồ thời gian")
    assert picture[:4] == b"\x89PNG"


async def test_every_figure_of_the_closing_table_leads_back_to_its_report(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    other = await town.person("bác Bảy", unit="LV-AT-02", role="cell_secretary")
    await plans(other, "16/3/2027", "2 nội dung")
    waiting = await town.person("cô Lan", unit="LV-AT-04", role="cell_secretary")
    await plans(waiting, "30/3/2027")
    await town.at("2027-03-16 17:00")
    for user, code in ((an, "LV-AT-01"), (other, "LV-AT-02")):
        await reports_day(user, town, code)
    await opens(an, town, "LV-AT-01", "CON-13")
    await an.presses("Xong")
    for said in ("5", "2"):
        await an.says(said)
    await an.presses("Lưu")
    await hoa.says("đại hội")
    await hoa.presses("Đại hội của chính cấp mình")
    unit = await town.unit("LV-AT")
    await hoa.forges(f"confile:{unit.id}:closing")
    _, content = await _file(hoa)
    page = openpyxl.load_workbook(BytesIO(content), data_only=True).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    head = next(row for row in rows if row[0] == "Đơn vị")
    body = rows[rows.index(head) + 1 : rows.index(head) + 4]
    total = next(row for row in rows if row[0] == "Cộng")
    at = {title: place for place, title in enumerate(head)}
    found = {
        row[0]: [row[at[title]] for title in ("Có mặt", "Triệu tập", "Bầu cấp ủy", "Đại biểu cấp trên")] for row in body
    }
    assert found == {
        "Chi bộ thôn Đồi Chè": [10, 12, 5, 2],
        "Chi bộ thôn Bến Đò": [10, 12, None, None],
        "Chi bộ Văn phòng xã An Thuỷ": [None, None, None, None],
    }
    assert [total[at[title]] for title in ("Có mặt", "Triệu tập", "Bầu cấp ủy", "Đại biểu cấp trên")] == [20, 24, 5, 2]
    async with reading(town.database) as uow:
        for row in body:
            for code in str(row[at["Mã việc để tra"]]).split(", "):
                task = await uow.tasks.get(item_number(code) or 0)
                assert task is not None
                assert task[0].unit_name == row[0]
                assert set(task[0].numbers.values()) <= set(found[row[0]])
    first = next(row for row in body if row[0] == "Chi bộ thôn Đồi Chè")
    await hoa.says(str(first[at["Mã việc để tra"]]).split(", ")[0])
    hoa.sees("có mặt 10, triệu tập 12")


async def test_merged_units_go_on_with_one_road_map_and_two_contents(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    other = await town.person("bác Bảy", unit="LV-AT-02", role="cell_secretary")
    await plans(other, "16/3/2027")
    await restructured(town, ("sáp nhập", "LV-AT-02", "LV-AT-01"))
    congress, steps = await congress_of(town, "LV-AT-01")
    assert congress.planned_on == "2027-03-15"
    assert len(steps) == 18
    ended = await town.unit("LV-AT-02")
    async with reading(town.database) as uow:
        assert await uow.congresses.of_unit(ended.id) is None
    await an.says("đại hội")
    await an.presses("Dời ngày, sửa, in")
    await an.presses("Hình thức")
    await an.presses("Đổi số nội dung")
    await an.presses("2 nội dung")
    an.sees("3 bước thôi áp dụng", "xong 0/15 bước")
    await hoa.says("đại hội")
    hoa.sees("2 đơn vị, 0 đã đại hội, 1 đang chuẩn bị")


async def test_a_unit_made_by_a_merger_is_offered_two_contents_first(an: User, town: Town) -> None:
    await restructured(town, ("sáp nhập", "LV-AT-02", "LV-AT-01"))
    await an.says("đại hội")
    await an.presses("Đặt ngày")
    await an.says("15/3/2027")
    an.sees("mới nhận 1 đơn vị sáp nhập", "[2 nội dung (cấp ủy được chỉ định)] [3 nội dung")


async def test_a_road_map_follows_its_unit_into_the_successor(town: Town) -> None:
    old = await town.unit("LV-AT-02")
    async with unit_of_work(town.database) as uow:
        await plan_congress(uow, old, date(2027, 3, 15), document="", now=town.clock.now(), mode=2)
    await restructured(town, ("sáp nhập", "LV-AT-02", "LV-AT-01"))
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("đại hội")
    an.sees("Đại hội Chi bộ thôn Đồi Chè: thứ Hai 15/3/2027", "xong 0/15 bước")
    await an.presses("Dời ngày, sửa, in")
    await an.presses("Hình thức")
    await an.presses("Đổi số nội dung")
    await an.presses("Đủ 4")
    an.sees("xong 0/18 bước")
    new = await town.unit("LV-AT-01")
    _, steps = await congress_of(town, "LV-AT-01")
    assert {task.unit_id for task in steps.values()} == {new.id}
