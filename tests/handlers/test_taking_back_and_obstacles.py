""" "Nhầm" takes the last step back; an obstacle goes upward and stops the reminders; "later" moves a reminder only."""

from __future__ import annotations

import pytest

from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User

MINUTES, MEETING = "Hoàn thiện biên bản", "Sinh hoạt chi bộ thường kỳ"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def _task(town: Town, title: str = MINUTES) -> Task:
    where = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(where.id, "2026-12-31", "2026-01-01", 50)
    return next(task for task in found if task.title.startswith(title))


async def _report(an: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    an.sees("Đã ghi:")


@pytest.mark.parametrize("said", ["nhầm", "Nhầm", "nham", "NHẦM", "huỷ"])
async def test_nham_takes_the_report_back(town: Town, an: User, said: str) -> None:
    before = await _task(town)
    await _report(an)
    await an.says(said)
    an.sees("Việc vừa ghi:", MINUTES)
    assert (await _task(town)).state == "reported"
    await an.presses("Bỏ báo cáo này")
    an.sees("Đã bỏ, việc trở lại như trước")
    after = await _task(town)
    assert (after.state, after.numbers, after.reported_at) == ("open", {}, None)
    assert after.next_remind_at == before.next_remind_at


async def test_it_can_be_kept(town: Town, an: User) -> None:
    await _report(an)
    await an.says("nhầm")
    await an.presses("Giữ nguyên")
    an.sees("giữ nguyên")
    assert (await _task(town)).state == "reported"


async def test_taken_back_twice_is_taken_back_once(town: Town, an: User) -> None:
    await _report(an)
    await an.says("nhầm")
    await an.presses("Bỏ báo cáo này", times=2)
    an.sees("Đã bỏ", "chưa ghi gì")
    assert (await _task(town)).version == 3


async def test_after_a_day_nothing_can_be_taken_back(town: Town, an: User) -> None:
    await _report(an)
    await town.at("2026-11-24 09:00")
    await an.says("nhầm")
    an.sees("Trong 24 giờ qua chưa ghi gì")


async def test_nobody_takes_back_what_another_did(town: Town, an: User) -> None:
    await _report(an)
    deputy = await town.person("cô Bảy", unit="LV-AT-01", role="cell_deputy")
    await deputy.says("nhầm")
    deputy.sees("chưa ghi gì")


async def test_an_obstacle_reaches_the_clerk_and_the_task_rests(town: Town, an: User, hoa: User) -> None:
    hoa.looks_away()
    await an.says("việc")
    await an.says("2")
    await an.presses("Chưa làm được")
    an.sees("Đồng chí đang vướng gì?")
    await an.presses("Thiếu người")
    an.sees("Đã báo văn phòng đảng ủy", "thiếu người")
    hoa.sees("Chi bộ thôn Đồi Chè đang vướng", MINUTES, "thiếu người")
    task = await _task(town)
    assert (task.state, task.reason, task.next_remind_at) == ("blocked", "thiếu người", None)


async def test_an_obstacle_in_ones_own_words(town: Town, an: User, hoa: User) -> None:
    await an.says("việc")
    await an.says("vướng 2")
    await an.presses("Việc khác")
    await an.says("máy in hỏng, đang chờ sửa")
    hoa.sees("máy in hỏng, đang chờ sửa")
    assert (await _task(town)).reason == "máy in hỏng, đang chờ sửa"


async def test_a_blocked_task_is_never_reminded_of(town: Town, an: User) -> None:
    for title in (MINUTES, "Thu, nộp"):
        await an.forges(f"task:{(await _task(town, title)).id}:blocked:waiting")
    await town.lives_until("2026-11-28 09:00")
    an.sees("Báo cáo phòng, chống tham nhũng")
    an.sees_not(MINUTES, "Thu, nộp đảng phí")


async def test_a_blocked_task_can_be_reported_after_all(town: Town, an: User) -> None:
    task = await _task(town)
    await an.forges(f"task:{task.id}:blocked:weather")
    await an.forges(f"task:{task.id}")
    an.sees("Đang vướng: mưa lũ")
    await an.presses("Xong")
    await an.presses("Lưu")
    assert (await _task(town)).state == "reported"


async def test_nham_withdraws_what_was_not_sent_yet_and_excuses_what_was(town: Town, an: User, hoa: User) -> None:
    hoa.looks_away()
    task = await _task(town)
    await an.forges(f"task:{task.id}:blocked:people")
    hoa.sees("đang vướng")
    hoa.looks_away()
    await an.says("nhầm")
    await an.presses("Bỏ")
    hoa.sees_nothing()
    await town.at("2026-11-25 08:00")
    hoa.sees("đã được rút lại, xin bỏ qua")
    assert (await _task(town)).state == "open"


async def test_at_night_the_clerk_sleeps_and_nham_leaves_nothing_to_send(town: Town, an: User, hoa: User) -> None:
    await town.at("2026-11-23 21:00")
    task = await _task(town)
    await an.forges(f"task:{task.id}:blocked:people")
    an.sees("Đã báo văn phòng")
    hoa.sees_nothing()
    await an.says("nhầm")
    await an.presses("Bỏ")
    await town.at("2026-11-25 08:00")
    hoa.sees_not("thiếu người")


async def test_at_night_and_on_a_holiday_the_clerk_rests_and_reads_it_the_morning_after(
    town: Town, an: User, hoa: User
) -> None:
    await town.at("2026-11-23 21:00")
    await an.forges(f"task:{(await _task(town)).id}:blocked:people")
    hoa.sees_nothing()
    for when in ("2026-11-24 06:30", "2026-11-24 12:00", "2026-11-25 07:29"):
        await town.at(when)
        hoa.sees_nothing()
    await town.at("2026-11-25 07:30")
    hoa.sees("đang vướng")


async def test_later_moves_the_reminder_and_not_the_due_day(town: Town, an: User) -> None:
    before = await _task(town, "Tự kiểm tra")
    await an.says("việc")
    await an.says("4")
    await an.presses("Nhắc lại sau")
    an.sees("Nhắc lại khi nào", "vẫn giữ nguyên")
    await an.presses("Ba ngày nữa")
    an.sees("Máy sẽ nhắc lại vào thứ Năm 26/11")
    after = await _task(town, "Tự kiểm tra")
    assert (after.due_on, after.state) == (before.due_on, "open")
    assert after.planned_at == after.next_remind_at


async def test_a_task_put_off_is_left_out_until_its_day(town: Town, an: User) -> None:
    await an.forges(f"task:{(await _task(town, 'Thu, nộp')).id}:later:three_days")
    await town.lives_until("2026-11-25 12:00")
    an.sees_not("Thu, nộp đảng phí")
    await town.at("2026-11-26 07:30")
    an.sees("Thu, nộp đảng phí")


async def test_later_on_a_saturday_is_not_a_sunday(town: Town, an: User) -> None:
    await town.at("2026-11-28 09:00")
    await an.forges(f"task:{(await _task(town, 'Thu, nộp')).id}:later:tomorrow")
    an.sees("thứ Hai 30/11")


async def test_why_names_the_programme_and_the_document(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("5")
    await an.presses("Xem thêm")
    await an.presses("Vì sao nhắc tôi?")
    an.sees("Nói không với tham nhũng", "hạn thứ Hai 14/12", "Tỉnh ủy Lạc Vân")


async def test_asking_for_a_call_reaches_the_office_and_carries_no_words(town: Town, an: User, hoa: User) -> None:
    hoa.looks_away()
    for said in ("abc xyz", "qwe rty", "zzz kkk"):
        await an.says(said)
    await an.presses("Nhờ văn phòng gọi")
    an.sees("Đã nhờ văn phòng")
    hoa.sees("Bác Năm", "Chi bộ thôn Đồi Chè", "gọi giúp")
    hoa.sees_not("abc", "qwe", "zzz")
