"""Reminders as people get them: one message a day, three a week, an answer inside, nothing at night."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from handlers.rules.calendar import day_of, is_free_day, local
from storage.unit_of_work import unit_of_work
from tests.databases import every_value
from tests.user import Town, User, moment

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
CLERK = {"unit": "LV-AT", "role": "office_clerk"}


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", **CELL)


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", **CLERK)


async def _days_of_unasked(town: Town) -> list[tuple[int, str, int]]:
    """(person, day, local minute) of every unasked message that was sent."""
    rows = await every_value(town.database, ["outbox"])
    sent = [(row[19], row[18]) for row in rows if row[5] == "digest" and row[11] == "sent"]
    return [(who, day_of(at).isoformat(), local(at).hour * 60 + local(at).minute) for who, at in sent]


async def test_one_message_in_the_morning_with_three_items_and_the_rest_as_a_number(town: Town, an: User) -> None:
    await town.at("2026-11-25 07:30")
    assert len(an.new) == 1
    an.sees("Chào bác Năm", "A. ", "B. ", "C. ", "việc nữa")
    an.sees_not("D. ")
    await town.at("2026-11-25 15:00")
    an.sees_nothing()


async def test_what_was_done_meanwhile_is_not_mentioned(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("xong 2")
    await an.presses("Lưu")
    await town.at("2026-11-25 07:30")
    an.sees_not("Hoàn thiện biên bản")


async def test_three_days_of_downtime_end_in_one_message(town: Town, an: User) -> None:
    await town.at("2026-11-27 09:00")
    assert len(an.new) == 1


async def test_a_message_planned_before_a_stop_is_not_lost_by_it(town: Town, an: User) -> None:
    await town.at("2026-11-25 07:00")
    an.sees_nothing()
    town.clock.jump_to(moment("2026-11-26 07:30"))
    await town.settled()
    an.sees_nothing()
    await town.at("2026-11-26 07:31")
    assert len(an.new) == 1


async def test_never_more_than_one_a_day_three_a_week_and_never_at_a_quiet_time(
    town: Town, an: User, hoa: User
) -> None:
    for morning in ("2026-11-25", "2026-11-26", "2026-11-28", "2026-12-02"):
        await town.lives_until(f"{morning} 09:00")
        await hoa.says("tình hình")
        await hoa.presses("Nhắc các đơn vị này")
        await hoa.presses("Gửi")
    await town.lives_until("2026-12-20 09:00")
    found = await _days_of_unasked(town)
    assert len(found) > 10
    assert max(Counter((person, day) for person, day, _ in found).values()) == 1
    for person, day, minute in found:
        week = [other for who, other, _ in found if who == person and 0 <= _apart(other, day) < 7]
        assert len(week) <= 3, (person, week)
        assert 390 <= minute < 1200
        assert not is_free_day(date.fromisoformat(day))


def _apart(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


async def test_a_nudge_goes_at_once_when_there_is_room_and_waits_when_there_is_not(
    town: Town, an: User, hoa: User
) -> None:
    await hoa.says("tình hình")
    await hoa.presses("Nhắc các đơn vị này")
    await hoa.presses("Gửi")
    assert "Văn phòng Đảng ủy xã An Thuỷ hỏi thăm" in an.screen
    heard = len(an.heard)
    await hoa.presses("Nhắc các đơn vị này")
    await hoa.presses("Gửi")
    assert len(an.heard) == heard
    await town.at("2026-11-25 09:00")
    an.sees("Văn phòng Đảng ủy xã An Thuỷ hỏi thăm")
    assert len(an.new) == 1


async def test_three_days_late_the_clerk_hears_of_it_by_state_and_the_province_never(
    town: Town, an: User, hoa: User
) -> None:
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    await town.lives_until("2026-12-10 09:00")
    told = [each for each in hoa.heard if "việc trễ từ 3 ngày" in each.text]
    assert told
    assert "chưa tới máy" in told[-1].text
    assert all("việc trễ từ 3 ngày" not in each.text for each in minh.heard if each.is_push)


async def test_what_was_taken_back_before_it_was_read_is_never_told(town: Town, an: User, hoa: User) -> None:
    await hoa.says("tình hình")
    await hoa.presses("Nhắc các đơn vị này")
    await hoa.presses("Gửi")
    await an.says("việc")
    await an.says("xong 2")
    await an.presses("Lưu")
    await hoa.says("báo cáo")
    await hoa.presses("1. ")
    await hoa.presses("Trả lại")
    await hoa.says("thiếu chữ ký")
    an.sees_not("thiếu chữ ký")
    async with unit_of_work(town.database) as uow:
        found = await uow.tasks.open_of_unit((await town.unit("LV-AT-01")).id, "2026-11-23", 20)
        returned = next(task for task in found if task.state == "returned")
    events = [row[1] for row in await every_value(town.database, ["task_event"]) if row[2] == returned.id]
    async with unit_of_work(town.database) as uow:
        assert await uow.notices.withdraw(f"task_event:{max(events)}") == []
    await town.at("2026-11-25 09:00")
    an.sees_not("Văn phòng nhờ đồng chí bổ sung")
