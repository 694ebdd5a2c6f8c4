"""What is held about a person, its erasure without a trace, and the two languages."""

from __future__ import annotations

import json

from storage.unit_of_work import TABLES
from tests.databases import every_value
from tests.user import Town

NAME = "bác Nguyễn Năm"
WORDS = "máy in hỏng từ hôm kia"


async def _values(town: Town) -> str:
    found = await every_value(town.database, TABLES)
    return json.dumps(found, ensure_ascii=False, default=str)


async def test_my_data_says_what_is_held_and_since_when(town: Town) -> None:
    an = await town.person(NAME, unit="LV-AT-01", role="cell_secretary")
    await an.says("dữ liệu của tôi")
    an.sees(NAME, "Chi bộ thôn Đồi Chè", "23/11/2026", "phones")


async def test_erasing_is_asked_first(town: Town) -> None:
    an = await town.person(NAME, unit="LV-AT-01", role="cell_secretary")
    await an.says("xoá dữ liệu của tôi")
    an.sees("Không lấy lại được")
    await an.says("việc")
    an.sees("Chi bộ thôn Đồi Chè")


async def test_after_erasing_neither_name_nor_words_are_in_any_table(town: Town) -> None:
    an = await town.person(NAME, unit="LV-AT-01", role="cell_secretary")
    for said in ("việc", WORDS, "xong 2", "1"):
        await an.says(said)
    assert NAME in await _values(town)
    assert WORDS in await _values(town)
    await an.says("dữ liệu của tôi")
    await an.presses("Xoá dữ liệu của tôi")
    await an.presses("Xoá dữ liệu của tôi")
    an.sees("Đã xoá dữ liệu")
    left = await _values(town)
    assert NAME not in left
    assert WORDS not in left


async def test_whoever_is_erased_is_a_stranger_again_and_hears_nothing(town: Town) -> None:
    an = await town.person(NAME, unit="LV-AT-01", role="cell_secretary")
    await an.forges("mydata:erase:yes")
    await an.says("việc")
    an.sees("mã mời 8 số")
    await town.lives_until("2026-11-28 08:00")
    an.sees_nothing()


async def test_the_work_stays_with_the_cell(town: Town) -> None:
    an = await town.person(NAME, unit="LV-AT-01", role="cell_secretary")
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    await an.forges("mydata:erase:yes")
    next_one = await town.person("cô Bảy", unit="LV-AT-01", role="cell_secretary")
    await next_one.says("việc")
    next_one.sees_not("Hoàn thiện biên bản")


async def test_what_was_said_before_erasing_and_not_answered_yet_goes_too(town: Town) -> None:
    an = await town.person(NAME, unit="LV-AT-01", role="cell_secretary")
    await town.deliver(an.message("press", "mydata:erase:yes"), an.message("text", WORDS))
    assert WORDS not in await _values(town)


async def test_english_and_back(town: Town) -> None:
    an = await town.person(NAME, unit="LV-AT-01", role="cell_secretary")
    await an.says("english")
    await an.says("/start")
    an.sees("My work")
    an.sees_not("Việc của tôi")
    await an.says("tiếng việt")
    await an.says("/start")
    an.sees("Việc của tôi")
