"""Something else said while a number is asked, what was just saved, and a message edited after it was saved."""

from __future__ import annotations

import pytest

from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User

MINUTES, MEETING = "Hoàn thiện biên bản", "Sinh hoạt chi bộ thường kỳ"


@pytest.fixture(params=["phones", "plain"])
async def an(town: Town, request: pytest.FixtureRequest) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=request.param)


async def _meeting(town: Town) -> Task:
    where = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(where.id, "2026-12-31", "2026-01-01", 50)
    return next(task for task in found if task.title.startswith(MEETING))


async def _is_asked_who_was_there(an: User) -> None:
    await an.says("việc")
    await an.says("xong 1")
    an.sees("bao nhiêu")


@pytest.mark.parametrize("said", ["hạn nộp biên bản là ngày nào vậy em", "tôi còn những việc gì phải làm nữa không"])
async def test_a_question_in_between_is_answered_and_the_open_one_stays(an: User, said: str) -> None:
    await _is_asked_who_was_there(an)
    await an.says(said)
    an.sees(MINUTES, "vẫn còn đó")
    await an.says("31")
    an.sees("Vắng có lý do")


async def test_something_else_that_is_clear_is_served_and_the_question_put_aside(an: User) -> None:
    await _is_asked_who_was_there(an)
    await an.says("biên bản chưa làm được vì mất điện")
    an.sees("để lại, chưa ghi gì")
    an.sees_not("nói lại cách khác")


@pytest.mark.parametrize(
    "said", ["có mặt 31, phép 2, không phép 1", "ba mươi mốt đồng chí nhé em", "31 đồng chí có mặt"]
)
async def test_what_may_be_the_answer_is_the_answer(an: User, said: str) -> None:
    await _is_asked_who_was_there(an)
    await an.says(said)
    an.sees_not("để lại", "vẫn còn đó")


async def test_a_share_may_be_said_in_words(an: User) -> None:
    await an.says("việc")
    await an.says("đảng phí đang thu")
    await an.says("được hai mươi trên ba mươi lăm rồi")
    an.sees("Đã làm 20, tổng số 35")


async def test_the_second_of_what_was_shown(an: User) -> None:
    await an.says("việc")
    await an.says("cái thứ hai xong rồi")
    an.sees(MINUTES)


@pytest.mark.parametrize("said", ["cái vừa rồi là 30 thôi", "nhầm, có mặt 30", "lúc nãy ghi 31 là sai, đúng là 30"])
async def test_what_was_just_saved_is_corrected(town: Town, an: User, said: str) -> None:
    await an.says("họp chi bộ hôm qua, có mặt 31, phép 4")
    await an.presses("Lưu")
    an.sees("Đã ghi")
    await an.says(said)
    an.sees("30")
    await an.presses("Lưu")
    assert (await _meeting(town)).numbers["present"] == 30


@pytest.mark.parametrize("said", ["cái vừa rồi", "cái lúc nãy sai rồi"])
async def test_what_was_just_saved_is_shown_with_a_way_back(an: User, said: str) -> None:
    await an.says("họp chi bộ hôm qua, có mặt 31, phép 4")
    await an.presses("Lưu")
    await an.says(said)
    an.sees("Việc vừa ghi:")


async def test_an_edited_message_offers_the_correction(town: Town, an: User) -> None:
    await an.says("họp chi bộ hôm qua, có mặt 31, phép 4")
    await an.presses("Lưu")
    await an.sends("edited", "họp chi bộ hôm qua, có mặt 30, phép 5")
    an.sees("30")
    assert (await _meeting(town)).numbers["present"] == 31
    await an.presses("Lưu")
    assert (await _meeting(town)).numbers["present"] == 30


async def test_an_edit_that_reports_nothing_changes_nothing(town: Town, an: User) -> None:
    await an.says("họp chi bộ hôm qua, có mặt 31, phép 4")
    await an.presses("Lưu")
    await an.sends("edited", "chào em nhé")
    an.sees("vừa sửa tin cũ")
    assert (await _meeting(town)).numbers["present"] == 31
