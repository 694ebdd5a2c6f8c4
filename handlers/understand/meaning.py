"""What came out of a sentence, and what it may be read against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One line of the list last shown: its number there, the task's code, its title."""

    ref: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Context:
    """`shown`: the list last shown. `last_saved`: what the last save was (its kind of record, for "nhầm").
    `open_question`: the slot just asked for, or the screen's question. `role`: the speaker's seat."""

    shown: tuple[ShownTask, ...] = ()
    last_saved: str | None = None
    open_question: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """`slots` holds what was said; `needs` names the slots still to be asked, in asking order; `confidence` 0..1.

    `alternatives` are at most two other intents worth offering when unsure."""

    intent: str
    slots: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    confidence: float = 0.0
    alternatives: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Exactly intent, slots and needs."""
        return {"intent": self.intent, "slots": dict(self.slots), "needs": list(self.needs)}
