"""A sentence typed on a phone → what is meant. The one door into this package besides the shield."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from handlers.understand import leading, learned, mending, questions, report_slots, seats, time_slots
from handlers.understand.choosing import choose
from handlers.understand.context import find_reference, ref_by_title
from handlers.understand.counts import attendance_counts, progress_counts
from handlers.understand.dates import Direction, find_dates, mask
from handlers.understand.duties import find_duties
from handlers.understand.earned import is_earned
from handlers.understand.features import sentence_features
from handlers.understand.intents import COMPLETIONS, best_of, no_completion, score_cues, settle
from handlers.understand.meaning import Context, Meaning
from handlers.understand.moods import Mood, mood_of
from handlers.understand.needs import needs_of
from handlers.understand.normalise import Sentence, read
from handlers.understand.pledges import pledge_slots
from handlers.understand.reports import Verdict, is_meeting, judge_report
from handlers.understand.shield import shield
from handlers.understand.slots import Reading, read_slots

_FUTURE: Final = frozenset(
    [
        "request_extension",
        "snooze",
        "set_quiet_hours",
        "register_pledge",
        "amend_pledge",
        "ask_tasks",
        "ask_deadline",
        "ask_countdown",
        "assign_task",
        "chase_late",
        "return_report",
        "export_report",
        "handover",
        "delegate",
        "report_not_done",
        "approve_bulk",
    ]
)
_SURE: Final = 5
"""A cue weight from which an intent outranks a plain report."""


_WANTS_CHANGE: Final = re.compile(
    r"\b(?:sua|đổi|dinh chinh|chinh lai|cap nhat|ghi lai|nhap lai|bao lai|khong phai|chu khong)\b"
)


_OF_THE_LAST: Final = re.compile(
    r"\b(?:cai|so|lan|bao cao|bien ban) (?:vua roi|vua xong|luc nay|hoi nay|ban nay)\b"
    r"(?=.*(?:\d|\bchua\b|\bhom\b|\bngay\b))"
)
"""`cái vừa rồi là 16 thôi`: about what was just saved, when something was."""
_THE_LAST: Final = re.compile(
    r"(?:(?:toi|minh|em|a|oi|cho|xem|sua|lai|giup) )*(?:cai|so|lan|bao cao|viec) (?:vua roi|vua xong|luc nay"
    r"|hoi nay|ban nay)"
    r"(?: (?:a|nhe|em|sai|sai roi|do|day|sua|lai|giup|toi|voi|nham))*"
)


def _nothing(_: Reading) -> dict[str, Any]:
    return {}


_FILLERS: Final[dict[str, Callable[[Reading], dict[str, Any]]]] = {
    "report_meeting": report_slots.meeting,
    "report_done": report_slots.done,
    "report_progress": report_slots.progress,
    "report_not_done": report_slots.not_done,
    "report_nil": report_slots.nil,
    "request_extension": time_slots.extension,
    "snooze": time_slots.snooze,
    "set_quiet_hours": time_slots.quiet_hours,
    "correct_last": mending.correction,
    "undo_last": mending.undo,
    "update_unit_info": mending.unit_info,
    "register_pledge": lambda reading: pledge_slots(reading, adding=False),
    "amend_pledge": lambda reading: pledge_slots(reading, adding=True),
    "withdraw_pledge": seats.withdraw,
    "ask_pledge_status": questions.pledge_status,
    "ask_tasks": questions.ask_tasks,
    "ask_deadline": questions.question,
    "ask_late": questions.ask_late,
    "ask_unit_status": questions.ask_unit,
    "ask_stats": questions.stats,
    "ask_countdown": questions.countdown,
    "dispute_reminder": questions.dispute,
    "assign_task": leading.assign,
    "chase_late": leading.chase,
    "return_report": leading.return_report,
    "approve_bulk": leading.approve,
    "export_report": leading.export,
    "handover": seats.handover,
    "delegate": seats.delegate,
    "help": questions.help_topic,
}


def understand(text: str, today: date, context: Context | None = None) -> Meaning:
    """The intent, slots, open needs and confidence of one message. Never raises.

    A message the shield refuses whole gives its `refuse_*` intent; nothing of it may be stored."""
    shielded = shield(text)
    if shielded.refused:
        return Meaning(shielded.refused, {"store": False}, (), 0.95)
    sentence = read(text)
    flat = _clean_bill(sentence.flat)
    mood = mood_of(flat)
    duties, reference = find_duties(flat), find_reference(flat, context)
    ref = reference.number if reference else None
    unpointed = (
        flat[: reference.start] + "~" * (reference.end - reference.start) + flat[reference.end :] if reference else flat
    )
    past = find_dates(unpointed, today, "past")
    masked = mask(unpointed, past)
    verdict = judge_report(flat, masked, mood, duties, past, ref, today)
    cues = score_cues(flat, mood.question)
    ruled = _decide(sentence, mood, verdict, cues)
    counted = verdict.counts if verdict else {}

    def earned(intent: str) -> bool:
        return is_earned(intent, flat, masked, bool(duties) or ref is not None, past, counted, today)

    odds = learned.weights("intents").odds(sentence_features(flat, past, duties, mood, cues))
    intent, confidence, others = choose(flat, mood, ruled, odds, earned, _begins_done(flat, today))
    if context and context.last_saved and _OF_THE_LAST.search(flat) and not mood.question:
        intent, confidence, others = "correct_last", 0.7, ("undo_last",)
    elif context and context.last_saved and _THE_LAST.fullmatch(flat):
        intent, confidence, others = "undo_last", 0.7, ("correct_last",)
    direction: Direction = "future" if intent in _FUTURE else "past"
    counts = verdict.counts if verdict and verdict.intent == intent else _counts_for(intent, masked)
    reading = read_slots(sentence, unpointed, today, direction, ref, counts)
    found = _FILLERS.get(intent, _nothing)(reading)
    pointed = ref_by_title(found.get("task"), context) if "task_ref" not in found else None
    if pointed is not None:
        found["task_ref"] = pointed
    if intent == "correct_last" and not found.keys() & {"new", "present"} and not _WANTS_CHANGE.search(flat):
        intent, found = "undo_last", {}
    return Meaning(intent, found, needs_of(intent, found), confidence, others)


_CLEAN_BILL: Final = re.compile(
    r"\b(?:khong|chua) (?:co|phat hien|thay|phat sinh)(?: dau hieu)? (?:sai pham|vi pham|sai sot)(?: (?:gi|nao|ca))*\b"
)
_INSPECTED: Final = re.compile(r"\b(?:kiem tra|giam sat|ra soat)\b")


def _clean_bill(flat: str) -> str:
    """An inspection that found nothing wrong is one that is done, not something that was not. Of the same length."""
    if not _INSPECTED.search(flat):
        return flat
    return _CLEAN_BILL.sub(lambda found: "xong".ljust(len(found[0]), "~"), flat)


def features_of(text: str, today: date) -> set[str]:
    """What a sentence is weighed by (for learning)."""
    flat = _clean_bill(read(text).flat)
    mood = mood_of(flat)
    return sentence_features(
        flat, find_dates(flat, today, "past"), find_duties(flat), mood, score_cues(flat, mood.question)
    )


def _counts_for(intent: str, masked: str) -> dict[str, int]:
    """The counts of a report that the rules alone had taken for something else."""
    if intent == "report_meeting":
        return attendance_counts(masked)
    return progress_counts(masked) if intent in ("report_done", "report_progress", "report_not_done") else {}


def _begins_done(flat: str, today: date) -> bool:
    """`số 1 và số 4 xong rồi, ảnh để mai gửi`: what comes after the first clause is about something else."""
    first, *rest = re.split(r" ?[|,] ", flat, maxsplit=1)
    if not rest or not mood_of(first).plainly_done:
        return False
    duties, reference = find_duties(first), find_reference(first, None)
    if not (duties or reference) or re.search(r"\b(?:chua|tra lai|thieu|sai|nham|huy|nhung|ma)\b", rest[0]):
        return False
    past = find_dates(first, today, "past")
    verdict = judge_report(
        first, mask(first, past), mood_of(first), duties, past, reference.number if reference else None, today
    )
    return verdict is not None and verdict.intent in COMPLETIONS


def _decide(
    sentence: Sentence, mood: Mood, verdict: Verdict | None, cues: dict[str, int]
) -> tuple[str, float, tuple[str, ...]]:
    """What the rules alone make of it: (intent, confidence, two others)."""
    scores = settle(cues)
    nil = scores.pop("report_nil", 0)
    if nil and not mood.question and not mood.doubt and not re.search(r"\b(?:se|neu|hua|mai|mốt)\b", sentence.flat):
        scores["report_nil"] = nil
    winner, top, second = best_of(scores)
    if (
        scores.get("handover")
        and scores.get("delegate")
        and re.search(r"\b(?:lam|la|giu|len|bau) (?:pho )?bi thu\b|\bban giao\b", sentence.flat)
    ):
        del scores["delegate"]
        winner, top, second = best_of(scores)
    if verdict and not _outranked(sentence.flat, winner, top, verdict, mood):
        return verdict.intent, verdict.confidence, _others(scores, verdict.intent)
    if not winner:
        return _fallback(sentence.flat, mood)
    if winner in COMPLETIONS and no_completion(mood) and winner != "report_nil":
        return "out_of_scope", 0.2, ()
    return winner, round(min(0.95, 0.45 + 0.06 * (top - second) + 0.02 * top), 2), _others(scores, winner)


_SHY: Final = frozenset({"update_unit_info", "register_pledge", "help", "assign_task", "handover"})
"""Readings that yield to a meeting whose attendance was counted."""


def _outranked(flat: str, winner: str, top: int, verdict: Verdict, mood: Mood) -> bool:
    """Whether the cues speak louder than the report that could be read into the sentence."""
    if mood.thanks and verdict.intent in COMPLETIONS and not _separate_report(flat):
        return True
    if not winner or top < _SURE:
        return winner == "smalltalk" and mood.thanks and verdict.intent in COMPLETIONS and not verdict.counts
    if winner == "smalltalk":
        return not verdict.counts and not _separate_report(flat)
    if winner == "report_nil":
        return not verdict.counts
    if winner == "assign_task" and verdict.intent == "report_done" and re.search(r"\b(?:da|roi)\b", flat):
        return False
    held = verdict.intent == "report_meeting" and bool(verdict.counts)
    return not (held and winner in _SHY)


_THANKING: Final = re.compile(r"\b(?:cam on|(?<!to )chuc|da ta|khen|hoan nghenh|ghi nhan|biet on)\b")


def _separate_report(flat: str) -> bool:
    """A clause that reports something by name or number, beside the clause that thanks."""
    said = [clause for clause in re.split(r" ?[|,] ?", flat) if not _THANKING.search(clause)]
    return any(
        (find_duties(clause) or is_meeting(clause) or re.search(r"\d", clause))
        and re.search(r"\b(?:da|roi|xong|vua|hoan thanh|du|co mat|vang)\b|\d", clause)
        for clause in said
    )


def _others(scores: dict[str, int], chosen: str) -> tuple[str, ...]:
    ranked = sorted((intent for intent in scores if intent != chosen), key=lambda intent: -scores[intent])
    return tuple(ranked[:2])


def _fallback(flat: str, mood: Mood) -> tuple[str, float, tuple[str, ...]]:
    if mood.thanks:
        return "smalltalk", 0.5, ()
    if mood.question and find_duties(flat):
        return "ask_deadline", 0.3, ("ask_tasks", "help")
    return "out_of_scope", 0.3, ("help",)
