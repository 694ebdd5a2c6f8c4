"""Normalising, numbers, dates, counts, and the arithmetic of the minutes."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understand import Context, ShownTask, check_attendance, normalise, parse_count, parse_date, understand
from handlers.understand.dates import find_dates
from handlers.understand.lunar import lunar_of, solar_of
from handlers.understand.normalise import read
from handlers.understand.syllables import from_telex, from_vni

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Họp chi uỷ", "hop chi uy"),
        ("Họp chi ủy", "hop chi uy"),
        (unicodedata.normalize("NFD", "Nộp báo cáo"), "nop bao cao"),
        ("ko dc vs mn", "khong duoc voi moi nguoi"),
        ("hopj chi booj xong roofi", "hop chi bo xong roi"),
        ("ho5p chi bo65 xong ro62i", "hop chi bo xong roi"),
        ("tui hổng mần", "toi khong lam"),
        ("cb họp r", "chi bo hop roi"),
        ("hopchibo xongroi", "hop chi bo xong roi"),
        ("\u200bxong\u200b", "xong"),
    ],
)
def test_typing_is_normalised(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("nhaafm", "nhầm"), ("dduwowcj", "được"), ("vieecj", "việc"), ("quys", "quý"), ("xong", None)]
)
def test_raw_telex(typed: str, meant: str | None) -> None:
    assert from_telex(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ngu7o7i2", "người"), ("d9u7o7c5", "được"), ("tha1ng", "tháng"), ("bo65", "bộ"), ("xong", None)],
)
def test_raw_vni(typed: str, meant: str | None) -> None:
    assert from_vni(typed) == meant


def test_the_own_words_are_kept() -> None:
    sentence = read("Đã nộp bc quý III rồi nhé")
    start = sentence.flat.index("bao cao")
    assert sentence.said(start, start + len("bao cao quy iii")) == "bc quý III"


@given(st.text(max_size=200))
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("text", "direction", "day"),
    [
        ("hôm qua", "past", "2026-11-22"),
        ("hôm kia", "past", "2026-11-21"),
        ("bữa ni", "past", "2026-11-23"),
        ("mai", "future", "2026-11-24"),
        ("mốt", "future", "2026-11-25"),
        ("ngày kia", "future", "2026-11-25"),
        ("thứ sáu", "past", "2026-11-20"),
        ("thứ sáu", "future", "2026-11-27"),
        ("thứ tư tuần sau", "future", "2026-12-02"),
        ("chủ nhật tuần trước", "past", "2026-11-22"),
        ("hôm 12", "past", "2026-11-12"),
        ("ngày 12", "future", "2026-12-12"),
        ("25", "past", "2026-10-25"),
        ("22/11", "past", "2026-11-22"),
        ("22.11.2025", "past", "2025-11-22"),
        ("ngày 5 tháng 12", "future", "2026-12-05"),
        ("5/12", "past", "2025-12-05"),
        ("cuối tháng", "future", "2026-11-30"),
        ("hết quý", "future", "2026-12-31"),
        ("3 ngày nữa", "future", "2026-11-26"),
        ("cách đây hai tuần", "past", "2026-11-09"),
        ("mùng 3 tháng Giêng", "future", "2027-02-08"),
        ("rằm tháng Chạp", "future", "2027-01-22"),
        ("mùng 1 Tết", "future", "2027-02-06"),
        ("mùng 5 tháng sau", "future", "2026-12-05"),
        ("nga2y 20/11", "past", "2026-11-20"),
    ],
)
def test_days(text: str, direction: str, day: str) -> None:
    assert parse_date(text, TODAY, direction) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["mấy bữa nữa", "khi nào rảnh", "32/13", "31/11", "", "không nhớ", "mai mốt"])
def test_vague_days_are_no_days(text: str) -> None:
    assert parse_date(text, TODAY, "future") is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("quý III", "2026-Q3"),
        ("q4/2026", "2026-Q4"),
        ("tháng này", "2026-11"),
        ("t10", "2026-10"),
        ("năm 2027", "2027"),
        ("quý trước", "2026-Q3"),
        ("6 tháng đầu năm", "2026-H1"),
    ],
)
def test_periods(text: str, period: str) -> None:
    assert [hit.period for hit in find_dates(read(text).flat, TODAY, "past")] == [period]


def test_a_first_day_of_next_month_keeps_its_lunar_reading() -> None:
    (hit,) = find_dates(read("mùng 5 tháng sau").flat, TODAY, "future")
    assert hit.first == date(2026, 12, 5)
    assert hit.other is not None
    assert lunar_of(hit.other)[:2] == (5, 11)


def test_lunar_dates_are_for_utc_plus_seven() -> None:
    assert solar_of(1, 1, 2027) == date(2027, 2, 6)


@given(st.text(max_size=120), st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(["past", "future"]))
def test_found_dates_are_in_order(text: str, today: date, direction: str) -> None:
    end = 0
    for hit in find_dates(read(text).flat, today, direction):
        assert hit.start >= end
        end = hit.end
        assert hit.first is None or hit.last is None or hit.first <= hit.last


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(2, 7))
def test_a_weekday_lies_within_a_week(today: date, number: int) -> None:
    past, future = parse_date(f"thứ {number}", today, "past"), parse_date(f"thứ {number}", today, "future")
    assert past is not None
    assert future is not None
    assert timedelta(0) <= today - past < timedelta(7)
    assert timedelta(0) < future - today <= timedelta(7)
    assert past.weekday() == future.weekday() == number - 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("31", 31),
        ("ba mươi mốt", 31),
        ("hai chục", 20),
        ("khoảng 15 người", 15),
        ("mười lăm", 15),
        ("bảy", 7),
        ("hăm ba", 23),
        ("một trăm linh hai", 102),
        ("không ai", 0),
        ("nhiều", None),
        ("18 hay 19", None),
    ],
)
def test_counts_in_answers(text: str, number: int | None) -> None:
    assert parse_count(text) == number


@given(st.integers(0, 60), st.integers(0, 9), st.integers(0, 9), st.integers(0, 5), st.integers(0, 5))
def test_minutes_that_add_up_raise_nothing(present: int, excused: int, unexcused: int, exempt: int, away: int) -> None:
    total = present + excused + unexcused + exempt + away
    said = {
        "present": present,
        "absent_excused": excused,
        "absent_unexcused": unexcused,
        "exempt": exempt,
        "away": away,
        "total": total,
    }
    checked = check_attendance(said)
    assert (checked.clash, checked.difference, checked.ask) == ((), 0, None)
    assert checked.denominator == total - exempt - away


def test_minutes_that_clash_name_the_numbers() -> None:
    checked = check_attendance({"present": 18, "total": 20, "absent_excused": 3})
    assert checked.clash == (("present", 18), ("absent_excused", 3), ("total", 20))
    assert checked.difference == -1


def test_only_what_does_not_add_up_is_asked() -> None:
    assert check_attendance({"present": 18, "total": 20, "absent_excused": 1}).ask == "absent_unexcused"
    assert check_attendance({"present": 18, "total": 20, "absent_excused": 2}).ask is None
    assert check_attendance({"present": 18}).ask == "total"


@given(
    st.dictionaries(
        st.sampled_from(
            ["present", "total", "absent_excused", "absent_unexcused", "exempt", "away", "here", "missing"]
        ),
        st.integers(0, 99),
    )
)
def test_arithmetic_never_raises(said: dict[str, int]) -> None:
    checked = check_attendance(said)
    assert bool(checked.clash) <= ("total" in checked.counts)


@given(st.text(max_size=300), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_understanding_never_raises(text: str, today: date) -> None:
    meaning = understand(text, today)
    assert 0 <= meaning.confidence <= 1
    assert set(meaning.as_json()) == {"intent", "slots", "needs"}


def test_the_list_last_shown_is_pointed_at() -> None:
    shown = tuple(
        ShownTask(ref, f"T{ref}", title)
        for ref, title in ((1, "Báo cáo quý"), (2, "Biên bản tháng 11"), (3, "Đảng phí"))
    )
    context = Context(shown=shown)
    assert understand("cái thứ hai xong rồi", TODAY, context).slots["task_ref"] == 2
    assert understand("việc cuối cùng xong rồi", TODAY, context).slots["task_ref"] == 3
    assert "task_ref" not in understand("xong 7", TODAY, context).slots
    assert understand("nộp biên bản rồi", TODAY, context).slots["task_ref"] == 2


def test_what_is_missing_is_asked() -> None:
    assert understand("hôm qua họp chi bộ rồi", TODAY).needs == ("present", "total")
    assert understand("đăng ký biện pháp công khai quỹ", TODAY).needs == ("responsible", "check_date")
    assert understand("xong rồi nhé", TODAY, Context()).intent in ("report_done", "smalltalk")


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("vướng", {}),
        ("bị vướng rồi em ơi", {}),
        ("dang vuong viec 2 vi thieu can bo", {"task_ref": 2, "blocker": "thieu can bo"}),
        ("vuong mac xong 3 vi mua lu", {"task_ref": 3, "blocker": "mua lu"}),
    ],
)
def test_what_is_held_up_is_no_completion(said: str, slots: dict[str, object]) -> None:
    meaning = understand(said, TODAY)
    assert (meaning.intent, meaning.slots) == ("report_not_done", slots)
    assert meaning.confidence >= 0.6


@pytest.mark.parametrize("said", ["vướng mắc đã tháo gỡ xong", "vướng chút nhưng đã xong rồi"])
def test_what_was_held_up_once_may_be_done(said: str) -> None:
    assert understand(said, TODAY).intent != "report_not_done"


@pytest.mark.parametrize("said", ["hôm qua họp 27/11", "họp thứ bảy 22/11 rồi", "tối qua họp ngày 20/11, có mặt 18/20"])
def test_days_that_contradict_each_other_are_asked_for(said: str) -> None:
    meaning = understand(said, TODAY)
    assert meaning.intent == "report_meeting"
    assert "date" not in meaning.slots
    assert "date" in meaning.needs


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("họp chủ nhật 22/11 rồi", "2026-11-22"),
        ("hôm qua 22/11 họp rồi", "2026-11-22"),
        ("họp hôm qua rồi, hôm nay gửi biên bản", "2026-11-22"),
    ],
)
def test_days_that_agree_or_speak_of_two_things_are_taken(said: str, day: str) -> None:
    assert understand(said, TODAY).slots["date"] == day


def test_the_package_loads_nothing_heavy() -> None:
    """How long it takes is measured in `benchmarks/understanding.py`."""
    code = "import sys, handlers.understand; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"numpy", "matplotlib", "pandas", "openpyxl", "docx", "aiohttp", "telegram"}.isdisjoint(loaded)
