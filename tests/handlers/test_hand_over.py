"""Seats change hands at midnight, a deputy stands in for a while, a lost telephone is locked."""

from __future__ import annotations

import pytest

from storage.unit_of_work import reading
from tests.user import Town, User

CLERK = {"unit": "LV-AT", "role": "office_clerk"}
CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}


async def _seat(town: Town, code: str, role: str) -> int:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        return next(seat.id for seat in await uow.units.seats_in(unit.id) if seat.role == role)


def code_on(screen: str) -> str:
    """The eight digits on a screen or slip."""
    return next(line.replace(" ", "") for line in screen.splitlines() if line.replace(" ", "").isdigit())


async def _planned(town: Town, hoa: User, on: str = "1/12") -> str:
    await hoa.says("đơn vị đồi chè")
    await hoa.presses("Ai giữ vai trò")
    await hoa.presses("1. bí thư chi bộ")
    await hoa.presses("Thay người")
    await hoa.says("bác Sáu")
    await hoa.says(on)
    hoa.sees("ác Sáu nhận bí thư Chi bộ thôn Đồi Chè", "1/12/2026")
    await hoa.presses("Đúng")
    hoa.sees("Mã mời")
    return code_on(hoa.new[-1].text)


async def test_a_seat_moves_at_midnight_with_its_work(town: Town) -> None:
    hoa, nam = await town.person("chị Hoa", **CLERK), await town.person("bác Năm", **CELL)
    sau = town.stranger("bác Sáu")
    await sau.says(await _planned(town, hoa))
    await sau.presses("Tôi đồng ý")
    sau.sees("Từ 0 giờ", "1/12/2026")
    await sau.says("việc")
    sau.sees("chưa giữ vai trò")
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Đồi Chè")
    await town.at("2026-12-01 07:45")
    nam.sees("Cảm ơn bác Năm", "bác Sáu nhận")
    sau.sees("ác Sáu giữ vai trò bí thư Chi bộ thôn Đồi Chè", "14 ngày tới")
    await nam.says("xong 1")
    nam.sees("chưa giữ vai trò")
    await sau.says("việc")
    sau.sees("Việc của Chi bộ thôn Đồi Chè")


async def test_a_message_in_flight_at_midnight_is_answered_once_and_writes_nothing(town: Town) -> None:
    """It was sent a second before midnight and is handled a second after: rights are those of the handling."""
    hoa, nam = await town.person("chị Hoa", **CLERK), await town.person("bác Năm", **CELL)
    await _planned(town, hoa)
    await nam.says("việc")
    task = next(action for _, action in nam.heard[-1].choices if action.startswith("task:"))
    await town.at("2026-11-30 23:59")
    pressed = nam.message("press", f"{task}:quick")
    await town.intake.deliver([pressed])
    town.clock.jump_to(town.clock.now() + 61_000)
    before = len(nam.heard)
    await town.deliver()
    assert len(nam.heard) == before + 1
    nam.sees("chưa giữ vai trò")
    async with reading(town.database) as uow:
        found = await uow.tasks.get(int(task.split(":")[1]))
    assert found is not None
    assert found[0].state == "open"


async def test_whoever_joins_after_the_day_takes_over_at_once(town: Town) -> None:
    hoa, nam = await town.person("chị Hoa", **CLERK), await town.person("bác Năm", **CELL)
    code = await _planned(town, hoa)
    await town.at("2026-12-02 08:00")
    nam.sees("Cảm ơn bác Năm")
    sau = town.stranger("bác Sáu")
    await sau.says(code)
    await sau.presses("Tôi đồng ý")
    sau.sees("Chào bác Sáu", "việc cần làm")


async def test_a_hand_over_can_be_called_off_before_its_day(town: Town) -> None:
    hoa, nam = await town.person("chị Hoa", **CLERK), await town.person("bác Năm", **CELL)
    code = await _planned(town, hoa)
    await hoa.forges(f"seats:s:{await _seat(town, 'LV-AT-01', 'cell_secretary')}")
    hoa.sees("bác Sáu")
    await hoa.presses("Bỏ việc thay người")
    hoa.sees("vẫn như cũ")
    await town.at("2026-12-02 08:00")
    nam.sees_not("Cảm ơn bác Năm")
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Đồi Chè")
    sau = town.stranger("bác Sáu")
    await sau.says(code)
    sau.sees("đã dùng hoặc đã quá")


async def test_a_known_deputy_takes_over_without_a_code(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await town.person("bác Năm", **CELL)
    lan = await town.person("cô Lan", unit="LV-AT-01", role="cell_deputy")
    await hoa.forges(f"handover:{await _seat(town, 'LV-AT-01', 'cell_secretary')}")
    await hoa.presses("cô Lan")
    await hoa.says("26/11")
    await hoa.presses("Đúng")
    hoa.sees("ô Lan nhận", "0 giờ")
    await town.at("2026-11-26 08:00")
    lan.sees("ô Lan giữ vai trò bí thư")
    await lan.says("đổi vai")
    lan.sees("1. phó bí thư", "2. bí thư")
    await lan.presses("2. bí thư")
    lan.sees("bí thư Chi bộ thôn Đồi Chè")


async def test_a_secretary_asks_and_the_office_decides(town: Town) -> None:
    hoa, nam = await town.person("chị Hoa", **CLERK), await town.person("bác Năm", **CELL)
    seat = await _seat(town, "LV-AT-01", "cell_secretary")
    await nam.forges("handover")
    nam.sees("văn phòng xác nhận")
    hoa.sees("muốn bàn giao")
    await hoa.presses("Thay người")
    hoa.sees("ai thay?")
    await nam.forges(f"handover:{seat}")
    nam.sees("không làm được việc này")


async def test_foreign_seats_are_not_handed_over_nor_phones_locked(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    tu = await town.person("bác Tư", unit="LV-TM-01", role="cell_secretary")
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    seat = await _seat(town, "LV-TM-01", "cell_secretary")
    async with reading(town.database) as uow:
        people = [each[0] for each in await uow.handovers.people_below("/", town.clock.now(), 100)]
    for action in (f"handover:{seat}", f"seats:s:{seat}", f"lock:s:{seat}", "handover:x:999"):
        await hoa.forges(action)
        hoa.sees("không làm được việc này")
    for person in people[1:]:
        await hoa.forges(f"lock:p:{person}:yes")
        hoa.sees("không làm được việc này")
    await hoa.says("khoá máy bác tư")
    hoa.sees("chưa thấy ai")
    for each in (tu, minh):
        await each.says("menu")
        each.sees("Chào")


@pytest.mark.parametrize("on", ["phones", "plain"])
async def test_a_deputy_stands_in_from_monday_to_friday(town: Town, on: str) -> None:
    nam = await town.person("bác Năm", **CELL, on=on)
    lan = await town.person("cô Lan", unit="LV-AT-01", role="cell_committee_member", on=on)
    await nam.says("từ thứ Tư tới thứ Sáu, đồng chí phó thay tôi")
    nam.sees("ô Lan thay đồng chí từ", "25/11", "27/11")
    await nam.presses("Đúng")
    nam.sees("rồi tự hết")
    await town.at("2026-11-25 08:00")
    lan.sees("ô Lan thay giữ vai trò bí thư")
    await lan.says("đổi vai")
    lan.sees("(đang thay)")
    await town.at("2026-11-28 08:00")
    await lan.says("đổi vai")
    lan.sees_not("(đang thay)")
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Đồi Chè")


async def test_without_anybody_else_nobody_can_stand_in(town: Town) -> None:
    nam = await town.person("bác Năm", **CELL)
    await nam.says("nhờ thay")
    nam.sees("chưa có ai khác")


async def test_a_lost_phone_is_locked_and_a_new_one_goes_on(town: Town) -> None:
    hoa, nam = await town.person("chị Hoa", **CLERK), await town.person("bác Năm", **CELL)
    await hoa.says("khoá máy bác năm")
    await hoa.presses("bác Năm")
    await hoa.presses("Khoá ngay")
    hoa.sees("Đã khoá máy của bác Năm")
    code = code_on(hoa.new[-1].text)
    await nam.says("việc")
    nam.sees("đã được khoá")
    new = town.stranger("bác Năm")
    await new.says(code)
    await new.presses("Tôi đồng ý")
    new.sees("Chào bác Năm, bí thư Chi bộ thôn Đồi Chè")
    await town.at("2026-11-24 08:00")
    nam.sees_nothing()
    async with reading(town.database) as uow:
        people = [row for row in await uow.handovers.people_below("/", town.clock.now(), 100) if row[1] == "bác Năm"]
    assert len(people) == 1


async def test_the_slip_is_a_document_with_the_code(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    unit = await town.unit("LV-AT-02")
    await hoa.forges(f"invite:u:{unit.id}:cell_secretary")
    await hoa.says("bác Bảy")
    await hoa.presses("In phiếu A5")
    hoa.sees("Phiếu mời, khổ A5", "/files/", "phieu-moi.docx")
    await hoa.forges("slip:12345678")
    hoa.sees("không làm được việc này")
