"""The office keeps the tree by hand: cards, meeting rule, the one fact counted upward, terms to confirm."""

from __future__ import annotations

from storage.unit_of_work import reading
from tests.user import Town

CLERK = {"unit": "LV-AT", "role": "office_clerk"}


async def test_a_unit_is_found_by_name_and_its_card_can_be_kept(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.presses("Đơn vị và người")
    hoa.sees("Đảng ủy xã An Thuỷ", "Bí thư kiêm trưởng thôn, tổ trưởng: 0/2 chi bộ (2 chưa rõ)")
    await hoa.says("đơn vị đồi chè")
    hoa.sees("Chi bộ thôn Đồi Chè", "Đảng viên: 35", "Lịch họp: chưa rõ", "Nhiệm kỳ: chưa ghi")
    await hoa.presses("Lịch họp")
    await hoa.says("ngày 5 hằng tháng")
    hoa.sees("Đã ghi", "Lịch họp: ngày 5 hằng tháng")
    await hoa.presses("Kiêm nhiệm")
    await hoa.presses("Có")
    hoa.sees("Trưởng thôn, tổ trưởng là bí thư: Có")
    await hoa.says("đơn vị")
    hoa.sees("1/2 chi bộ (1 chưa rõ)")


async def test_the_tree_can_be_walked_by_numbers(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK, on="plain")
    await hoa.says("đơn vị")
    await hoa.presses("Các đơn vị bên dưới")
    hoa.sees("1. Chi bộ thôn Đồi Chè", "3. Chi bộ Văn phòng xã An Thuỷ")
    await hoa.presses("Chi bộ thôn Bến Đò")
    hoa.sees("Chi bộ thôn Bến Đò (chi bộ, mã LV-AT-02)")


async def test_a_term_is_asked_read_back_and_expected_until_confirmed(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("đơn vị LV-AT-01")
    await hoa.presses("Nhiệm kỳ")
    await hoa.presses("Ghi nhiệm kỳ khác")
    await hoa.presses("30 tháng")
    await hoa.says("hôm nào đó")
    hoa.sees("chưa rõ ngày này")
    await hoa.says("15/12/2024")
    await hoa.says("Quyết định 12-QĐ/ĐU ngày 20/12/2024")
    hoa.sees("15/12/2024", "15/6/2027", "30 tháng", "Quyết định 12-QĐ/ĐU")
    await hoa.presses("Lưu là dự kiến")
    hoa.sees("dự kiến, chưa ai xác nhận")
    await hoa.says("nhiệm kỳ")
    hoa.sees("còn dự kiến", "Chi bộ thôn Đồi Chè")
    await hoa.presses("1. Chi bộ thôn Đồi Chè")
    await hoa.presses("Xác nhận đúng")
    hoa.sees("Đã xác nhận")
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        term = await uow.units.term(unit.id)
    assert term is not None
    assert (term.confirmed, term.policy, term.planned_end_on) == (True, "M30", "2027-06-15")


async def test_a_custom_term_needs_an_end_after_its_start(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    unit = await town.unit("LV-AT-02")
    await hoa.forges(f"term:{unit.id}:custom")
    await hoa.says("1/6/2025")
    await hoa.says("1/5/2025")
    hoa.sees("phải sau ngày bắt đầu")
    await hoa.says("1/6/2029")
    await hoa.says("Kế hoạch 3-KH/ĐU")
    await hoa.presses("Đúng, đã xác nhận")
    hoa.sees("nhiệm kỳ đã xác nhận", "1/6/2029")


async def test_units_of_others_stay_closed(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    foreign = await town.unit("LV-TM-01")
    for action in ("units", "term", "seats"):
        await hoa.forges(f"{action}:{foreign.id}")
        hoa.sees("không làm được việc này")
    for way in ("head:yes", "meet"):
        await hoa.forges(f"units:{foreign.id}:{way}")
        hoa.sees("không làm được việc này")
    await hoa.forges(f"term:{foreign.id}:ok")
    hoa.sees("không làm được việc này")
    own = await town.unit("LV-AT-01")
    await nam.forges(f"units:{own.id}:head:yes")
    nam.sees("không làm được việc này")
    await hoa.says("đơn vị hàng bàng")
    hoa.sees("chưa thấy đơn vị")
