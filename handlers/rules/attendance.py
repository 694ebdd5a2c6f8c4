"""The six counts of the minutes: do they add up to the number of members (features 2, idea 5)?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COUNTED: Final = ("present", "absent_excused", "absent_unexcused", "exempt", "away")


def balance(numbers: Mapping[str, int], total: int) -> int:
    """How many members the counts leave out (positive) or count too often (negative).

    Those temporarily here from another cell (`here`) sit among the present and are no members of this one.
    """
    return total - sum(numbers.get(name, 0) for name in COUNTED) + numbers.get("here", 0)
