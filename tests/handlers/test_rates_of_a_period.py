"""The three rates of a period: named, with denominators, locked once approved; totals equal their rows."""

from __future__ import annotations

from handlers.reports.frame import Asked
from handlers.rules.rates import count_tasks
from storage.reports import Figures, total
from storage.unit_of_work import reading
from tests.user import Town


async def test_rates_are_named_and_locked_figures_stay(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await hoa.says("số liệu")
    hoa.sees("Đủ: 0%", "Đúng hạn:", "Đã thẩm tra: –", "chưa báo việc nào")
    hoa.sees_not("Duyệt", "Tân Mây")
    unit = await town.unit("LV-AT")
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    an.sees("Đã ghi")
    await town.at("2026-12-01 09:00")
    await hoa.forges(f"figures:{unit.id}:2026-11")
    await hoa.presses("Duyệt")
    hoa.sees("Số liệu đã duyệt")
    await hoa.says("báo cáo")
    await hoa.presses("1.")
    await hoa.presses("Trả lại")
    await hoa.says("thiếu chữ ký")
    await hoa.forges(f"figures:{unit.id}:2026-11")
    hoa.sees("Đính chính sau đó: đã báo từ 1 thành 0")


async def test_nobody_sees_the_rates_of_another_unit(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    foreign = await town.unit("LV-TM")
    for user in (an, hoa):
        await user.forges(f"figures:{foreign.id}:2026-11")
        user.sees_not("Tân Mây", "Đủ")
    await an.says("số liệu")
    an.sees("Chi bộ thôn Đồi Chè", "Đủ:")
    an.sees_not("Duyệt")


async def test_totals_equal_their_rows_after_reports_and_returns(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")

    async def check() -> Figures:
        sums = []
        for code in ("LV", "LV-AT", "LV-TM"):
            asked = Asked(await town.unit(code), "2026", town.clock.now())
            async with reading(town.database) as uow:
                by_unit = total(row.figures for row in await uow.reports.by_unit(asked.span))
                by_duty = total(row.figures for row in await uow.reports.by_duty(asked.span))
                rows = await uow.reports.tasks_below(asked.span, 1000)
                tasks = [found[0] for row in rows if (found := await uow.tasks.get(row.id))]
            counted = count_tasks(tasks, town.clock.now())
            for name in ("expected", "reported", "on_time", "verified"):
                assert getattr(by_unit, name) == getattr(by_duty, name) == getattr(counted, name)
            sums.append(by_unit)
        assert sums[0].reported == sums[1].reported + sums[2].reported
        return sums[1]

    before = await check()
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    after = await check()
    assert after.reported == before.reported + 1
    await an.says("nhầm")
    await check()
    await hoa.says("báo cáo")
    await check()
