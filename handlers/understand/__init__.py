"""Vietnamese typing → meaning: normalise, dates, counts, intents, slots, and the shield. Pure; asks no clock."""

from handlers.understand.answers import names_two_days, parse_counts, parse_date, parse_share
from handlers.understand.attendance import Attendance, check_attendance
from handlers.understand.counts import parse_count
from handlers.understand.meaning import Context, Meaning, ShownTask
from handlers.understand.normalise import normalise
from handlers.understand.shield import Shielded, shield
from handlers.understand.understanding import understand

__all__ = [
    "Attendance",
    "Context",
    "Meaning",
    "Shielded",
    "ShownTask",
    "check_attendance",
    "names_two_days",
    "normalise",
    "parse_count",
    "parse_counts",
    "parse_date",
    "parse_share",
    "shield",
    "understand",
]
