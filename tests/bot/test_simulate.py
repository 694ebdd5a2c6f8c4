"""`chibo simulate`: a province across the end of its term, with nothing sent too often, at a quiet time or twice."""

from __future__ import annotations

from datetime import date

from bot.lived import Lived
from bot.simulate import simulate
from handlers.rules.calendar import instant


async def test_two_months_of_a_small_province_without_a_breach() -> None:
    said: list[str] = []
    assert await simulate(3, 40, 7, said.append) == 0
    assert said[-1].endswith("Trùng: 0.")
    assert any("tin một tuần" in line for line in said)


def test_breaches_are_counted() -> None:
    day = instant(date(2026, 11, 4), 450)
    lived = Lived(sent=[("a", day, 1), ("a", day + 3_600_000, 1)])
    assert lived.breaches(date(2029, 5, 2)) == 1
    assert lived.duplicates() == 1
    assert Lived(sent=[("a", instant(date(2026, 11, 8), 450), 1)]).breaches(date(2029, 5, 2)) == 1
