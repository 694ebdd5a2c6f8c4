"""A word or two that mean something only beside what is on the screen, and days that contradict each other."""

from __future__ import annotations

import pytest

from tests.user import Town, User

MINUTES, MEETING = "Hoàn thiện biên bản", "Sinh hoạt chi bộ thường kỳ"
ASKS_WHY = "Đồng chí đang vướng gì?"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


async def _looks_at_the_minutes(an: User) -> None:
    await an.says("việc")
    await an.says("2")
    an.sees(MINUTES)


async def _is_asked_who_was_there(an: User) -> None:
    await an.says("việc")
    await an.says("xong 1")
    an.sees(MEETING, "bao nhiêu")


@pytest.mark.parametrize("said", ["vướng", "bị vướng rồi em ạ", "dang vuong"])
async def test_held_up_is_said_of_the_task_on_the_screen(an: User, said: str) -> None:
    await _looks_at_the_minutes(an)
    await an.says(said)
    an.sees(ASKS_WHY, MINUTES)
    await an.presses("Thiếu người")
    an.sees("đang vướng: thiếu người")


async def test_held_up_and_nothing_in_hand_asks_what_and_then_why(an: User) -> None:
    await an.says("vướng")
    an.sees("việc nào ạ?")
    await an.presses(MINUTES)
    an.sees(ASKS_WHY, MINUTES)


async def test_held_up_while_a_number_is_asked_is_said_of_that_task(an: User) -> None:
    await _is_asked_who_was_there(an)
    await an.says("vướng")
    an.sees(ASKS_WHY, MEETING, "chưa ghi gì")


@pytest.mark.parametrize("said", ["ko co gi", "không có gì hết", "dạ không có gì ạ"])
async def test_nothing_arose_where_that_can_be(an: User, said: str) -> None:
    await _looks_at_the_minutes(an)
    await an.says(said)
    an.sees(MINUTES, "Lưu")
    await an.presses("Lưu")
    an.sees("Đã ghi")


async def test_nothing_is_no_report_where_none_is_asked(an: User) -> None:
    await an.says("ko co gi")
    an.sees_not("Lưu")
    await an.says("việc")
    await an.says("1")
    an.sees(MEETING)
    await an.says("ko co gi")
    an.sees_not("Lưu")


async def test_what_is_not_done_is_said_of_the_task_on_the_screen(an: User) -> None:
    await _looks_at_the_minutes(an)
    await an.says("chưa làm được vì mất điện")
    an.sees(MINUTES, "vướng mất điện")


@pytest.mark.parametrize("said", ["dang vuong viec 2 vi thieu can bo", "vướng việc 2 do thieu can bo"])
async def test_what_is_in_the_way_is_what_comes_after_why(an: User, said: str) -> None:
    await an.says("việc")
    await an.says(said)
    an.sees(MINUTES, "vướng thieu can bo.")


async def test_a_number_beside_what_is_held_up_counts_nothing(an: User) -> None:
    await _is_asked_who_was_there(an)
    await an.says("vuong mac xong 2 vi mua lu")
    an.sees(MINUTES, "vướng mua lu", "chưa ghi gì")
    an.sees_not("Vắng có lý do")


async def test_whoever_names_who_is_away_and_why_has_answered(an: User) -> None:
    await _is_asked_who_was_there(an)
    await an.says("có mặt 31, vắng phép 4 vì mưa lũ")
    an.sees("Có mặt 31, vắng có lý do 4")


async def test_days_that_contradict_each_other_are_asked_about(an: User) -> None:
    await an.says("hôm qua họp 21/11, có mặt 31, phép 4")
    an.sees("chưa rõ ngày họp")
    await an.says("21/11")
    an.sees("Họp thứ Bảy 21/11: có mặt 31, vắng có lý do 4", "Đúng không ạ?")


async def test_days_that_contradict_each_other_answer_no_number(an: User) -> None:
    await _is_asked_who_was_there(an)
    await an.says("hôm qua họp 21/11")
    an.sees("chưa rõ ngày họp")
    await an.presses("Hôm qua")
    an.sees("Có mặt bao nhiêu")


async def test_days_that_agree_are_taken(an: User) -> None:
    await an.says("hôm qua chủ nhật 22/11 họp, có mặt 31, phép 4")
    an.sees("Họp Chủ nhật 22/11: có mặt 31")
