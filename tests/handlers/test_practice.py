"""Practice: the moves of real work, marked in every message, without a trace in the book."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.retention import forget_old
from storage.database import Database
from storage.unit_of_work import TABLES, unit_of_work
from tests.user import Town, User

TALK = {"inbox", "outbox", "conversation"}


async def book(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those of the talk itself."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in TABLES:
        if table not in TALK:
            async with database.reader() as transaction:
                connection: Any = transaction._connection
                fetch = getattr(connection, "execute_fetchall", None) or connection.fetch
                rows = await fetch(f"SELECT * FROM {table}")
            found[table] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.fixture(params=["phones", "plain"])
async def an(town: Town, request: pytest.FixtureRequest) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=request.param)


async def test_all_lessons_and_nothing_in_the_book(town: Town, an: User) -> None:
    before = await book(town.database)
    await an.says("tập dượt")
    an.sees("TẬP", "việc bịa", "Bài 1/5")
    await an.says("việc")
    an.sees("TẬP", "Sinh hoạt chi bộ tháng", "Bài 2/5")
    for said, seen in (("xong 1", "Có mặt mấy"), ("ba mươi mốt", "Vắng có lý do"), ("4", "Có mặt 31, vắng có lý do 4")):
        await an.says(said)
        an.sees("TẬP", seen)
    await an.says("1")
    an.sees("TẬP", "Đã ghi thử", "Bài 3/5")
    await an.says("nhầm")
    an.sees("TẬP", "Đã bỏ", "Bài 4/5")
    await an.says("họp chi bộ hôm qua, có mặt 31, phép 4")
    an.sees("TẬP", "Có mặt 31, vắng có lý do 4")
    await an.presses("Lưu")
    an.sees("TẬP", "Bài 5/5")
    await an.says("vướng 2")
    await an.says("chờ xã gửi mẫu")
    an.sees("TẬP", "vướng, chờ xã gửi mẫu", "tập đủ")
    await an.says("hết tập")
    an.sees("hết tập", "việc thật")
    assert await book(town.database) == before
    await an.says("việc")
    an.sees_not("TẬP")


async def test_whatever_is_typed_while_practising_stays_practice(town: Town, an: User) -> None:
    before = await book(town.database)
    await an.says("tập")
    for said in ("xong 2", "xong 9", "báo cáo", "đăng ký", "mời", "0", "9", "họp xong, có mặt 18/20", "2", "nhầm", "ờ"):
        await an.says(said)
        assert all(each.text.startswith("TẬP") for each in an.new), an.new
    assert await book(town.database) == before


async def test_a_wrong_number_is_asked_again_and_can_be_left(town: Town, an: User) -> None:
    await an.says("tập dượt")
    await an.says("xong 1")
    await an.says("nhiều lắm")
    an.sees("TẬP", "một con số", "hết tập")
    await an.says("999999")
    an.sees("một con số")
    await an.says("thôi")
    an.sees("việc thật")


async def test_half_an_hour_later_words_are_meant_in_earnest(town: Town, an: User) -> None:
    await an.says("tập dượt")
    town.clock.jump_to(town.clock.now() + 31 * 60_000)
    await an.says("việc")
    an.sees_not("TẬP", "Phổ biến tài liệu")
    await an.says("tập dượt")
    old = an.heard[-1].choices[-1][1]
    town.clock.jump_to(town.clock.now() + 31 * 60_000)
    await an.forges(old)
    an.sees("việc thật")


async def test_a_real_reminder_is_answered_in_earnest(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on="plain")
    await town.lives_until("2026-11-25 09:00")
    an.sees("xong a")
    await an.says("tập dượt")
    an.sees("TẬP")
    await an.says("xong a")
    an.sees_not("TẬP")
    an.sees("Đã ghi: Hoàn thiện biên bản")


async def test_the_night_wipes_it(town: Town, an: User) -> None:
    await an.says("tập dượt")
    await an.says("xong 1")
    async with unit_of_work(town.database) as uow:
        gone = await forget_old(uow, town.clock.now())
    assert gone["practice"] == 1
    await an.says("31")
    an.sees_not("TẬP")


async def test_it_is_found_without_knowing_the_word(town: Town, an: User) -> None:
    await an.says("9")
    await an.presses("Tập dượt")
    an.sees("TẬP", "Bài 1/5")
    await an.presses("Bài sau")
    an.sees("Bài 2/5")
    await an.presses("Hết tập")
    an.sees("việc thật")
