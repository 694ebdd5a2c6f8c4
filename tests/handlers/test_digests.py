"""Reminders: one digest a day at half past seven, answered inside the message, never about what is done."""

from __future__ import annotations

import pytest

from storage.unit_of_work import reading, unit_of_work
from tests.user import Town, User

MINUTES, DUES, REPORT = "Hoàn thiện biên bản", "Thu, nộp đảng phí", "Báo cáo phòng, chống tham nhũng"
CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", **CELL)


@pytest.fixture
async def ba(town: Town) -> User:
    return await town.person("bà Ba", **CELL, on="plain")


async def test_at_half_past_seven_and_not_before(town: Town, an: User) -> None:
    await town.at("2026-11-25 07:29")
    an.sees_nothing()
    await town.at("2026-11-25 07:30")
    an.sees("Chào bác Năm", "A. ", MINUTES, DUES)
    assert len(an.new) == 1


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-25", "2026-11-29", "2026-11-30"])
async def test_nobody_is_woken_at_midnight_however_late_their_work_is(town: Town, an: User, day: str) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    for when in (f"{day} 00:00", f"{day} 00:01", f"{day} 06:29"):
        await town.at(when)
        an.sees_nothing()
        hoa.sees_nothing()


async def test_once_a_day_however_often_the_clock_is_looked_at(town: Town, an: User) -> None:
    await town.at("2026-11-25 07:30")
    for when in ("2026-11-25 07:31", "2026-11-25 12:00", "2026-11-25 19:59"):
        await town.at(when)
        an.sees_nothing()


async def test_answered_by_a_press_inside_the_message(town: Town, an: User) -> None:
    await town.at("2026-11-25 07:30")
    await an.presses(f"A. Xong: {MINUTES}")
    an.sees("Đã ghi:", MINUTES)


async def test_a_press_on_a_duty_with_numbers_asks_for_them(town: Town, an: User) -> None:
    await town.at("2026-11-25 07:30")
    await an.presses(f"B. Xong: {DUES}")
    an.sees("Bao nhiêu đồng chí đã đóng?")


@pytest.mark.parametrize("said", ["xong a", "Xong A.", "xong  a ạ", "XONG A"])
async def test_answered_by_a_letter_without_buttons(town: Town, ba: User, said: str) -> None:
    await town.at("2026-11-25 07:30")
    ba.sees('"xong a"', "A. ")
    ba.sees_not("1. ")
    await ba.says(said)
    ba.sees("Đã ghi:", MINUTES)


async def test_stuck_or_later_by_a_letter(town: Town, ba: User) -> None:
    await town.at("2026-11-25 07:30")
    await ba.says("vướng a")
    ba.sees("Đồng chí đang vướng gì?", MINUTES)
    await ba.says("nhắc lại b")
    ba.sees("Nhắc lại khi nào", DUES)


async def test_a_letter_that_was_not_shown_leads_to_the_list(town: Town, ba: User) -> None:
    await ba.says("xong c")
    ba.sees("hạn gần nhất trước")


async def test_a_reminder_does_not_steal_the_answer_to_an_open_question(town: Town, ba: User) -> None:
    await ba.says("việc")
    await ba.says("xong 3")
    ba.sees("đã đóng?")
    await town.at("2026-11-25 07:30")
    ba.sees("Trả lời:")
    await ba.says("30")
    ba.sees("Đã đóng 30, tổng số 35")


async def test_a_digit_answers_the_last_reply_and_never_the_reminder(town: Town, ba: User) -> None:
    await ba.says("việc")
    await town.at("2026-11-25 07:30")
    await ba.says("5")
    ba.sees("Nói không với tham nhũng", "Hạn: thứ")


async def test_what_was_done_meanwhile_is_left_out(town: Town, an: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    await town.at("2026-11-25 07:30")
    an.sees(DUES)
    an.sees_not(MINUTES)


async def test_done_between_planning_and_sending_is_left_out_too(town: Town, an: User) -> None:
    """Planned on the eve, on a holiday at that; the work is reported before it goes out."""
    await town.at("2026-11-24 09:00")
    async with reading(town.database) as uow:
        assert await uow.outbox.next_due("phones", 1) is not None
    for said in ("việc", "xong 1", "1"):
        await an.says(said)
    await town.at("2026-11-25 07:30")
    an.sees_not(MINUTES)


async def test_when_all_is_done_nothing_is_sent(town: Town, an: User) -> None:
    async with unit_of_work(town.database) as uow:
        unit = await uow.units.by_code("LV-AT-01")
        assert unit is not None
        tasks = await uow.tasks.open_of_unit(unit.id, "2026-11-23", 50)
    for task in tasks:
        await an.forges(f"task:{task.id}:blocked:waiting")
    await town.at("2026-11-25 07:00")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit(unit.id, "2026-11-25", 50)
    for task in tasks:
        await an.forges(f"task:{task.id}:blocked:waiting")
    an.looks_away()
    await town.at("2026-11-25 07:30")
    an.sees_nothing()


@pytest.mark.parametrize(("quiet", "next_morning"), [("2026-11-24", "2026-11-25"), ("2026-11-29", "2026-11-30")])
async def test_nothing_on_sundays_and_holidays(town: Town, an: User, quiet: str, next_morning: str) -> None:
    await town.lives_until(f"{quiet} 07:00")
    for hour in ("07:30", "12:00", "19:00", "23:59"):
        await town.at(f"{quiet} {hour}")
        an.sees_nothing()
    await town.at(f"{next_morning} 07:29")
    an.sees_nothing()
    await town.at(f"{next_morning} 07:30")
    an.sees("Chào bác Năm")


async def test_nothing_between_new_years_eve_and_the_fifth_of_tet(town: Town, an: User) -> None:
    await town.lives_until("2027-02-03 20:00")
    await town.at("2027-02-03 20:01")
    await town.lives_until("2027-02-10 20:00")
    an.sees_nothing()


async def test_three_days_of_downtime_end_in_one_message(town: Town, an: User) -> None:
    await town.at("2026-11-23 20:00")
    await town.at("2026-11-28 10:00")
    an.sees("Chào bác Năm")
    assert len(an.new) == 1


async def test_a_message_that_was_due_in_a_long_stop_is_not_sent_late(town: Town, an: User) -> None:
    await town.at("2026-11-24 09:00")
    await town.at("2026-11-25 20:30")
    an.sees_nothing()


async def test_whoever_blocked_the_bot_gets_nothing_until_they_write_again(town: Town, an: User) -> None:
    await an.sends("blocked")
    await town.at("2026-11-25 07:30")
    an.sees_nothing()
    await an.sends("unblocked")
    await town.lives_until("2026-12-05 08:00")
    an.sees("Chào bác Năm")


async def test_each_gets_their_own_on_the_channel_where_they_write(town: Town, an: User) -> None:
    tu = await town.person("bác Tư", unit="LV-TM-01", role="cell_secretary", on="plain")
    await town.at("2026-11-25 07:30")
    an.sees("Chào bác Năm")
    tu.sees("Chào bác Tư")
    tu.sees_not("bác Năm")


async def test_officers_are_not_reminded_of_others_work(town: Town, an: User) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="organisation_officer")
    await town.lives_until("2026-11-28 12:00")
    an.sees("Chào bác Năm")
    # The figures of a Monday are theirs, the cells' tasks are not.
    hoa.sees_not("Chào", "A. ")


async def test_the_day_s_duties_are_opened_once(town: Town, an: User) -> None:
    async with reading(town.database) as uow:
        unit = await town.unit("LV-AT-01")
        before = len(await uow.tasks.recent_of_unit(unit.id, "2026-12-31", "2026-01-01", 200))
    await town.at("2026-12-01 07:30")
    await town.at("2026-12-01 07:31")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.recent_of_unit(unit.id, "2026-12-31", "2026-01-01", 200)
    assert len(tasks) > before
    assert len({(task.duty, task.period, task.programme_id) for task in tasks}) == len(tasks)
