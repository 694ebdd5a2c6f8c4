"""The life of a pledge (domain 3.2): its states, when its measures are looked at, which measure a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from handlers.rules.periods import bounds, periods_between
from handlers.rules.pledge import plain

PLEDGE_DUTY: Final = "REG-22"
CHECK_DUTY: Final = "PLEDGE-CHECK"
REVIEW_DUTY: Final = "PLEDGE-REVIEW"
SIGN_DUTY: Final = "COMMITMENT"
"""The duties of a campaign's tasks: register, look at the measures, look back at the end; or only sign."""

MAY_BECOME: Final[dict[str, frozenset[str]]] = {
    "registered": frozenset({"returned", "in_force", "replaced", "superseded", "withdrawn"}),
    "returned": frozenset({"replaced", "superseded", "withdrawn"}),
    "in_force": frozenset({"reviewed", "closed", "replaced", "superseded", "withdrawn"}),
    "reviewed": frozenset({"in_force", "closed", "superseded"}),
    "closed": frozenset(),
    "replaced": frozenset({"registered"}),
    "superseded": frozenset(),
    "withdrawn": frozenset(),
}
"""State to the states that may follow. `replaced` back to `registered`: the newer text was taken back unread."""

DRAFT_DAYS: Final = 7
APART: Final = timedelta(days=30)
BEFORE_REVIEW: Final = timedelta(days=7)
OPENS_BEFORE: Final = timedelta(days=14)
REVIEW_OPENS_BEFORE: Final = timedelta(days=30)
CLOSES_AFTER: Final = timedelta(days=30)
MONTHS: Final = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
CADENCES: Final = {"quarterly": "quarterly", "half_yearly": "half_yearly", "yearly": "yearly"}


def may_become(state: str, new: str) -> bool:
    """Whether a pledge in `state` may go to `new`. Unknown states may go nowhere."""
    return new in MAY_BECOME.get(state, frozenset())


def check_dates(rhythm: str, own: date, last: date) -> tuple[date, ...]:
    """When one measure is looked at: on its own day, then at the end of each period of the rhythm, and on the
    campaign's last day, which is the review (a day of its own in the last week is that review). The ends of periods
    keep a month's distance; nothing lies after `last`.

    A measure done every month is looked at each quarter: one more question a month would be a burden.
    """
    cadence = CADENCES.get(rhythm, "quarterly")
    found = [own] if own <= last - BEFORE_REVIEW else []
    after = own
    for period in periods_between(cadence, own, last):
        end = bounds(period)[1]
        if end >= after + APART and end <= last - APART:
            found.append(end)
            after = end
    return (*found, last)


_EMPTY: Final = frozenset(
    {
        "a",
        "bo",
        "cac",
        "chi",
        "chieu",
        "cho",
        "co",
        "cua",
        "da",
        "de",
        "duoc",
        "em",
        "hang",
        "hom",
        "la",
        "lam",
        "lan",
        "minh",
        "moi",
        "mot",
        "nam",
        "nay",
        "ngay",
        "nhe",
        "nhung",
        "nua",
        "o",
        "pho",
        "qua",
        "quy",
        "ra",
        "roi",
        "sang",
        "tai",
        "thang",
        "theo",
        "thi",
        "thon",
        "to",
        "toi",
        "trong",
        "va",
        "vao",
        "ve",
        "viec",
        "voi",
        "vua",
        "xong",
    }
)
_WEAK: Final = frozenset({"cong", "khai", "thu", "danh", "sach", "hop", "dan"})
"""Words of half the measures: they say little about which one is meant."""
_ENOUGH: Final = 4


def measures_meant(said: str, measures: Sequence[str]) -> tuple[int, ...]:
    """The places (from 0) of the measures that a sentence is most likely about: those which share the most with it,
    at least two words that mean something; empty when it is about none."""
    words = _words(said)
    shared = [_shared(words, _words(text)) for text in measures]
    most = max(shared, default=0)
    if most < _ENOUGH:
        return ()
    return tuple(place for place, score in enumerate(shared) if score == most)


def _shared(said: Sequence[str], measure: Sequence[str]) -> int:
    """Words in common; those that stand side by side in both count more, and so does the act itself, which comes
    first in a measure."""
    single = sum(1 if word in _WEAK else 2 for word in set(said) & set(measure))
    act = 2 if set(measure[:2]) <= set(said) else 0
    return single + act + len(set(pairwise(said)) & set(pairwise(measure)))


def _words(text: str) -> list[str]:
    return [word for word in plain(text).split() if word not in _EMPTY and not word.isdigit()]


_DOCUMENT: Final = re.compile(
    r"^(?:số\s*)?(?P<number>[^\s,;]{1,40}?)(?:[,;]?\s+(?:ngày\s+)?(?P<day>\S.*))?$", re.IGNORECASE
)


def read_document(said: str) -> tuple[str, str] | None:
    """`số 12-CTr/CB ngày 5/12/2026` as (number, words of the day or empty); None when there is no number."""
    found = _DOCUMENT.match(said.strip())
    if found is None or not re.search(r"\d", found["number"]):
        return None
    return found["number"], found["day"] or ""
