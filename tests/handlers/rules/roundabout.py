"""Something that comes round, for the rules alone."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.rules.periods import DueRule


@dataclass(frozen=True, slots=True)
class Roundabout:
    """In the shape of `rules.periods.Scheduled`."""

    cadence: str
    due: DueRule
    opens_before: int
    closes_after: int
