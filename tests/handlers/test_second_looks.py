"""What only the office sees: numbers worth asking about, and the month's sample of calls."""

from __future__ import annotations

import pytest

from handlers.rules.sampling import drawn
from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


async def meets(town: Town, who: User, when: str, said: str) -> None:
    await town.at(f"{when} 08:00")
    await who.says(f"họp hôm nay {said}")
    await who.presses("Lưu")
    who.sees("Đã ghi")


async def test_a_jump_is_shown_to_the_clerk_alone(town: Town, hoa: User, an: User) -> None:
    await meets(town, an, "2026-12-04", "có mặt 31, phép 4")
    await meets(town, an, "2027-01-05", "có mặt 30, phép 5")
    await meets(town, an, "2027-02-15", "có mặt 32, phép 3")
    await hoa.says("báo cáo")
    hoa.sees_not("nên hỏi lại số")
    await town.at("2027-03-03 08:00")
    await an.says("họp hôm nay có mặt 5, phép 30")
    an.sees_not("để ý", "kỳ trước")
    await an.presses("Lưu")
    an.sees("Đã ghi")
    an.sees_not("để ý", "hỏi lại")
    await hoa.says("báo cáo")
    hoa.sees("1. Chi bộ thôn Đồi Chè: Sinh hoạt chi bộ thường kỳ (3/2027) (nên hỏi lại số)")
    await hoa.presses("1.")
    hoa.sees("chỉ văn phòng thấy", "\n- có mặt 32 kỳ trước, kỳ này có mặt 5.")
    tu = await town.person("anh Tài", unit="LV-TM", role="office_clerk")
    await tu.says("báo cáo")
    tu.sees_not("nên hỏi lại số")


async def test_numbers_copied_month_after_month(town: Town, hoa: User, an: User) -> None:
    for when in ("2026-12-04", "2027-01-05", "2027-02-15", "2027-03-03"):
        await meets(town, an, when, "có mặt 31, phép 4")
    await hoa.says("báo cáo")
    await hoa.presses("1.")
    hoa.sees("4 kỳ liền cùng một bộ số")


async def closed_of(town: Town, code: str, month: str) -> list[Task]:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(unit.id, "2028-01-01", "2026-10-01", 200)
    return [task for task in found if task.closes_on[:7] == month and task.state in ("reported", "seen", "verified")]


async def test_a_sample_of_what_is_closed_is_called_and_the_result_kept(town: Town, hoa: User, an: User) -> None:
    await hoa.says("gọi kiểm tra")
    hoa.sees("Không còn cuộc gọi kiểm tra nào")
    hoa.sees_not("rút 0")
    await meets(town, an, "2026-12-04", "có mặt 31, phép 4")
    await town.at("2027-01-04 08:00")
    hoa.sees("rút ngẫu nhiên để gọi hỏi lại", "tháng 12/2026")
    closed = await closed_of(town, "LV-AT-01", "2026-12")
    chosen = drawn("LV-AT 2026-12", [task.id for task in closed])
    assert len(chosen) == 1
    await hoa.says("0")
    await hoa.presses("Giao việc, danh mục")
    await hoa.presses("Gọi kiểm tra mẫu")
    hoa.sees("5%", "1. Chi bộ thôn Đồi Chè: Sinh hoạt chi bộ thường kỳ (12/2026)")
    await hoa.presses("1.")
    hoa.sees("có mặt 31", 'mã "LV-AT 2026-12"')
    await hoa.presses("Gọi rồi, khớp")
    hoa.sees("khớp", "đã thẩm tra")
    assert (await closed_of(town, "LV-AT-01", "2026-12"))[0].state == "verified"
    an.sees_not("khớp", "thẩm tra")
    await hoa.says("gọi kiểm tra")
    hoa.sees("rút 1, khớp 1, chưa khớp 0")
    # Drawn once a month, whatever happens meanwhile.
    await town.at("2027-01-06 08:00")
    await hoa.says("gọi kiểm tra")
    hoa.sees("rút 1")


async def test_a_call_that_does_not_agree_leads_to_the_right_number(town: Town, hoa: User, an: User) -> None:
    await meets(town, an, "2026-12-04", "có mặt 31, phép 4")
    await town.at("2027-01-04 08:00")
    await hoa.says("gọi kiểm tra")
    await hoa.presses("1.")
    await hoa.presses("Gọi rồi, chưa khớp")
    hoa.sees("chưa khớp")
    await hoa.presses("Trả lại để bổ sung")
    await hoa.says("sổ ghi có mặt 29")
    await town.at("2027-01-05 08:00")
    an.sees("sổ ghi có mặt 29")
    await hoa.says("gọi kiểm tra")
    hoa.sees("rút 1, khớp 0, chưa khớp 1")


async def test_the_calls_of_another_committee_are_out_of_reach(town: Town, hoa: User, an: User) -> None:
    await meets(town, an, "2026-12-04", "có mặt 31, phép 4")
    await town.at("2027-01-04 08:00")
    await hoa.says("gọi kiểm tra")
    action = next(action for _, action in hoa.heard[-1].choices if action.startswith("spot:"))
    other = await town.person("anh Tài", unit="LV-TM", role="office_clerk")
    for way in (action, f"{action}:match"):
        await other.forges(way)
        other.sees("không làm được việc này")
    await an.forges(action)
    an.sees("không làm được việc này")
