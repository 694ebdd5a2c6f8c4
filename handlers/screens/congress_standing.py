"""A committee's composition as it is read: each count against its floor, by whose ruling, what is too small to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from handlers.catalogue import Regulation
from handlers.reports.wording import percent
from handlers.rules.regulations import for_level
from handlers.rules.structure import COUNTED, Numbers, against_targets, shown_upward
from handlers.rulings import source_words
from handlers.text import number, say
from storage.congress_rows import Structure

MOST: Final = 500


def numbers_of(said: Mapping[str, int]) -> Numbers:
    """The counts given so far; a size that was not said bounds nothing."""
    size = said.get("size", MOST)
    return Numbers(size=size, total=said.get("total", min(size, MOST)), **{
        name: said[name] for name in (*COUNTED, "candidates") if name in said
    })  # fmt: skip


def standing_lines(
    language: str, numbers: Mapping[str, int], rulings: tuple[Regulation, ...], level: str, on: date
) -> list[str]:
    """`27 đồng chí trên 27`, each count against its floor (`cần thêm 2 nữ để đạt 15%`), and which ruling each floor
    comes from."""
    whole = numbers_of(numbers)
    rules = {name: for_level(rulings, f"{name}.floor_percent", level, on) for name in COUNTED}
    floors = {name: rule.value for name, rule in rules.items() if rule is not None and isinstance(rule.value, int)}
    lines = [say(language, "structure.total_line", total=number(whole.total), size=number(whole.size))]
    sources: dict[str, list[str]] = {}
    for standing in against_targets(whole, floors):
        rule, words = rules[standing.name], say(language, f"structure.{standing.name}")
        assert rule is not None
        sources.setdefault(source_words(language, rule), []).append(words)
        lines.append(
            say(
                language,
                "structure.met" if standing.met else "structure.lacks",
                what=words,
                n=number(standing.part),
                share=percent(standing.part, whole.total),
                more=number(standing.missing),
                floor=number(standing.floor_percent),
            )
        )
    free = [
        f"{say(language, f'structure.{name}')} {number(part)} ({percent(part, whole.total)})"
        for name, part in ((name, getattr(whole, name)) for name in COUNTED)
        if part is not None and name not in floors
    ]
    if free:
        lines.append(say(language, "structure.no_floor", parts=", ".join(free)))
    named = "; ".join(f"{', '.join(names)} {source}" for source, names in sources.items())
    return [*lines, say(language, "structure.sources", sources=named)] if named else lines


def hidden(figures: Structure) -> bool:
    """Whether the group is too small to be shown to a superior."""
    shown = shown_upward(numbers_of(figures.numbers))
    return any(figures.numbers.get(name) is not None and shown[name] is None for name in COUNTED)
