"""A number that is known for the period is filled in, not asked; a whole month of a secretary takes seven messages."""

from __future__ import annotations

import re

import pytest

from handlers.rules.calendar import day_of
from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
MOST_MESSAGES = 7


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


@pytest.fixture
async def ba(town: Town) -> User:
    return await town.person("bà Ba", **CELL, on="plain")


async def owed(town: Town, duty: str) -> Task:
    unit = await town.unit(CELL["unit"])
    async with reading(town.database) as uow:
        found = await uow.tasks.open_of_unit(unit.id, day_of(town.clock.now()).isoformat(), 90)
    return next(task for task in found if task.duty == duty)


async def asks_here(hoa: User, *names: str) -> None:
    for name in names:
        await hoa.says("danh mục")
        await hoa.says(name)
        await hoa.presses("Giao ở đây")
        await hoa.presses("Lưu")


async def test_signatures_said_once_in_a_year_are_not_asked_again(town: Town, hoa: User, ba: User) -> None:
    await asks_here(hoa, "phòng, chống suy thoái")
    await town.at("2027-01-20 08:00")
    commitment = await owed(town, "REG-08")
    await ba.forges(f"task:{commitment.id}:done")
    await ba.says("33")
    await ba.presses("Lưu")
    ba.sees("Đã ghi")
    await town.at("2027-05-10 08:00")
    study = await owed(town, "ART-09")
    await ba.forges(f"task:{study.id}:done")
    await ba.says("30")
    # Neither the signatures nor the number of members is asked.
    ba.sees("đã ký 33", "tổng số 35", "Máy không hỏi lại (đã ký 33): lấy từ Bản cam kết")
    await ba.presses("Sửa lại")
    await ba.says("30")
    ba.sees("ký")
    await ba.says("34")
    ba.sees("đã ký 34")
    ba.sees_not("không hỏi lại")
    await ba.presses("Lưu")
    ba.sees("Đã ghi")


async def test_the_books_follow_who_counts_the_members(town: Town, hoa: User, ba: User) -> None:
    await asks_here(hoa, "đối khớp số lượng")
    await town.at("2026-12-22 08:00")
    count = await owed(town, "REG-13")
    await ba.forges(f"task:{count.id}:done")
    ba.sees("Sổ ghi Chi bộ thôn Đồi Chè có 35 đảng viên")
    for each in ("36", "34", "2"):
        await ba.says(each)
    await ba.presses("Lưu")
    assert (await town.unit(CELL["unit"])).member_count == 36
    dues = await owed(town, "REG-12")
    await ba.forges(f"task:{dues.id}:done")
    await ba.says("36")
    ba.sees("Đã đóng 36, tổng số 36")


async def test_what_the_office_knows_of_the_head_is_not_asked_of_the_cell(town: Town, hoa: User, ba: User) -> None:
    cell = await town.unit(CELL["unit"])
    await asks_here(hoa, "tổ trưởng tổ dân phố")
    await hoa.forges(f"units:{cell.id}:head:yes")
    await town.at("2027-03-10 08:00")
    head = await owed(town, "ART-04")
    await ba.forges(f"task:{head.id}:done")
    ba.sees("Là một người", "lấy từ sổ đơn vị", "Đúng không ạ?")
    await ba.presses("Sửa lại")
    await ba.says("0")
    await ba.presses("Lưu")
    async with reading(town.database) as uow:
        assert (await uow.organisation.facts(cell.id)).head_is_secretary is False


async def test_a_month_lived_day_by_day_takes_seven_messages_at_most(town: Town, ba: User) -> None:
    """April 2027, on a channel without buttons: everything that falls due is reported, every message counted."""
    said: list[str] = []

    async def says(text: str) -> None:
        said.append(text)
        await ba.says(text)

    await town.at("2027-04-01 06:00")
    await town.lives_until("2027-04-05 19:00")
    await says("họp hôm nay có mặt 31, phép 4")
    await says("1")
    ba.sees("Đã ghi")
    await town.lives_until("2027-04-09 10:00")
    await says(f"xong {letter_of(ba, 'Hoàn thiện biên bản')}")
    ba.sees("Đã ghi")
    await says("đảng phí tháng 4 đã đóng đủ 35/35")
    await says("1")
    ba.sees("Đã ghi")
    await town.lives_until("2027-04-30 10:00")
    assert len(said) <= MOST_MESSAGES
    unit = await town.unit(CELL["unit"])
    async with reading(town.database) as uow:
        month = await uow.tasks.recent_of_unit(unit.id, "2027-04-30", "2027-04-01", 90)
    due = [task for task in month if "2027-04-01" <= task.due_on <= "2027-04-30"]
    assert len(due) >= 3
    assert [task.title for task in due if task.state != "reported"] == []


def letter_of(who: User, title: str) -> str:
    """The letter under which a reminder of late named the task."""
    for each in reversed(who.heard):
        found = re.search(rf"^([A-C])\. {title}", each.text, re.MULTILINE)
        if found and each.is_push:
            return found[1].lower()
    raise AssertionError(f"no reminder names {title}")
