"""What a stranger stumbled over on a walk through the product: figures that disagreed, days that got lost, words that
led nowhere. Each keeps its test."""

from __future__ import annotations

import re

import pytest

from handlers.rules.pledge_sentence import is_only_time
from storage.unit_of_work import reading
from tests.user import Town, User

MEETING = "Sinh hoạt chi bộ thường kỳ"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def ba(town: Town) -> User:
    """The same seat on a channel without buttons."""
    return await town.person("bà Ba", unit="LV-AT-01", role="cell_secretary", on="plain")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def test_a_unit_s_page_counts_what_the_level_above_counts(town: Town, an: User, hoa: User) -> None:
    await town.at("2026-12-20 09:00")
    await hoa.says("tình hình")
    said = re.search(r"Chi bộ thôn Đồi Chè: trễ (\d+)", hoa.screen)
    assert said is not None, hoa.screen
    await hoa.presses("Chi bộ thôn Đồi Chè")
    hoa.sees(f"việc đã báo, {said[1]} trễ.", "đã khoá sổ")
    assert int(said[1]) > 2
    days = [int(found) for found in re.findall(r"trễ (\d+) ngày", hoa.screen)]
    assert days == sorted(days, reverse=True), "late ones first, the longest first"


async def test_nobody_is_asked_after_what_is_closed(town: Town, an: User, hoa: User) -> None:
    await town.at("2026-12-20 09:00")
    await an.says("chào")
    mine = re.search(r"(\d+) việc đã quá hạn", an.screen)
    assert mine is not None, an.screen
    await hoa.says("tình hình")
    await hoa.presses("Nhắc các đơn vị này")
    hoa.sees(f"còn {mine[1]} việc quá hạn")


async def test_a_meeting_after_its_month_was_closed_is_asked_about(town: Town, an: User) -> None:
    unit = await town.unit("LV-AT-01")
    await town.at("2026-11-28 09:00")
    async with reading(town.database) as uow:
        owed = [each for each in await uow.tasks.open_of_unit(unit.id, "2026-11-28", 40) if each.duty == "REG-01"]
    assert [each.period for each in owed] == ["2026-12"], "November is closed, December open"
    await an.says("họp hôm nay có mặt 31, phép 4")
    an.sees("việc nào ạ?", f"{MEETING} (12/2026)", f"{MEETING} (11/2026)")
    await an.presses(f"{MEETING} (12/2026)")
    an.sees("(12/2026)", "Họp thứ Bảy 28/11: có mặt 31")
    await an.says("0")
    await an.says("họp hôm nay có mặt 31, phép 4")
    await an.presses(f"{MEETING} (11/2026)")
    an.sees(f'"{MEETING} (11/2026)" đã khoá sổ')


async def test_a_meeting_without_a_day_in_another_month_is_asked_for_its_day(town: Town, an: User) -> None:
    await town.at("2026-11-28 09:00")
    await an.says("họp xong rồi, có mặt 31, phép 4")
    an.sees("(12/2026)", "Họp ngày nào ạ?")
    await an.says("hôm nay")
    an.sees("Họp thứ Bảy 28/11: có mặt 31, vắng có lý do 4")


async def test_the_day_in_a_sentence_typed_for_a_number_is_kept(an: User) -> None:
    await an.says("việc")
    line = next(place for place, text in enumerate(an.screen.splitlines()) if MEETING in text)
    await an.says(f"xong {line}")
    an.sees("Có mặt bao nhiêu")
    await an.says("họp hôm qua 22/11")
    an.sees("Có mặt bao nhiêu")
    an.sees_not("Máy cần một con số")
    await an.says("31")
    await an.says("4")
    an.sees("Họp Chủ nhật 22/11: có mặt 31, vắng có lý do 4", "Đúng không ạ?")


async def test_a_day_and_counts_in_one_sentence_typed_for_a_number(an: User) -> None:
    await an.presses("Báo họp chi bộ")
    await an.says("hôm nay")
    await an.says("hop chu nhat 22/11 co mat 31 phep 4")
    an.sees("Họp Chủ nhật 22/11: có mặt 31, vắng có lý do 4", "Đúng không ạ?")


async def test_a_day_outside_the_window_may_be_typed_again(town: Town, an: User) -> None:
    await town.at("2026-11-28 09:00")
    await an.says("0")
    await an.presses("Báo họp chi bộ")
    await an.says("22/10")
    an.sees("không nằm trong kỳ")
    await an.says("hôm nay")
    an.sees("Có mặt bao nhiêu")


async def test_a_time_is_no_way_to_be_seen(an: User) -> None:
    for said in ("cam kết", "1 3", "chi ủy", "cuoi quy"):
        await an.says(said)
    an.sees("Kiểm tra ngày", "31/12/2026", "thấy bằng cách nào?")
    await an.says("dán ở bảng tin thôn")
    an.sees("Công khai: dán ở bảng tin thôn. Kiểm tra: thứ Năm 31/12/2026", "Đúng không ạ?")
    await an.says("dán thêm ở chợ")
    an.sees("chưa rõ câu vừa rồi", "Công khai: dán ở bảng tin thôn")


@pytest.mark.parametrize("said", ["cuối quý", "31/12", "trước ngày 15/3", "thứ hai tuần sau", "cuoi nam nay"])
def test_only_a_time(said: str) -> None:
    assert is_only_time(said)


@pytest.mark.parametrize("said", ["", "dán ở bảng tin 15/12", "họp dân cuối quý", "đọc trên loa mỗi tháng"])
def test_more_than_a_time(said: str) -> None:
    assert not is_only_time(said)


async def test_a_cell_of_an_office_is_offered_its_own_ways(town: Town) -> None:
    lan = await town.person("cô Lan", unit="LV-AT-04", role="cell_secretary")
    unit = await town.unit("LV-AT-04")
    assert unit.composition == "civil_servants"
    for said in ("cam kết", "1", "chi ủy"):
        await lan.says(said)
    lan.sees("Dán bảng tin cơ quan", "Nói trong buổi họp cơ quan")
    lan.sees_not("họp dân")
    await lan.presses("Dán bảng tin cơ quan")
    lan.sees("Ngày nào kiểm tra lại?")


@pytest.mark.parametrize("said", ["xin chào", "chào đồng chí", "alo", "hello"])
async def test_whoever_says_good_day_sees_what_there_is_to_do(an: User, said: str) -> None:
    await an.says(said)
    an.sees("Chào bác Năm", "việc cần làm")


async def test_thanks_are_thanked_for(an: User) -> None:
    await an.says("cảm ơn nhiều nhé")
    an.sees("Dạ, cảm ơn đồng chí")


async def test_what_was_read_back_survives_a_word_that_is_not_understood(town: Town, ba: User) -> None:
    await ba.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    await ba.says("hoa nở đẹp lắm bà con ơi xyz")
    ba.sees("chưa vào sổ", "1. Lưu")
    await ba.says("1")
    ba.sees("Đã ghi:", "có mặt 31")


async def test_a_number_typed_at_the_read_back_never_saves_the_old_one(town: Town, ba: User) -> None:
    await ba.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    await ba.says("30")
    await ba.says("1")
    ba.sees_not("Đã ghi:")


async def test_more_tasks_than_fit_the_question_can_be_looked_at(an: User) -> None:
    await an.says("xong hết rồi")
    an.sees("việc nào ạ?", "Việc khác")
    await an.presses("Việc khác")
    an.sees("hạn gần nhất trước")


async def test_english_words_work_for_who_reads_english(an: User) -> None:
    await an.says("english")
    await an.says("my tasks")
    an.sees("1. ")
    await an.says("done 1")
    an.sees_not("did not understand")
    await an.says("undo")
    an.sees_not("did not understand")
    await an.says("vietnamese")
    an.sees("tiếng Việt")


async def test_leave_from_one_day_to_another_ends_on_the_last(an: User) -> None:
    await an.says("nghỉ phép")
    await an.says("từ 25/11 đến 5/12")
    an.sees("thứ Bảy 5/12")


async def test_an_office_reopens_a_closed_book_for_a_week(town: Town, an: User, hoa: User) -> None:
    await town.at("2026-11-28 09:00")
    await hoa.says("tình hình")
    await hoa.presses("Chi bộ thôn Đồi Chè")
    await hoa.presses(MEETING)
    hoa.sees("đã khoá sổ")
    action = next(action for text, action in hoa.heard[-1].choices if text.startswith("Mở lại"))
    await an.forges(action)
    an.sees_not("Đã mở lại")
    await hoa.presses("Mở lại")
    hoa.sees("Đã mở lại", "5/12", "báo trễ")
    await hoa.forges(action)
    hoa.sees("không cần mở lại")
    await town.at("2026-11-30 07:30")
    an.sees("đã mở lại", MEETING)
    await an.says("việc")
    an.sees(f"{MEETING} (11/2026)")
    await hoa.says("tình hình")
    await hoa.presses("Chi bộ thôn Đồi Chè")
    hoa.sees("trễ 27 ngày")


async def test_to_drop_a_read_back_is_no_taking_back(town: Town, an: User) -> None:
    await an.says("việc")
    await an.says("họp hôm nay, có mặt 31, phép 4")
    an.sees("Lưu")
    await an.says("huỷ")
    an.sees("dừng ở đây, chưa ghi gì")
    await an.says("việc")
    an.sees(MEETING)


async def test_a_closed_book_is_no_dead_end_for_its_holder(town: Town, an: User, hoa: User) -> None:
    await town.at("2026-11-28 09:00")
    await an.says("họp chi bộ hôm qua, có mặt 30, phép 5")
    an.sees("đã khoá sổ")
    await an.presses("Nhờ văn phòng mở lại", times=2)
    an.sees("Đã nhờ")
    await town.at("2026-11-30 07:30")
    told = [each.text for each in hoa.new if "xin mở lại sổ" in each.text]
    assert len(told) == 1
    assert told[0].count("xin mở lại sổ") == 1
    await hoa.presses("Mở lại")
    hoa.sees("Đã mở lại")
    await an.says("họp chi bộ hôm 27, có mặt 30, phép 5")
    an.sees("27/11")
    await an.presses("Lưu")
    an.sees("Đã ghi")
