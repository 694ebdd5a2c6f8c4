"""A cell's meeting in one sentence and one key, or in five digits; days, corrections, closed books, nil, progress."""

from __future__ import annotations

import pytest

from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User

MEETING, DUES = "Sinh hoạt chi bộ thường kỳ", "Thu, nộp đảng phí"


async def task_of(town: Town, title: str, *, unit: str = "LV-AT-01", period: str | None = None) -> Task:
    where = await town.unit(unit)
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(where.id, "2027-12-31", "2026-01-01", 80)
    return next(task for task in found if task.title.startswith(title) and period in (None, task.period))


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


async def test_one_sentence_and_one_key(town: Town, an: User) -> None:
    await an.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    an.sees("Họp Chủ nhật 22/11: có mặt 31, vắng có lý do 4", "Đúng không ạ?")
    await an.says("1")
    task = await task_of(town, MEETING)
    assert (task.state, task.held_on) == ("reported", "2026-11-22")
    assert task.numbers == {"present": 31, "absent_excused": 4, "absent_unexcused": 0}


async def test_five_digits_without_a_word(town: Town, ba: User) -> None:
    await ba.says("0")
    for digits in ("1", "2", "31", "4", "1"):
        await ba.says(digits)
    ba.sees("Đã ghi:", "Họp Chủ nhật 22/11: có mặt 31, vắng có lý do 4")
    assert (await task_of(town, MEETING)).state == "reported"


@pytest.mark.parametrize(
    "said",
    ["họp chi bộ 29/11 có mặt 31, phép 4", "họp chi bộ ngày 3/9 có mặt 31, phép 4", "họp 40/13, có mặt 31, phép 4"],
)
async def test_a_day_that_cannot_be_saves_nothing(town: Town, an: User, said: str) -> None:
    await an.says(said)
    assert (await task_of(town, MEETING)).state == "open", an.screen


async def test_a_day_ahead_is_said_to_be_ahead(an: User) -> None:
    await an.presses("Báo họp chi bộ")
    await an.says("29/11")
    an.sees("chưa tới", "hôm nay báo được")
    await an.presses("Sửa lại")
    await an.says("hôm nay")
    an.sees("Có mặt bao nhiêu")


async def test_the_same_report_twice_is_there_already(town: Town, an: User) -> None:
    await an.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    await an.says("1")
    await an.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    an.sees("đã báo rồi, đồng chí yên tâm")
    assert (await task_of(town, MEETING)).version == 2


async def test_another_number_is_offered_as_a_correction_and_both_stay(town: Town, an: User) -> None:
    await an.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    await an.says("1")
    await an.says("họp Chủ nhật 22/11 có mặt 30, phép 5")
    an.sees("Đang ghi: có mặt 31", "có mặt 30")
    await an.presses("Lưu")
    an.sees("Đã sửa", "Trước đó ghi")
    task = await task_of(town, MEETING)
    assert task.numbers["present"] == 30
    async with reading(town.database) as uow:
        steps = await uow.history.steps(task.id, 9)
    assert [step.kind for step in steps] == ["corrected", "reported"]
    assert '"present": 31' in steps[0].before["numbers"]


async def test_nham_offers_to_change_the_number(town: Town, ba: User) -> None:
    await ba.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    for said in ("1", "nham", "1", "30"):
        await ba.says(said)
    ba.sees("có mặt 30, vắng có lý do 5", "Đúng không ạ?")
    await ba.says("1")
    assert (await task_of(town, MEETING)).numbers["absent_excused"] == 5


async def test_nham_with_the_right_number(town: Town, an: User) -> None:
    await an.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    await an.says("1")
    await an.says("nhầm, có mặt 30")
    an.sees("có mặt 30, vắng có lý do 5")
    await an.says("1")
    assert (await task_of(town, MEETING)).numbers["present"] == 30


async def test_a_book_that_is_closed_is_said_to_be_closed(town: Town, an: User) -> None:
    await an.says("họp Chủ nhật 22/11 có mặt 31, phép 4")
    await an.says("1")
    await town.at("2026-11-25 09:00")
    await an.says("họp Chủ nhật 22/11 có mặt 20, phép 15")
    an.sees("khoá sổ")
    assert (await task_of(town, MEETING)).numbers["present"] == 31


async def test_more_members_than_the_books_say(town: Town, an: User) -> None:
    await an.says("họp Chủ nhật 22/11 có mặt 33, phép 3")
    an.sees("Cộng lại được 36, nhiều hơn 35 đảng viên")
    await an.presses("Tổng số nay là 36")
    await an.presses("Lưu")
    an.sees("Đã ghi:")
    assert (await town.unit("LV-AT-01")).member_count == 36


async def test_partly_done_keeps_its_count_and_stays_open(town: Town, an: User) -> None:
    await an.says("đảng phí mới thu được 28/35")
    an.sees("Đang làm", "Đã làm 28")
    await an.presses("Lưu")
    task = await task_of(town, DUES, period="2026-11")
    assert (task.state, task.numbers) == ("in_progress", {"done": 28, "total": 35})
    assert task.closes_on >= "2026-11-23"


async def test_a_percentage_by_button(town: Town, ba: User) -> None:
    for said in ("việc", "3", "2", "130%", "80%"):
        await ba.says(said)
    ba.sees("Đạt 80%")
    await ba.says("1")
    assert (await task_of(town, DUES, period="2026-11")).numbers == {"percent": 80}


async def test_nothing_arose_counts_as_zero(town: Town, an: User) -> None:
    await an.says("đảng phí tháng 11 không phát sinh")
    an.sees("Đã đóng 0")
    await an.presses("Lưu")
    task = await task_of(town, DUES, period="2026-11")
    assert (task.state, task.numbers["paid"]) == ("reported", 0)


async def test_not_ours_with_a_reason_and_the_office_may_disagree(town: Town, an: User, hoa: User) -> None:
    task = await task_of(town, DUES, period="2026-11")
    await an.forges(f"task:{task.id}:na")
    await an.says("chi bộ nộp qua trường")
    an.sees("không áp dụng")
    hoa.sees("không thuộc đơn vị mình", "nộp qua trường")
    await hoa.presses("Vẫn phải làm")
    an.sees("vẫn cần làm")
    assert (await task_of(town, DUES, period="2026-11")).state == "open"


async def test_an_obstacle_becomes_the_offices_item_and_pauses_the_clock(town: Town, an: User, hoa: User) -> None:
    before = await task_of(town, DUES, period="2026-11")
    await an.forges(f"task:{before.id}:blocked:waiting")
    an.sees("Văn phòng phải gỡ trước")
    hoa.sees("đang vướng", "Hẹn gỡ trước")
    await town.at("2026-12-01 09:00")
    await hoa.says("việc nhờ")
    hoa.sees("1 việc, 1 việc đã quá hẹn")
    await hoa.presses("1.")
    await hoa.presses("Đã gỡ xong")
    hoa.sees("hai bên đều được báo")
    await town.at("2026-12-02 08:00")
    an.sees("đã gỡ vướng")
    after = await task_of(town, DUES, period=before.period)
    assert (after.state, before.due_on, after.due_on) == ("open", "2026-11-10", "2026-11-18")


@pytest.mark.parametrize(("answer", "due"), [("Đồng ý", "2026-12-10"), ("Giữ hạn cũ", "2026-11-10")])
async def test_more_time_is_asked_of_the_office(town: Town, an: User, hoa: User, answer: str, due: str) -> None:
    task = await task_of(town, DUES, period="2026-11")
    await an.says("xin gia hạn đảng phí đến 10/12")
    an.sees("Đã xin văn phòng")
    hoa.sees("xin thêm thời gian")
    await hoa.presses(answer)
    an.sees("10/11", "10/12")
    assert (await task_of(town, DUES, period="2026-11")).due_on == due
    async with reading(town.database) as uow:
        wish = (await uow.obstacles.extensions_of(task.id))[0]
    assert (wish.old_due_on, wish.new_due_on) == ("2026-11-10", "2026-12-10")


async def test_more_time_backwards_is_impossible(an: User) -> None:
    await an.says("việc")
    await an.presses("3.")
    await an.presses("Xem thêm")
    await an.presses("Xin thêm thời gian")
    await an.says("20/11/2026")
    an.sees("Chưa xin được")


async def test_typed_for_the_cell_and_confirmed_with_one_key(town: Town, an: User, hoa: User) -> None:
    await hoa.says("hộ thôn Đồi Chè: họp 22/11, có mặt 31, phép 4")
    hoa.sees("có mặt 31", "Đúng không ạ?")
    await hoa.says("1")
    an.sees("Văn phòng nhập hộ", "có mặt 31")
    assert (await task_of(town, MEETING)).on_behalf
    await an.presses("Đúng")
    an.sees("đã xác nhận")
    assert not (await task_of(town, MEETING)).on_behalf


async def test_typed_wrongly_is_given_back(town: Town, ba: User, hoa: User) -> None:
    await hoa.says("hộ thôn Đồi Chè: họp 22/11, có mặt 31, phép 4")
    await hoa.says("1")
    await ba.says("sai hộ")
    ba.sees("Đã bỏ bản nhập hộ")
    hoa.sees("bản nhập hộ chưa đúng")
    assert (await task_of(town, MEETING)).state == "open"


async def test_a_clerk_types_only_for_units_below(town: Town, hoa: User) -> None:
    await hoa.says("hộ tổ dân phố Hàng Bàng: họp 22/11, có mặt 31, phép 4")
    hoa.sees("không thấy đơn vị")
    foreign = await task_of(town, MEETING, unit="LV-TM-01")
    for way in ("done", "save", "quick", "edit", "nil", "progress"):
        await hoa.forges(f"task:{foreign.id}:{way}")
        hoa.sees("không làm được việc này")
    assert (await task_of(town, MEETING, unit="LV-TM-01")).state == "open"
