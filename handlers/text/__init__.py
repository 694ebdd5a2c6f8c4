"""Every sentence the bot can say, by key, in Vietnamese and English; dates and numbers the reader's way."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("vi", "en")
HERE: Final = Path(__file__).parent


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value.strip("\n")
    return found


@cache
def sentences(language: str) -> dict[str, str]:
    """All sentences of a language as `screen.sentence`."""
    return _flat(tomllib.loads((HERE / f"{language}.toml").read_text("utf-8")))


def say(language: str, key: str, /, **values: object) -> str:
    """The sentence with its values put in, a capital in front also where it begins with a value.

    Raises KeyError for a key or value that does not exist.
    """
    sentence = sentences(language)[key]
    if not values:
        return sentence
    said = sentence.format(**values)
    return capital(said) if sentence.startswith("{") else said


def capital(text: str) -> str:
    """The same with its first letter in upper case; the rest is left alone."""
    return text[:1].upper() + text[1:]


def knows(language: str, key: str) -> bool:
    """Whether there is such a sentence; for keys made from data, such as a number that a duty asks for."""
    return key in sentences(language)


def day(language: str, value: date | str, *, year: bool = False) -> str:
    """`thứ Sáu 27/11` or `Friday 27/11`, with the year when it matters."""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    shown = f"{when.day}/{when.month}/{when.year}" if year else f"{when.day}/{when.month}"
    return f"{say(language, f'weekday.{when.weekday()}')} {shown}"


def seat_name(language: str, role: str, unit_name: str) -> str:
    """`bí thư Chi bộ thôn Hạ`: the role and the unit, without saying "chi bộ" twice."""
    title = say(language, f"role.{role}")
    words = title.split()
    for first in range(1, len(words)):
        tail = " ".join(words[first:])
        if unit_name.lower().startswith(f"{tail} "):
            return f"{' '.join(words[:first])} {unit_name}"
    return f"{title}, {unit_name}"


def number(value: int) -> str:
    """`9.593`, the Vietnamese way."""
    return f"{value:,}".replace(",", ".")
