"""A figure is explained: asked from above with a preview, answered in two steps, kept with the figure."""

from __future__ import annotations

import pytest

from handlers.reports.frame import Asked
from handlers.reports.period_report import period_report
from storage.unit_of_work import reading
from tests.user import Town, User


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on="plain")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def _ask(town: Town, hoa: User) -> None:
    unit = await town.unit("LV-AT-01")
    await hoa.forges(f"standing:{unit.id}")
    await hoa.presses("Đề nghị giải trình")
    hoa.sees("Chi bộ thôn Đồi Chè", "số liệu tháng 11 năm 2026: đã báo 0/3", "Hạn trả lời thứ Năm 26/11")
    await hoa.presses("Gửi")
    hoa.sees("Đã gửi Chi bộ thôn Đồi Chè")


async def test_asked_answered_and_shown_beside_the_figure(town: Town, an: User, hoa: User) -> None:
    an.looks_away()
    await _ask(town, hoa)
    an.sees("Đảng ủy xã An Thuỷ nhờ giải trình", "giải trình")
    await town.at("2026-11-24 08:00")
    await an.says("giải trình")
    an.sees("Nguyên nhân chính là gì?", "1. Đã làm, chưa báo")
    await an.says("1")
    an.sees("thêm một câu ngắn")
    await an.says("họp hôm mùng ba rồi, mạng yếu chưa nhắn được")
    an.sees("Đã ghi giải trình cùng số liệu")
    await town.at("2026-11-25 08:00")
    hoa.sees("Chi bộ thôn Đồi Chè giải trình", "Đã làm, chưa báo: họp hôm mùng ba rồi")
    unit = await town.unit("LV-AT-01")
    await hoa.forges(f"figures:{unit.id}:2026-11")
    hoa.sees("Đủ: 0%", "Giải trình thứ Ba 24/11/2026: Đã làm, chưa báo")
    async with reading(town.database) as uow:
        report = await period_report(uow, Asked(await town.unit("LV-AT"), "2026-11", town.clock.now()))
    assert any("Giải trình của Chi bộ thôn Đồi Chè: Đã làm, chưa báo" in note for note in report.notes)
    await an.says("giải trình")
    an.sees("Không có đề nghị giải trình nào")


async def test_the_figure_of_the_moment_of_asking_is_kept(town: Town, an: User, hoa: User) -> None:
    await _ask(town, hoa)
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        found = await uow.explanations.of_period(unit.id, "2026-11")
    assert found[0].figures.reported == 0
    await hoa.forges(f"explain:{unit.id}:2026-11")
    hoa.sees("đang trả lời một đề nghị")


async def test_it_stands_on_the_home_screen_until_it_is_answered(town: Town, an: User, hoa: User) -> None:
    await _ask(town, hoa)
    await an.says("0")
    an.sees("1. Giải trình số liệu")
    await an.says("1")
    await an.presses("Vướng, cần giúp")
    await an.presses("Bỏ qua")
    an.sees("Đã ghi giải trình")
    await an.says("0")
    an.sees_not("Giải trình số liệu")


async def test_only_whoever_was_asked_answers_and_only_from_above_it_is_asked(town: Town, an: User, hoa: User) -> None:
    other = await town.person("cô Sáu", unit="LV-TM-01", role="cell_secretary")
    await _ask(town, hoa)
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        asked = (await uow.explanations.of_period(unit.id, "2026-11"))[0]
    for forged in (f"explaining:{asked.id}", f"explaining:{asked.id}:later", f"explain:{unit.id}:2026-11:send"):
        await other.forges(forged)
        other.sees("không")
        other.sees_not("Nguyên nhân")
    foreign = await town.unit("LV-TM-01")
    await hoa.forges(f"explain:{foreign.id}:2026-11:send")
    hoa.sees_not("Đã gửi")
    async with reading(town.database) as uow:
        assert not await uow.explanations.of_period(foreign.id, "2026-11")


async def test_a_period_without_work_has_nothing_to_explain_and_a_long_answer_is_asked_again(
    town: Town, an: User, hoa: User
) -> None:
    unit = await town.unit("LV-AT-01")
    await hoa.forges(f"explain:{unit.id}:2019-01")
    hoa.sees("không có gì phải giải trình")
    await _ask(town, hoa)
    await an.says("giải trình")
    await an.says("5")
    await an.says("đường xa mưa lớn " * 30)
    an.sees("Câu hơi dài")
    await an.says("đường xa, mưa lớn")
    an.sees("Đã ghi giải trình")
