"""What is written for somebody else, in the language of whoever reads it: only the reader's own is ever sent."""

from __future__ import annotations

from typing import Any

from handlers.screen import Choice, Screen, Written
from handlers.text import LANGUAGES, say


def for_reader(key: str, /, *ways: tuple[str, str], words: str = "", **values: object) -> Written:
    """The sentence `key`, its ways on as (key of the label, action) and `words`, the key of what to type without
    buttons. A value that is a function is asked with the reader's language: a date, a name of a seat."""

    def write(language: str) -> Screen:
        own = {name: value(language) if callable(value) else value for name, value in values.items()}
        choices = tuple(Choice(say(language, label), action) for label, action in ways)
        return Screen(say(language, key, **own), choices, words=say(language, words) if words else "")

    return write


def in_every_language(write: Written) -> dict[str, Any]:
    """For storing: language → screen. Who reads it, and in which language, is known only at the second of sending."""
    return {language: write(language).as_payload() for language in LANGUAGES}


def in_language(payload: dict[str, Any], language: str) -> Screen:
    """The inverse, in one language. What was stored before there were several is read as it is."""
    return Screen.from_payload(payload.get(language) or payload)
