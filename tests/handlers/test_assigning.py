"""Assigning from a sentence or the catalogue: the six clears, a preview with the count, withdrawn once for all."""

from __future__ import annotations

import pytest

from handlers.rules.clears import CLEARS, unclear
from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User


async def assigned_to(town: Town, unit: str) -> list[Task]:
    where = await town.unit(unit)
    async with reading(town.database) as uow:
        found = await uow.tasks.open_of_unit(where.id, "2026-11-23", 80)
    return [task for task in found if task.duty in ("GIAO", "REG-07")]


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


async def test_from_a_sentence_with_a_preview(town: Town, hoa: User, an: User) -> None:
    await hoa.says("giao các chi bộ thôn học nghị quyết, xong trước 15/4")
    hoa.sees("Cho 2 đơn vị", "thôn Đồi Chè", "15/4/2027", "Người duyệt")
    assert not await assigned_to(town, "LV-AT-01")
    await hoa.presses("Gửi")
    hoa.sees("cho 2 đơn vị")
    an.sees("giao việc mới: Học nghị quyết")
    task = (await assigned_to(town, "LV-AT-01"))[0]
    assert (task.due_on, task.duty, task.asks) == ("2027-04-15", "REG-07", ("attended", "total"))
    assert not await assigned_to(town, "LV-AT-04")


async def test_withdrawn_once_everywhere(town: Town, hoa: User, an: User) -> None:
    await hoa.says("giao tất cả chi bộ dọn vệ sinh nhà văn hoá, xong trước 15/12")
    await hoa.presses("Gửi")
    await hoa.presses("Rút lại")
    hoa.sees("Rút lại", "3 đơn vị")
    await hoa.presses("Đúng")
    hoa.sees("Đã rút")
    await town.lives_until("2026-11-27 08:00")
    an.sees("không cần làm nữa")
    assert not await assigned_to(town, "LV-AT-01")


async def test_what_is_missing_is_asked(town: Town, hoa: User) -> None:
    await hoa.says("giao việc")
    await hoa.presses("Học tập")
    hoa.sees("cho đơn vị nào")
    await hoa.says("chi bộ trên mây")
    hoa.sees("chưa thấy đơn vị")
    await hoa.says("thôn Bến Đò")
    hoa.sees("hạn ngày nào")
    await hoa.says("hôm nào cũng được")
    hoa.sees("hạn ngày nào")
    await hoa.says("20/12")
    hoa.sees("Cho 1 đơn vị")


async def test_a_cell_assigns_nothing(an: User) -> None:
    await an.says("giao các chi bộ thôn học nghị quyết, xong trước 15/4")
    an.sees("không làm được việc này")


async def test_another_committees_assignment_is_out_of_reach(town: Town, hoa: User) -> None:
    await hoa.says("giao tất cả chi bộ dọn vệ sinh nhà văn hoá, xong trước 15/12")
    await hoa.presses("Gửi")
    other = await town.person("anh Tài", unit="LV-TM", role="office_clerk")
    action = next(action for _, action in hoa.heard[-1].choices if action.startswith("assigned:"))
    for way in (action, action.replace("withdraw", "yes")):
        await other.forges(way)
        other.sees("không làm được việc này")
    assert await assigned_to(town, "LV-AT-01")


def test_each_of_the_six_clears_is_named_when_it_lacks() -> None:
    task = Task(0, 0, "GIAO", 0, "", "", "", "", "2026", "2026-11-23", "", "2026-12-31", "open")
    assert unclear(task, 0) == CLEARS
