"""Learns the weights of handlers/understand from the labelled sentences beside this file.

`python -m tests.handlers.understand.teach` writes them.
With `--check` nothing is written: every labelled file in turn is left out, the rest is learned, and the file left out
is scored, which tells how sentences nobody has learned from will fare.
"""

from __future__ import annotations

import hashlib
import math
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from handlers.understand import learned
from handlers.understand.normalise import read_unkept
from handlers.understand.people import weighed
from handlers.understand.understanding import features_of
from tests.handlers.understand.scoring import FILES, TODAY, labelled, score

HOME = Path(learned.__file__).parent
Row = tuple[set[str], str]
SEEN_AT_LEAST = 2
ROUNDS = 20
STEP = 0.5
FIRST_STEPS = 0.1
SHRINK = 1e-4
SMALLEST = 4  # in units of 1 / learned.SCALE


def intent_rows(paths: Iterable[Path]) -> list[Row]:
    """Every sentence with its intent. Accusations, innocent or not, are the shield's to learn."""
    return [
        (features_of(text, TODAY), intent)
        for path in paths
        for intent, text, _ in labelled(path)
        if intent != "innocent" and not intent.startswith("refuse_")
    ]


def people_rows(paths: Iterable[Path]) -> list[Row]:
    """Every sentence, and whether it accuses somebody, tells a secret, or neither."""
    kinds = {"refuse_allegation": "refuse_allegation", "refuse_secret": "refuse_secret"}
    return [
        (weighed(read_unkept(text))[0], kinds.get(intent, "lawful"))
        for path in paths
        for intent, text, _ in labelled(path)
        if intent != "refuse_personal_id"
    ]


def learn(rows: list[Row], *, level: bool = True) -> str:
    """Softmax regression by AdaGrad over sparse features, as the text of a learned file.

    `level`: rare labels are worth more, so that they are not drowned."""
    times = Counter(feature for found, _ in rows for feature in found)
    vocabulary = {feature: at for at, feature in enumerate(sorted(f for f in times if times[f] >= SEEN_AT_LEAST))}
    labels = sorted({label for _, label in rows})
    seen = [np.array(sorted(vocabulary[f] for f in found if f in vocabulary), dtype=int) for found, _ in rows]
    meant = [labels.index(label) for _, label in rows]
    heard = Counter(meant)
    worth = [math.sqrt(len(rows) / len(labels) / heard[label]) if level else 1.0 for label in meant]
    table = np.zeros((len(vocabulary), len(labels)))
    steps = np.full_like(table, FIRST_STEPS)
    leanings = np.zeros(len(labels))
    order = np.random.default_rng(0)
    for _ in range(ROUNDS):
        for row in order.permutation(len(rows)):
            at = seen[row]
            if not len(at):
                continue
            share = 1 / np.sqrt(len(at))
            miss = np.exp((scores := table[at].sum(0) * share + leanings) - scores.max())
            miss /= miss.sum()
            miss[meant[row]] -= 1
            miss *= worth[row]
            slope = miss * share + SHRINK * table[at]
            steps[at] += slope * slope
            table[at] -= STEP * slope / np.sqrt(steps[at])
            leanings -= 0.05 * miss
    return _written(vocabulary, labels, table, leanings)


def _written(vocabulary: dict[str, int], labels: list[str], table: np.ndarray, leanings: np.ndarray) -> str:
    whole = np.rint(table * learned.SCALE).astype(int)
    lines = ["# " + " ".join(labels) + " | " + " ".join(str(round(x * learned.SCALE)) for x in leanings)]
    for feature, at in vocabulary.items():
        entries = [f"{label}:{weight}" for label, weight in enumerate(whole[at]) if abs(weight) >= SMALLEST]
        if entries:
            lines.append(feature + "\t" + " ".join(entries))
    return "\n".join(lines) + "\n"


def fingerprint(rows: Iterable[Row]) -> str:
    """Tells whether the sentences, or what is seen in them, changed since the weights were learned."""
    seen = hashlib.sha256()
    for found, label in rows:
        seen.update(" ".join([label, *sorted(found)]).encode())
    return seen.hexdigest()[:16]


def check() -> None:
    """Leave one file out, learn the rest, score the one left out."""
    taught: dict[str, learned.Weights] = {}
    learned.weights = taught.__getitem__
    for left_out in FILES:
        others = [path for path in FILES if path != left_out]
        taught.update(
            intents=learned.Weights(learn(intent_rows(others))),
            people=learned.Weights(learn(people_rows(others), level=False)),
        )
        print(score(left_out).line())  # noqa: T201  # a tool for the terminal


def main() -> None:
    """Write both files, with the fingerprint of what they were learned from."""
    intents, people = intent_rows(FILES), people_rows(FILES)
    (HOME / "learned_intents.txt").write_text(learn(intents), "utf-8")
    (HOME / "learned_people.txt").write_text(learn(people, level=False), "utf-8")
    (HOME / "learned_from.txt").write_text(fingerprint(intents + people) + "\n", "utf-8")


if __name__ == "__main__":
    check() if "--check" in sys.argv else main()
