"""What changes on the way: a due day that moves, a unit that is merged, a person with two seats, a pause, a reader who
is told by several at once. The budget holds, what is due is reminded of, what is over is not."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import pytest

from handlers.rules.budget import WEEK, WEEKLY_CAP
from handlers.rules.calendar import day_of, is_quiet
from storage.unit_of_work import reading, unit_of_work
from tests.databases import every_value
from tests.restructuring import restructured
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
OTHER = {"unit": "LV-AT-02", "role": "cell_secretary"}
CLERK = {"unit": "LV-AT", "role": "office_clerk"}


def _pushes(user: User) -> list[str]:
    return [each.text for each in user.heard if each.is_push]


async def _days(town: Town) -> dict[int, list[date]]:
    """person → the days on which an unasked message was sent, each checked for quiet time."""
    found: dict[int, list[date]] = {}
    for row in await every_value(town.database, ["outbox"]):
        if row[5] == "digest" and row[11] == "sent":
            assert not is_quiet(row[18])
            found.setdefault(row[19], []).append(day_of(row[18]))
    return found


async def _within_budget(town: Town) -> dict[int, list[date]]:
    found = await _days(town)
    for days in found.values():
        assert max(Counter(days).values()) == 1
        for day in days:
            assert sum(day - WEEK < other <= day for other in days) <= WEEKLY_CAP
    return found


async def _both_seats(town: Town) -> User:
    """One person who is secretary of two cells: the second code is typed in the same chat."""
    nam = await town.person("bác Năm", **CELL)
    await nam.says(await town.invite("bác Năm", **OTHER))
    await nam.says("1")
    return nam


async def test_two_seats_are_one_person_with_one_budget(town: Town) -> None:
    nam = await _both_seats(town)
    await town.lives_until("2026-12-20 09:00")
    days = await _within_budget(town)
    assert len(days) == 1
    assert len(_pushes(nam)) == sum(map(len, days.values()))
    assert sum("việc nữa" in each for each in _pushes(nam)) > 2
    assert any("A. Chi bộ thôn Đồi Chè: " in each and "B. Chi bộ thôn Bến Đò: " in each for each in _pushes(nam))
    async with reading(town.database) as uow:
        named = {
            (await uow.tasks.get(task))[0].unit_name
            for row in await every_value(town.database, ["outbox"])
            if row[5] == "digest" and row[11] == "sent"
            for task in _tasks_in(row[6])
        }
    assert named == {"Chi bộ thôn Đồi Chè", "Chi bộ thôn Bến Đò"}


def _tasks_in(payload: str) -> list[int]:
    return list(json.loads(payload).get("tasks", ()))


@pytest.mark.parametrize("way", ["[A", "[B", "vướng a", "vướng b"])
async def test_each_item_is_answered_in_the_seat_it_belongs_to(town: Town, way: str) -> None:
    nam = await _both_seats(town)
    await town.lives_until("2026-11-25 09:00")
    letter = way[-1]
    if way.startswith("["):
        await nam.presses(f"{letter}. Xong")
        nam.sees("Hoàn thiện biên bản")
    else:
        await nam.says(way)
        nam.sees("Hoàn thiện biên bản")
    nam.sees_not("không làm được việc này")
    unit = "Chi bộ thôn Đồi Chè" if letter in "Aa" else "Chi bộ thôn Bến Đò"
    # The seat goes along: what comes next is about the same cell.
    await nam.says("việc")
    nam.sees(f"Việc của {unit}")


@pytest.mark.parametrize("on", ["phones", "plain"])
async def test_why_and_i_did_it_are_asked_of_one_item_by_its_letter(town: Town, on: str) -> None:
    nam = await town.person("bác Năm", **CELL, on=on)
    hoa = await town.person("chị Hoa", **CLERK)
    await town.lives_until("2026-11-25 09:00")
    await nam.says("vì sao nhắc tôi việc b?")
    nam.sees("Thu, nộp đảng phí", "Nhiệm vụ thường xuyên năm 2026", "10/11")
    await nam.says("Tôi làm rồi việc B")
    nam.sees("Thu, nộp đảng phí")
    await town.lives_until("2026-11-27 09:00")
    assert any("Thu, nộp đảng phí" in each.text and "đã làm" in each.text.lower() for each in hoa.heard)
    await town.lives_until("2026-12-05 09:00")
    nam.sees_not("Thu, nộp đảng phí (11/2026)")


async def test_after_a_merger_one_person_is_reminded_of_each_thing_once(town: Town) -> None:
    nam, ba = await town.person("bác Năm", **CELL), await town.person("bác Ba", **OTHER)
    hoa = await town.person("chị Hoa", **CLERK)
    # A nudge waits in a seat of the unit that ends.
    await hoa.says("tình hình")
    await hoa.presses("Nhắc các đơn vị này")
    await hoa.presses("Gửi")
    await hoa.presses("Nhắc các đơn vị này")
    await hoa.presses("Gửi")
    await restructured(town, ("sáp nhập", "LV-AT-02", "LV-AT-01"))
    gone, stays = await town.unit("LV-AT-02"), await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        assert await uow.tasks.open_of_unit(gone.id, "2027-01-01", 50) == []
        left = await uow.tasks.open_of_unit(stays.id, "2027-01-01", 50)
    assert len({(task.duty, task.period) for task in left}) == len(left)
    await town.lives_until("2026-12-12 09:00")
    assert await _within_budget(town)
    for user in (nam, ba):
        for text in _pushes(user):
            items = [line[3:].partition(", hạn")[0] for line in text.splitlines() if line[1:3] == ". "]
            assert len(items) == len(set(items)), text
    async with reading(town.database) as uow:
        assert await uow.notices.not_arrived(await _seat_of(town, hoa), 0, town.clock.now(), 9) == []


async def _seat_of(town: Town, user: User) -> int:
    async with town.database.transaction() as transaction:
        found = await transaction.one("conversations.of_chat", channel=user.channel.name, chat=user.chat)
    assert found is not None
    async with reading(town.database) as uow:
        return (await uow.people.seats(found[1], town.clock.now()))[0].id


async def test_cards_and_pauses_follow_a_merger(town: Town) -> None:
    await town.person("bác Ba", **OTHER)
    hoa = await town.person("chị Hoa", **CLERK)
    gone = await town.unit("LV-AT-02")
    now = town.clock.now()
    async with unit_of_work(town.database) as uow:
        await uow.cards.open(gone.id, "unreached", now, not_since=now)
        await uow.cards.open((await town.unit("LV-AT-01")).id, "unreached", now, not_since=now)
        await uow.cards.open(gone.id, "asked", now, not_since=now)
    await restructured(town, ("sáp nhập", "LV-AT-02", "LV-AT-01"))
    async with reading(town.database) as uow:
        cards = await uow.cards.open_below((await town.unit("LV-AT")).path, 9)
    assert sorted((card.unit_name, card.reason) for card in cards) == [
        ("Chi bộ thôn Đồi Chè", "asked"),
        ("Chi bộ thôn Đồi Chè", "unreached"),
    ]
    await hoa.says("cần gọi")
    hoa.sees("Chi bộ thôn Đồi Chè: máy không gửi tới được")


@pytest.mark.parametrize("answer", ["grant", "refuse"])
async def test_a_due_day_that_moves_moves_its_reminders(town: Town, answer: str) -> None:
    ba = await town.person("bác Ba", **OTHER)
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("giao thôn Bến Đò học nghị quyết, xong trước 20/12")
    await hoa.presses("Gửi")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit((await town.unit("LV-AT-02")).id, "2027-01-01", 50)
    [task] = [each for each in tasks if "nghị quyết" in each.title.lower() and each.due_on == "2026-12-20"]
    before = task.next_remind_at
    assert before is not None
    await ba.forges(f"task:{task.id}:extend")
    await ba.says("30/12")
    await town.lives_until("2026-11-26 09:00")
    await hoa.forges(f"extension:{answer}")
    async with reading(town.database) as uow:
        found = await uow.tasks.get(task.id)
    assert found is not None
    assert found[0].next_remind_at is not None
    if answer == "refuse":
        assert (found[0].due_on, found[0].next_remind_at) == ("2026-12-20", before)
    else:
        assert found[0].due_on == "2026-12-30"
        # Half of the time from the 23rd of November to the new day is left on the 12th.
        assert day_of(found[0].next_remind_at) - day_of(before) >= timedelta(days=4)
    await town.lives_until("2026-12-12 09:00")
    assert await _within_budget(town)
