"""The officer who issued something decides in the chat how people are reminded of it; open work follows."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.calendar import day_of, instant
from handlers.rules.ladder import NOTHING, Ladder, next_remind_at
from storage.model import Task
from storage.unit_of_work import reading
from tests.user import Town, User

CLERK = {"unit": "LV-AT", "role": "office_clerk"}
TITLE = "học nghị quyết"


@pytest.fixture(params=["phones", "plain"])
def on(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def _assigned(town: Town, on: str = "phones") -> tuple[User, User]:
    """A clerk and a cell that has been given one thing to do by 20/12, and nothing else."""
    nam = await town.person("bác Ba", unit="LV-AT-02", role="cell_secretary")
    hoa = await town.person("chị Hoa", **CLERK, on=on)
    await hoa.says("giao thôn Bến Đò học nghị quyết, xong trước 20/12")
    await hoa.presses("Gửi")
    return nam, hoa


async def test_shown_and_changed_by_buttons_or_digits(town: Town, on: str) -> None:
    _, hoa = await _assigned(town, on)
    await hoa.says("cách nhắc")
    hoa.sees("1. ")
    await hoa.presses("1. ")
    hoa.sees("Trước hạn: nhắc thưa rồi dày dần", "Trễ 1 ngày: nhắc lại", "Trễ 3 ngày", "Trễ 7 ngày")
    await hoa.presses("Đổi số ngày trễ")
    await hoa.says("7 3 1")
    hoa.sees("số sau lớn hơn số trước")
    await hoa.says("2, 5 và 10")
    hoa.sees("Đã ghi", "Trễ 2 ngày: nhắc lại", "Trễ 5 ngày", "Trễ 10 ngày")
    await hoa.presses("Như thường lệ")
    hoa.sees("Đã ghi", "Trễ 3 ngày")
    await hoa.says("việc đã giao")
    await hoa.presses("1. ")
    await hoa.presses("Cách nhắc")
    hoa.sees("Trước hạn:")


async def test_open_work_follows_the_new_ladder(town: Town) -> None:
    _, hoa = await _assigned(town)
    assert await _next_of_it(town) == "2026-12-07"
    await hoa.says("cách nhắc")
    await hoa.presses("1. ")
    await hoa.presses("Không nhắc trước hạn")
    hoa.sees("Trước hạn: không nhắc")
    await town.lives_until("2026-11-25 09:00")
    # The due day is a Sunday: its reminder comes on the last day before on which one may write.
    assert await _next_of_it(town) == "2026-12-19"
    await hoa.presses("Chỉ nhắc 7 ngày cuối")
    await town.lives_until("2026-11-26 09:00")
    assert await _next_of_it(town) == "2026-12-14"


async def test_the_office_hears_when_its_own_ladder_says(town: Town) -> None:
    _, hoa = await _assigned(town)
    await hoa.says("cách nhắc")
    await hoa.presses("1. ")
    await hoa.presses("Đổi số ngày trễ")
    await hoa.says("2 5 10")
    await town.lives_until("2026-12-24 09:00")
    assert await _next_of_it(town) == "2026-12-25"


async def test_work_changed_later_keeps_the_programmes_ladder(town: Town) -> None:
    ba, hoa = await _assigned(town)
    await hoa.says("cách nhắc")
    await hoa.presses("1. ")
    await hoa.presses("Không nhắc trước hạn")
    task_id = (await _it(town)).id
    await ba.forges(f"task:{task_id}:later:tomorrow")
    assert await _next_of_it(town) == "2026-11-25"
    await town.lives_until("2026-11-27 09:00")
    # What was put off is told on its day; after it nothing comes before the due day.
    assert await _next_of_it(town) == "2026-12-19"


async def test_only_the_issuer_may_change_it(town: Town) -> None:
    await _assigned(town)
    tan = await town.person("cô Tân", unit="LV-TM", role="office_clerk")
    ba = await town.person("bác Tư", unit="LV-TM-01", role="cell_secretary")
    async with reading(town.database) as uow:
        found = await uow.ladders.issued((await town.unit("LV-AT")).id, "2026-11-23", 5)
    for way in ("", ":days", ":usual", ":before:none"):
        await tan.forges(f"ladder:{found[0][0]}{way}")
        tan.sees("không làm được việc này")
    await tan.says("cách nhắc")
    tan.sees("chưa giao việc")
    await ba.says("cách nhắc")
    ba.sees("không làm được việc này")


async def test_a_congress_that_is_moved_keeps_its_ladder(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("đại hội xã ngày 15/4/2027")
    await hoa.presses("Đủ 4")
    await hoa.presses("Lưu")
    await hoa.says("cách nhắc")
    await hoa.presses("1. Đại hội")
    await hoa.presses("Không nhắc trước hạn")
    await town.lives_until("2026-11-26 09:00")
    async with reading(town.database) as uow:
        congress = await uow.congresses.of_unit((await town.unit("LV-AT")).id)
    assert congress is not None
    await hoa.says("dời đại hội sang 20/5/2027 vì mưa lũ")
    await hoa.presses("Lưu")
    moved_at = instant(date(2026, 11, 26), 9 * 60)
    async with reading(town.database) as uow:
        steps = await uow.congresses.steps(congress.programme_id)
    begun = [each for each in steps if each.state == "open" and each.opens_on <= "2026-11-26"]
    assert begun
    for step in begun:
        assert step.next_remind_at == next_remind_at(step, moved_at, Ladder(before=NOTHING))[0]
    assert any(step.next_remind_at != next_remind_at(step, moved_at)[0] for step in begun)


async def _it(town: Town) -> Task:
    unit = await town.unit("LV-AT-02")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit(unit.id, "2027-01-01", 50)
    return next(each for each in tasks if TITLE in each.title.lower())


async def _next_of_it(town: Town) -> str:
    """The day of its next reminder."""
    task = await _it(town)
    assert task.next_remind_at is not None
    return day_of(task.next_remind_at).isoformat()
