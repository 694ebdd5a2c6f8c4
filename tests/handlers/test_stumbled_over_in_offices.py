"""A second walk of a stranger, in offices and in English: lists that came twice, noughts, words that an English reader
cannot know. Each keeps its test."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from handlers.english_words import ENGLISH_WORDS, as_typed_here
from handlers.notices import as_notice, tell
from handlers.reports.wording import report_symbol
from handlers.rules.calendar import DAY_MS
from handlers.screen import Push
from handlers.text import sentences
from handlers.told import LATE_LIST
from handlers.written import for_reader
from storage.notices import Notice
from storage.unit_of_work import unit_of_work
from tests.user import Town, User

MEETING = "Sinh hoạt chi bộ thường kỳ"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def test_an_office_prints_the_sheet_of_a_cell(hoa: User) -> None:
    await hoa.says("in phiếu")
    hoa.sees("của chi bộ nào?", "Chi bộ thôn Bến Đò")
    await hoa.presses("Chi bộ thôn Bến Đò")
    hoa.sees("Phiếu việc của Chi bộ thôn Bến Đò")
    await hoa.says("in phieu thon ben do")
    hoa.sees("Phiếu việc của Chi bộ thôn Bến Đò")
    await hoa.says("in phiếu thôn Không Có")
    hoa.sees("không thấy đơn vị")


async def test_messages_that_wait_for_one_unit_stand_in_one_line(town: Town, an: User, hoa: User) -> None:
    await hoa.says("giao thôn Đồi Chè nộp danh sách họp dân, xong trước 10/12")
    await hoa.presses("Gửi")
    await hoa.says("giao thôn Đồi Chè nộp sổ quỹ, xong trước 11/12")
    await hoa.presses("Gửi")
    await hoa.says("tin đã gửi")
    assert hoa.screen.count("Chi bộ thôn Đồi Chè") <= 1


@pytest.mark.parametrize(
    ("unit", "role", "seen", "unseen"),
    [
        ("LV", "admin", ["mời – "], ["tình hình – ", "\nbáo cáo – ", "phát động – "]),
        ("LV", "provincial_viewer", ["tình hình – ", "phát động – "], ["mời – ", "\nbáo cáo – ", "hộ thôn"]),
        ("LV-AT", "office_clerk", ["tình hình – ", "hộ thôn Hạ", "giao việc – ", "mời – "], []),
    ],
)
async def test_help_names_only_what_this_seat_may_do(
    town: Town, unit: str, role: str, seen: list[str], unseen: list[str]
) -> None:
    somebody = await town.person("chị Tư", unit=unit, role=role)
    await somebody.says("9")
    somebody.sees(*seen, "0 về đầu")
    if unseen:
        somebody.sees_not(*unseen)


async def test_monday_says_no_noughts_and_nobody_is_told_to_call_themselves(town: Town, an: User, hoa: User) -> None:
    await an.says("chào")
    await town.at("2026-11-30 07:30")
    hoa.sees("30 ngày qua", "Chi bộ thôn Bến Đò: trễ")
    hoa.sees_not("vướng 0", "0,0 ", "thẩm tra –")


async def test_the_list_of_late_work_stands_once_in_a_message(town: Town, an: User, hoa: User) -> None:
    """Lists of two mornings that had no room in the week wait together."""
    now = town.clock.now()
    async with unit_of_work(town.database) as uow:
        seat = await uow.units.seat_upward((await town.unit("LV-AT")).path, "office_clerk")
        assert seat is not None
        waiting = [
            Notice(seat.id, LATE_LIST, {}, on, now + 9 * DAY_MS, key=f"late:{on}")
            for on in ("2026-11-24", "2026-11-25")
        ]
        await tell(uow, waiting, now)
    await town.at("2026-11-24 09:00")
    await town.at("2026-11-25 09:00")
    await town.at("2026-11-26 09:00")
    assert sum(each.text.count("việc trễ từ") for each in hoa.heard) == 1


async def test_one_channel_alone_is_not_offered_to_be_first(town: Town) -> None:
    quan = await town.person("anh Quân", unit="LV", role="admin")
    await quan.says("kênh")
    quan.sees("người, đang thông.")
    quan.sees_not("trước", "0 người")


@pytest.mark.parametrize(
    ("said", "seen"),
    [("undo", "24 hours"), ("held up 1", "in the way"), ("pin", "PIN"), ("erase my data", "name")],
)
async def test_the_english_words_that_english_texts_name_work(an: User, said: str, seen: str) -> None:
    await an.says("english")
    await an.says("tasks")
    await an.says(said)
    an.sees_not("did not understand")
    an.sees(seen)


def test_english_readers_are_given_words_that_are_english() -> None:
    told = [text for key, text in sentences("en").items() if key.endswith(("words", "words_new", "saved", "welcome"))]
    quoted = {word for text in told for word in re.findall(r'"([a-zđ ]+)"', text.lower()) if "{" not in word}
    assert quoted
    for word in quoted:
        known = word in ENGLISH_WORDS or as_typed_here(word) != word
        assert known, word


def test_a_province_signs_as_a_province() -> None:
    assert [report_symbol(name) for name in ("Tỉnh ủy Lạc Vân", "Thành uỷ Đà Lạt", "Đảng ủy xã An Thuỷ")] == [
        "BC/TU",
        "BC/TU",
        "BC/ĐU",
    ]


async def test_a_campaign_that_has_just_begun_says_so_and_no_noughts(town: Town, hoa: User) -> None:
    await hoa.says("phát động")
    for label in ("Nói không với tham nhũng", "Tất cả chi bộ", "Dùng văn bản của mẫu", "Đồng ý phát động"):
        await hoa.presses(label)
    await hoa.says("các đợt")
    await hoa.presses("Nói không với tham nhũng")
    hoa.sees("chưa đơn vị nào đăng ký")
    hoa.sees_not("đã nhận 0", "0/0", "đã đăng ký 0")


async def test_that_a_unit_will_be_told_is_not_contradicted_by_when_it_reads_it(town: Town, hoa: User) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    for said in ("cam kết", "1 3", "chi uy", "dan bang", "31/12"):
        await an.says(said)
    await an.presses("Lưu")
    await hoa.says("bản đăng ký")
    await hoa.presses("1. ")
    await hoa.presses("Nhận bản này")
    hoa.sees("Đã nhận bản", "Máy báo cho đơn vị")
    hoa.sees_not("báo ngay")


async def test_no_entries_of_one_s_own_are_not_counted(hoa: User) -> None:
    await hoa.says("danh mục")
    hoa.sees("chưa giao. Chọn")
    hoa.sees_not("0 mục")


async def test_a_message_of_others_alone_does_not_begin_with_and_so_many_more(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    now = town.clock.now()
    async with unit_of_work(town.database) as uow:
        seat = await uow.units.seat_for((await town.unit("LV-AT-01")).id, "cell_secretary")
        told = [Push(seat, for_reader("congress.approved_before", unit=f"{n}"), f"word:{n}") for n in (1, 2, 3)]
        words = [replace(as_notice(each, now, None), due_on="2026-11-01") for each in told]
        await tell(uow, words, now)
    for on in ("2026-11-24 11:00", "2026-11-25 11:00", "2026-11-26 11:00"):
        await town.at(on)
    text = next(each.text for each in an.heard if "đã được duyệt từ trước" in each.text)
    assert not text.startswith("…")
    assert "Việc của chính đồng chí còn" in text
