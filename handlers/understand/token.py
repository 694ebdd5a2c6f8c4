"""One word to match on, and the letters of the message it stands for."""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """`key` is matched; `start` and `end` bound the typed letters; `typed` is the word with its accents, lower case."""

    key: str
    start: int
    end: int
    typed: str
