"""The congress of a cell and of those above it, lived through in the chat: day, moving, kind, gate, what cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.congresses import window_of
from handlers.rules.congress_day import objections
from handlers.rulings import rulings_for, source_words
from storage.tasks import Actor
from storage.unit_of_work import reading, unit_of_work
from tests.user import Town, User


@pytest.fixture(params=["phones", "plain"])
async def an(town: Town, request: pytest.FixtureRequest) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=request.param)


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def with_term(town: Town, code: str, start: str, end: str, policy: str = "M30") -> None:
    unit = await town.unit(code)
    async with unit_of_work(town.database) as uow:
        await uow.units.add_term(
            unit.id,
            f"{start[:4]}-{end[:4]}",
            start_on=start,
            planned_end_on=end,
            policy=policy,
            basis="Điều lệ Đảng",
            confirmed_at=None,
        )


async def owes_nothing_else(town: Town, code: str) -> None:
    """The month's work is out of the way, so that a message of the day has room for what is told."""
    unit = await town.unit(code)
    async with unit_of_work(town.database) as uow:
        for task in await uow.tasks.open_of_unit(unit.id, "2026-11-23", 60):
            await uow.tasks.change(
                task, "withdrawn", Actor(None, None, None), 0, state="withdrawn", next_remind_at=None
            )


async def plans(user: User, on: str, mode: str = "Đủ 4") -> None:
    """From the first question to the road map."""
    await user.says("đại hội")
    await user.presses("Đặt ngày")
    await user.says(on)
    await user.presses(mode)
    await user.presses("Lưu")
    user.sees("Đã ghi, lộ trình đã mở")


async def test_a_secretary_sets_the_day_and_sees_what_is_left(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    an.sees(
        "Đại hội Chi bộ thôn Đồi Chè: thứ Hai 15/3/2027",
        "Còn 112 ngày, 13 việc đến hết ngày",
        "kể cả sau đại hội: xong 0/18 bước",
    )
    await an.says("còn bao nhiêu ngày nữa đến đại hội")
    an.sees("Còn 112 ngày, 13 việc")
    await an.says("0")
    await an.presses("Đại hội")
    an.sees("Còn 112 ngày")
    hoa.sees("Chi bộ thôn Đồi Chè đã có ngày đại hội: thứ Hai 15/3/2027")
    await hoa.says("đại hội")
    hoa.sees("3 đơn vị, 0 đã đại hội, 1 đang chuẩn bị", "2 chưa có ngày", "Chi bộ thôn Bến Đò: chưa có ngày")


async def test_steps_are_opened_and_reported_one_by_one(an: User) -> None:
    await plans(an, "15/3/2027")
    await an.presses("Các bước")
    an.sees("xong 0/18 bước", "1. Quán triệt chỉ thị")
    await an.presses("1. Quán triệt")
    an.sees("Cần có: Đã quán triệt, có ngày")
    await an.presses("Xong")
    await an.presses("Lưu")
    await an.says("đại hội")
    an.sees("xong 1/18 bước", "12 việc đến hết ngày")


async def test_moving_the_day_moves_what_is_open_and_one_message_explains(an: User, hoa: User, town: Town) -> None:
    await owes_nothing_else(town, "LV-AT-01")
    await plans(an, "15/3/2027")
    await an.presses("Các bước")
    await an.presses("1. Quán triệt")
    await an.presses("Xong")
    await an.presses("Lưu")
    await hoa.says("đại hội")
    await hoa.presses("3. Chi bộ thôn Đồi Chè")
    await hoa.presses("Dời ngày, sửa")
    await hoa.presses("Dời ngày")
    await hoa.says("30/3/2027")
    await hoa.says("chờ cấp trên duyệt văn kiện")
    hoa.sees("sang thứ Ba 30/3/2027, lý do: chờ cấp trên duyệt văn kiện")
    await hoa.presses("Lưu")
    hoa.sees("từ thứ Hai 15/3 sang thứ Ba 30/3/2027; 17 việc chưa xong dời theo, 1 việc đã xong giữ nguyên")
    an.sees("Đại hội Chi bộ thôn Đồi Chè dời từ thứ Hai 15/3", "Lý do: chờ cấp trên duyệt văn kiện")
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        congress = await uow.congresses.of_unit(unit.id)
        assert congress is not None
        due = {task.duty: (task.due_on, task.state) for task in await uow.congresses.steps(congress.programme_id)}
        history = await uow.congresses.changes(congress.id, 5)
    assert due["CON-12"] == ("2027-03-30", "open")
    assert due["CON-08"] == ("2027-02-28", "open")
    assert due["CON-01"] == ("2026-11-23", "reported")
    assert [(each.kind, each.before, each.after) for each in history] == [
        ("day", "2027-03-15", "2027-03-30"),
        ("planned", "", "2027-03-15"),
    ]


async def test_two_contents_leave_the_elections_out_and_lower_no_rate(an: User) -> None:
    await plans(an, "15/3/2027", "2 nội dung")
    an.sees("xong 0/15 bước")
    await an.presses("Dời ngày, sửa")
    await an.presses("Hình thức")
    await an.presses("Đổi số nội dung")
    await an.presses("Đủ 4")
    an.sees("0 bước thôi áp dụng, 3 bước áp dụng lại", "xong 0/18 bước")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("20/11/2026", "20/11/2026 đã qua"),
        ("15/3/2032", "quá ba năm"),
        ("6/2/2027", "ngày nghỉ lễ, Tết"),
        ("30/4/2027", "ngày nghỉ lễ, Tết"),
        ("30/12/2026", "sớm quá: đại hội chỉ được sớm hay muộn 6 tháng"),
        ("2/3/2028", "từ 1/3/2027 đến 1/3/2028 (theo Điều lệ Đảng, Điều 24 ngày 19/1/2011)"),
        ("chưa biết", "Máy chưa rõ ngày"),
        ("31/2/2027", "Máy chưa rõ ngày"),
        ("-5", "Máy chưa rõ ngày"),
    ],
)
async def test_a_day_that_cannot_be_is_refused_with_its_source(an: User, town: Town, said: str, answer: str) -> None:
    await with_term(town, "LV-AT-01", "2025-03-01", "2027-09-01")
    await an.says("đại hội")
    await an.presses("Đặt ngày")
    an.sees("từ thứ Hai 1/3/2027 đến thứ Tư 1/3/2028")
    await an.says(said)
    an.sees(answer)
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        assert await uow.congresses.of_unit(unit.id) is None
    await an.says("15/3/2027")
    an.sees("có mấy nội dung")


async def test_a_commune_past_the_limit_of_its_round_is_told_which_directive_says_so(town: Town) -> None:
    await with_term(town, "LV-AT", "2020-08-20", "2025-08-20", "M60")
    unit = await town.unit("LV-AT")
    async with reading(town.database) as uow:
        found = objections(
            date(2025, 9, 15),
            date(2025, 5, 1),
            "commune",
            await window_of(uow, unit.id),
            await rulings_for(uow, unit.path),
        )
    assert [(each.key, each.bounds) for each in found] == [("after_limit", (date(2025, 8, 31),))]
    assert found[0].ruling is not None
    assert source_words("vi", found[0].ruling) == "theo Chỉ thị 45-CT/TW ngày 14/4/2025"


async def test_only_the_office_names_a_pilot_and_length_has_a_limit(an: User, hoa: User) -> None:
    await plans(an, "15/3/2027")
    await an.presses("Dời ngày, sửa")
    await an.presses("Hình thức")
    await an.presses("Đại hội điểm")
    an.sees("do cấp trên chọn")
    await an.says("đại hội")
    await an.presses("Dời ngày, sửa")
    await an.presses("Hình thức")
    await an.presses("Thời gian họp")
    an.sees("Không quá 1 ngày (dự kiến theo Kế hoạch đại hội của tỉnh")
    an.sees_not("1,5 ngày")
    await an.says("2 ngày")
    an.sees("Dài quá: cấp này họp không quá 1 ngày")
    await an.presses("nửa ngày")
    an.sees("Đã ghi thời gian họp: nửa ngày")
    await hoa.says("đơn vị LV-AT-01")
    await hoa.presses("Đại hội")
    await hoa.presses("Dời ngày, sửa")
    await hoa.presses("Hình thức")
    await hoa.presses("Đại hội điểm")
    hoa.sees("Là đại hội điểm")


async def test_a_road_map_planned_by_mistake_is_taken_back(an: User) -> None:
    await plans(an, "15/3/2027")
    await an.presses("Dời ngày, sửa")
    await an.presses("Bỏ lộ trình")
    await an.presses("Đúng, bỏ")
    an.sees("rút 18 việc")
    await plans(an, "16/3/2027")
    an.sees("xong 0/18 bước")


async def test_nobody_sees_or_moves_the_congress_of_others(an: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    own, other = await town.unit("LV-AT-01"), await town.unit("LV-TM-01")
    tu = await town.person("bác Tư", unit="LV-TM-01", role="cell_secretary")
    for action in (f"congress:{own.id}", f"conplan:{own.id}:move", f"congress:{own.id}:steps"):
        await tu.forges(action)
        tu.sees("không")
        tu.sees_not("15/3/2027")
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    await minh.forges(f"congress:{own.id}")
    minh.sees_not("15/3/2027")
    await minh.says("đại hội")
    minh.sees("6 đơn vị, 0 đã đại hội, 1 đang chuẩn bị")
    await minh.forges(f"conplan:{other.id}")
    minh.sees_not("Ví dụ 15/3/2027")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("lộ trình đại hội đến đâu rồi", "Còn 112 ngày"),
        ("văn kiện đại hội", "Chưa có bản dự thảo"),
        ("nhân sự đại hội", "không ghi tên"),
        ("chương trình đại hội", "cần tài liệu nào"),
        ("bao lâu nữa thì đại hội", "Còn 112 ngày"),
        ("hoãn đại hội", "sang ngày nào"),
        ("dời đại hội sang 15/4/2027 vì mưa lũ", "sang thứ Năm 15/4/2027, lý do: mưa lũ"),
        ("dời đại hội sang 6/2/2027 vì bận", "ngày nghỉ lễ, Tết"),
        ("dời đại hội sang 15/4/2027", "Vì sao ạ"),
        ("đại hội chi bộ dự kiến ngày 20/3/2027", "Còn 112 ngày"),
    ],
)
async def test_a_sentence_is_enough(an: User, said: str, answer: str) -> None:
    await plans(an, "15/3/2027")
    await an.says(said)
    an.sees(answer)


@pytest.mark.parametrize("said", ["đặt ngày đại hội 15/3/2027", "đại hội chi bộ họp ngày 15/3/2027"])
async def test_one_sentence_puts_it_off_and_one_sets_it(an: User, said: str) -> None:
    await an.says(said)
    an.sees("có mấy nội dung")
    await an.presses("Đủ 4")
    await an.presses("Lưu")
    await an.says("xin dời đại hội sang 15/4/2027 vì mưa lũ")
    await an.presses("Lưu")
    an.sees("từ thứ Hai 15/3 sang thứ Năm 15/4/2027", "Đã dời 1 lần")


async def test_one_sentence_reports_the_day(an: User, town: Town) -> None:
    await owes_nothing_else(town, "LV-AT-01")
    await plans(an, "15/3/2027")
    await town.at("2027-03-15 17:00")
    await an.says("đại hội xong rồi, có mặt 33/35")
    await an.presses("Đúng ngày đó")
    an.sees("Họp thứ Hai 15/3: có mặt 33, triệu tập 35")
    await an.presses("Lưu")
    an.sees("Đã ghi")


async def test_the_office_asks_who_has_not_met(an: User, hoa: User) -> None:
    await plans(an, "15/3/2027")
    await hoa.says("chi bộ nào chưa đại hội")
    hoa.sees("2 chưa có ngày")


async def test_an_office_names_the_unit_whose_congress_moves(an: User, hoa: User, town: Town) -> None:
    await plans(an, "15/3/2027")
    await hoa.says("dời đại hội chi bộ thôn Đồi Chè sang 15/4/2027 vì mưa lũ")
    hoa.sees("dời đại hội Chi bộ thôn Đồi Chè sang thứ Năm 15/4/2027, lý do: mưa lũ")
    await hoa.says("dời đại hội chi bộ thôn sang 15/4/2027 vì mưa lũ")
    hoa.sees("có thể nói về: Chi bộ thôn Đồi Chè, Chi bộ thôn Bến Đò")
    await hoa.says("dời đại hội thôn Không Có sang 15/4/2027")
    hoa.sees("không thấy đơn vị đó")
    await hoa.says("đặt ngày đại hội đảng ủy xã 20/5/2027")
    hoa.sees("Đại hội Đảng ủy xã An Thuỷ có mấy nội dung")
    await hoa.says("đặt ngày đại hội thôn Bến Đò 16/3/2027")
    hoa.sees("Đại hội Chi bộ thôn Bến Đò có mấy nội dung")
