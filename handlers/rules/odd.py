"""Numbers that deserve a second look: sudden jumps, the same numbers copied on, always everything. Pure.

Shown to the office alone, as a question to ask and never as a fault (features 73: targets invite false entries).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Final, Literal, NamedTuple

LOOK_BACK: Final = 5
"""How many earlier reports of the same duty are looked at."""
FEWEST_FOR_A_JUMP: Final = 2
COPIED_TIMES: Final = 3
FULL_TIMES: Final = 6
LEAST_STEP: Final = 5
HALF: Final = 0.5
SHARES: Final = ("present", "attended", "paid", "signed", "done", "reviews_in", "criteria_met")
NEVER_ODD: Final = ("same_person", "target", "planned", "criteria", "topics")

Kind = Literal["jump", "copied", "always_full"]


class Odd(NamedTuple):
    """`name` and the two values for a jump; `times`: how many reports running for the others."""

    kind: Kind
    name: str = ""
    value: int = 0
    before: int = 0
    times: int = 0


def odd_values(numbers: Mapping[str, int], earlier: Sequence[Mapping[str, int]]) -> tuple[Odd, ...]:
    """What looks odd in a report beside the earlier ones, the latest first; nothing for a report without history."""
    found = list(_jumps(numbers, earlier))
    full = _running(numbers, earlier, _is_full)
    if full >= FULL_TIMES:
        found.append(Odd("always_full", times=full))
    elif full == 0:
        same = _running(numbers, earlier, lambda each: dict(each) == dict(numbers))
        if len(numbers) > 1 and any(numbers.values()) and same > COPIED_TIMES:
            found.append(Odd("copied", times=same))
    return tuple(found)


def _jumps(numbers: Mapping[str, int], earlier: Sequence[Mapping[str, int]]) -> Sequence[Odd]:
    found = []
    for name, value in numbers.items():
        known = [each[name] for each in earlier[:LOOK_BACK] if name in each]
        if name in NEVER_ODD or len(known) < FEWEST_FOR_A_JUMP:
            continue
        usual = median(known)
        if abs(value - usual) > max(LEAST_STEP, HALF * usual):
            found.append(Odd("jump", name, value, known[0]))
    return found


def _running(
    numbers: Mapping[str, int],
    earlier: Sequence[Mapping[str, int]],
    holds: Callable[[Mapping[str, int]], bool],
) -> int:
    """How many reports running, this one first, of which it holds."""
    count = 0
    for each in (numbers, *earlier):
        if not holds(each):
            break
        count += 1
    return count


def _is_full(numbers: Mapping[str, int]) -> bool:
    """Whether nobody is missing: all of a total, or everybody present."""
    share = next((name for name in SHARES if name in numbers), None)
    if share is None or not numbers[share]:
        return False
    if "total" in numbers:
        return numbers[share] == numbers["total"]
    missing = ("absent_excused", "absent_unexcused", "exempt", "away")
    return share == "present" and not any(numbers.get(name, 0) for name in missing)
