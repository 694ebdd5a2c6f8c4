"""Which intent a sentence has: cues with weights (cues.toml), then the rules that no cue may overrule.

A question, a promise or a thank-you never ends as a completion, whatever finishing words it contains.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from handlers.understand.duties import NOUN
from handlers.understand.moods import VERB, Mood

UNIT: Final = (
    r"(?:chi bo|thon|to dan pho|to dang|khu pho|ap|buon|xa|phuong|dang bo|don vi|truong|tram|cong an|khu|to"
    r"|quan su|dang uy)"
    r"(?: (?:truc thuoc|so|thon|to dan pho|khu pho|ap|buon|khu|truong|tram|xa|cong an|quan su|mam non|tieu hoc|y te))*"
    r"(?: (?:\d{1,3}|[a-z]\b|cua toi|toi|minh|em|ben toi|nay|nha|(?!chua|da|nop|co|la|hop|den|lam|xong|hien"
    r"|gio|con|sao|the|bao|may|nao|tien|duoc|vang|bi|tinh|cua|phai|thu|tre|cham)\w+))?"
)
_MACROS: Final = {
    "{VERB}": VERB,
    "{BO}": "(?<!chi )(?<!dang )(?<!can )(?<!toan )(?<!cong )bo",
    "{HOAN}": "hoan(?! (?:thanh|tat|toan|tra|thien|nghenh|canh|ho))",
    "{TASK}": NOUN,
    "{UNIT}": UNIT,
    "{GREET}": r"(?:xin )?chao|alo|hello|hi|kinh chao|cam on|a lo|hey|e|em oi|ban oi|bạn oi|bot oi",
}
COMPLETIONS: Final = frozenset({"report_done", "report_meeting", "report_nil"})


@dataclass(frozen=True, slots=True)
class Cue:
    """One pattern that speaks for an intent, with its weight and the mood it needs."""

    intent: str
    weight: int
    mood: str
    pattern: re.Pattern[str]


def _load() -> tuple[Cue, ...]:
    table: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cues.toml").read_text("utf-8"))
    cues = []
    for intent, lines in table.items():
        for line in lines:
            weight, mood, pattern = line.split(" ", 2)
            for macro, meant in _MACROS.items():
                pattern = pattern.replace(macro, meant)
            cues.append(Cue(intent, int(weight), mood, re.compile(pattern)))
    return tuple(cues)


_CUES: Final = _load()


def score_cues(flat: str, question: bool) -> dict[str, int]:
    """The sum of the weights of the cues found, per intent."""
    scores: dict[str, int] = {}
    for cue in _CUES:
        if (cue.mood == "ask" and not question) or (cue.mood == "tell" and question):
            continue
        if cue.pattern.search(flat):
            scores[cue.intent] = scores.get(cue.intent, 0) + cue.weight
    return scores


def best_of(scores: dict[str, int]) -> tuple[str, int, int]:
    """(winner, its score, the runner-up's score)."""
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked:
        return "", 0, 0
    return ranked[0][0], ranked[0][1], ranked[1][1] if len(ranked) > 1 else 0


_DROPS: Final = (
    ("withdraw_pledge", ("register_pledge", "amend_pledge", "ask_pledge_status")),
    ("amend_pledge", ("register_pledge", "correct_last")),
    ("help", ("register_pledge", "ask_pledge_status", "export_report", "assign_task")),
    ("export_report", ("ask_late", "ask_stats", "ask_unit_status")),
    ("update_unit_info", ("correct_last",)),
    ("return_report", ("assign_task",)),
    ("set_quiet_hours", ("snooze",)),
    ("undo_last", ("correct_last",)),
    ("chase_late", ("ask_late", "snooze", "assign_task")),
    ("ask_late", ("ask_pledge_status", "ask_deadline")),
    ("ask_stats", ("ask_pledge_status",)),
    ("handover", ("assign_task",)),
    ("ask_pledge_status", ("ask_tasks", "ask_unit_status", "ask_deadline")),
    ("ask_countdown", ("ask_deadline",)),
    ("dispute_reminder", ("snooze", "chase_late")),
)
"""Who silences whom: the narrower reading drops the wider one that shares its words."""
_SURE_DROP: Final = 8


def settle(scores: dict[str, int]) -> dict[str, int]:
    """Scores without the readings that a narrower one explains better."""
    left = dict(scores)
    for winner, losers in _DROPS:
        if left.get(winner, 0) >= _SURE_DROP:
            for loser in losers:
                left.pop(loser, None)
    return left


def no_completion(mood: Mood) -> bool:
    """Whether this mood forbids recording anything as finished."""
    return mood.question or mood.promise or mood.doubt or (mood.negated and not mood.affirmed_twice)
