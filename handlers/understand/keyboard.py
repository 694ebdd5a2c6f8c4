"""Words typed with the Vietnamese keyboard off, put back as they were meant: `hopj xong` → `họp xong`.

Done once for the whole text, before anything else reads it, so that every rule sees syllables and every slot holds
words a person can read. Only what becomes a Vietnamese syllable is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from handlers.understand.syllables import from_telex, from_vni, is_syllable

_WORD: Final = re.compile(r"(?<![\w@#])[A-Za-z][A-Za-z0-9]*(?!\w)")
_VNI_SIGN: Final = re.compile(r"[a-z][1-9]+[a-z]|[aeo]6|[ou]7|a8|d9", re.I)
_NUMBERED: Final = re.compile(
    r"(?:thang|quy|ngay|thon|khu|to|lan|so|muc|nam|ap|viec|tuan|hom|thu|doi|buon|cai)\d\d+(?<![678][1-5])", re.I
)


def undo_keyboard(text: str, keeps: Callable[[str], bool]) -> str:
    """`text` with raw Telex and raw VNI words written out, accents and capitals as meant.

    `keeps` tells the words (lower case) that are something already: an abbreviation, a chat spelling."""
    words = [found.group() for found in _WORD.finditer(text)]
    vni = any(_VNI_SIGN.search(word) and from_vni(word.lower()) for word in words)

    def meant(found: re.Match[str]) -> str:
        typed = found.group()
        low = typed.lower()
        if low.isalpha():
            if is_syllable(low) or keeps(low):
                return typed
            word = from_telex(low)
        else:
            word = from_vni(low) if vni and not _NUMBERED.fullmatch(low) else None
        return typed if word is None else _in_case_of(typed, word)

    return _WORD.sub(meant, text)


def _in_case_of(typed: str, word: str) -> str:
    letters = [ch for ch in typed if ch.isalpha()]
    if len(letters) > 1 and all(ch.isupper() for ch in letters):
        return word.upper()
    return word[0].upper() + word[1:] if typed[0].isupper() else word
