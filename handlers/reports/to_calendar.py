"""Due dates as an iCalendar file (RFC 5545): one all-day event each, an alarm on the morning before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import icalendar

from handlers.reports import words
from handlers.reports.plain_text import one_line, plain
from handlers.reports.sheet import Event

UID_HOST = "chibo"
ALARM = timedelta(hours=-16)
"""Before the midnight an all-day event starts at: 08:00 of the day before, inside the hours people may be rung."""


def to_calendar(events: Iterable[Event], name: str) -> bytes:
    """The calendar `name` with one VEVENT per event, ordered by day. The same events give the same bytes; the same
    `uid` replaces the older entry in the reader's calendar."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//chibo//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("x-wr-timezone", words.ZONE_NAME)
    calendar.add_component(_zone())
    for event in sorted(events, key=lambda event: (event.on, event.uid)):
        calendar.add_component(_event(event))
    return bytes(calendar.to_ical())


def _event(event: Event) -> icalendar.Event:
    entry = icalendar.Event()
    changed = datetime.fromtimestamp(event.changed_at // 1000, UTC)
    entry.add("uid", f"{one_line(event.uid)}@{UID_HOST}")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", event.sequence)
    entry.add("dtstart", event.on)
    entry.add("dtend", event.on + timedelta(days=1))
    entry.add("summary", one_line(event.summary))
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    if event.description:
        entry.add("description", plain(event.description))
    if event.url:
        entry.add("url", one_line(event.url, 2000))
    if not event.cancelled:
        entry.add_component(_alarm(event))
    return entry


def _alarm(event: Event) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(event.summary))
    alarm.add("trigger", ALARM)
    return alarm


def _zone() -> icalendar.Timezone:
    """Vietnam has kept UTC+7 without summer time since 13/6/1975."""
    standard = icalendar.TimezoneStandard()
    standard.add("dtstart", datetime.combine(date(1975, 6, 13), time.min))
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone = icalendar.Timezone()
    zone.add("tzid", words.ZONE_NAME)
    zone.add_component(standard)
    return zone
