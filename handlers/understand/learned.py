"""Weights learned from the labelled sentences: which intent a sentence speaks for, and whether it accuses somebody.

A plain linear model (softmax over the sums of the weights of what is found in a sentence). The weights are text files
beside this one, written by `python -m tests.handlers.understand.teach`; they hold words, never whole sentences.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

SCALE: Final = 40
"""Weights are kept as whole numbers, this many to one."""


class Weights:
    """One learned file: the labels, their leanings, and for every feature a weight for some of the labels."""

    def __init__(self, text: str) -> None:
        head, *lines = text.splitlines()
        names, leanings = head.removeprefix("# ").split(" | ")[:2]
        self.labels: Final = tuple(names.split())
        self._leanings: Final = [int(leaning) / SCALE for leaning in leanings.split()]
        self._lines: Final = dict(line.split("\t", 1) for line in lines)
        self._parsed: Final[dict[str, tuple[tuple[int, int], ...]]] = {}

    def odds(self, features: Iterable[str]) -> dict[str, float]:
        """The logarithm of the probability of every label."""
        sums = [0.0] * len(self.labels)
        known = 0
        for feature in features:
            if feature in self._lines:
                known += 1
                for label, weight in self._weights_of(feature):
                    sums[label] += weight
        share = SCALE * math.sqrt(max(known, 1))
        scores = [total / share + leaning for total, leaning in zip(sums, self._leanings, strict=True)]
        top = max(scores)
        whole = top + math.log(sum(math.exp(score - top) for score in scores))
        return {label: score - whole for label, score in zip(self.labels, scores, strict=True)}

    def _weights_of(self, feature: str) -> tuple[tuple[int, int], ...]:
        """Read from the text when first asked for; most features never are."""
        found = self._parsed.get(feature)
        if found is None:
            pairs = (entry.split(":") for entry in self._lines[feature].split())
            found = self._parsed[feature] = tuple((int(label), int(weight)) for label, weight in pairs)
        return found


@cache
def weights(name: str) -> Weights:
    """The learned file of that name (`intents`, `people`), read on first use."""
    return Weights((Path(__file__).parent / f"learned_{name}.txt").read_text("utf-8"))
