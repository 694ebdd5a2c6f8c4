"""What a secretary says of a duty is never put where it does not belong: another month, another unit, another meeting,
a day or number that cannot be. And what the office says of a report reaches it."""

from __future__ import annotations

import pytest

from handlers.understand import shield
from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def reported(town: Town, unit: str = "LV-AT-01") -> list[Task]:
    where = await town.unit(unit)
    async with reading(town.database) as uow:
        return await uow.history.reported_of_unit(where.id, "", 50)


REFUSED = {
    "họp 22/11 có mặt 350, phép 4": "Cộng lại được 354, nhiều hơn 35 đảng viên",
    "họp 31/2 có mặt 31": "Máy chưa rõ ngày họp",
    "họp 22/11/2025 có mặt 31, phép 4": "22/11/2025 không nằm trong kỳ",
    "đảng phí tháng 9 đã đóng 35/35": 'Sổ không có "Thu, nộp đảng phí" của tháng 9 năm 2026',
    "đảng phí tháng 10 đã đóng 35/35": '"Thu, nộp đảng phí (10/2026)" đã khoá sổ',
    "đảng phí tháng 12 đã đóng 35/35": 'Sổ không có "Thu, nộp đảng phí" của tháng 12 năm 2026',
    "đảng phí tháng 13 đã đóng 35/35": 'Sổ không có "Thu, nộp đảng phí" của tháng 13',
    "đảng phí đã đóng 40/35": "đã đóng 40, tổng số 35",
    "đảng phí thôn Bến Đò đã đóng 28/28": "máy chỉ ghi cho Chi bộ thôn Đồi Chè",
    "báo cáo 6 tháng đã gửi": "Đồng chí nói việc nào",
}


async def test_what_cannot_be_is_said_plainly_and_nothing_is_saved(town: Town, an: User) -> None:
    for said, answer in REFUSED.items():
        await an.says("thôi")
        await an.says(said)
        an.sees(answer)
        an.sees_not("Máy ghi:")
    assert await reported(town) == []


async def test_a_slip_of_the_finger_does_not_change_the_books(an: User) -> None:
    await an.says("họp 22/11 có mặt 350, phép 4")
    assert [label for label, _ in an.heard[-1].choices] == ["Sửa lại"]
    await an.says("thôi")
    await an.says("họp 22/11 có mặt 33, phép 4")
    an.sees("Tổng số nay là 37")


async def test_the_open_period_can_be_meant_after_all(town: Town, an: User) -> None:
    await an.says("đảng phí tháng 9 đã đóng 34/35")
    await an.presses("Thu, nộp đảng phí (11/2026)")
    an.sees("Máy ghi: Thu, nộp đảng phí (11/2026)", "Đã đóng 34, tổng số 35")


async def test_a_meeting_on_a_topic_is_not_the_monthly_one(town: Town, an: User) -> None:
    await an.says("sinh hoạt chuyên đề quý 4 có mặt 30, phép 5")
    an.sees("Máy ghi: Sinh hoạt chuyên đề quý (quý 4/2026)", "Có mặt 30")
    await an.presses("Lưu")
    assert [task.duty for task in await reported(town)] == ["REG-06"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("đảng phí tháng 11 thu đủ", "Đã đóng 35, tổng số 35"),
        ("họp hôm qua đủ", "có mặt 35, vắng có lý do 0, vắng không lý do 0"),
    ],
)
async def test_everybody_need_not_be_counted(an: User, said: str, shown: str) -> None:
    await an.says(said)
    an.sees(shown, "Đúng không ạ?")


async def test_not_everybody_is_never_taken_for_everybody(town: Town, an: User) -> None:
    for said in ("đảng phí tháng 11 chưa thu đủ", "họp hôm qua chưa đủ", "đảng phí gần đủ"):
        await an.says("thôi")
        await an.says(said)
        an.sees_not("Đã đóng 35", "có mặt 35")


async def test_an_obstacle_goes_upward_without_the_name_of_the_task(an: User) -> None:
    await an.says("vướng biên bản tháng 11: chờ chữ ký xã")
    an.sees("Hoàn thiện biên bản", "Báo văn phòng: vướng chờ chữ ký xã.")


@pytest.mark.parametrize(
    "said",
    [
        "tháng này không phát sinh tham nhũng tiêu cực",
        "thang nay khong phat sinh tham nhung, tieu cuc, lang phi",
        "quý 4 không có vụ việc tham nhũng nào",
    ],
)
def test_that_nothing_arose_accuses_nobody(said: str) -> None:
    assert shield(said).refused is None


@pytest.mark.parametrize("said", ["thằng này tham nhũng", "tháng này anh Ba tham nhũng", "thằng Tư kế toán ăn tiền"])
def test_an_accusation_is_stopped_as_before(said: str) -> None:
    assert shield(said).refused == "refuse_allegation"


async def test_nothing_arose_of_corruption_is_its_report(town: Town, an: User) -> None:
    await town.at("2026-11-26 08:00")
    await an.says("quý này không phát sinh tham nhũng, tiêu cực, lãng phí")
    an.sees("Máy ghi: Báo cáo phòng, chống tham nhũng", "Không phát sinh, ghi 0.")


async def test_a_report_is_given_back_in_one_sentence(town: Town, hoa: User, an: User) -> None:
    await an.says("họp hôm qua đủ")
    await an.presses("Lưu")
    await an.says("biên bản xong rồi")
    await an.presses("Lưu")
    await hoa.says("trả lại thôn Đồi Chè: thiếu chữ ký")
    hoa.sees("Đồng chí nói việc nào")
    await hoa.presses("Hoàn thiện biên bản")
    hoa.sees("Trả lại Chi bộ thôn Đồi Chè: Hoàn thiện biên bản", "Cần bổ sung: thiếu chữ ký")
    states = {task.duty: task.state for task in await reported(town)}
    assert states == {"REG-01": "reported", "REG-03": "reported"}
    await hoa.presses("Gửi")
    hoa.sees("Đã trả lại")
    assert [task.duty for task in await reported(town)] == ["REG-01"]
    await hoa.says("trả lại thôn trên mây vì thiếu số")
    hoa.sees("báo cáo của đơn vị nào")
    await hoa.says("trả lại thôn Bến Đò vì thiếu số")
    hoa.sees("không có báo cáo nào đang chờ xem")


async def test_a_cell_gives_nothing_back(town: Town, an: User) -> None:
    await an.says("trả lại thôn Bến Đò vì thiếu chữ ký")
    an.sees_not("Gửi nhé")


async def test_several_reports_typed_by_the_office_are_looked_at_one_by_one(town: Town, hoa: User, an: User) -> None:
    for said in ("họp 22/11, có mặt 31, phép 4", "đảng phí tháng 11 đã đóng 31/35"):
        await hoa.says(f"hộ thôn Đồi Chè: {said}")
        await hoa.presses("Lưu")
    await an.says("đúng hộ")
    an.sees("nhập hộ 2 việc")
    assert all(task.on_behalf for task in await reported(town))
    await an.presses("2.")
    an.sees("Sinh hoạt chi bộ thường kỳ", "có mặt 31")
    await an.presses("Đúng")
    assert {task.duty for task in await reported(town) if task.on_behalf} == {"REG-12"}
    await an.says("đúng hộ")
    assert not any(task.on_behalf for task in await reported(town))
