"""Every kind of data has its time; each night what is older goes, and is counted."""

from __future__ import annotations

from handlers.retention import forget_old
from handlers.rules.calendar import DAY_MS
from storage.unit_of_work import unit_of_work
from tests.user import Town


async def _gone_after(town: Town, days: int) -> dict[str, int]:
    async with unit_of_work(town.database) as uow:
        return await forget_old(uow, town.clock.now() + days * DAY_MS)


async def test_words_drafts_and_codes_go_in_their_time(town: Town) -> None:
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await nam.says("cam kết")
    assert sum((await _gone_after(town, 0)).values()) == 0
    assert (await _gone_after(town, 8))["drafts"] == 1
    later = await _gone_after(town, 91)
    assert later["words"] >= 3
    assert later["sent"] >= 3
    assert later["invites"] == 1
    assert later["leavers"] == 0
    assert sum((await _gone_after(town, 91)).values()) == 0


async def test_whoever_left_is_erased_after_a_year(town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await town.person("bác Sáu", unit="LV-AT-01", role="cell_secretary")
    assert (await _gone_after(town, 300))["leavers"] == 0
    assert (await _gone_after(town, 370))["leavers"] == 1
    async with unit_of_work(town.database) as uow:
        people = await uow.handovers.people_below("/", town.clock.now(), 10)
    assert {row[1] for row in people} == {"chị Hoa", "bác Sáu"}
    await hoa.says("dữ liệu của tôi")
    await hoa.presses("Giữ bao lâu")
    hoa.sees("90 ngày", "365 ngày", "Lần dọn")


async def test_erasing_takes_the_name_out_of_hand_overs(town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    lan = await town.person("cô Lan", unit="LV-AT-01", role="cell_deputy")
    await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    unit = await town.unit("LV-AT-01")
    async with unit_of_work(town.database) as uow:
        seat = next(each for each in await uow.units.seats_in(unit.id) if each.role == "cell_secretary")
    await hoa.forges(f"handover:{seat.id}")
    await hoa.presses("cô Lan")
    await hoa.says("1/12")
    await hoa.presses("Đúng")
    await lan.says("xoá dữ liệu của tôi")
    await lan.presses("Xoá dữ liệu")
    async with unit_of_work(town.database) as uow:
        pending = await uow.handovers.pending(seat.id, town.clock.now())
    assert pending is not None
    assert pending.called == ""
