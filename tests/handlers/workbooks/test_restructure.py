"""Two communes become one with open work inside; a split, a rename, a move: nothing is lost."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from handlers.congresses import plan_congress
from handlers.rules.calendar import day_of
from handlers.workbooks.reconciliation import reconciliation
from handlers.workbooks.restructure import DoesNotAddUp, Plan, carry_out, judge_plan, read_plan
from handlers.workbooks.safety import check_file
from storage.unit_of_work import reading, unit_of_work
from tests.user import Town
from tests.workbook_files import plan_file


async def _done(town: Town, *rows: tuple[object, ...]) -> tuple[Plan, dict[str, tuple[int, int, int]]]:
    plan = read_plan(check_file(plan_file(rows)))
    async with unit_of_work(town.database) as uow:
        await judge_plan(uow, plan, "2026-11-23")
        if plan.faults:
            return plan, {}
        lines = await carry_out(uow, plan, town.clock.now())
    return plan, {line.name: (line.before, line.after, line.folded) for line in lines}


async def test_two_communes_become_one_with_their_open_work(town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    tu = await town.person("bác Tư", unit="LV-TM-01", role="cell_secretary")
    new = ("LV-M", "Đảng ủy xã Mới")
    _, totals = await _done(town, ("sáp nhập", "LV-AT", *new), ("Sáp nhập", "LV-TM", *new))
    assert totals["tasks"][0] == totals["tasks"][1] + totals["tasks"][2]
    assert totals["people"] == (3, 3, 0)
    merged = await town.unit("LV-M")
    for code in ("LV-AT-01", "LV-TM-01"):
        assert (await town.unit(code)).path.startswith(merged.path)
    old = await town.unit("LV-AT")
    assert (old.valid_to, old.successor_id, old.name) == ("2026-11-23", merged.id, "Đảng ủy xã An Thuỷ")
    for each in (nam, tu):
        await each.says("việc")
        each.sees("Việc của")
    await hoa.says("menu")
    hoa.sees("Đảng ủy xã Mới")
    await hoa.says("đơn vị hàng bàng")
    hoa.sees("Chi bộ tổ dân phố Hàng Bàng")


async def test_two_cells_become_one_and_owe_each_duty_once(town: Town) -> None:
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    ba = await town.person("bác Ba", unit="LV-AT-02", role="cell_secretary")
    before = await town.unit("LV-AT-01")
    await ba.says("việc")
    _, totals = await _done(town, ("sáp nhập", "LV-AT-01", "LV-AT-02"))
    was, now, folded = totals["tasks"]
    assert was == now + folded
    assert folded > 0
    assert totals["members"][0] == totals["members"][1]
    assert (await town.unit("LV-AT-02")).member_count == 63
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Bến Đò")
    async with reading(town.database) as uow:
        open_now = await uow.tasks.open_of_unit(before.id, "2026-11-23", 50)
    assert open_now == []


async def test_what_hangs_on_a_commune_goes_on_in_its_successor(town: Town) -> None:
    """A flood, an obstacle upward, a call to make, a campaign and something untold, all of LV-AT, which joins LV-TM."""
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    may = await town.person("chị Mây", unit="LV-TM", role="office_clerk")
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await nam.says("việc")
    await nam.says("vướng 2")
    await nam.presses("Thiếu người")
    await hoa.says("phát động")
    await hoa.presses("Cam kết tu dưỡng")
    await hoa.presses("Tất cả chi bộ")
    await hoa.presses("Dùng văn bản của mẫu")
    await hoa.presses("Đồng ý phát động")
    old, heir = [await town.unit(code) for code in ("LV-AT", "LV-TM")]
    now = town.clock.now()
    async with unit_of_work(town.database) as uow:
        await uow.wishes.add_pause(
            unit_id=old.id, person_id=None, reason="flood", first=day_of(now), last=day_of(now), now=now, made_by=None
        )
        await uow.cards.open(old.id, "asked", now, not_since=0)
    await _done(town, ("sáp nhập", "LV-AT", "LV-TM"))
    async with reading(town.database) as uow:
        assert [each.unit_id for each in await uow.cards.open_below(heir.path, 9)] == [heir.id]
        paused = {each.path for each in await uow.wishes.pauses_below(heir.path, day_of(now), 9)}
        assert paused == {(await town.unit(code)).path for code in ("LV-AT-01", "LV-AT-02", "LV-AT-04")}
        assert len(await uow.obstacles.open_below(heir.path, 9)) == 1
        yearly = [each for each in await uow.campaigns.around(heir.path, 9) if each.code == "CAM-KET-NAM"]
        assert [each.audience.path for each in yearly] == [heir.path]
    await town.at("2026-11-25 09:00")
    # Inside the first message that her day allows.
    assert any("Đảng ủy xã An Thuỷ nay là Đảng ủy phường Tân Mây" in each.text for each in hoa.heard)
    await may.says("các đợt vận động")
    may.sees("Cam kết tu dưỡng")


async def test_a_pledge_gives_way_and_its_measures_are_offered(town: Town) -> None:
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    ba = await town.person("bác Ba", unit="LV-AT-02", role="cell_secretary")
    await nam.says(
        "Chi bộ đăng ký: dán bảng thu chi ở nhà văn hóa hằng tháng; chi ủy phụ trách; công khai ở nhà văn hóa; "
        "kiểm tra 15/12"
    )
    await nam.presses("Lưu")
    receipt = nam.screen.partition("giấy số ")[2].split(".")[0].split()[0].rstrip(",.")
    _, totals = await _done(town, ("sáp nhập", "LV-AT-01", "LV-AT-02"))
    assert totals["pledges"] == (1, 0, 1)
    await nam.says(f"kiểm tra giấy {receipt}")
    nam.sees("Dán bảng thu chi")
    await ba.says("cam kết")
    ba.sees("đang viết dở", "Dán bảng thu chi")


async def test_a_split_says_who_keeps_the_work(town: Town) -> None:
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    plan, _ = await _done(
        town,
        ("tách", "LV-AT-01", "A1", "Chi bộ thôn Đồi", None, None, None, 20, None),
        ("tách", "LV-AT-01", "A2", "Chi bộ thôn Chè", None, None, None, 15, None),
    )
    assert [each.why for each in plan.faults] == ["one_keeper"]
    await _done(
        town,
        ("tách", "LV-AT-01", "A1", "Chi bộ thôn Đồi", None, None, None, 20, "có"),
        ("tách", "LV-AT-01", "A2", "Chi bộ thôn Chè", None, None, None, 15, None),
    )
    await nam.says("việc")
    nam.sees("Việc của Chi bộ thôn Đồi")
    assert (await town.unit("A2")).member_count == 15


async def test_a_rename_keeps_the_old_name_readable(town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await _done(town, ("đổi tên", "LV-AT-01", None, "Chi bộ thôn Mới"))
    await hoa.says("đơn vị thôn mới")
    hoa.sees("Chi bộ thôn Mới", "là: Chi bộ thôn Đồi Chè")


async def test_a_move_changes_who_may_see_it(town: Town) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    unit = await town.unit("LV-AT-01")
    await _done(town, ("chuyển", "LV-AT-01", None, None, None, "LV-TM"))
    await hoa.forges(f"units:{unit.id}")
    hoa.sees("không làm được việc này")
    assert (await town.unit("LV-AT-01")).path.startswith((await town.unit("LV-TM")).path)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("giải tán", "LV-AT"), "no_act"),
        (("chuyển", "LV-AT", None, None, None, "LV-AT-01"), "circle"),
        (("sáp nhập", "LV-AT", "LV-AT-01"), "circle"),
        (("sáp nhập", "KHONG", "LV-AT"), "no_unit"),
        (("sáp nhập", "LV-AT", "MOI"), "missing"),
        (("tách", "LV-AT-01", "LV-AT-02", "Tên"), "taken"),
    ],
)
async def test_what_cannot_be_is_not_done(town: Town, row: tuple[object, ...], why: str) -> None:
    plan, _ = await _done(town, row)
    assert why in [each.why for each in plan.faults]


async def test_a_unit_does_not_go_on_below_itself(town: Town) -> None:
    """The new one would be made where its first row stands, inside the unit that its second row ends."""
    new = ("MOI", "Đơn vị mới")
    plan, _ = await _done(town, ("sáp nhập", "LV-AT-01", *new), ("sáp nhập", "LV-AT", *new))
    assert [(each.row, each.why) for each in plan.faults] == [(3, "circle")]


async def test_rows_that_lead_in_a_circle_together_change_nothing(town: Town) -> None:
    with pytest.raises(DoesNotAddUp):
        await _done(
            town,
            ("chuyển", "LV-AT", None, None, None, "LV-TM"),
            ("chuyển", "LV-TM", None, None, None, "LV-AT"),
        )
    assert (await town.unit("LV-AT")).parent_id == (await town.unit("LV")).id


async def test_the_reconciliation_has_a_formula_for_each_figure(town: Town) -> None:
    plan = read_plan(check_file(plan_file([("đổi tên", "LV-AT-01", None, "Tên mới")])))
    async with unit_of_work(town.database) as uow:
        await judge_plan(uow, plan, "2026-11-23")
        lines = await carry_out(uow, plan, town.clock.now())
    page = load_workbook(BytesIO(reconciliation(lines, "vi", town.clock.now()))).worksheets[0]
    assert [page.cell(row, 5).value for row in range(2, 7)] == [f"=B{row}-C{row}-D{row}" for row in range(2, 7)]


@pytest.mark.parametrize("both", [True, False])
async def test_a_road_map_goes_on_in_the_successor_and_two_become_one(town: Town, both: bool) -> None:
    old, heir = await town.unit("LV-AT-01"), await town.unit("LV-AT-02")
    now = town.clock.now()
    async with unit_of_work(town.database) as uow:
        first = await plan_congress(uow, old, date(2027, 3, 10), document="01-KH/ĐU", now=now)
        if both:
            await plan_congress(uow, heir, date(2027, 4, 14), document="01-KH/ĐU", now=now)
    _, totals = await _done(town, ("sáp nhập", "LV-AT-01", "LV-AT-02"))
    assert totals["tasks"][0] == totals["tasks"][1] + totals["tasks"][2]
    async with reading(town.database) as uow:
        goes_on = await uow.congresses.of_unit(heir.id)
        before = await uow.congresses.get(first.id)
        assert goes_on is not None
        assert before is not None
        assert goes_on.planned_on == ("2027-04-14" if both else "2027-03-10")
        assert (before.state, before.unit_id) == (("withdrawn", old.id) if both else ("planned", heir.id))
        assert await uow.restructure.open_tasks(old.id) == 0
