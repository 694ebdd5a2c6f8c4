"""The last word on an intent: what the rules made of a sentence and what the learned weights make of it, together.

A completion needs both: the rules must have read it as one and the weights must not speak against it, or the weights
must be all but certain and no rule object. Whatever else a doubtful sentence may be, it is no completion.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from handlers.understand.intents import COMPLETIONS, no_completion
from handlers.understand.moods import Mood

Choice = tuple[str, float, tuple[str, ...]]
"""(intent, confidence 0..1, at most two other intents)."""
TRAP: Final = "never_completion"
"""What sentences are labelled that sound finished and report nothing."""
_RULES_WEIGH: Final = 2.0
"""How much a sure rule adds to the logarithm of a probability."""
_BELIEVED: Final = 3
"""How many times likelier a trap may be before a completion the rules read is doubted."""
_FEWEST_WORDS: Final = 3
_ALMOST_CERTAIN: Final = 0.85


def choose(
    flat: str, mood: Mood, ruled: Choice, odds: Mapping[str, float], earned: Callable[[str], bool], begins_done: bool
) -> Choice:
    """One intent for a sentence. `odds`: logarithms of the learned probabilities; `earned`: the last gate of a
    completion; `begins_done`: the first clause by itself says plainly of something named that it is done."""
    intent, confidence, _ = ruled
    scores = {label: odd for label, odd in odds.items() if label != TRAP}
    if not (intent in COMPLETIONS and not earned(intent)):
        scores[intent] = scores.get(intent, math.log(0.001)) + _RULES_WEIGH * confidence
    ranked = sorted(scores, key=lambda label: -scores[label])
    best = ranked[0]
    if best in COMPLETIONS and not _is_believed(best, mood, ruled, odds, earned, begins_done):
        rest = [label for label in ranked if label not in COMPLETIONS]
        likely = rest[0] if odds.get(rest[0], -9.0) > math.log(0.15) else _doubted(flat)
        return likely, 0.4, (best,)
    others = tuple(label for label in ranked[1:3] if scores[label] > scores[best] - 3)
    if best == "out_of_scope" and len(re.findall(r"[a-zà-ỹđ]{2,}", flat)) < _FEWEST_WORDS:
        return best, 0.3, others  # too little said to be sent away for it: asked again
    share = 1 / sum(math.exp(scores[label] - scores[best]) for label in ranked)
    return best, round(min(0.95, share), 2), others


def _is_believed(
    best: str, mood: Mood, ruled: Choice, odds: Mapping[str, float], earned: Callable[[str], bool], begins_done: bool
) -> bool:
    if not earned(best):
        return False
    finished = sum(math.exp(odds.get(label, -9.0)) for label in COMPLETIONS)
    trap = math.exp(odds.get(TRAP, -9.0))
    if ruled[0] in COMPLETIONS:
        return finished * _BELIEVED > trap
    return finished > _ALMOST_CERTAIN and (begins_done or not no_completion(mood))


def _doubted(flat: str) -> str:
    """What a completion becomes that was not earned: what is said to be wrong with it, or a question back."""
    if re.search(r"\b(?:chua|quen|tre|hoan|huy|tra lai|khong duoc)\b", flat):
        return "report_not_done"
    if re.search(r"\b(?:thieu|mot phan|phan (?:dau|1|mot)|mot nửa|bat dau)\b", flat):
        return "report_progress"
    return "out_of_scope"
