"""What a simulated province lived through, counted and checked against the rules from outside."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.rules.budget import WEEK, WEEKLY_CAP
from handlers.rules.calendar import day_of, is_quiet
from handlers.rules.terms import LAST_DAYS, LAST_MONTH


@dataclass(slots=True)
class Lived:
    """What was counted. `sent` holds (chat, instant, hash of the words) of every unasked message."""

    sent: list[tuple[str, int, int]] = field(default_factory=list)
    done_by_rung: Counter[str] = field(default_factory=Counter)
    expected: int = 0
    never_reached: int = 0
    people: int = 0
    weeks: int = 1

    def histogram(self) -> Counter[int]:
        """Messages a person and calendar week → how many such weeks."""
        per_week = Counter((chat, day_of(at).isocalendar()[:2]) for chat, at, _ in self.sent)
        found = Counter(per_week.values())
        found[0] = self.people * self.weeks - len(per_week)
        return found

    def breaches(self, term_ends: date) -> int:
        """Messages at a quiet time, a second one on a day, or more in seven days than the budget allows."""
        days: dict[str, list[date]] = defaultdict(list)
        for chat, at, _ in self.sent:
            days[chat].append(day_of(at))
        wrong = sum(is_quiet(at) for _, at, _ in self.sent)
        for each in days.values():
            wrong += len(each) - len(set(each))
            for day in each:
                in_week = sum(day - WEEK < other <= day for other in each)
                last_days = timedelta() <= term_ends - day <= timedelta(days=LAST_DAYS)
                wrong += in_week > (LAST_MONTH.weekly_cap if last_days else WEEKLY_CAP)
        return wrong

    def duplicates(self) -> int:
        """The same words to the same person on the same day."""
        seen = Counter((chat, day_of(at), words) for chat, at, words in self.sent)
        return sum(count - 1 for count in seen.values())
