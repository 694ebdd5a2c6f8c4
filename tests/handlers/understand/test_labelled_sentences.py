"""The labelled sentences: accuracy floors, and the two errors that may never happen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.handlers.understand.scoring import FILES, UNDERSTANDING, labelled, score
from tests.handlers.understand.teach import HOME, fingerprint, intent_rows, people_rows

KNOWN_INTENTS = [
    "report_meeting",
    "report_done",
    "report_progress",
    "report_not_done",
    "report_nil",
    "request_extension",
    "snooze",
    "set_quiet_hours",
    "correct_last",
    "undo_last",
    "update_unit_info",
    "register_pledge",
    "amend_pledge",
    "withdraw_pledge",
    "ask_pledge_status",
    "ask_tasks",
    "ask_deadline",
    "ask_late",
    "ask_unit_status",
    "ask_stats",
    "ask_countdown",
    "dispute_reminder",
    "assign_task",
    "chase_late",
    "return_report",
    "approve_bulk",
    "export_report",
    "handover",
    "delegate",
    "help",
    "smalltalk",
    "out_of_scope",
    "refuse_allegation",
    "refuse_secret",
    "refuse_personal_id",
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_most_sentences_are_understood(path: Path, record_property: Callable[[str, object], None]) -> None:
    result = score(path)
    record_property(UNDERSTANDING, result.lines())
    assert result.intents >= 0.95 * result.sentences, result.confused
    assert result.slots >= 0.93 * result.sentences


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_completion_is_made_up_and_nothing_refused_is_kept(path: Path) -> None:
    result = score(path)
    assert result.false_completions == []
    assert result.kept == []
    assert result.stopped == []


def test_every_intent_has_sentences() -> None:
    seen = [intent for path in FILES for intent, _, _ in labelled(path)]
    assert set(KNOWN_INTENTS) <= set(seen)
    assert len(seen) >= 400


def test_the_weights_were_learned_from_these_sentences() -> None:
    """After a change here: `python -m tests.handlers.understand.teach`."""
    assert (HOME / "learned_from.txt").read_text("utf-8").strip() == fingerprint(
        intent_rows(FILES) + people_rows(FILES)
    )
