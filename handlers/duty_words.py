"""How a duty's rhythm and due day read: `hằng tháng, ngày 3, trùng chủ nhật thì sang ngày sau`."""

from __future__ import annotations

from datetime import date

from handlers.catalogue import Duty
from handlers.rules.audience import CELLS
from handlers.rules.periods import (
    LAST,
    MONTHS,
    DueRule,
    MeetingRule,
    bounds,
    due_on,
    meeting_day,
    next_period,
    period_of,
)
from handlers.text import day, say

LAST_DAY = 31


def rhythm(language: str, duty: Duty) -> str:
    """Cadence, due day and what happens to a bad one."""
    if duty.cadence == "by_plan":
        return say(language, "cadence.by_plan")
    return ", ".join((say(language, f"cadence.{duty.cadence}"), due_words(language, duty.due, MONTHS[duty.cadence])))


def whom_words(language: str, duty: Duty) -> str:
    """Which units owe it: `chi bộ khu dân cư trong 12 tháng cuối nhiệm kỳ`."""
    place = "cells" if set(duty.kinds) & set(CELLS) else "committees"
    place = {True: "residential", False: "agencies", None: place}[duty.residential]
    said = say(language, f"duty_book.for_{place}")
    if duty.units:
        said = say(language, "duty_book.for_named", n=len(duty.units))
    if duty.compositions:
        names = ", ".join(say(language, f"composition.{each}") for each in duty.compositions)
        said = say(language, "duty_book.for_compositions", whom=said, compositions=names)
    return (
        said if duty.last_months is None else say(language, "duty_book.for_last_months", whom=said, n=duty.last_months)
    )


def due_words(language: str, rule: DueRule, months: int) -> str:
    """The due day of a period of so many months."""
    if rule.meeting:
        key = "on_meeting" if not rule.plus_days else "after_meeting" if rule.plus_days > 0 else "before_meeting"
        said = say(language, f"due.{key}", n=abs(rule.plus_days)) if rule.plus_days else say(language, "due.on_meeting")
    elif rule.weekday is not None:
        said = _of_week(language, rule, months)
    elif rule.anchors:
        days = ", ".join(f"{each}/{month}" for month, each in rule.anchors)
        said = say(language, "due.on_anchors", n=abs(rule.plus_days), days=days)
    else:
        said = _of_month(language, rule, months)
    return said if rule.shift == "none" else f"{said}, {say(language, f'shift.{rule.shift}')}"


def _of_month(language: str, rule: DueRule, months: int) -> str:
    if months == MONTHS["yearly"] and rule.day is not None:
        return say(language, "due.day_of_year", day=rule.day, month=rule.month)
    said = say(language, "due.last_day") if rule.day == LAST_DAY else say(language, "due.day", day=rule.day)
    if rule.month == 0:
        return say(language, "due.month_before", day=said)
    return said if months == 1 else say(language, "due.month_of", day=said, n=rule.month)


def _of_week(language: str, rule: DueRule, months: int) -> str:
    """A weekday by itself, or which one of a month."""
    said = say(language, f"weekday.{(rule.weekday or 1) - 1}")
    if months:
        which = {LAST: "due.weekday_last", 1: "due.weekday_first"}.get(rule.nth, "due.weekday_nth")
        said = say(language, which, day=said, n=rule.nth)
    return said if months < MONTHS["quarterly"] else say(language, "due.month_of", day=said, n=rule.month)


def meeting_words(language: str, rule: MeetingRule) -> str:
    """The meeting day, as it reads behind "hằng tháng"."""
    return due_words(language, DueRule(day=rule.day, shift=rule.shift), 1)


def next_meetings(language: str, rule: MeetingRule, today: date, count: int) -> str:
    """The next days on which the rule lets a cell meet."""
    period = period_of("monthly", today)
    found: list[str] = []
    while len(found) < count:
        held = meeting_day(period, rule)
        if held >= today:
            found.append(day(language, held))
        period = next_period(period)
    return ", ".join(found)


def next_dues(language: str, duty: Duty, rule: MeetingRule, today: date, count: int) -> str:
    """The next due days of a duty that comes round; empty for one that goes by plan."""
    if duty.cadence == "by_plan":
        return ""
    period = period_of(duty.cadence, today)
    found: list[str] = []
    last = date(today.year + 3, 12, 31)
    while len(found) < count and bounds(period)[0] <= last:
        due = due_on(duty.due, period, rule)
        if due >= today and due.isoformat() >= duty.since and period not in duty.skips:
            found.append(day(language, due, year=True))
        period = next_period(period)
    return ", ".join(found)
