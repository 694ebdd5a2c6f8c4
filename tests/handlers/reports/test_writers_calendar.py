"""The calendar file, parsed back."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reports.plain_text import one_line, plain
from handlers.reports.sheet import Event
from handlers.reports.to_calendar import to_calendar
from tests.handlers.reports.report_samples import MADE_AT, events

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=120)


def parse(data: bytes) -> tuple[icalendar.Calendar, list[icalendar.Event]]:
    calendar = icalendar.Calendar.from_ical(data)
    return calendar, calendar.walk("VEVENT")


def test_one_all_day_event_per_due_date_in_order_of_days() -> None:
    calendar, found = parse(to_calendar(events(), "Việc của tôi"))
    assert calendar["x-wr-calname"] == "Việc của tôi"
    assert calendar["x-wr-timezone"] == "Asia/Ho_Chi_Minh"
    assert [(str(event["uid"]), event.decoded("dtstart")) for event in found] == [
        ("task-7@chibo", date(2026, 7, 3)),
        ("task-12@chibo", date(2026, 7, 10)),
        ("task-9@chibo", date(2026, 7, 20)),
    ]
    assert all(event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1) for event in found)
    assert found[1]["description"] == "Gửi Đảng ủy xã; trả lời “xong 1” là được."
    assert found[0]["url"] == "https://example.vn/t/7"


def test_the_alarm_rings_at_eight_in_the_morning_before_and_never_for_what_was_cancelled() -> None:
    _, (meeting, report, cancelled) = parse(to_calendar(events(), "Lịch"))
    for event in (meeting, report):
        (alarm,) = event.walk("VALARM")
        assert alarm.decoded("trigger") == timedelta(hours=-16)
    assert cancelled["status"] == "CANCELLED"
    assert cancelled["sequence"] == 2
    assert cancelled.walk("VALARM") == []


def test_an_empty_calendar_is_valid() -> None:
    calendar, found = parse(to_calendar((), ""))
    assert found == []
    assert calendar["version"] == "2.0"


def test_the_same_events_give_the_same_bytes_in_any_order() -> None:
    assert to_calendar(events(), "Lịch") == to_calendar(reversed(events()), "Lịch")


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_comes_back(summary: str, description: str, on: date) -> None:
    data = to_calendar((Event("t", on, summary, MADE_AT, description),), summary)
    _, (event,) = parse(data)
    assert event["summary"] == one_line(summary)
    assert event.get("description", "") == plain(description)
    assert event.decoded("dtstart") == on
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
