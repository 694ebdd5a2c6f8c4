"""Days in an office's words, and work that comes round."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.duty_words import meeting_words
from handlers.rules.day_words import read_cadence, read_due, read_meeting, read_period, read_window
from handlers.rules.given import given as parts_of
from handlers.rules.periods import MEETING_SHIFTS, DueRule, MeetingRule, open_periods, period_of, shifted
from handlers.rules.recurrence import recurrence
from handlers.understand import normalise
from tests.handlers.rules.roundabout import Roundabout

FIRST = DueRule(day=1)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ngày 3, trùng chủ nhật thì sang ngày sau", MeetingRule(3, "not_sunday")),
        ("mùng 5 hằng tháng, trúng ngày nghỉ thì lùi sang ngày làm việc", MeetingRule(5, "working_day")),
        ("ngay 3 trung le tet thi lam truoc", MeetingRule(3, "day_before")),
        ("họp mùng 4", MeetingRule(4, "none")),
        ("10", MeetingRule(10, "none")),
        ("ngày cuối tháng", MeetingRule(31, "none")),
        ("ngày 10 rơi vào chủ nhật thì bỏ qua", None),
        ("ngày 45", None),
        ("hôm nào cũng được", None),
        ("", None),
    ],
)
def test_a_meeting_day(said: str, meant: MeetingRule | None) -> None:
    assert read_meeting(normalise(said)) == meant


@pytest.mark.parametrize(
    ("said", "cadence", "meant"),
    [
        ("ngày 25 tháng trước", "monthly", DueRule(day=25, month=0)),
        ("sau họp 3 ngày", "monthly", DueRule(meeting=True, plus_days=3)),
        ("trước ngày họp 2 ngày", "monthly", DueRule(meeting=True, plus_days=-2)),
        ("đúng ngày họp", "monthly", DueRule(meeting=True)),
        ("ngày 10 nếu rơi vào chủ nhật thì bỏ qua", "monthly", DueRule(day=10, shift="skip")),
        ("ngày 20 tháng cuối", "quarterly", DueRule(day=20, month=3)),
        ("20/3", "yearly", DueRule(day=20, month=3)),
        ("20/12", "half_yearly", DueRule(day=20, month=6)),
        ("20/13", "yearly", None),
        ("khi nào xong thì xong", "monthly", None),
        ("thứ Sáu", "weekly", DueRule(weekday=5)),
        ("hằng tuần vào Chủ nhật", "weekly", DueRule(weekday=7)),
        ("T2, trùng ngày lễ thì làm trước", "weekly", DueRule(weekday=1, shift="day_before")),
        ("ngày 3", "weekly", None),
        ("trùng chủ nhật", "weekly", None),
        ("chủ nhật đầu tiên của tháng", "monthly", DueRule(weekday=7)),
        ("thứ Hai tuần thứ ba", "monthly", DueRule(weekday=1, nth=3)),
        ("thứ Sáu cuối tháng", "monthly", DueRule(weekday=5, nth=-1)),
        ("thứ Sáu", "monthly", None),
        ("tháng thứ hai, ngày 5", "quarterly", DueRule(day=5)),
        ("ngày 3, trùng thứ bảy thì sang thứ hai", "monthly", DueRule(day=3, shift="working_day")),
        ("ngày cuối tháng, trùng thứ bảy, chủ nhật thì làm trước", "monthly", DueRule(day=31, shift="day_before")),
    ],
)
def test_a_due_day(said: str, cadence: str, meant: DueRule | None) -> None:
    assert read_due(normalise(said), cadence, FIRST) == meant


@pytest.mark.parametrize(
    ("said", "cadence", "meant"),
    [
        ("tháng 2, nghỉ Tết", "monthly", "2027-02"),
        ("tháng 12", "monthly", "2026-12"),
        ("tháng 2/2028", "monthly", "2028-02"),
        ("tháng 2", "quarterly", "2027-Q1"),
        ("quý 4", "quarterly", "2026-Q4"),
        ("quý 1", "monthly", None),
        ("năm 2027", "yearly", "2027"),
        ("tháng 13", "monthly", None),
        ("lúc nào đó", "monthly", None),
    ],
)
def test_a_period_left_out(said: str, cadence: str, meant: str | None) -> None:
    assert read_period(normalise(said), cadence, date(2026, 11, 23)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tuần này", "2026-W48"),
        ("tuần sau, bận họp", "2026-W49"),
        ("tuần có ngày 8/2, nghỉ Tết", "2027-W06"),
        ("8/2/2028", "2028-W06"),
        ("tuần 31/2", None),
        ("tháng 2", None),
    ],
)
def test_a_week_left_out(said: str, meant: str | None) -> None:
    assert read_period(normalise(said), "weekly", date(2026, 11, 23)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mở trước 10 ngày, khoá sau 20 ngày", (10, 20)),
        ("khoá sổ sau hạn 15 ngày", (None, 15)),
        ("mở sớm 3 ngày", (3, None)),
        ("ngày 12", (None, None)),
        ("khoá sau 999 ngày", (None, None)),
    ],
)
def test_a_window_in_words(said: str, meant: tuple[int | None, int | None]) -> None:
    assert read_window(normalise(said))[:2] == meant


@pytest.mark.parametrize(
    ("said", "rest", "cadence"),
    [
        ("giao các chi bộ thôn dọn vệ sinh, thứ Hai hằng tuần", "giao các chi bộ thôn dọn vệ sinh", "weekly"),
        ("giao các chi bộ thôn dọn vệ sinh vào ngày 3 hằng tháng", "giao các chi bộ thôn dọn vệ sinh", "monthly"),
        ("giao các chi bộ thôn dọn vệ sinh mỗi thứ bảy", "giao các chi bộ thôn dọn vệ sinh", "weekly"),
        ("giao các chi bộ dọn vệ sinh, chủ nhật đầu tiên hằng tháng", "giao các chi bộ dọn vệ sinh", "monthly"),
        ("giao các chi bộ tổng kết 20/3 hằng năm", "giao các chi bộ tổng kết", "yearly"),
        ("giao các chi bộ dọn vệ sinh 2 tuần một lần", None, None),
    ],
)
def test_the_day_goes_with_how_often(said: str, rest: str | None, cadence: str | None) -> None:
    found = recurrence(said)
    assert (found.rest if found else None) == rest
    assert (read_cadence(normalise(found.words)) if found else None) == cadence


def test_what_comes_round_is_told_from_what_is_done_once() -> None:
    found = recurrence("giao các chi bộ thôn dọn vệ sinh, hằng tháng ngày 3, trùng chủ nhật thì sang ngày sau")
    assert found is not None
    assert found.rest == "giao các chi bộ thôn dọn vệ sinh"
    assert read_cadence(normalise(found.words)) == "monthly"
    assert recurrence("giao các chi bộ thôn học nghị quyết tháng 12, xong trước 15/4") is None
    assert read_cadence(normalise("mỗi quý một lần")) == "quarterly"


@pytest.mark.parametrize(
    ("said", "whom", "what"),
    [
        ("giao các chi bộ thôn học nghị quyết, xong trước 15/4", "các chi bộ thôn", "học nghị quyết"),
        ("Giao thôn Hạ nộp danh sách học viên", "thôn Hạ", "nộp danh sách học viên"),
        ("giao thôn Hạ", "thôn Hạ", ""),
        ("làm đi", "", ""),
    ],
)
def test_what_is_asked_in_a_sentence(said: str, whom: str, what: str) -> None:
    assert parts_of(said, whom, ()).what == what


@given(st.integers(1, 31), st.sampled_from(MEETING_SHIFTS))
def test_a_meeting_day_is_kept_in_words_that_mean_the_same(day: int, shift: str) -> None:
    rule = MeetingRule(day, shift)
    assert read_meeting(normalise(meeting_words("vi", rule))) == rule


@given(st.text(max_size=60), st.sampled_from(("weekly", "monthly", "quarterly", "half_yearly", "yearly")))
def test_nothing_that_is_typed_breaks_the_reading(said: str, cadence: str) -> None:
    words = normalise(said)
    read_meeting(words)
    read_due(words, cadence, FIRST)
    read_period(words, cadence, date(2026, 11, 23))
    recurrence(said)


def test_a_period_whose_day_falls_badly_is_left_out_when_the_rule_says_so() -> None:
    skipping = Roundabout("monthly", DueRule(day=3, shift="skip"), 5, 5)
    sunday, monday = date(2027, 1, 3), date(2027, 5, 3)
    assert sunday.weekday() == 6
    assert period_of("monthly", sunday) not in dict(open_periods(skipping, sunday))
    assert shifted(monday, "day_before") < monday
    assert period_of("monthly", date(2026, 12, 3)) in dict(open_periods(skipping, date(2026, 12, 3)))
