"""Approval between two seats, the gate, the day itself, the decision, and the term that begins anew."""

from __future__ import annotations

import pytest

from storage.congress_rows import Congress
from storage.model import Task
from storage.unit_of_work import reading, unit_of_work
from tests.handlers.test_congress import owes_nothing_else, plans
from tests.user import Town, User

DAY = "15/3/2027"


@pytest.fixture(params=["phones", "plain"])
async def an(town: Town, request: pytest.FixtureRequest) -> User:
    await owes_nothing_else(town, "LV-AT-01")
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=request.param)


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def congress_of(town: Town, code: str) -> tuple[Congress, dict[str, Task]]:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        found = await uow.congresses.of_unit(unit.id)
        assert found is not None
        return found, {task.duty: task for task in await uow.congresses.steps(found.programme_id)}


async def opens(user: User, town: Town, code: str, duty: str) -> None:
    """The step, as by its button in the road map."""
    _, steps = await congress_of(town, code)
    await user.forges(f"constep:{steps[duty].id}")


async def reports(user: User, town: Town, duty: str, *numbers: str, code: str = "LV-AT-01") -> None:
    await opens(user, town, code, duty)
    await user.presses("Xong")
    for each in numbers:
        await user.says(each)
    await user.presses("Lưu")
    user.sees("Đã ghi")


async def test_papers_go_up_come_back_to_be_changed_and_are_approved(an: User, hoa: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-02-15 09:00")
    await opens(an, town, "LV-AT-01", "CON-08")
    await an.presses("Xong")
    an.sees("Gửi hồ sơ lên Đảng ủy xã An Thuỷ để duyệt?", "thứ Hai 15/3/2027")
    await an.presses("Gửi")
    await hoa.says("đại hội")
    await hoa.presses("Hồ sơ chờ duyệt")
    hoa.sees("Chi bộ thôn Đồi Chè: Gửi hồ sơ trình duyệt đại hội")
    await hoa.presses("1. Chi bộ thôn Đồi Chè")
    await hoa.presses("Cần sửa")
    await hoa.says("thiếu bản kiểm điểm của chi ủy")
    hoa.sees("Đã gửi lại Chi bộ thôn Đồi Chè")
    await an.says("đại hội")
    an.sees("Cấp trên đề nghị sửa hồ sơ")
    await opens(an, town, "LV-AT-01", "CON-08")
    an.sees("bị trả lại", "thiếu bản kiểm điểm của chi ủy")
    await an.presses("Xong")
    await an.presses("Gửi")
    await hoa.says("duyệt đại hội")
    await hoa.presses("1. Chi bộ thôn Đồi Chè")
    await hoa.presses("Duyệt")
    hoa.sees("Đã duyệt cho Chi bộ thôn Đồi Chè")
    _, steps = await congress_of(town, "LV-AT-01")
    assert (steps["CON-08"].state, steps["CON-09"].state) == ("reported", "verified")
    await an.says("đại hội")
    an.sees("Cấp trên đã duyệt")
    await hoa.says("duyệt đại hội")
    hoa.sees("Không có hồ sơ")


async def test_a_secretary_does_not_write_the_answer_of_the_level_above(an: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-03-01 09:00")
    _, steps = await congress_of(town, "LV-AT-01")
    for way in ("done", "save", "quick", "nil", "na"):
        await an.forges(f"task:{steps['CON-09'].id}:{way}")
        an.sees("do cấp trên ghi")
    await an.forges(f"conapprove:{steps['CON-08'].id}:yes")
    _, steps = await congress_of(town, "LV-AT-01")
    assert steps["CON-09"].state == "open"


async def test_a_step_of_the_day_waits_for_the_day(an: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-03-10 09:00")
    _, steps = await congress_of(town, "LV-AT-01")
    for duty in ("CON-13", "CON-14", "CON-15", "CON-16", "CON-17"):
        await an.forges(f"task:{steps[duty].id}:done")
        an.sees("phải đợi đến ngày đại hội, thứ Hai 15/3/2027 theo lộ trình")
    await an.forges(f"task:{steps['CON-12'].id}:done")
    an.sees("đã đại hội đúng thứ Hai 15/3/2027 chưa")
    await an.presses("Họp ngày khác")
    await an.says("20/3/2027")
    an.sees("20/3/2027 chưa tới")
    assert all(task.state == "open" for task in (await congress_of(town, "LV-AT-01"))[1].values())


async def test_a_congress_from_its_day_to_the_new_term_and_the_new_secretary(an: User, hoa: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-03-15 17:00")
    await opens(an, town, "LV-AT-01", "CON-12")
    await an.presses("Xong")
    await an.presses("Đúng ngày đó")
    for said in ("36", "35"):
        await an.says(said)
    an.sees("lớn hơn mức có thể là 35")
    await an.presses("Sửa lại")
    await an.presses("Đúng ngày đó")
    for said in ("33", "35"):
        await an.says(said)
    an.sees("Họp thứ Hai 15/3: có mặt 33, triệu tập 35")
    await an.presses("Lưu")
    await opens(an, town, "LV-AT-01", "CON-13")
    await an.presses("Xong")
    for said in ("8", "1"):
        await an.says(said)
    await an.presses("Lưu")
    an.sees("chi ủy nhiều nhất 7 đồng chí (theo Quy định 294-QĐ/TW ngày 26/5/2025)", "chưa lưu gì")
    await an.presses("Sửa lại")
    for said in ("3", "1"):
        await an.says(said)
    await an.presses("Lưu")
    await opens(an, town, "LV-AT-01", "CON-14")
    await an.presses("Xong")
    await an.says("01-NQ/CB")
    an.sees("Đã ghi")
    await town.at("2027-03-25 09:00")
    await opens(an, town, "LV-AT-01", "CON-16")
    await an.presses("Xong")
    await an.says("15-QĐ/ĐU")
    await an.says("1/3/2027")
    an.sees("1/3/2027 không được")
    await an.says("22/3/2027")
    an.sees("quyết định 15-QĐ/ĐU", "Nhiệm kỳ mới từ 15/3/2027, dự kiến đến 15/3/2032 (theo Quy định 294-QĐ/TW")
    await an.presses("Lưu")
    an.sees("bước sang nhiệm kỳ mới từ 15/3/2027, dự kiến đến 15/3/2032")
    await town.lives_until("2027-03-31 09:00")
    told = [each.text for each in hoa.heard if "đã có quyết định 15-QĐ/ĐU" in each.text]
    assert len(told) == 1
    assert "bàn giao vai" in told[0]
    congress, steps = await congress_of(town, "LV-AT-01")
    assert (congress.state, congress.resolution, congress.decision, congress.decision_on, congress.actual_on) == (
        "closed",
        "01-NQ/CB",
        "15-QĐ/ĐU",
        "2027-03-22",
        "2027-03-15",
    )
    assert steps["CON-13"].numbers == {"elected": 3, "delegates": 1}
    async with reading(town.database) as uow:
        term = await uow.units.term(congress.unit_id)
    assert term is not None
    assert (term.start_on, term.planned_end_on, term.confirmed) == ("2027-03-15", "2032-03-15", False)
    await hoa.says("thay người")
    await hoa.forges(f"seats:{congress.unit_id}")
    hoa.sees("bác Năm")


async def test_held_on_another_day_is_asked_and_kept(an: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-03-18 09:00")
    await opens(an, town, "LV-AT-01", "CON-12")
    await an.presses("Xong")
    await an.presses("Họp ngày khác")
    await an.says("14/3/2027")
    await an.says("30")
    await an.says("35")
    await an.presses("Lưu")
    congress, steps = await congress_of(town, "LV-AT-01")
    assert (congress.actual_on, steps["CON-12"].state) == ("2027-03-14", "reported")
    await an.says("nhầm")
    await an.presses("Bỏ báo cáo này")
    _, steps = await congress_of(town, "LV-AT-01")
    assert steps["CON-12"].state == "open"


async def test_the_gate_of_a_commune_opens_only_when_every_cell_has_met(an: User, hoa: User, town: Town) -> None:
    await plans(an, "8/3/2027")
    await hoa.says("đại hội")
    await hoa.presses("Đại hội của chính cấp mình")
    await hoa.presses("Đặt ngày")
    await hoa.says("20/5/2027")
    await hoa.presses("Đủ 4")
    await hoa.presses("Lưu")
    hoa.sees("Đại hội Đảng ủy xã An Thuỷ")
    await town.at("2027-03-08 17:00")
    await reports_day(an, town)
    await hoa.says("đại hội")
    await hoa.presses("Đại hội của chính cấp mình")
    await hoa.presses("Đơn vị nào còn chờ")
    hoa.sees("2/3 đơn vị trực thuộc Đảng ủy xã An Thuỷ chưa đại hội", "Chi bộ thôn Bến Đò: chưa có ngày")
    _, steps = await congress_of(town, "LV-AT")
    for duty, way in (("CON-23", "done"), ("CON-23", "save"), ("CON-12", "done"), ("CON-12", "save")):
        await hoa.forges(f"task:{steps[duty].id}:{way}")
        hoa.sees("Chưa mở được: 2/3")
    await hoa.presses("Nhắc 2 đơn vị này")
    hoa.sees("Đã nhắc 2 đơn vị")
    for code in ("LV-AT-02", "LV-AT-04"):
        other = await town.person("bác Bảy", unit=code, role="cell_secretary")
        await plans(other, "9/3/2027")
    await town.at("2027-03-09 17:00")
    for place, code in enumerate(("LV-AT-02", "LV-AT-04"), 2):
        await reports_day(town.people[place], town, code)
        await hoa.forges(f"task:{steps['CON-23'].id}:done")
        if code == "LV-AT-02":
            hoa.sees("Chưa mở được: 1/3", "Chi bộ Văn phòng xã")
    hoa.sees("Đã làm 3, trên tổng số 3")
    await hoa.presses("Lưu")
    _, steps = await congress_of(town, "LV-AT")
    assert (steps["CON-23"].state, steps["CON-23"].numbers) == ("reported", {"done": 3, "out_of": 3})


async def reports_day(user: User, town: Town, code: str = "LV-AT-01", came: str = "10", convened: str = "12") -> None:
    await opens(user, town, code, "CON-12")
    await user.presses("Xong")
    await user.presses("Đúng ngày đó")
    await user.says(came)
    await user.says(convened)
    await user.presses("Lưu")


async def test_a_commune_is_approved_by_the_province_and_never_by_itself(hoa: User, town: Town) -> None:
    thu = await town.person("chị Thu", unit="LV", role="organisation_officer")
    await hoa.says("đại hội")
    await hoa.presses("Đại hội của chính cấp mình")
    await hoa.presses("Đặt ngày")
    await hoa.says("20/5/2027")
    await hoa.presses("Đủ 4")
    await hoa.presses("Lưu")
    await town.at("2027-02-20 09:00")
    await reports(hoa, town, "CON-26", "4", "5", code="LV-AT")
    _, steps = await congress_of(town, "LV-AT")
    await opens(hoa, town, "LV-AT", "CON-26")
    hoa.sees("chờ cấp trên xác nhận")
    for action in (f"conapprove:{steps['CON-26'].id}:yes", f"review:{steps['CON-26'].id}:verify"):
        await hoa.forges(action)
    assert (await congress_of(town, "LV-AT"))[1]["CON-26"].state == "reported"
    await thu.says("duyệt đại hội")
    thu.sees("Đảng ủy xã An Thuỷ: Hoàn thành kết luận tiêu chuẩn chính trị")
    await thu.presses("1. Đảng ủy xã An Thuỷ")
    thu.sees("Đã làm 4, trên tổng số 5")
    await thu.presses("Duyệt")
    assert (await congress_of(town, "LV-AT"))[1]["CON-26"].state == "verified"


async def test_a_decision_taken_back_takes_the_new_term_back(an: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-03-15 17:00")
    await reports_day(an, town)
    await town.at("2027-03-25 09:00")
    await opens(an, town, "LV-AT-01", "CON-16")
    await an.presses("Xong")
    await an.says("15-QĐ/ĐU")
    await an.says("22/3/2027")
    await an.presses("Lưu")
    await an.says("nhầm")
    await an.presses("Bỏ báo cáo này")
    congress, steps = await congress_of(town, "LV-AT-01")
    assert (congress.state, congress.decision, steps["CON-16"].state) == ("planned", None, "open")
    async with reading(town.database) as uow:
        assert await uow.units.term(congress.unit_id) is None


async def test_an_approval_given_by_mistake_is_taken_back(an: User, hoa: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-02-15 09:00")
    await opens(an, town, "LV-AT-01", "CON-08")
    await an.presses("Xong")
    await an.presses("Gửi")
    await hoa.says("duyệt đại hội")
    await hoa.presses("1. ")
    await hoa.presses("Duyệt")
    await hoa.says("nhầm")
    await hoa.presses("Bỏ báo cáo này")
    assert (await congress_of(town, "LV-AT-01"))[1]["CON-09"].state == "open"
    await hoa.says("duyệt đại hội")
    hoa.sees("Chi bộ thôn Đồi Chè: Gửi hồ sơ trình duyệt")


async def test_nobody_elects_more_than_came_or_than_a_small_cell_may(an: User, town: Town) -> None:
    unit = await town.unit("LV-AT-01")
    async with unit_of_work(town.database) as uow:
        await uow.units.set_member_count(unit.id, 6, "2026-11-23")
    await plans(an, DAY)
    await town.at("2027-03-15 17:00")
    await reports_day(an, town, "LV-AT-01", "5", "6")
    for elected, answer in (
        ("7", "Bầu 7 là nhiều hơn số triệu tập 6"),
        ("3", "chi bộ có 6 đảng viên thì chỉ bầu bí thư và, nếu cần, một phó bí thư (theo Quy định 294-QĐ/TW"),
    ):
        await opens(an, town, "LV-AT-01", "CON-13")
        await an.presses("Xong")
        await an.says(elected)
        await an.says("1")
        await an.presses("Lưu")
        an.sees(answer, "chưa lưu gì")
    assert (await congress_of(town, "LV-AT-01"))[1]["CON-13"].state == "open"


async def test_a_step_before_it_opens_says_from_which_day(an: User, town: Town) -> None:
    await plans(an, DAY)
    await opens(an, town, "LV-AT-01", "CON-10")
    an.sees("Báo được từ thứ Năm 18/2")
    _, steps = await congress_of(town, "LV-AT-01")
    for way in ("done", "save", "quick"):
        await an.forges(f"task:{steps['CON-10'].id}:{way}")
        an.sees("theo lộ trình đại hội thứ Hai 15/3/2027 thì từ thứ Năm 18/2 mới báo được", "chưa lưu gì")


async def test_the_plan_keeps_its_number_and_day(an: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-01-20 09:00")
    await opens(an, town, "LV-AT-01", "CON-02")
    await an.presses("Xong")
    await an.says("05-KH/CB ngày 30/1/2027")
    an.sees("30/1/2027 không được: kế hoạch ký từ hôm nay trở về trước")
    await an.says("05-KH/CB, ngày 18/1/2027")
    an.sees("Đã ghi")
    await an.says("đại hội")
    await an.presses("Dời ngày, sửa")
    an.sees("Kế hoạch: 05-KH/CB, 18/1/2027")


async def test_what_a_congress_cannot_do_without_is_never_not_applicable(an: User, town: Town) -> None:
    await plans(an, DAY)
    await town.at("2027-04-05 09:00")
    _, steps = await congress_of(town, "LV-AT-01")
    for duty in ("CON-08", "CON-12", "CON-14", "CON-16"):
        for way in ("na", "nil"):
            await an.forges(f"task:{steps[duty].id}:{way}")
            an.sees("là bước bắt buộc, không bỏ được")
    assert {(await congress_of(town, "LV-AT-01"))[1][duty].state for duty in ("CON-08", "CON-12")} == {"open"}


async def test_in_a_full_message_of_the_day_papers_are_looked_at_before_they_are_approved(
    an: User, hoa: User, town: Town
) -> None:
    await plans(an, DAY)
    await town.at("2027-02-15 09:00")
    await opens(an, town, "LV-AT-01", "CON-08")
    await an.presses("Xong")
    await an.presses("Gửi")
    await town.lives_until("2027-02-18 09:00")
    told = [each for each in hoa.heard if "gửi hồ sơ trình duyệt đại hội" in each.text]
    assert len(told) == 1
    assert "Xem hồ sơ đại hội" in [label for label, _ in told[0].choices]
    assert "Duyệt" not in [label for label, _ in told[0].choices][:1]
    await hoa.presses("Xem hồ sơ")
    await hoa.presses("Duyệt")
    hoa.sees("Đã duyệt cho Chi bộ thôn Đồi Chè")
