""" "Nhầm" after a change of a congress: day and steps go back, what was reported since stays, one message says so."""

from __future__ import annotations

import pytest

from storage.model import Task
from storage.unit_of_work import reading
from tests.handlers.test_congress import owes_nothing_else, plans
from tests.handlers.test_congress_result import congress_of, opens, reports_day
from tests.user import Town, User

DAYS = ("opens_on", "due_on", "closes_on", "state")


@pytest.fixture(params=["phones", "plain"])
async def an(town: Town, request: pytest.FixtureRequest) -> User:
    await owes_nothing_else(town, "LV-AT-01")
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=request.param)


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


def days_of(steps: dict[str, Task]) -> dict[str, tuple[object, ...]]:
    return {duty: tuple(getattr(task, name) for name in DAYS) for duty, task in steps.items()}


async def takes_back(user: User, *pieces: str) -> None:
    await user.says("nhầm")
    user.sees("Việc vừa ghi", *pieces)
    await user.presses("Bỏ")
    user.sees("Đã bỏ")


async def moves(user: User, on: str, reason: str) -> None:
    await user.says(f"dời đại hội sang {on} vì {reason}")
    await user.presses("Lưu")
    user.sees("Đã dời")


async def test_a_moved_day_goes_back_with_its_steps(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    before, steps = await congress_of(town, "LV-AT-01")
    await moves(an, "30/3/2027", "mưa lũ")
    await takes_back(an, "dời đại hội Chi bộ thôn Đồi Chè từ thứ Hai 15/3 sang thứ Ba 30/3/2027")
    an.sees("18 bước trở lại ngày cũ, 0 bước báo sau đó giữ nguyên", "thứ Hai 15/3/2027")
    an.sees_not("Đã dời 1 lần")
    after, now = await congress_of(town, "LV-AT-01")
    assert (after.planned_on, after.moves, after.reason) == (before.planned_on, 0, None)
    assert days_of(now) == days_of(steps)
    assert all(task.next_remind_at is not None and task.next_remind_at > town.clock.now() for task in now.values())
    async with reading(town.database) as uow:
        assert [each.kind for each in await uow.congresses.changes(after.id, 9)] == ["planned"]


async def test_a_step_reported_meanwhile_stays_and_is_taken_back_first(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    await moves(an, "30/3/2027", "mưa lũ")
    await opens(an, town, "LV-AT-01", "CON-01")
    await an.presses("Xong")
    await an.presses("Lưu")
    await an.says("nhầm")
    an.sees("Việc vừa ghi: Quán triệt chỉ thị")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await hoa.says("nhầm")
    hoa.sees("chưa ghi gì")
    await an.presses("Bỏ báo cáo này")
    await opens(an, town, "LV-AT-01", "CON-03")
    await takes_back(an, "dời đại hội")
    _, steps = await congress_of(town, "LV-AT-01")
    assert steps["CON-01"].due_on == "2026-11-23"


async def test_the_office_moves_by_mistake_while_the_cell_reports(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    unit = await town.unit("LV-AT-01")
    await hoa.forges(f"conplan:{unit.id}:move")
    await hoa.says("30/3/2027")
    await hoa.says("mưa lũ")
    await hoa.presses("Lưu")
    an.sees("Đại hội Chi bộ thôn Đồi Chè dời từ thứ Hai 15/3")
    await opens(an, town, "LV-AT-01", "CON-01")
    await an.presses("Xong")
    await an.presses("Lưu")
    await takes_back(hoa, "sang thứ Ba 30/3/2027")
    hoa.sees("17 bước trở lại ngày cũ, 1 bước báo sau đó giữ nguyên")
    congress, steps = await congress_of(town, "LV-AT-01")
    assert congress.planned_on == "2027-03-15"
    assert (steps["CON-01"].state, steps["CON-01"].due_on) == ("reported", "2026-11-30")
    assert steps["CON-12"].due_on == "2027-03-15"
    await town.lives_until("2026-11-26 09:00")
    told = [each.text for each in an.heard if "là ghi nhầm và đã bỏ" in each.text]
    assert len(told) == 1
    assert "dời đại hội Chi bộ thôn Đồi Chè từ thứ Hai 15/3 sang thứ Ba 30/3/2027" in told[0]


async def test_who_has_not_read_it_yet_hears_nothing(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    hoa.sees("đã có ngày đại hội")
    await moves(an, "30/3/2027", "mưa lũ")
    await takes_back(an, "dời đại hội")
    await town.lives_until("2026-11-27 18:00")
    assert not [each.text for each in hoa.heard if "dời" in each.text or "ghi nhầm" in each.text]


async def test_a_day_moved_again_by_somebody_else_is_left_alone(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    await moves(an, "30/3/2027", "mưa lũ")
    unit = await town.unit("LV-AT-01")
    await hoa.forges(f"conplan:{unit.id}:move")
    await hoa.says("12/4/2027")
    await hoa.says("chờ duyệt")
    await hoa.presses("Lưu")
    await an.says("nhầm")
    await an.presses("Bỏ")
    an.sees_not("Đã bỏ")
    congress, _ = await congress_of(town, "LV-AT-01")
    assert (congress.planned_on, congress.moves) == ("2027-04-12", 2)
    await takes_back(hoa, "12/4/2027")
    congress, _ = await congress_of(town, "LV-AT-01")
    assert (congress.planned_on, congress.moves, congress.reason) == ("2027-03-30", 1, "mưa lũ")


async def test_contents_length_planning_and_giving_up_go_back_too(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    unit = await town.unit("LV-AT-01")
    _, planned = await congress_of(town, "LV-AT-01")
    await an.forges(f"conplan:{unit.id}:mode:2")
    an.sees("xong 0/15 bước")
    await takes_back(an, "2 nội dung")
    an.sees("xong 0/18 bước")
    assert days_of((await congress_of(town, "LV-AT-01"))[1]) == days_of(planned)
    await an.forges(f"conplan:{unit.id}:length:1")
    await takes_back(an, "thời gian họp", "nửa ngày")
    assert (await congress_of(town, "LV-AT-01"))[0].half_days is None
    await hoa.forges(f"conplan:{unit.id}:pilot")
    hoa.sees("Là đại hội điểm")
    await takes_back(hoa, "đại hội điểm")
    hoa.sees_not("Là đại hội điểm")
    await an.forges(f"conplan:{unit.id}:withdraw:yes")
    an.sees("rút 18 việc")
    await takes_back(an, "bỏ lộ trình")
    an.sees("Còn 112 ngày, 13 việc")
    assert days_of((await congress_of(town, "LV-AT-01"))[1]) == days_of(planned)
    await takes_back(an, "đặt ngày đại hội")
    await an.says("đại hội")
    an.sees("chưa có ngày đại hội")
    await an.says("nhầm")
    an.sees("chưa ghi gì")


async def test_documents_go_back_with_the_step_they_reported(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    await town.at("2027-01-20 09:00")
    await an.says("văn kiện đại hội")
    await an.presses("Đã có bản dự thảo đầu")
    await takes_back(an, "bản thứ 1: dự thảo")
    an.sees("Chưa có bản dự thảo")
    assert (await congress_of(town, "LV-AT-01"))[1]["CON-03"].state == "open"
    await an.presses("Đã có bản dự thảo đầu")
    await an.says("văn kiện đại hội")
    await an.presses("Đã sửa")
    await takes_back(an, "bản thứ 2")
    an.sees("Bản thứ 1 (thứ Tư 20/1): dự thảo")
    assert (await congress_of(town, "LV-AT-01"))[1]["CON-03"].state == "reported"


async def test_what_has_been_held_is_not_moved_and_its_day_goes_back_last(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    await town.at("2027-03-18 09:00")
    await opens(an, town, "LV-AT-01", "CON-12")
    await an.presses("Xong")
    await an.presses("Họp ngày khác")
    await an.says("16/3/2027")
    congress, _ = await congress_of(town, "LV-AT-01")
    assert (congress.planned_on, congress.actual_on, congress.moves) == ("2027-03-15", None, 0)
    for each in ("30", "35"):
        await an.says(each)
    an.sees("Họp thứ Ba 16/3: có mặt 30, triệu tập 35")
    await an.presses("Lưu")
    congress, _ = await congress_of(town, "LV-AT-01")
    assert (congress.planned_on, congress.actual_on, congress.moves) == ("2027-03-16", "2027-03-16", 1)
    unit = await town.unit("LV-AT-01")
    for way in ("move", "mode:2", "withdraw:yes"):
        await an.forges(f"conplan:{unit.id}:{way}")
        an.sees("Kết quả đại hội thứ Ba 16/3 đã báo")
    await takes_back(an, "Tiến hành đại hội")
    congress, _ = await congress_of(town, "LV-AT-01")
    assert (congress.planned_on, congress.actual_on) == ("2027-03-16", None)
    await takes_back(an, "từ thứ Hai 15/3 sang thứ Ba 16/3/2027")
    congress, _ = await congress_of(town, "LV-AT-01")
    assert (congress.planned_on, congress.moves) == ("2027-03-15", 0)


async def test_the_number_of_a_resolution_goes_with_its_report(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    await town.at("2027-03-16 17:00")
    await reports_day(an, town)
    await opens(an, town, "LV-AT-01", "CON-14")
    await an.presses("Xong")
    await an.says("01-NQ/CB ngày 1/3/2027")
    an.sees("1/3/2027 không được: nghị quyết ký từ thứ Hai 15/3/2027")
    await an.says("01-NQ/CB ngày 16/3/2027")
    an.sees("Đã ghi")
    await an.says("đại hội")
    await an.presses("Dời ngày, sửa")
    an.sees("Nghị quyết: 01-NQ/CB ngày 16/3/2027")
    await takes_back(an, "Thông qua nghị quyết")
    assert (await congress_of(town, "LV-AT-01"))[0].resolution is None
