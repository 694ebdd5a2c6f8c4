"""What a sentence is weighed by: its words and pairs of words, with days, counts and duties made alike.

The same functions are used when the weights are learned (tests/handlers/understand/teach.py) and when they are used
(learned.py), so that both see the same things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from handlers.understand.dates import Hit
from handlers.understand.duties import Duty
from handlers.understand.moods import Mood

_RATIO: Final = re.compile(r"\b\d+ ?/ ?\d+\b")
_NUMBER: Final = re.compile(r"\b\d+\b")
_MOODS: Final = ("question", "negated", "promise", "almost", "doubt", "finished", "thanks", "affirmed_twice")
_KINDS: Final = {"time": "<time>", "period": "<period>"}


def made_alike(flat: str, hits: Iterable[Hit], duties: Iterable[Duty]) -> list[str]:
    """The words of `flat` with each day, period, time, duty, share and number replaced by its kind."""
    spans = [(hit.start, hit.end, _KINDS.get(hit.kind, "<day>")) for hit in hits]
    taken = list(spans)
    spans += [
        (duty.start, duty.end, "<duty>")
        for duty in duties
        if not any(start < duty.end and end > duty.start for start, end, _ in taken)
    ]
    parts: list[str] = []
    at = 0
    for start, end, kind in sorted(spans):
        if start >= at:
            parts += [flat[at:start], f" {kind} "]
            at = end
    parts.append(flat[at:])
    return _NUMBER.sub("#", _RATIO.sub(" <share> ", "".join(parts))).split()


def sentence_features(
    flat: str, hits: Iterable[Hit], duties: Iterable[Duty], mood: Mood, cues: Iterable[str]
) -> set[str]:
    """Everything an intent is weighed by: words alike and as they are, neighbours, mood, and the cues that fired."""
    found = pairs_of(["^", *made_alike(flat, hits, duties), "$"])
    words = [word for word in flat.split() if not word.isdigit()]
    found.update(f"w:{word}" for word in words)
    found.update(f"w:{left}_{right}" for left, right in pairwise(words))
    found.update(f"mood:{name}" for name in _MOODS if getattr(mood, name))
    found.update(f"cue:{name}" for name in cues)
    return found


def pairs_of(words: list[str]) -> set[str]:
    """Single words, neighbours, and neighbours with one word between them."""
    found = set(words)
    found.update(f"{left}_{right}" for left, right in pairwise(words))
    found.update(f"{left}_*_{right}" for left, right in zip(words, words[2:], strict=False))
    return found
