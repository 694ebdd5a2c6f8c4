"""A seeded draw: anybody who knows the seed and the list can draw again and see that nobody was picked. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import ceil
from typing import Final

SHARE: Final = 0.05


def drawn(seed: str, ids: Sequence[int]) -> tuple[int, ...]:
    """5% of the ids, rounded up, the same for the same seed and ids whatever their order."""
    listed = sorted(ids)
    # Not for secrets: the draw is meant to be repeated by others.
    chance = random.Random(seed)  # noqa: S311 - anybody can draw the same sample again from the seed
    return tuple(sorted(chance.sample(listed, ceil(len(listed) * SHARE))))
