"""Whether a completion was earned. The last gate: what was read as finished is let through only when the speaker's
own unit says of a duty of its own that it is over. Everything doubtful is asked about instead.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from handlers.understand.dates import Hit, clash

_TABLE: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "earned.toml").read_text("utf-8"))


def _any_of(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in _TABLE[name]))


_AGAINST: Final = tuple(
    _any_of(name)
    for name in (
        "said_by_others",
        "other_unit",
        "spoilt",
        "afterwards",
        "asked",
        "hypothesis",
        "unsure",
        "invited",
        "not_ours",
        "long_ago",
    )
)
_AGAINST_NIL: Final = tuple(_any_of(name) for name in ("said_by_others", "hypothesis", "unsure", "nil_doubt"))
_HANDED_ON: Final = _any_of("handed_on")
_SET_FOR: Final = _any_of("set_for")
_TOLD_AS_PAST: Final = _any_of("told_as_past")
_PLAIN_WORDS: Final = frozenset(str(_TABLE["plain_words"]).split())
_NOTHING_MISSING: Final = re.compile(
    r"\b(?:khong|chang) (?:con |co )?(?:\w+ ){0,2}?(?:thieu|chua|sot|quen|vang)\b|\bkhong co gi(?: thieu| sai)\b"
)
_CAUSED_TO_END: Final = re.compile(r"\b(?:xong|hop|nop|gui|hoan thanh)(?: \w+){0,3} roi\b")
_HALF_A_YEAR: Final = timedelta(days=200)


def is_earned(
    intent: str, flat: str, masked: str, named: bool, hits: tuple[Hit, ...], counts: dict[str, int], today: date
) -> bool:
    """Whether a sentence read as `report_done`, `report_meeting` or `report_nil` may be offered as such.

    `named`: a duty of the cell or a line of the list was named. `counts`: what was counted."""
    if intent == "report_nil":
        return not any(pattern.search(flat) for pattern in _AGAINST_NIL)
    clear = _NOTHING_MISSING.sub(" ", flat)
    if "present" in counts or "missing" in counts:
        clear = re.sub(r"\bthieu \d+", " ", clear)
    if any(pattern.search(clear) for pattern in _AGAINST):
        return False
    if _HANDED_ON.search(clear) and not _CAUSED_TO_END.search(clear):
        return False
    if _is_ahead(hits, flat, today) and not clash(flat, hits):
        return False
    if intent == "report_meeting":
        return not (_SET_FOR.search(flat) and not _TOLD_AS_PAST.search(masked))
    return named or bool(counts) or not _strange_words(masked)


def _is_ahead(hits: tuple[Hit, ...], flat: str, today: date) -> bool:
    """A day without a year that would lie more than half a year back is meant for the days to come."""
    if re.search(r"\b20\d\d\b", flat):
        return False
    return any(hit.kind == "day" and hit.first and today - hit.first > _HALF_A_YEAR for hit in hits)


def _strange_words(masked: str) -> list[str]:
    """Words that belong to no report: `gặt xong rồi`, `đám cưới xong rồi` are somebody's news, not a duty."""
    return [word for word in re.findall(r"[^\W\d_~]+", masked) if word not in _PLAIN_WORDS and len(word) > 1]
