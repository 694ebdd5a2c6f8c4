"""A year of "Nói không" with twelve cells: reminders, returns, a new version, looks, a merger, the close."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.campaign_report import COUNTS, campaign_sheet
from storage.campaigns import Campaign, Figures
from storage.unit_of_work import reading, unit_of_work
from tests.restructuring import restructured
from tests.user import Town, User

CELLS = (
    *(f"LV-AT-{number:02}" for number in (1, 2, 11, 12, 13, 14)),
    *(f"LV-TM-{number:02}" for number in (1, 11, 12, 13, 14, 15)),
)
SAID = (
    "Chi bộ đăng ký: dán bảng thu chi ở nhà văn hóa, ngày 5 hằng tháng; đọc thu chi quỹ thôn trong họp dân mỗi quý; "
    "chi ủy phụ trách; công khai ở nhà văn hóa; kiểm tra 31/3"
)
SLOW = ("LV-AT-02", "LV-TM-12")
MERGED_ON = "2027-06-28"
QUARTERS = ("2027-03-29", "2027-06-28", "2027-09-28", "2027-12-28")
SILENT, LATE, RETURNED, AMENDED, OLD, HEIR = "LV-AT-14", "LV-TM-15", "LV-AT-11", "LV-TM-11", "LV-AT-12", "LV-AT-13"


async def _twelve(town: Town) -> None:
    """The town's cells and as many more, so that six of each commune are asked; its office of a commune is not."""
    async with unit_of_work(town.database) as uow:
        for code in CELLS:
            if await uow.units.by_code(code) is None:
                above = await uow.units.by_code(code.rpartition("-")[0])
                await uow.units.add(
                    code,
                    above,
                    "cell",
                    f"Chi bộ thôn số {code[-2:]} {code[3:5]}",
                    composition="farmers",
                    residential=True,
                    member_count=30,
                    on="2026-01-01",
                )


async def _newest(town: Town) -> Campaign:
    async with reading(town.database) as uow:
        return (await uow.campaigns.around((await town.unit("LV")).path, 1))[0]


async def _figures(town: Town, campaign: Campaign) -> list[Figures]:
    async with reading(town.database) as uow:
        return await uow.campaigns.figures(campaign.programme_id, (await town.unit("LV")).id)


async def _launch(town: Town) -> Campaign:
    await town.at("2027-01-11 09:00")
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    thu = await town.person("chị Thu", unit="LV", role="organisation_officer")
    await minh.says("phát động")
    await minh.presses("Nói không")
    await minh.presses("Chi bộ khu dân cư (12)")
    await minh.says("12-KH/TU ngày 5/1/2027")
    minh.sees("Gửi tới 12 đơn vị", "2 xã, phường")
    await minh.presses("Gửi đề xuất")
    await thu.says("phong trào")
    await thu.presses("1. ")
    await thu.presses("Đồng ý phát động")
    return await _newest(town)


async def _registers(user: User) -> None:
    await user.says(SAID)
    await user.presses("Lưu")
    user.sees("Đã đăng ký, giấy số")


async def _looks(user: User) -> None:
    """Everything that is to be looked at now, all of it done."""
    for _ in range(4):
        await user.says("rà soát")
        if not any("Đã làm cả" in text for text, _ in user.heard[-1].choices):
            return
        await user.presses("Đã làm cả")
        await user.presses("Lưu")


async def _rows(town: Town, campaign: Campaign) -> dict[str, int]:
    """The same figures counted one unit at a time, from its own papers."""
    found = dict.fromkeys(COUNTS, 0)
    async with reading(town.database) as uow:
        for code in CELLS:
            unit = await uow.units.by_code(code)
            assert unit is not None
            versions = await uow.pledges.versions(campaign.programme_id, unit.id)
            living = [each for each in versions if each.state not in ("withdrawn", "superseded", "replaced")]
            found["expected"] += unit.valid_to is None
            found["registered"] += any(each.state != "returned" for each in living)
            found["acknowledged"] += any(each.acknowledged_at is not None for each in living)
            found["reviewed"] += any(each.reviewed_at is not None for each in living)
            for each in living[:1]:
                checks = await uow.pledges.checks(each.id)
                found["measures"] += len({check.measure_id for check in checks})
                found["ticked"] += len({check.measure_id for check in checks if check.ticked_at is not None})
                found["checked"] += len({check.due_on for check in checks if check.ticked_at is not None}) > 1
                found["signed"] += each.signed or 0
                found["total"] += each.total or 0
    return found


async def _all_sign(town: Town, people: dict[str, User], codes: Iterable[str]) -> None:
    for code in codes:
        await people[code].forges(f"pledge:signed:{(await town.unit(code)).member_count}")
        people[code].sees("Đã ký")


async def _taken(*clerks: User) -> None:
    for clerk in clerks:
        await clerk.says("nhận các bản đầy đủ")
        await clerk.presses("Nhận")


async def _returned_for_one_slot(town: Town, clerk: User, user: User) -> None:
    """Only the missing slot is asked again."""
    async with reading(town.database) as uow:
        waiting = {each.unit_id: each for each in await uow.pledges.waiting_below((await town.unit("LV")).path, 50)}
    await clerk.forges(f"ack:{waiting[(await town.unit(RETURNED)).id].id}:return:responsible")
    await user.says("cam kết")
    await user.says("đồng chí phó bí thư")
    await user.presses("Lưu")


async def _amended(user: User) -> None:
    """A changed text waits; the acknowledged one stays in force until then."""
    await user.says("sửa cam kết")
    await user.says("Đặt hòm thư góp ý ở nhà văn hóa, mở ngày 1 hằng tháng")
    await user.presses("Lưu")
    user.sees("Bản đã được nhận vẫn có giá trị")
    await user.forges("pledge:signed:30")


async def _late(town: Town, people: dict[str, User], clerk: User) -> None:
    """Somebody comes long after the day."""
    await town.at("2027-03-02 09:00")
    people[LATE] = await town.person("bác đến sau", unit=LATE, role="cell_secretary")
    await town.at("2027-03-03 09:00")
    await _registers(people[LATE])
    await _all_sign(town, people, [LATE])
    await _taken(clerk)


async def _quarter(town: Town, people: dict[str, User], quarter: str) -> None:
    await town.at(f"{quarter} 09:00")
    for code, user in people.items():
        if code != SILENT and (code != OLD or quarter <= MERGED_ON):
            await _looks(user)
    if quarter == MERGED_ON:
        # Two cells become one in the middle of it: one pledge gives way, the other goes on.
        merged = await restructured(town, ("sáp nhập", OLD, HEIR))
        assert merged["pledges"] == (11, 10, 1)
        await people[OLD].says("việc")
        people[OLD].sees(f"Việc của {(await town.unit(HEIR)).name}")


async def test_a_year_with_twelve_cells(town: Town) -> None:
    await _twelve(town)
    campaign = await _launch(town)
    at = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    tm = await town.person("chị Mây", unit="LV-TM", role="office_clerk")
    people = {
        code: await town.person(f"bác {code}", unit=code, role="cell_secretary") for code in CELLS if code != LATE
    }
    assert sum(row.expected for row in await _figures(town, campaign)) == 12
    await town.at("2027-01-13 09:00")
    quick = [code for code in people if code not in (*SLOW, SILENT)]
    for code in quick:
        await _registers(people[code])
    await _returned_for_one_slot(town, at, people[RETURNED])
    await _all_sign(town, people, quick)
    await _taken(at, tm)
    rows = await _figures(town, campaign)
    assert (sum(row.registered for row in rows), sum(row.acknowledged for row in rows)) == (len(quick), len(quick))
    # Two wait until the day comes near and they are reminded.
    await town.lives_until("2027-02-24 09:00")
    for code in SLOW:
        assert any("Nói không với tham nhũng" in each.text for each in people[code].heard if each.is_push), code
        await _registers(people[code])
    await _all_sign(town, people, SLOW)
    await _amended(people[AMENDED])
    await _taken(at, tm)
    await _late(town, people, tm)
    for quarter in QUARTERS:
        await _quarter(town, people, quarter)
    await town.at("2027-12-31 15:00")
    minh = next(user for user in town.people if user.name == "anh Minh")
    await minh.forges(f"campaign:{campaign.programme_id}:close")
    await minh.presses("Khép lại đợt này")
    minh.sees("Đã khép lại")
    rows = await _figures(town, campaign)
    total = {name: sum(getattr(row, name) for row in rows) for name in COUNTS}
    assert total == await _rows(town, campaign)
    assert (total["expected"], total["registered"], total["reviewed"]) == (11, 10, 10)
    assert total["measures"] == total["ticked"] > 0
    assert sum(row.expected for row in rows if row.came_late) == 1
    sheet = campaign_sheet(campaign, "LV", "", rows, town.clock.now())
    for name in COUNTS:
        assert sum(table.total(name) or 0 for table in sheet.tables) == total[name]
