"""How well labelled sentences are understood: intent, slots, false completions, and who is taken for whom."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from handlers.understand import shield, understand
from handlers.understand.syllables import fold

TODAY = date(2026, 11, 23)
COMPLETIONS = {"report_done", "report_meeting", "report_nil"}
FILES = sorted(Path(__file__).parent.glob("*.toml"))
UNDERSTANDING = "understanding"
"""The property under which a test hands its figures to the end of the run."""


@dataclass
class Score:
    """One file's result. `never_completion` rows count only for false completions, `innocent` rows only for
    what the shield stopped."""

    name: str
    sentences: int = 0
    intents: int = 0
    slots: int = 0
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    false_completions: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The figures, and beneath them who is taken for whom."""
        confused = self.confused.most_common()
        return [self.line(), *(f"  {meant} taken for {taken}: {times}" for (meant, taken), times in confused)]

    def line(self) -> str:
        return (
            f"{self.name}: {self.sentences} sentences, intent {self.intents / max(self.sentences, 1):.1%}, "
            f"intent and slots {self.slots / max(self.sentences, 1):.1%}, false completions"
            f" {len(self.false_completions)}, "
            f"refused but kept {len(self.kept)}, stopped without need {len(self.stopped)}"
        )


def labelled(path: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """(intent, text, slots) of every sentence of a file."""
    rows = tomllib.loads(path.read_text("utf-8"))
    return [(intent, text, slots) for intent, sentences in rows.items() for text, slots in sentences]


def same(expected: Any, got: Any) -> bool:
    """Numbers and dates exactly; free words without accents, one being part of the other."""
    if isinstance(expected, str) and isinstance(got, str):
        left, right = fold(expected), fold(got)
        if left == right or re.match(r"\d{4}|\d\d:", left):
            return left == right
        return min(len(left), len(right)) > 1 and (left in right or right in left)
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(same(*pair) for pair in zip(expected, got, strict=True))
    if isinstance(expected, str) and isinstance(got, list):
        return any(same(expected, each) for each in got)
    return type(expected) is type(got) and bool(expected == got)


@cache
def score(path: Path) -> Score:
    """Understand every sentence of a file and count."""
    result = Score(path.stem)
    for intent, text, slots in labelled(path):
        meaning = understand(text, TODAY)
        if meaning.intent in COMPLETIONS and intent not in COMPLETIONS and intent != "innocent":
            result.false_completions.append(text)
        if intent.startswith("refuse_") and meaning.slots != {"store": False}:
            result.kept.append(text)
        if intent == "innocent" and (shield(text).refused or meaning.intent.startswith("refuse_")):
            result.stopped.append(text)
        if intent in ("never_completion", "innocent"):
            continue
        result.sentences += 1
        right = meaning.intent == intent
        result.intents += right
        result.slots += right and all(
            name in meaning.slots and same(slots[name], meaning.slots[name]) for name in slots
        )
        if not right:
            result.confused[intent, meaning.intent] += 1
    return result
