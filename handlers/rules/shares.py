"""Shares in percent, by one rule wherever they are shown: rounded half up, but never 100 unless it is all and never 0
unless it is none. Pure."""

from __future__ import annotations

from typing import Final

WHOLE: Final = 100


def percent_of(part: int, whole: int, steps: int = 1) -> int | None:
    """The share in percent, or with `steps` 10 in tenths of a percent; None when there is nothing to divide by."""
    if whole <= 0:
        return None
    return _honest((2 * WHOLE * steps * part + whole) // (2 * whole), part > 0, part >= whole, steps)


def percent_of_share(share: float, steps: int = 1) -> int:
    """The same for a share that is already divided, between 0 and 1."""
    return _honest(int(share * WHOLE * steps + 0.5), share > 0, share >= 1, steps)


def _honest(rounded: int, some: bool, everything: bool, steps: int) -> int:
    if not everything:
        rounded = min(rounded, WHOLE * steps - 1)
    return max(rounded, 1) if some else rounded
