"""Joining: a one-time code, a consent that must be answered, then a seat. No code, no data."""

from __future__ import annotations

import pytest

from handlers.rules.codes import invite_code
from storage.unit_of_work import reading
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}


async def _holders(town: Town) -> list[str]:
    async with reading(town.database) as uow:
        unit = await uow.units.by_code("LV-AT-01")
        assert unit is not None
        seats = await uow.units.seats_in(unit.id)
        return [each.name for seat in seats for each in await uow.people.holders(seat.id, town.clock.now())]


async def _newcomer(town: Town) -> tuple[User, str]:
    return town.stranger("bác Năm"), await town.invite("bác Năm", **CELL)


@pytest.mark.parametrize("on", ["phones", "plain"])
@pytest.mark.parametrize("typed", ["{0}{1}", " {0} {1}. ", "/start {0}{1}", "mã của tôi là {0}-{1}"])
async def test_a_code_however_it_is_typed_then_yes_and_home(town: Town, on: str, typed: str) -> None:
    an = town.stranger("bác Năm", on=on)
    code = await town.invite("bác Năm", **CELL)
    await an.says(typed.format(code[:4], code[4:]))
    an.sees("Chào bác Năm", "bí thư", "Chi bộ thôn Đồi Chè", "đồng ý không?")
    assert await _holders(town) == []
    await an.presses("Tôi đồng ý")
    an.sees("Chào bác Năm", "việc cần làm")
    assert await _holders(town) == ["bác Năm"]


async def test_without_a_code_nothing_can_be_seen(town: Town) -> None:
    an = town.stranger("người lạ")
    for said in ("xin chào", "việc", "/tinhhinh", "xong 1", "0", "/start", "cam kết", "dữ liệu của tôi"):
        await an.says(said)
        an.sees("mã mời 8 số")
        an.sees_not("Chi bộ thôn", "LV-AT")


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "file", "other", "edited"])
async def test_whatever_a_stranger_sends_is_asked_for_a_code(town: Town, kind: str) -> None:
    an = town.stranger("người lạ")
    await an.sends(kind)
    an.sees("mã mời 8 số")


async def test_a_wrong_code_is_said_to_be_wrong(town: Town) -> None:
    an = town.stranger("bác Năm")
    await an.says("1234 5678")
    an.sees("chưa tìm thấy mã này")


async def test_a_used_code_opens_nothing(town: Town) -> None:
    an, code = await _newcomer(town)
    await an.says(code)
    await an.says("1")
    other = town.stranger("người khác")
    await other.says(code)
    other.sees("đã dùng hoặc đã quá 72 giờ")
    assert await _holders(town) == ["bác Năm"]


async def test_a_code_ends_after_72_hours(town: Town) -> None:
    an, code = await _newcomer(town)
    await town.at("2026-11-26 07:59")
    await an.says(code)
    an.sees("đồng ý không?")
    late = town.stranger("người khác")
    await town.at("2026-11-26 08:01")
    await late.says(code)
    late.sees("đã quá 72 giờ")
    await an.presses("Tôi đồng ý")
    assert await _holders(town) == []


async def test_five_wrong_codes_close_the_door_for_an_hour(town: Town) -> None:
    an, code = await _newcomer(town)
    for number in range(5):
        await an.says(invite_code(number))
        an.sees("chưa tìm thấy mã này")
    await an.says(code)
    an.sees("tạm nghỉ một giờ")
    assert await _holders(town) == []
    await town.at("2026-11-23 09:05")
    await an.says(code)
    an.sees("đồng ý không?")


async def test_the_door_is_closed_for_that_chat_only(town: Town) -> None:
    bad = town.stranger("người lạ")
    for number in range(6):
        await bad.says(invite_code(number))
    an, code = await _newcomer(town)
    await an.says(code)
    an.sees("đồng ý không?")


async def test_the_consent_must_be_answered(town: Town) -> None:
    an, code = await _newcomer(town)
    await an.says(code)
    for said in ("việc", "tình hình", "xong 1", "ok nhé"):
        await an.says(said)
        an.sees_not("việc cần làm", "Chi bộ thôn Đồi Chè, hạn")
    assert await _holders(town) == []


async def test_no_keeps_nothing_and_the_code_still_works(town: Town) -> None:
    an, code = await _newcomer(town)
    await an.says(code)
    await an.presses("Tôi không đồng ý")
    an.sees("máy không giữ gì cả")
    assert await _holders(town) == []
    await an.says("việc")
    an.sees("mã mời 8 số")
    await an.says(code)
    await an.says("1")
    assert await _holders(town) == ["bác Năm"]


async def test_yes_pressed_twice_joins_once(town: Town) -> None:
    an, code = await _newcomer(town)
    await an.says(code)
    await an.presses("Tôi đồng ý", times=2)
    assert await _holders(town) == ["bác Năm"]


async def test_two_with_one_code_only_the_first_gets_the_seat(town: Town) -> None:
    an, code = await _newcomer(town)
    other = town.stranger("người khác")
    for each in (an, other):
        await each.says(code)
    await other.presses("Tôi đồng ý")
    await an.presses("Tôi đồng ý")
    an.sees("vừa được người khác nhận")


async def test_a_forged_yes_without_a_code_gives_no_seat(town: Town) -> None:
    an = town.stranger("người lạ")
    for action in ("join:yes", "home", "tasks", "invite", "standing", "task:1:save", "mydata:erase:yes"):
        await an.forges(action)
        an.sees_not("Chi bộ thôn")
    assert await _holders(town) == []


async def test_a_new_holder_takes_the_seat_and_the_old_one_sees_nothing_more(town: Town) -> None:
    old = await town.person("bác Năm", **CELL)
    new = await town.person("cô Bảy", **CELL)
    assert await _holders(town) == ["cô Bảy"]
    await old.says("việc")
    old.sees("chưa giữ vai trò nào")
    await new.says("việc")
    new.sees("Chi bộ thôn Đồi Chè")


async def test_a_second_code_gives_the_same_person_a_second_seat(town: Town) -> None:
    an = await town.person("bác Năm", **CELL)
    await an.says(await town.invite("bác Năm", unit="LV-AT-02", role="cell_deputy"))
    an.sees("Chi bộ thôn Bến Đò")
    await an.presses("Tôi đồng ý")
    an.sees("Chi bộ thôn Bến Đò")
    await an.says("dữ liệu của tôi")
    an.sees("Chi bộ thôn Đồi Chè", "Chi bộ thôn Bến Đò")


async def test_a_person_on_two_channels_joins_each_with_a_code(town: Town) -> None:
    first = await town.person("bác Năm", **CELL)
    second = await town.person("bác Năm", unit="LV-AT-01", role="cell_deputy", on="plain")
    await first.says("việc")
    await second.says("việc")
    first.sees("Sinh hoạt chi bộ thường kỳ")
    second.sees("Sinh hoạt chi bộ thường kỳ")
