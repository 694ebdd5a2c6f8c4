"""The words of the tree as people write them: kinds, roles, compositions (domain 4), read once from a packaged file."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

FILE: Final = "organisation.toml"


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Lower case without accents, spaces and underscores alike: `Chi bộ cơ sở` → `chi bo co so`."""
    stripped = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(stripped.replace("đ", "d").replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class Words:
    """What a word of a workbook means; keys are bare."""

    kinds: dict[str, str]
    levels: dict[str, int]
    roles: dict[str, str]
    compositions: dict[str, str]
    truths: dict[str, bool]
    residential_names: tuple[str, ...]
    forbidden_columns: frozenset[str]


@cache
def organisation_words() -> Words:
    """All of `organisation.toml`."""
    data: dict[str, Any] = tomllib.loads(files("handlers.catalogue").joinpath(FILE).read_text("utf-8"))
    truths = dict.fromkeys(data["words"]["yes"], True) | dict.fromkeys(data["words"]["no"], False)
    return Words(
        kinds=_meanings({kind: entry["names"] for kind, entry in data["kinds"].items()}),
        levels={kind: entry["level"] for kind, entry in data["kinds"].items()},
        roles=_meanings(data["roles"]),
        compositions=_meanings(data["compositions"]),
        truths=truths,
        residential_names=tuple(data["words"]["residential_names"]),
        forbidden_columns=frozenset(data["words"]["forbidden_columns"]),
    )


def _meanings(names: dict[str, list[str]]) -> dict[str, str]:
    return {word: code for code, words in names.items() for word in (bare(code), *words)}
