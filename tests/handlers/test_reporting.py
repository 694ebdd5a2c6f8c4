"""My work and its report: by button, by digit, by "xong 2"; numbers one at a time; read back; saved once."""

from __future__ import annotations

import pytest

from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
MINUTES, MEETING, DUES = "Hoàn thiện biên bản", "Sinh hoạt chi bộ thường kỳ", "Thu, nộp đảng phí"


async def _task(town: Town, title: str, *, unit: str = "LV-AT-01") -> Task:
    where = await town.unit(unit)
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(where.id, "2026-12-31", "2026-01-01", 50)
    return next(task for task in found if task.title.startswith(title))


async def _reports(town: Town) -> int:
    """How many tasks of the province are reported now."""
    async with reading(town.database) as uow:
        return len(await uow.tasks.reported_below((await town.unit("LV")).path, 100))


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", **CELL)


@pytest.fixture
async def ba(town: Town) -> User:
    """The same work on a channel without buttons."""
    return await town.person("bà Ba", **CELL, on="plain")


async def test_home_counts_what_is_open_and_late(an: User) -> None:
    await an.says("/start")
    an.sees("Chào bác Năm", "7 việc cần làm", "3 việc đã quá hạn")
    labels = [label for label, _ in an.heard[-1].choices]
    assert {"Việc của tôi", "Cam kết của chi bộ", "Trợ giúp"} <= set(labels)


async def test_my_work_shows_five_soonest_first_then_more(an: User) -> None:
    await an.presses("Việc của tôi")
    an.sees("hạn gần nhất trước", f"1. {MEETING}", f"2. {MINUTES}", "quá 20 ngày")
    an.sees_not("6.")
    assert len(an.heard[-1].choices) == 7
    await an.presses("Xem thêm")
    an.sees("Báo cáo tổng kết năm")
    an.sees_not(MINUTES)


async def test_the_list_reads_the_same_without_buttons(ba: User) -> None:
    await ba.says("việc")
    ba.sees(f"1. {MEETING}", "5. Nói không với tham nhũng", "6. Xem thêm", 'Nhắn số để mở, hoặc "xong 2"')
    await ba.says("6")
    ba.sees("Báo cáo tổng kết năm")


async def test_reported_by_buttons(town: Town, an: User) -> None:
    await an.presses("Việc của tôi")
    await an.presses(f"2. {MINUTES}")
    an.sees(MINUTES, "Hạn:", "Đã quá hạn 17 ngày")
    await an.presses("Xong")
    an.sees("Máy ghi:", "Đúng không ạ?")
    assert (await _task(town, MINUTES)).state == "open"
    await an.presses("Lưu")
    an.sees("Đã ghi:", 'Gõ "nhầm"')
    task = await _task(town, MINUTES)
    assert (task.state, task.reported_at, task.next_remind_at) == ("reported", town.clock.now(), None)


async def test_reported_by_digits(town: Town, ba: User) -> None:
    for said in ("việc", "2", "1", "1"):
        await ba.says(said)
    ba.sees("Đã ghi:")
    assert (await _task(town, MINUTES)).state == "reported"


@pytest.mark.parametrize("said", ["xong 2", "Xong 2.", "XONG 2", "xong việc 2", "xog 2", "việc 2 xong rồi"])
async def test_reported_by_words(town: Town, an: User, said: str) -> None:
    await an.says("việc")
    await an.says(said)
    an.sees("Máy ghi:", MINUTES)
    await an.says("1")
    an.sees("Đã ghi:")
    assert (await _task(town, MINUTES)).state == "reported"


async def test_numbers_are_asked_one_at_a_time_and_read_back(town: Town, ba: User) -> None:
    await ba.says("việc")
    await ba.says("xong 1")
    ba.sees("Có mặt bao nhiêu")
    await ba.says("31")
    ba.sees("Vắng có lý do mấy")
    await ba.says("3")
    ba.sees("Vắng không lý do mấy")
    await ba.says("1")
    ba.sees("Có mặt 31, vắng có lý do 3, vắng không lý do 1", "Đúng không ạ?")
    await ba.presses("Lưu")
    ba.sees("Đã ghi:")
    assert (await _task(town, MEETING)).numbers == {"present": 31, "absent_excused": 3, "absent_unexcused": 1}


async def test_whoever_is_accounted_for_is_not_asked_about(town: Town, ba: User) -> None:
    for said in ("việc", "xong 1", "31", "4"):
        await ba.says(said)
    ba.sees("Có mặt 31, vắng có lý do 4, vắng không lý do 0", "Đúng không ạ?")


async def test_one_sentence_says_it_all(town: Town, an: User) -> None:
    await an.says("họp xong rồi, có mặt 31, vắng có lý do 4, vắng không lý do 0")
    an.sees("Có mặt 31, vắng có lý do 4", "Đúng không ạ?")
    await an.presses("Lưu")
    assert (await _task(town, MEETING)).numbers["present"] == 31


async def test_an_impossible_count_is_asked_again(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("xong 1")
    await an.says("350")
    an.sees("350 nhiều quá so với 35 đảng viên", "Có mặt bao nhiêu")
    for said in ("nhiều lắm", "🙂", "(-:", "999999"):
        await an.says(said)
        an.sees("Có mặt bao nhiêu")
    await an.says("31")
    an.sees("Vắng có lý do mấy")


async def test_numbers_that_clash_are_named_and_can_be_explained(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("xong 1")
    for said in ("30", "3", "0"):
        await an.says(said)
    an.sees("Cộng lại được 33, mà sổ ghi 35 đảng viên", "Còn 2 đồng chí")
    await an.presses("2 đồng chí được miễn")
    an.sees("được miễn 2", "Đúng không ạ?")
    await an.presses("Lưu")
    assert (await _task(town, MEETING)).numbers["exempt"] == 2


async def test_too_many_can_only_be_corrected(an: User) -> None:
    await an.says("việc")
    await an.says("xong 1")
    for said in ("33", "3"):
        await an.says(said)
    an.sees("nhiều hơn 35 đảng viên")
    await an.presses("Sửa lại")
    an.sees("Có mặt bao nhiêu")


async def test_the_number_of_members_in_the_books_is_offered_and_not_asked(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("xong 3")
    an.sees("Bao nhiêu đồng chí đã đóng")
    await an.says("35")
    an.sees("Đã đóng 35, tổng số 35", "Đúng không ạ?")
    await an.presses("Lưu")
    assert (await _task(town, DUES)).numbers == {"paid": 35, "total": 35}


async def test_nham_inside_a_question_takes_back_one_number(an: User) -> None:
    await an.says("việc")
    await an.says("xong 1")
    await an.says("13")
    an.sees("Vắng có lý do mấy")
    await an.says("nhầm")
    an.sees("Có mặt bao nhiêu")


async def test_a_double_press_saves_once(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("xong 2")
    await an.presses("Lưu", times=2)
    an.sees("Đã ghi:", "đã báo rồi")
    assert await _reports(town) == 1
    assert (await _task(town, MINUTES)).version == 2


async def test_an_old_button_of_a_done_task_says_so(an: User) -> None:
    await an.says("việc")
    await an.says("xong 2")
    await an.presses("Lưu")
    await an.presses(f"2. {MINUTES}")
    an.sees("đã báo rồi")


async def test_two_of_one_cell_at_once_only_one_is_written(town: Town, an: User) -> None:
    deputy = await town.person("cô Bảy", unit="LV-AT-01", role="cell_deputy")
    for each in (an, deputy):
        await each.says("việc")
        await each.says("xong 2")
    action = an.heard[-1].choices[0][1]
    await town.deliver(an.message("press", action), deputy.message("press", action))
    assert await _reports(town) == 1
    assert "đã báo rồi" in an.screen + deputy.screen


async def test_the_same_message_delivered_again_is_answered_once(town: Town, an: User) -> None:
    await an.says("việc")
    again = an.message("text", "xong 2")
    await town.deliver(again)
    heard = len(an.heard)
    await town.deliver(again)
    assert len(an.heard) == heard


async def test_thoi_stops_and_saves_nothing(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("xong 1")
    await an.says("/thoi")
    an.sees("chưa ghi gì")
    await an.says("31")
    an.sees_not("Vắng có lý do")
    assert (await _task(town, MEETING)).state == "open"


async def test_a_locked_book_is_said_to_be_locked(town: Town, an: User) -> None:
    await an.says("việc")
    task = await _task(town, MEETING)
    await town.at("2026-11-24 09:00")
    await an.forges(f"task:{task.id}:done")
    an.sees("đã khoá sổ")
