"""The printable sheet with codes that can be typed, and the month of a secretary's work in at most seven messages."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from handlers.papers import make_paper
from handlers.rules.codes import item_code
from storage.unit_of_work import reading
from tests.user import Town

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
MOST_MESSAGES = 7


async def test_the_sheet_carries_a_code_for_each_open_task(town: Town) -> None:
    an = await town.person("bác Năm", **CELL)
    await an.says("in phiếu")
    an.sees("Phiếu việc của Chi bộ thôn Đồi Chè")
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit(unit.id, "2026-11-23", 50)
        screen = await make_paper(uow, {"unit": unit.id}, town.clock.now())
    assert screen is not None
    assert screen.attachment is not None
    printed = "\n".join(
        cell.text
        for table in Document(BytesIO(screen.attachment.content)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert all(item_code(task.id) in printed for task in tasks)


async def test_a_code_with_its_numbers_is_a_report(town: Town) -> None:
    ba = await town.person("bà Ba", **CELL, on="plain")
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit(unit.id, "2026-11-23", 50)
    dues = next(task for task in tasks if task.duty == "REG-12")
    await ba.says(f"{item_code(dues.id).lower()} 31/35")
    ba.sees("Đã đóng 31, tổng số 35", "Đúng không ạ?")
    await ba.presses("Lưu")
    ba.sees("Đã ghi:")


async def test_the_code_of_another_unit_is_refused(town: Town) -> None:
    an = await town.person("bác Năm", **CELL)
    unit = await town.unit("LV-TM-01")
    async with reading(town.database) as uow:
        foreign = (await uow.tasks.open_of_unit(unit.id, "2026-11-23", 50))[0]
    await an.says(f"{item_code(foreign.id)} 31/35")
    an.sees("không làm được việc này")


async def test_a_month_of_work_in_at_most_seven_messages(town: Town) -> None:
    """Everything of November that the cell still owes, said on a channel without buttons."""
    ba = await town.person("bà Ba", **CELL, on="plain")
    unit = await town.unit("LV-AT-01")
    said = (
        "họp Chủ nhật 22/11 có mặt 31, phép 4",
        "1",
        "đảng phí tháng 11 đã đóng đủ 35/35",
        "1",
        "biên bản tháng 11 xong rồi",
        "1",
    )
    for each in said:
        await ba.says(each)
    assert len(said) <= MOST_MESSAGES
    async with reading(town.database) as uow:
        owed = await uow.tasks.open_of_unit(unit.id, "2026-11-23", 50)
    assert [task.title for task in owed if task.due_on <= "2026-11-23"] == []


async def test_the_office_types_a_sheet_for_the_cell(town: Town) -> None:
    an = await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit(unit.id, "2026-11-23", 50)
    code = item_code(next(task.id for task in tasks if task.duty == "REG-12"))
    swapped = code[:-2] + code[-1] + code[-2]
    await hoa.says(f"{swapped} 31/35")
    hoa.sees_not("Máy ghi")
    await hoa.says(f"{code} 31/35")
    hoa.sees("Đã đóng 31, tổng số 35")
    await hoa.presses("Lưu")
    assert any("nhập hộ" in each.text and "Đã đóng 31" in each.text for each in an.heard)
