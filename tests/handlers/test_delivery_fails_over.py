"""A message that cannot be brought goes to the person's other channel after the second failure, then a card for the
clerk says whom to telephone; and Zalo's quota is counted and warned of before it is spent."""

from __future__ import annotations

import pytest

from bot.channels.base import NotSent, Refused
from handlers import delivery
from handlers.delivery import watch_quota
from storage.unit_of_work import reading, unit_of_work
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
CLERK = {"unit": "LV-AT", "role": "office_clerk"}
MORNING = "2026-11-25 07:30"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", **CELL)


async def _second_channel(town: Town, an: User) -> User:
    """The same person's chat on the channel without buttons; they wrote last on the first."""
    other = town.stranger("bác Năm", on="plain")
    await other.says("0")
    async with town.database.transaction() as transaction:
        first = await transaction.one("conversations.of_chat", channel="phones", chat=an.chat)
        second = await transaction.one("conversations.of_chat", channel="plain", chat=other.chat)
        assert first is not None
        assert second is not None
        await transaction.run("conversations.bind", id=second[0], person_id=first[1], seat_id=None)
    await an.says("việc")
    return other


async def test_one_failure_is_tried_again_on_the_same_channel(town: Town, an: User) -> None:
    other = await _second_channel(town, an)
    an.channel.troubles[an.chat] += [NotSent("no line")]
    await town.at(MORNING)
    an.sees_nothing()
    await town.at("2026-11-25 07:31")
    an.sees("Chào bác Năm")
    assert not any("Chào bác Năm" in each.text for each in other.heard)


async def test_the_second_failure_moves_it_to_the_other_channel_once(town: Town, an: User) -> None:
    other = await _second_channel(town, an)
    an.channel.troubles[an.chat] += [NotSent("no line")] * 9
    await town.at(MORNING)
    await town.at("2026-11-25 07:31")
    other.sees("Chào bác Năm", 'Trả lời: "hẹn c", "xong a", "vướng a" hoặc "nhắc lại a"')
    await town.at("2026-11-25 07:40")
    await town.at("2026-11-25 12:00")
    assert sum("Chào bác Năm" in each.text for each in (*an.heard, *other.heard) if each.is_push) == 1
    # The letters of the message work where it arrived.
    await other.says("vướng a")
    other.sees("vướng")


async def test_with_no_channel_left_the_clerk_gets_a_card_and_no_black_mark(town: Town, an: User) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    other = await _second_channel(town, an)
    for each in (an, other):
        each.channel.troubles[each.chat] += [Refused("403", blocked=True)] * 3
    await town.at(MORNING)
    await town.lives_until("2026-11-27 09:00")
    hoa.sees("nên gọi hỏi thăm: Chi bộ thôn Đồi Chè")
    await hoa.says("cần gọi")
    hoa.sees("Chi bộ thôn Đồi Chè: máy không gửi tới được")
    await hoa.presses("1. ")
    hoa.sees("chưa phải để phê bình")
    await hoa.presses("Đã gọi")
    hoa.sees("đã gọi Chi bộ thôn Đồi Chè")
    an.channel.troubles.clear()
    # One card, however often it fails; whoever writes again is reached again.
    await an.says("việc")
    await town.lives_until("2026-12-11 09:00")
    an.sees("Chào bác Năm")
    await hoa.says("cần gọi")
    hoa.sees("không có đơn vị nào cần gọi")


async def test_zalos_quota_is_counted_in_both_directions_and_warned_of_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ZALO", "plain")
    boss = await town.person("anh Quản", unit="LV", role="admin")
    ba = await town.person("bác Ba", unit="LV-AT-02", role="cell_secretary", on="plain")
    for _ in range(3):
        await ba.says("việc")
    async with reading(town.database) as uow:
        used, people = await uow.outbox.usage("plain", 0)
    # Five things said (code, consent, three questions) and an answer to each.
    assert (used, people) == (10, 1)
    monkeypatch.setattr(delivery, "ZALO_MESSAGES_A_MONTH", 12)
    assert await _warnings(town) == ["quota:plain:messages:2026-11:80"]
    boss.sees("Zalo", "10", "12", "83")
    assert await _warnings(town) == ["quota:plain:messages:2026-11:80"]
    assert sum("Zalo" in each.text for each in boss.heard) == 1
    monkeypatch.setattr(delivery, "ZALO_MESSAGES_A_MONTH", 10)
    await _warnings(town)
    await town.lives_until("2026-11-26 09:00")
    assert sum("Zalo" in each.text for each in boss.heard) == 2
    # A new month begins from nothing.
    await town.at("2026-12-01 08:00")
    monkeypatch.setattr(delivery, "ZALO_MESSAGES_A_MONTH", 100)
    assert await _warnings(town) == []


async def test_zalos_number_of_people_is_warned_of(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "ZALO", "plain")
    monkeypatch.setattr(delivery, "ZALO_USERS", 1)
    boss = await town.person("anh Quản", unit="LV", role="admin")
    await town.person("bác Ba", unit="LV-AT-02", role="cell_secretary", on="plain")
    assert await _warnings(town) == ["quota:plain:users:2026-11:100"]
    boss.sees("Zalo", "1")


async def _warnings(town: Town) -> list[str]:
    async with unit_of_work(town.database) as uow:
        told = await watch_quota(uow, town.clock.now())
    await town.settled()
    return told
