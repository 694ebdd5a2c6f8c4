"""Reports asked for in the chat: chosen in three steps, made behind the reply, opened again by another library."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest

from storage.unit_of_work import unit_of_work
from tests.user import Town, User

LINK = re.compile(r"/files/([\w-]+)/")


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def _file(user: User) -> tuple[str, bytes]:
    """The pretend platforms carry no files: what comes is a link, and this is what it opens."""
    links = [found for each in user.new if (found := LINK.search(each.text))]
    assert links, user.screen
    async with unit_of_work(user.town.database) as uow:
        fetched = await uow.files.fetch(links[-1][1], user.town.clock.now())
    assert fetched is not None
    return fetched


def _links(user: User) -> int:
    return sum(bool(LINK.search(each.text)) for each in user.new)


async def test_the_clerk_gets_the_table_of_the_units_in_excel(an: User, hoa: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    await hoa.says("tình hình")
    await hoa.presses("Xuất báo cáo")
    hoa.sees("Bảng các đơn vị", "Báo cáo kết quả thực hiện")
    await hoa.presses("Bảng các đơn vị")
    await hoa.presses("Năm 2026")
    await hoa.presses("Excel")
    hoa.sees("đang lập", "dự thảo")
    name, content = await _file(hoa)
    assert name == "bang-don-vi-LV-AT-2026.xlsx"
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    names = {row[0] for row in cells}
    assert "Chi bộ thôn Đồi Chè" in names
    assert "Chi bộ tổ dân phố Hàng Bàng" not in names
    head = next(row for row in cells if row[0] == "Đơn vị")
    total = next(row for row in cells if row[0] == "Cộng")
    units = cells[cells.index(head) + 1 : cells.index(total)]
    for key in ("Phải báo", "Đã báo", "Trễ"):
        at = head.index(key)
        assert total[at] == sum(row[at] for row in units)


async def test_the_half_year_report_in_word_says_what_was_done_and_what_is_late(an: User, hoa: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    await hoa.says("cho tôi báo cáo word năm 2026")
    if not _links(hoa):
        await hoa.says("xuất báo cáo")
        await hoa.presses("Báo cáo kết quả thực hiện")
        await hoa.says("2026")
        await hoa.presses("Word")
    name, content = await _file(hoa)
    assert name == "bao-cao-LV-AT-2026.docx"
    body = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    text = re.sub(r"<[^>]+>", "", body)
    assert "DỰ THẢO" in text
    assert "Đảng ủy xã An Thuỷ" in text
    assert "Kết quả đã đạt được" in text
    assert "việc quá hạn chưa báo tại" in text
    assert "Chưa có báo cáo nào trong kỳ" in text


async def test_the_same_question_gives_the_same_file(hoa: User) -> None:
    files = []
    for _ in range(2):
        await hoa.says("xuất báo cáo")
        await hoa.presses("Báo cáo kết quả thực hiện")
        await hoa.says("năm 2026")
        await hoa.presses("Excel")
        files.append(await _file(hoa))
    assert files[0] == files[1]


@pytest.mark.parametrize("said", ["lung tung", "tháng 13", "12/2030", "2031"])
async def test_a_period_that_cannot_be_is_asked_again(hoa: User, said: str) -> None:
    await hoa.says("xuất báo cáo")
    await hoa.presses("Báo cáo kết quả thực hiện")
    await hoa.says(said)
    hoa.sees("10/2026")
    await hoa.says("10/2026")
    hoa.sees("tháng 10 năm 2026")


@pytest.mark.parametrize("form", ["Word", "Excel", "Ảnh"])
async def test_an_empty_period_gives_an_honest_empty_report(hoa: User, form: str) -> None:
    await hoa.says("xuất báo cáo")
    await hoa.presses("Báo cáo kết quả thực hiện")
    await hoa.says("2019")
    await hoa.presses(form)
    assert len((await _file(hoa))[1]) > 1000


@pytest.mark.parametrize("button", ["Sổ việc của chi bộ", "Báo cáo kết quả", "Tiến độ đại hội", "Việc tôi đã làm"])
async def test_a_secretary_gets_the_files_of_the_own_cell(an: User, button: str) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    for form in ("Word", "Excel"):
        await an.says("xuất báo cáo")
        await an.presses(button)
        if "kỳ nào" in an.screen:
            await an.presses("Năm 2026")
        await an.presses(form)
        name, content = await _file(an)
        assert "LV-AT-01" in name
        assert content[:2] == b"PK"


async def test_pictures_of_a_commune_and_of_a_cell(an: User, hoa: User) -> None:
    for user in (an, hoa):
        await user.says("xuất báo cáo")
        await user.presses("Báo cáo kết quả")
        await user.presses("Tháng 11")
        await user.presses("Ảnh")
        assert (await _file(user))[1].startswith(b"\x89PNG")


async def test_ones_own_dates_for_the_calendar(an: User) -> None:
    await an.says("lịch việc")
    name, content = await _file(an)
    assert name.endswith(".ics")
    assert b"BEGIN:VEVENT" in content


async def test_without_files_a_link_goes_out_and_can_be_ended(town: Town) -> None:
    ba = await town.person("cô Ba", unit="LV-AT-02", role="cell_secretary", on="plain")
    await ba.says("xuất báo cáo")
    await ba.presses("Sổ việc")
    await ba.presses("Năm 2026")
    await ba.presses("Excel")
    ba.sees("https://chibo.example/files/")
    text = next(each.text for each in ba.new if "/files/" in each.text)
    found = re.search(r"/files/([\w-]+)/", text)
    assert found
    async with unit_of_work(town.database) as uow:
        assert await uow.files.fetch(found[1], town.clock.now()) is not None
    await ba.says("huỷ liên kết")
    ba.sees("Đã huỷ 1 liên kết")
    async with unit_of_work(town.database) as uow:
        assert await uow.files.fetch(found[1], town.clock.now()) is None


async def test_nobody_exports_another_unit(town: Town, an: User, hoa: User) -> None:
    foreign, own = await town.unit("LV-TM-01"), await town.unit("LV-AT-02")
    for user, unit in ((an, foreign), (an, own), (hoa, foreign)):
        await user.forges(f"export:{unit.id}:month_sheet:2026:excel")
        assert not _links(user)
        user.sees("không")
    await hoa.forges(f"export:{own.id}:own_term:2026:excel")
    assert not _links(hoa)


async def test_the_movement_and_the_check_after_mergers_come_in_every_form(town: Town, an: User, hoa: User) -> None:
    for button, forms in (
        ("Kết quả phong trào", ("Word", "Excel", "Ảnh")),
        ("Đối chiếu sau sáp nhập", ("Word", "Excel")),
    ):
        for form in forms:
            await hoa.says("xuất báo cáo")
            await hoa.presses(button)
            if "kỳ nào" in hoa.screen:
                await hoa.presses("Năm 2026")
            await hoa.presses(form)
            name, content = await _file(hoa)
            assert content[:2] in (b"PK", b"\x89P"), name


async def test_after_a_merger_the_check_says_where_a_unit_went_and_that_nothing_is_left(town: Town, an: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    old, new = await town.unit("LV-AT-01"), await town.unit("LV-AT-02")
    async with unit_of_work(town.database) as uow:
        await uow.restructure.hand_on(old, new, town.clock.now())
        await uow.restructure.end(old, new, "2026-11-23")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await hoa.says("xuất báo cáo")
    await hoa.presses("Đối chiếu sau sáp nhập")
    await hoa.presses("Tháng 11")
    await hoa.presses("Excel")
    book = openpyxl.load_workbook(BytesIO((await _file(hoa))[1]), data_only=True)
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    row = next(row for row in cells if row[0] == "Chi bộ thôn Đồi Chè")
    assert row[2:6] == ["Chi bộ thôn Bến Đò", 35, 1, 0]


async def test_a_report_wanted_every_month_comes_by_itself_and_can_be_stopped(town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk", on="plain")
    await hoa.says("báo cáo định kỳ")
    hoa.sees("chưa đặt báo cáo định kỳ nào")
    await hoa.says("xuất báo cáo")
    await hoa.presses("Bảng các đơn vị")
    await hoa.presses("Tháng 11")
    await hoa.presses("Excel")
    hoa.sees("1. Nhận đều báo cáo này")
    await hoa.says("1")
    await hoa.presses("Hằng tháng")
    hoa.sees("Từ thứ Ba 1/12")
    await town.at("2026-12-01 07:30")
    hoa.sees("Báo cáo định kỳ: Bảng các đơn vị, Đảng ủy xã An Thuỷ, tháng 11 năm 2026")
    await hoa.says("báo cáo định kỳ")
    hoa.sees("1. Bảng các đơn vị, Đảng ủy xã An Thuỷ (hằng tháng)")
    await hoa.says("1")
    assert (await _file(hoa))[0] == "bang-don-vi-LV-AT-2026-11.xlsx"
    await hoa.says("báo cáo định kỳ")
    await hoa.presses("Dừng báo cáo 1")
    hoa.sees("Đã dừng")
    await town.at("2027-01-01 07:30")
    hoa.sees_not("Báo cáo định kỳ:")


async def test_nobody_wants_a_foreign_report_or_stops_somebody_elses(town: Town, hoa: User) -> None:
    foreign, own = await town.unit("LV-TM"), await town.unit("LV-AT")
    await hoa.forges(f"schedule:{foreign.id}:matrix:excel:month")
    hoa.sees_not("Đã ghi")
    await hoa.forges(f"schedule:{own.id}:matrix:excel:month")
    hoa.sees("Đã ghi")
    other = await town.person("chị Mai", unit="LV-TM", role="office_clerk")
    async with unit_of_work(town.database) as uow:
        wish = (await uow.schedules.due("2027-12-31", 9))[0]
    await other.forges(f"schedule:stop:{wish.id}")
    other.sees_not("Đã dừng")
    async with unit_of_work(town.database) as uow:
        assert await uow.schedules.due("2027-12-31", 9) == [wish]
