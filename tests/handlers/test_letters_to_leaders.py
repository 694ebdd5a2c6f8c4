"""By Monday half past seven how a level stands, monthly a letter that begins with what went well; the burden."""

from __future__ import annotations

import pytest

from tests.user import Town, User


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def test_monday_morning_says_how_the_level_stands(town: Town, an: User, hoa: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    await town.at("2026-11-30 06:00")
    hoa.sees_not("30 ngày qua")
    await town.at("2026-11-30 07:30")
    hoa.sees(
        "Đảng ủy xã An Thuỷ, 30 ngày qua: đủ ",
        "2 chưa tới máy",
        "Gánh nặng mỗi bí thư một tuần: ",
        "- Chi bộ thôn Bến Đò: trễ",
    )
    hoa.sees_not("Tân Mây", "bác Năm")
    minh.sees("Tỉnh ủy Lạc Vân, 30 ngày qua", "- Đảng ủy phường Tân Mây: trễ")
    an.sees_not("30 ngày qua")
    await town.at("2026-12-01 09:00")
    hoa.sees_not("30 ngày qua")


async def test_the_letter_of_the_month_begins_with_what_went_well(town: Town, an: User, hoa: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    await town.lives_until("2026-12-01 08:00")
    text = next(each.text for each in hoa.new if "Thư tháng" in each.text)
    text = text[text.index("Thư tháng") :]
    assert "Thư tháng 11 năm 2026 gửi Đảng ủy xã An Thuỷ" in text
    assert text.index("+ 1/") < text.index("Cần quan tâm:")
    assert 1 <= text.count("- Chi bộ") <= 3
    await town.lives_until("2026-12-02 08:00")
    hoa.sees_not("Thư tháng 11")


async def test_the_burden_is_measured_by_unit(town: Town, an: User, hoa: User) -> None:
    await hoa.says("gánh nặng")
    hoa.sees("Chi bộ thôn Đồi Chè: 1 người", "mỗi người 2,0 tin nhắn")
    hoa.sees_not("bác Năm", "Tân Mây")
    foreign = await town.unit("LV-TM")
    await hoa.forges(f"burden:{foreign.id}")
    hoa.sees_not("Tân Mây")
    await an.says("gánh nặng")
    an.sees_not("mỗi người 2,0 tin nhắn")


async def test_a_level_nobody_has_joined_says_so(town: Town, hoa: User) -> None:
    await hoa.says("gánh nặng")
    hoa.sees("Chưa có bí thư nào")


async def test_monday_says_what_is_late_once(town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await town.lives_until("2026-12-22 12:00")
    mondays = [each.text for each in hoa.heard if each.is_push and "30 ngày qua" in each.text]
    lists = [each.text for each in hoa.heard if each.is_push and "trễ từ 3 ngày" in each.text]
    assert len(mondays) >= 3
    assert lists, "on other days the list comes"
    assert not set(mondays) & set(lists), mondays
