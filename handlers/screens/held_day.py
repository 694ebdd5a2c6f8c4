"""The day on which a meeting was: asked for, taken from a whole sentence, and held against the task's own window."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from handlers.rules.periods import period_of
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice
from handlers.screens.record import Entry
from handlers.text import day, say
from handlers.understand import normalise, parse_date
from storage.model import Task

MEETING_DUTY: Final = "REG-01"
MEETING_ON: Final = re.compile(r"\bhop(?: chi bo)?(?: ngay| hom)? (\d{1,2}) ?/ ?(\d{1,2})\b(?! ?/)")


def other_month(turn: Turn, task: Task) -> bool:
    """Whether this is the monthly meeting of a month that is not the present one."""
    return "present" in task.asks and task.duty == MEETING_DUTY and task.period != period_of("monthly", turn.today())


def no_such_day(turn: Turn, task: Task) -> bool:
    """Whether the sentence names a day that no calendar has: `họp 31/2`."""
    found = MEETING_ON.search(normalise(turn.said)) if "present" in task.asks else None
    if found is None or int(found[2]) not in range(1, 13):
        return False
    try:
        date(turn.today().year, int(found[2]), int(found[1]))
    except ValueError:
        return True
    return False


def not_then(turn: Turn, entry: Entry, when: str) -> Reply | None:
    """A day on which this meeting cannot have been: ahead, or outside the task's window. Another day may be typed."""
    task, today = entry.task, turn.today().isoformat()
    opens, closes = task.opens_on, min(today, task.closes_on)
    if opens <= when <= closes:
        return None
    key = "ask.held_ahead" if when > today else "ask.held_outside"
    text = say(
        turn.language,
        key,
        day=day(turn.language, when, year=when[:4] != today[:4]),
        days=say(turn.language, "ask.held_one_day", day=day(turn.language, opens))
        if opens == closes
        else say(turn.language, "ask.held_days", first=day(turn.language, opens), last=day(turn.language, closes)),
        title=task.title,
    )
    choices = (Choice(say(turn.language, "button.change"), f"task:{task.id}:meet"), home_choice(turn.language))
    return Reply(Screen(text, choices), next_screen="report", draft=entry.draft("held"))


def day_question(turn: Turn, entry: Entry, *, stumbled: bool = False) -> Reply:
    """Asks on which day the meeting was; today, yesterday and the planned day are offered where they can be."""
    task, today = entry.task, turn.today()
    days = [("held_today", today), ("held_yesterday", today - timedelta(days=1))]
    planned = date.fromisoformat(task.due_on)
    choices = [
        Choice(say(turn.language, f"button.{key}"), f"task:{task.id}:on:{when.isoformat()}")
        for key, when in days
        if task.opens_on <= when.isoformat() <= task.closes_on
    ]
    if planned < today - timedelta(days=1):
        choices.append(Choice(day(turn.language, planned), f"task:{task.id}:on:{planned.isoformat()}"))
    text = say(turn.language, "ask.held_again" if stumbled else "ask.held", title=task.title)
    screen = Screen(text, (*choices, home_choice(turn.language)))
    return Reply(screen, next_screen="report", draft=entry.draft("held"), stumbled=stumbled)


def day_said(turn: Turn, task: Task) -> str | None:
    """The day of the meeting in a whole sentence typed for a number: `họp Chủ nhật 22/11, có mặt 18`."""
    if "present" not in task.asks:
        return None
    when = parse_date(turn.said, turn.today()) if "hop" in normalise(turn.said).split() else None
    return when.isoformat() if when else None
