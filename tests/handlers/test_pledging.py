"""The pledge: from the first word to the receipt, with everything a person may do on the way."""

from __future__ import annotations

import re

import pytest

from storage.model import Pledge
from storage.unit_of_work import reading
from tests.user import Town, User


@pytest.fixture(params=["phones", "plain"])
async def an(town: Town, request: pytest.FixtureRequest) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=request.param)


async def _pledge(town: Town) -> Pledge | None:
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        return await uow.pledges.of_unit(unit.id)


async def _register(an: User) -> None:
    await an.says("cam kết")
    await an.says("1 3")
    await an.presses("Chi ủy")
    await an.presses("Dán bảng ở nhà văn hoá")
    await an.presses("Cuối năm nay")
    an.sees("Đúng không ạ?")
    await an.presses("Lưu")


async def test_from_the_first_word_to_the_receipt(town: Town, an: User) -> None:
    await an.says("đăng ký")
    an.sees("Chi bộ sẽ làm việc gì cụ thể?", "1. ", "5. ")
    await an.says("1 3")
    an.sees("Ai chịu trách nhiệm?")
    await an.says("đồng chí phó bí thư")
    an.sees("sẽ thấy bằng cách nào?")
    await an.says("đọc trên loa thôn mỗi tháng")
    an.sees("Ngày nào kiểm tra lại?")
    await an.says("15/12")
    an.sees("Chi bộ thôn Đồi Chè đăng ký", "đồng chí phó bí thư", "đọc trên loa thôn", "15/12/2026", "Đúng không ạ?")
    assert await _pledge(town) is None
    await an.presses("Lưu")
    an.sees("Đã đăng ký, giấy số")
    found = await _pledge(town)
    assert found is not None
    assert (len(found.measures), found.check_on, found.state) == (2, "2026-12-15", "registered")
    assert re.search(r"giấy số ([\d-]+)\.", an.screen)[1] == found.receipt


async def test_it_can_be_seen_again(an: User) -> None:
    await _register(an)
    await an.says("cam kết")
    an.sees("Giấy số", "Chi ủy", "Dán bảng ở nhà văn hoá", "31/12/2026")


async def test_the_task_of_registering_is_done_with_it(an: User) -> None:
    await _register(an)
    await an.says("việc")
    an.sees_not("Nói không với tham nhũng")


async def test_reached_from_the_list_of_work(an: User) -> None:
    await an.says("việc")
    await an.says("xong 5")
    an.sees("Chi bộ sẽ làm việc gì cụ thể?")


async def test_a_vague_measure_is_answered_with_examples(town: Town, an: User) -> None:
    await an.says("cam kết")
    await an.says("nâng cao nhận thức cho đảng viên")
    an.sees("còn chung quá", "1. ")
    await an.says("Dán giá phân bón ở nhà văn hoá ngày 5 hằng tháng")
    an.sees("Ai chịu trách nhiệm?")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("hôm qua", "đã qua rồi"),
        ("1/11/2026", "đã qua rồi"),
        ("31/12/2030", "kết thúc ngày"),
        ("bao giờ cũng được", "chưa rõ"),
    ],
)
async def test_a_date_that_cannot_be_is_asked_again(an: User, said: str, answer: str) -> None:
    await an.says("cam kết")
    await an.says("2")
    await an.presses("Chi ủy")
    await an.presses("Dán bảng")
    await an.says(said)
    an.sees(answer)
    await an.says("20/12")
    an.sees("20/12/2026", "Đúng không ạ?")


async def test_a_text_that_is_too_long_is_refused(an: User) -> None:
    await an.says("cam kết")
    await an.says("Dán giá phân bón " * 40)
    an.sees("dài quá")
    await an.says("1")
    an.sees("Ai chịu trách nhiệm?")


async def test_measures_that_do_not_exist_are_asked_again(an: User) -> None:
    await an.says("cam kết")
    await an.says("7 8 99")
    an.sees("Chi bộ sẽ làm việc gì cụ thể?")


async def test_corrected_before_saving(town: Town, an: User) -> None:
    await an.says("cam kết")
    await an.says("1")
    for label in ("Chi ủy", "Dán bảng", "Cuối năm nay", "Sửa lại"):
        await an.presses(label)
    an.sees("Đang ghi:", "Sửa phần nào ạ?")
    await an.presses("Viết lại từ đầu")
    an.sees("Chi bộ sẽ làm việc gì cụ thể?")
    assert await _pledge(town) is None


async def test_saved_once_however_often_it_is_pressed(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("cam kết")
    await an.says("1")
    for label in ("Chi ủy", "Dán bảng", "Cuối năm nay"):
        await an.presses(label)
    await an.presses("Lưu", times=3)
    found = await _pledge(town)
    assert found is not None
    assert found.version == 1


@pytest.mark.parametrize(
    "action", ["pledge:save", "pledge:check_on:year_end", "pledge:responsible:me", "pledge:measures:1"]
)
async def test_an_old_button_never_saves_half_a_pledge(town: Town, action: str) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.forges(action)
    assert await _pledge(town) is None
    assert an.new


async def test_an_old_save_button_shows_the_pledge_in_force(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await _register(an)
    for action in ("pledge:save", "pledge:again", "pledge:measures:2"):
        await an.forges(action)
        found = await _pledge(town)
        assert found is not None
        assert found.version == 1


async def test_nham_takes_the_pledge_back_and_it_can_be_made_again(town: Town, an: User) -> None:
    await _register(an)
    await an.says("nhầm")
    await an.presses("Bỏ")
    an.sees("Đã bỏ")
    assert await _pledge(town) is None
    await _register(an)
    found = await _pledge(town)
    assert found is not None
    assert found.version == 2


async def test_stopping_on_the_way_saves_nothing(town: Town, an: User) -> None:
    await an.says("cam kết")
    await an.says("1")
    await an.says("thôi")
    an.sees("chưa ghi gì")
    await an.says("Chi ủy")
    an.sees_not("sẽ thấy bằng cách nào")
    assert await _pledge(town) is None


async def test_after_the_campaign_nothing_is_open(town: Town, an: User) -> None:
    await town.at("2027-01-04 09:00")
    await an.says("cam kết")
    an.sees("không có đợt đăng ký nào đang mở")
