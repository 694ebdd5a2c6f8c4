"""Documents with versions and the points they state, personnel as counts, composition in numbers, targets and whose
counts."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from handlers.screens.congress_structure import several_counts
from storage.unit_of_work import reading
from tests.handlers.test_congress import owes_nothing_else, plans
from tests.handlers.test_congress_result import congress_of, opens, reports_day
from tests.handlers.test_exporting_reports import _file
from tests.user import Town, User


@pytest.fixture
async def an(town: Town) -> User:
    await owes_nothing_else(town, "LV-AT-01")
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on="plain")


@pytest.fixture(params=["phones", "plain"])
async def hoa(town: Town, request: pytest.FixtureRequest) -> User:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk", on=request.param)
    await plans_own(hoa)
    return hoa


async def plans_own(hoa: User) -> None:
    """The office's own congress."""
    await hoa.says("đại hội")
    await hoa.presses("Đại hội của chính cấp mình")
    await hoa.presses("Đặt ngày")
    await hoa.says("20/5/2027")
    await hoa.presses("Đủ 4")
    await hoa.presses("Lưu")
    hoa.sees("Đã ghi, lộ trình đã mở")


@pytest.fixture
async def thu(town: Town) -> User:
    return await town.person("chị Thu", unit="LV", role="organisation_officer")


async def own(hoa: User, button: str) -> None:
    await hoa.says("đại hội")
    await hoa.presses("Đại hội của chính cấp mình")
    await hoa.presses(button)


async def test_versions_opinions_and_what_the_documents_state(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    await town.at("2027-01-20 09:00")
    await an.says("đại hội")
    await an.presses("Văn kiện")
    an.sees("Chưa có bản dự thảo", "Đã nêu 0/4 nội dung", "ứng dụng công nghệ 4.0")
    await an.presses("Đã có bản dự thảo đầu")
    an.sees("Bản thứ 1 (thứ Tư 20/1): dự thảo, 0 ý kiến")
    await an.presses("Ghi số ý kiến góp")
    for said in ("12", "30"):
        await an.says(said)
    await an.presses("Lưu")
    await an.says("đại hội")
    await an.presses("Văn kiện")
    an.sees("Bản thứ 1 (thứ Tư 20/1): dự thảo, 12 ý kiến")
    await an.presses("Nội dung cần có")
    for place in ("1. ", "2. ", "3. ", "2. "):
        await an.presses(place)
    an.sees("1. [x] định hướng", "2. [ ] khâu đột phá", "3. [x] lợi thế")
    await an.presses("Quay lại")
    await an.presses("Đã sửa, có bản mới")
    an.sees(
        "Bản thứ 2 (thứ Tư 20/1): đã sửa theo góp ý, 0 ý kiến",
        "Bản thứ 1 (thứ Tư 20/1): dự thảo, 12",
        "Đã nêu 2/4",
        "Còn thiếu: khâu đột phá, ứng dụng công nghệ 4.0",
    )
    await an.presses("Cấp ủy đã thông qua")
    an.sees("Bản này chưa nêu: khâu đột phá")
    await an.presses("Vẫn ghi")
    an.sees("Bản thứ 2 (thứ Tư 20/1): đã thông qua")
    congress, steps = await congress_of(town, "LV-AT-01")
    assert (steps["CON-03"].state, steps["CON-03"].numbers) == ("reported", {"draft_version": 1})
    async with reading(town.database) as uow:
        history = await uow.congress_figures.papers(congress.id, 20)
    assert [(each.version, each.state, each.opinions) for each in history] == [
        (2, "approved", 12),
        (2, "revised", 12),
        *[(1, "draft", 12)] * 4,
        (1, "draft", 0),
    ]


async def test_all_points_stated_finish_the_step_of_a_commune(hoa: User, town: Town) -> None:
    await town.at("2027-03-20 09:00")
    await opens(hoa, town, "LV-AT", "CON-24")
    await hoa.presses("Xong")
    for place in ("1. ", "2. ", "3. ", "4. "):
        await hoa.presses(place)
    _, steps = await congress_of(town, "LV-AT")
    assert (steps["CON-24"].state, steps["CON-24"].numbers) == ("reported", {"points_met": 4})


async def test_personnel_is_steps_and_counts(hoa: User, town: Town) -> None:
    await town.at("2027-02-20 09:00")
    await opens(hoa, town, "LV-AT", "CON-25")
    await hoa.presses("Xong")
    await hoa.says("16")
    await hoa.says("15")
    hoa.sees("lớn hơn mức có thể là 15")
    await hoa.presses("Sửa lại")
    await hoa.says("12")
    await hoa.says("15")
    await hoa.presses("Lưu")
    await own(hoa, "Nhân sự")
    hoa.sees("chỉ ghi bước và con số, không ghi tên", "Rà soát quy hoạch (đã làm 12, trên tổng số 15; xong)")


async def enters(hoa: User, stage: str, *numbers: str) -> None:
    await own(hoa, "Nhân sự")
    await hoa.presses("Số lượng, cơ cấu")
    await hoa.presses(stage)
    for each in numbers:
        await hoa.says(each)


async def test_planned_figures_are_answered_at_once_with_what_is_missing(hoa: User, town: Town) -> None:
    await enters(hoa, "Nhập số dự kiến", "27", "27", "3", "3", "1", "2", "18", "31")
    hoa.sees(
        "Tổng 27 đồng chí trên 27",
        "nữ 3 (11,1%), cần thêm 2 nữ để đạt 15%",
        "trẻ 3 (11,1%), đạt mức 10%",
        "khoa học, công nghệ 2 (7,4%), đạt mức 5%",
        "theo Chỉ thị 45-CT/TW ngày 14/4/2025",
        "dân tộc thiểu số 1 (3,7%)",
    )
    await hoa.presses("Lưu")
    hoa.sees("Đã ghi", "cần thêm 2 nữ")
    thu = await town.person("chị Thu", unit="LV", role="organisation_officer")
    unit = await town.unit("LV-AT")
    await thu.forges(f"constructure:{unit.id}")
    thu.sees("nữ 3 (11,1%)")


async def test_several_counts_in_one_message(hoa: User) -> None:
    await enters(hoa, "Nhập số dự kiến", "27", "27", "nữ 5, trẻ 3, dân tộc 1, khoa học 2, tái cử 18", "30")
    hoa.sees("nữ 5 (18,5%), đạt mức 15%", "tái cử 18")
    assert several_counts("5 nữ và 3 đồng chí trẻ") == {"women": 5, "young": 3}
    assert several_counts("27") == {}
    assert several_counts("nữ 5") == {}


@pytest.mark.parametrize(
    ("numbers", "answer"),
    [
        (("27", "28"), "Tổng số 28 nhiều hơn số lượng cấp ủy được duyệt là 27"),
        (("27", "27", "28"), "Số nữ chưa khớp với tổng số 27"),
        (("27", "27", "-1"), "Số nữ không thể nhỏ hơn 0"),
        (("-5",), "không thể nhỏ hơn 0"),
        (("900",), "lớn quá 500"),
        (("mấy chục",), "Máy cần một con số"),
        (("27", "27", "5", "3", "1", "2", "28"), "Số tái cử chưa khớp"),
        (("27", "27", "5", "3", "1", "2", "18", "36"), "số dư nhiều nhất 30% của 27 (theo Quy chế bầu cử trong Đảng"),
        (("27", "27", "5", "3", "1", "2", "18", "26"), "Số danh sách bầu cử chưa khớp"),
    ],
)
async def test_figures_that_cannot_be_are_said_plainly_and_nothing_is_saved(
    hoa: User, town: Town, numbers: tuple[str, ...], answer: str
) -> None:
    await enters(hoa, "Nhập số dự kiến", *numbers)
    hoa.sees(answer)
    congress, _ = await congress_of(town, "LV-AT")
    async with reading(town.database) as uow:
        assert await uow.congress_figures.structures(congress.id) == {}


async def test_small_groups_are_never_shown_upward(hoa: User, town: Town, thu: User) -> None:
    await enters(hoa, "Nhập số dự kiến", "9", "9", "2", "1", "0", "1", "6", "11")
    await hoa.presses("Lưu")
    hoa.sees("nữ 2 (22,2%)")
    unit = await town.unit("LV-AT")
    await thu.forges(f"constructure:{unit.id}")
    thu.sees("không hiện lên cấp trên")
    thu.sees_not("nữ 2")


async def test_elected_figures_come_after_the_day_and_match_the_step(hoa: User, town: Town) -> None:
    await enters(hoa, "Nhập số đã bầu")
    hoa.sees("chưa báo kết quả đại hội")
    await hoa.says("đại hội")
    hoa.sees_not("Kết quả bầu")


async def test_elected_figures_take_over_what_is_known_and_fit_it(hoa: User, town: Town) -> None:
    await enters(hoa, "Nhập số dự kiến", "27", "27", "nữ 5, trẻ 3, dân tộc 1, khoa học 2, tái cử 18", "31")
    await hoa.presses("Lưu")
    for code in ("LV-AT-01", "LV-AT-02", "LV-AT-04"):
        cell = await town.person("bác Bảy", unit=code, role="cell_secretary")
        await plans(cell, "15/3/2027")
    await town.at("2027-03-15 17:00")
    for cell, code in zip(town.people[-3:], ("LV-AT-01", "LV-AT-02", "LV-AT-04"), strict=True):
        await reports_day(cell, town, code)
    await town.at("2027-05-20 17:00")
    await reports_day(hoa, town, "LV-AT", "150", "155")
    await opens(hoa, town, "LV-AT", "CON-13")
    await hoa.presses("Xong")
    for said in ("-26", "28", "9"):
        await hoa.says(said)
    await hoa.presses("Lưu")
    hoa.sees("Bầu 28 là nhiều hơn số lượng cấp ủy 27", "chưa lưu gì")
    await hoa.presses("Sửa lại")
    for said in ("26", "9"):
        await hoa.says(said)
    await hoa.presses("Lưu")
    await enters(hoa, "Nhập số đã bầu")
    hoa.sees("Kết quả bầu", "Số lượng được duyệt: 27", "Đã bầu: 26", "bao nhiêu nữ")
    await hoa.says("nữ 27, trẻ 3, dân tộc 1, khoa học 2, tái cử 18")
    hoa.sees("Số nữ chưa khớp với tổng số 26")
    await hoa.says("nữ 4, trẻ 3, dân tộc 1, khoa học 2, tái cử 18")
    hoa.sees("Tổng 26 đồng chí trên 27", "nữ 4 (15,4%), đạt mức 15%")
    await hoa.presses("Lưu")
    hoa.sees("Cơ cấu cấp ủy đã bầu, Đảng ủy xã An Thuỷ")


async def test_a_province_rules_for_its_communes_alone(thu: User, hoa: User) -> None:
    await thu.says("chỉ tiêu đại hội")
    await thu.presses("3. ")
    await thu.presses("Đặt mức")
    for said in ("12%", "Kế hoạch 12-KH/TU", "20/11/2026"):
        await thu.says(said)
    await thu.presses("Chỉ cấp xã")
    thu.sees("ít nhất 12% cho cấp xã")
    await thu.presses("Lưu")
    thu.sees("Đang dùng: 12% cho cấp xã, Tỉnh ủy Lạc Vân (theo Kế hoạch 12-KH/TU ngày 20/11/2026)")
    await thu.says("chỉ tiêu đại hội")
    thu.sees("3. Tỷ lệ dân tộc thiểu số ít nhất: chưa quy định")
    await hoa.says("chỉ tiêu đại hội")
    hoa.sees("3. Tỷ lệ dân tộc thiểu số ít nhất: 12% cho cấp xã (theo Kế hoạch 12-KH/TU ngày 20/11/2026)")


async def test_each_target_says_whose_it_is_what_was_before_and_what_is_to_come(thu: User) -> None:
    await thu.forges("ruling:commune_deadline")
    thu.sees(
        "Đang dùng: 31/8/2025, nhiệm kỳ 2025-2030, Bộ Chính trị (theo Chỉ thị 45-CT/TW ngày 14/4/2025)",
        "Trước đây: 31/8/2020, nhiệm kỳ 2020-2025, Bộ Chính trị (theo Chỉ thị 35-CT/TW ngày 30/5/2019)",
        "Sắp tới: 31/8/2030, nhiệm kỳ 2030-2035 (dự kiến theo nhịp các nhiệm kỳ trước)",
    )
    await thu.forges("ruling:surplus")
    thu.sees("Đang dùng: 30%", "Quyết định 190-QĐ/TW ngày 10/10/2024")
    await thu.forges("ruling:young_age:set")
    for said in ("12", "35"):
        await thu.says(said)
    thu.sees("Theo văn bản nào")


async def test_where_many_minority_people_live_the_rule_on_key_cadres_is_yes_or_no(hoa: User, town: Town) -> None:
    await own(hoa, "Nhân sự")
    await hoa.presses("Số lượng, cơ cấu")
    await hoa.presses("Nơi đông đồng bào")
    hoa.sees("dân tộc thiểu số: chưa rõ (theo kết luận hội nghị Tỉnh ủy ngày 4/2/2020)")
    await enters(hoa, "Nhập số dự kiến", "27", "27", "5", "3", "8", "2", "18", "31")
    hoa.sees("trong cán bộ chủ chốt có đồng chí dân tộc thiểu số không")
    await hoa.presses("Có")
    await hoa.presses("Lưu")
    hoa.sees("dân tộc thiểu số: Có (theo kết luận")


async def test_a_province_sets_what_the_centre_left_open_and_gives_way_where_it_did_not(thu: User, hoa: User) -> None:
    await thu.says("chỉ tiêu đại hội")
    thu.sees("1. Tỷ lệ nữ ít nhất: 15%", "3. Tỷ lệ dân tộc thiểu số ít nhất: chưa quy định")
    await thu.presses("3. ")
    await thu.presses("Đặt mức")
    for said in ("nhiều lắm", "12%", "Kế hoạch 12-KH/TU", "32/1/2027", "20/11/2026"):
        await thu.says(said)
    await thu.presses("Cả cấp tỉnh và cấp xã")
    thu.sees("dân tộc thiểu số ít nhất 12%, theo Kế hoạch 12-KH/TU ngày 20/11/2026")
    await thu.presses("Lưu")
    thu.sees("mức này đang được dùng", "Đang dùng: 12%, Tỉnh ủy Lạc Vân (theo Kế hoạch 12-KH/TU ngày 20/11/2026)")
    await thu.says("chỉ tiêu đại hội")
    await thu.presses("1. ")
    await thu.presses("Đặt mức")
    for said in ("20", "Kế hoạch 12-KH/TU", "20/11/2026"):
        await thu.says(said)
    await thu.presses("Cả cấp tỉnh và cấp xã")
    await thu.presses("Lưu")
    thu.sees("mức của cấp trên vẫn được dùng", "Đang dùng: 15%, Bộ Chính trị", "Không dùng: 20%, Tỉnh ủy Lạc Vân")
    await enters(hoa, "Nhập số dự kiến", "27", "27", "4", "3", "1", "2", "18", "31")
    hoa.sees(
        "cần thêm 1 nữ để đạt 15%",
        "cần thêm 3 dân tộc thiểu số để đạt 12%",
        "dân tộc thiểu số theo Kế hoạch 12-KH/TU ngày 20/11/2026",
    )


@pytest.mark.parametrize(("numbers", "shown"), [(("27", "27", "5"), 5), (("9", "9", "5"), "<10")])
async def test_the_closing_table_shows_composition_and_hides_small_groups(
    thu: User, town: Town, numbers: tuple[str, ...], shown: object
) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await plans_own(hoa)
    await enters(hoa, "Nhập số dự kiến", *numbers, "1", "1", "1", "5", str(int(numbers[0]) + 2))
    await hoa.presses("Lưu")
    unit = await town.unit("LV")
    await thu.forges(f"confile:{unit.id}:closing")
    _, content = await _file(thu)
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    rows = [[cell.value for cell in row] for row in book["Số lượng cấp ủy"].iter_rows()]
    row = next(row for row in rows if row[0] == "Đảng ủy xã An Thuỷ")
    assert row[1:5] == ["dự kiến", int(numbers[0]), int(numbers[0]), shown]


async def test_figures_entered_by_mistake_are_taken_back(hoa: User, town: Town) -> None:
    first = ("27", "27", "nữ 5, trẻ 3, dân tộc 1, khoa học 2, tái cử 18", "31")
    await enters(hoa, "Nhập số dự kiến", *first)
    await hoa.presses("Lưu")
    await enters(hoa, "Nhập số dự kiến", "25", "25", *first[2:3], "28")
    await hoa.presses("Lưu")
    for left in ({"size": 27, "total": 27}, {}):
        await hoa.says("nhầm")
        hoa.sees("Việc vừa ghi: cơ cấu cấp ủy Đảng ủy xã An Thuỷ, số dự kiến")
        await hoa.presses("Bỏ")
        hoa.sees("Đã bỏ")
        congress, _ = await congress_of(town, "LV-AT")
        async with reading(town.database) as uow:
            found = await uow.congress_figures.structures(congress.id)
            below = await uow.congress_figures.compositions((await town.unit("LV-AT")).path, "2026-01-01")
        numbers = found["planned"].numbers if found else {}
        assert {name: numbers[name] for name in left} == left
        assert bool(numbers) == bool(left) == bool(below)
    await hoa.says("nhầm")
    hoa.sees("đặt ngày đại hội Đảng ủy xã An Thuỷ")
