"""The PIN: asked before what a stolen telephone must not do, never written, locked when guessed, removed from above."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import remove_pin
from bot.settings import BadSettings, Settings
from handlers.rules import pins
from storage.unit_of_work import TABLES, reading
from tests.databases import Databases, every_value
from tests.province import settle_town
from tests.user import Town, User

PIN, OTHER = "520713", "862094"
CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
OFFICE = {"unit": "LV-AT", "role": "office_clerk"}


async def _with_pin(town: Town, *, on: str = "phones") -> User:
    an = await town.person("cô Lan", **OFFICE, on=on)
    await an.says("mã PIN")
    await an.presses("Đặt mã PIN")
    await an.says(PIN)
    await an.says(PIN)
    an.sees("Đã đặt mã PIN")
    # The choice itself counts as having given it; from here on it is asked.
    town.clock.jump_to(town.clock.now() + pins.PROVEN_MS + 1)
    return an


async def _exports(an: User) -> None:
    await an.says("xuất báo cáo")
    await an.presses("Báo cáo")
    await an.presses("Tháng 10 năm 2026")
    await an.presses("Word")


@pytest.mark.parametrize("on", ["phones", "plain"])
async def test_it_stands_before_an_export_and_opens_it_for_ten_minutes(town: Town, on: str) -> None:
    an = await _with_pin(town, on=on)
    await _exports(an)
    an.sees("Việc này cần mã PIN")
    an.sees_not("Máy đang lập")
    await an.says(PIN[:3] + " " + PIN[3:])
    an.sees("Máy đang lập")
    await _exports(an)
    an.sees("Máy đang lập")
    town.clock.jump_to(town.clock.now() + pins.PROVEN_MS)
    await _exports(an)
    an.sees("Việc này cần mã PIN")


async def test_without_a_pin_nothing_is_asked(town: Town) -> None:
    an = await town.person("cô Lan", **OFFICE)
    await _exports(an)
    an.sees("Máy đang lập")


async def test_what_was_begun_goes_on_behind_the_pin(town: Town) -> None:
    """A hand-over keeps its name and day while the PIN is asked, also when it is missed once."""
    await town.person("bác Năm", **CELL)
    an = await _with_pin(town)
    cell = await town.unit("LV-AT-01")
    await an.forges(f"seats:{cell.id}")
    await an.presses("1. ")
    await an.presses("Thay người")
    await an.says("ông Bảy")
    await an.presses("Ngày mai")
    await an.presses("Đúng")
    an.sees("Việc này cần mã PIN")
    await an.says(OTHER)
    an.sees("còn 4 lần")
    await an.says(PIN)
    an.sees("ông Bảy", "Mã")


async def test_neither_the_digits_nor_their_hash_stay_anywhere_but_in_its_row(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    an = await _with_pin(town)
    await _exports(an)
    await an.says(OTHER)
    await an.says(f"mã của tôi là {PIN}")
    an.sees("Máy đang lập")
    everything = await every_value(town.database, TABLES)
    text = repr(everything)
    assert PIN not in text
    assert OTHER not in text
    assert PIN not in caplog.text
    async with reading(town.database) as uow:
        person = (await uow.conversations.of_chat("phones", an.chat) or (0, None, False))[1]
        kept = await uow.pins.get(person or 0)
    assert kept is not None
    assert len(kept.hash) == 64
    assert text.count(kept.hash) == 1


async def test_guessing_locks_it_longer_each_time(town: Town) -> None:
    an = await _with_pin(town)
    for minutes in (15, 60, 24 * 60, 24 * 60):
        await _exports(an)
        for left in (4, 3, 2, 1):
            await an.says(OTHER)
            an.sees(f"còn {left} lần")
        await an.says(OTHER)
        an.sees("tạm khoá")
        # While it is locked even the right one opens nothing, and other work goes on.
        await _exports(an)
        an.sees("tạm khoá")
        await an.says(PIN)
        an.sees_not("Máy đang lập")
        await an.says("tình hình")
        an.sees("Đảng ủy xã An Thuỷ")
        town.clock.jump_to(town.clock.now() + minutes * 60_000)
    await _exports(an)
    await an.says(PIN)
    an.sees("Máy đang lập")


async def test_a_burst_of_guesses_is_not_even_looked_at(town: Town) -> None:
    an = await _with_pin(town)
    await _exports(an)
    guesses = [an.message("text", f"{900_000 + number}") for number in range(40)] + [an.message("text", PIN)]
    await town.deliver(*guesses)
    an.sees("tạm khoá")
    an.sees_not("Máy đang lập")


async def test_a_hash_that_is_typed_is_only_words(town: Town) -> None:
    """Whoever reads the database cannot send what stands there."""
    an = await _with_pin(town)
    async with reading(town.database) as uow:
        person = (await uow.conversations.of_chat("phones", an.chat) or (0, None, False))[1]
        kept = await uow.pins.get(person or 0)
    assert kept is not None
    await _exports(an)
    await an.says(kept.hash)
    an.sees_not("Máy đang lập")


async def test_changing_and_dropping_it_asks_for_it_even_just_after(town: Town) -> None:
    an = await _with_pin(town)
    await _exports(an)
    await an.says(PIN)
    an.sees("Máy đang lập")
    await an.says("đổi mã PIN")
    an.sees("Việc này cần mã PIN")
    await an.says(PIN)
    await an.says(OTHER)
    await an.says(PIN)
    an.sees("chưa giống nhau")
    await an.says(OTHER)
    await an.says(OTHER)
    an.sees("Đã đặt mã PIN")
    await an.says("bỏ mã PIN")
    await an.says(PIN)
    an.sees("còn 4 lần")
    await an.says(OTHER)
    an.sees("Đã bỏ mã PIN")
    await _exports(an)
    an.sees("Máy đang lập")


@pytest.mark.parametrize(
    ("said", "seen"), [("1234567", "đúng 6 số"), ("123456", "dễ đoán"), ("484848", "dễ đoán"), ("hai ba", "6 số")]
)
async def test_what_is_no_good_pin_is_asked_again(town: Town, said: str, seen: str) -> None:
    an = await town.person("cô Lan", **OFFICE)
    await an.forges("pin:set")
    await an.says(said)
    an.sees(seen)
    await an.says(PIN)
    await an.says(PIN)
    an.sees("Đã đặt mã PIN")


async def test_forgotten_it_is_removed_from_above_and_its_owner_told(town: Town) -> None:
    office = await town.person("cô Lan", **OFFICE)
    an = await town.person("bác Năm", **CELL)
    await an.forges("pin:set")
    await an.says(PIN)
    await an.says(PIN)
    await an.says("quên mã PIN")
    an.sees("cấp trên xoá mã PIN giúp")
    await town.settled()
    office.sees("Bác Năm", "quên mã PIN")
    await office.presses("Xoá mã PIN")
    await office.presses("Xoá mã PIN")
    office.sees("Đã xoá mã PIN của bác Năm")
    await town.lives_until("2026-11-26 09:00")
    assert any("vừa được cấp trên xoá" in each.text for each in an.heard)


async def test_nobody_removes_their_own_or_a_strangers(town: Town) -> None:
    an = await _with_pin(town)
    await town.person("bà Tư", unit="LV-TM-01", role="cell_secretary")
    async with reading(town.database) as uow:
        mine = (await uow.conversations.of_chat("phones", an.chat) or (0, None, False))[1]
        other = (await uow.conversations.of_chat("phones", town.people[-1].chat) or (0, None, False))[1]
    for person in (mine, other, 999_999):
        await an.forges(f"pin:clear:{person}")
        an.sees_not("Xoá mã PIN của")
        async with reading(town.database) as uow:
            assert (await uow.pins.get(mine or 0)) is not None


async def test_erasing_my_data_takes_it_along(town: Town) -> None:
    await _with_pin(town)
    await town.people[-1].says("dữ liệu của tôi")
    await town.people[-1].presses("Xoá dữ liệu")
    await town.people[-1].presses("Xoá dữ liệu")
    assert await every_value(town.database, ["pin"]) == []


@pytest.mark.parametrize(
    "action",
    [
        "export:1:matrix:2026-10:word",
        "roster:save:4",
        "board",
        "confile:2:closing",
        "channels:first:zalo:yes",
        "campaign:launch:x",
        "campaign:3:yes",
        "campaign:3:excel",
        "ack:all:yes",
        "invite:u:4:office_clerk",
        "handover:7:go",
        "handover:x:7",
        "deputy:7:go",
        "lock:p:7:yes",
    ],
)
async def test_each_guarded_action_asks_also_when_forged(town: Town, action: str) -> None:
    an = await _with_pin(town)
    await an.forges(action)
    an.sees("Việc này cần mã PIN")


@settings(max_examples=60)
@given(st.text(alphabet="0123456789", min_size=4, max_size=9))
def test_a_token_never_shows_its_digits_and_fits_only_them(digits: str) -> None:
    salt = "00" * 16
    found = pins.token(digits, salt)
    assert digits not in found or len(found) == 64
    assert pins.matches(found, found)
    if len(digits) == pins.LENGTH and found != pins.TOO_EASY:
        assert found != pins.token(digits, "01" * 16)
        assert not pins.matches(found, "")


async def test_whoever_runs_the_machine_can_remove_it(databases: Databases, tmp_path: Path) -> None:
    async with databases.fresh("sqlite", tmp_path, "town", settle_town) as database, Town(database).running() as town:
        await _with_pin(town)
        where = Settings(database_url=f"sqlite:///{tmp_path / 'chibo.db'}", _env_file=None)
        said: list[str] = []
        await remove_pin(where, "LV-AT", "office_clerk", said.append)
        assert "1 người" in said[0]
        assert await every_value(database, ["pin"]) == []
        with pytest.raises(BadSettings):
            await remove_pin(where, "NO-SUCH", "office_clerk", said.append)
