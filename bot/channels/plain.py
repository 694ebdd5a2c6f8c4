"""Screens for channels without buttons: numbered text, cut into messages a platform accepts.

Lengths are counted in UTF-16 units, as Telegram counts entities and Zalo counts styles (platform B, C1): the
strictest of the possible readings of "characters".
"""

from __future__ import annotations

import unicodedata

from handlers.screen import Screen

_BREAKS = ("\n\n", "\n", " ")
_JOINER = "\u200d"


def as_plain(screen: Screen, max_text: int, *, numbered: bool = True) -> list[str]:
    """Text, blank line, "1. label" lines, in messages of at most `max_text`; the list of choices stays in one.

    A screen with its own `words` says them instead of the list. `numbered=False` (a push without words) draws
    dashes: a bare number answers the last reply, never a push (design 3).
    """
    tail = _tail(screen, numbered)
    parts = split(screen.text, max_text)
    if not tail or not parts:
        return parts or split(tail, max_text)
    together = f"{parts[-1]}\n\n{tail}"
    if fits(together, max_text):
        return [*parts[:-1], together]
    return [*parts, *split(tail, max_text)]


def _tail(screen: Screen, numbered: bool) -> str:
    if screen.words:
        return screen.words.strip()
    marks = (f"{number}." if numbered else "–" for number in range(1, len(screen.choices) + 1))
    return "\n".join(f"{mark} {choice.label}" for mark, choice in zip(marks, screen.choices, strict=True))


def split(text: str, max_text: int) -> list[str]:
    """Parts of at most `max_text`, cut at a blank line, else a line, else a space; a longer word is cut last."""
    parts = []
    rest = text.strip()
    while not fits(rest, max_text):
        head, rest = _cut(rest, max_text)
        parts.append(head)
    if rest:
        parts.append(rest)
    return parts


def fits(text: str, max_text: int) -> bool:
    """Whether `text` has at most `max_text` UTF-16 units."""
    return len(text) * 2 <= max_text or len(text) + _astral(text) <= max_text


def _astral(text: str) -> int:
    return 0 if text.isascii() else sum(character > "\uffff" for character in text)


def _cut(text: str, max_text: int) -> tuple[str, str]:
    end = max_text
    while end > 1 and not fits(text[:end], max_text):
        end -= _astral(text[:end]) // 2 or 1
    # A cut in the first half would make many small messages: rather break at the next lesser separator.
    for lowest in (end // 2, 0):
        for separator in _BREAKS:
            at = text.rfind(separator, lowest, end + len(separator))
            if at > 0:
                return text[:at].rstrip(), text[at:].lstrip()
    whole = end
    while end > 1 and _belongs_to_the_left(text, end):
        end -= 1
    end = end if end > 1 else whole
    return text[:end], text[end:].lstrip()


def _belongs_to_the_left(text: str, at: int) -> bool:
    """Whether cutting before `text[at]` would part an accent from its letter or an emoji in the middle."""
    return at < len(text) and (
        unicodedata.combining(text[at]) > 0
        or text[at] == _JOINER
        or text[at - 1] == _JOINER
        or "\ufe00" <= text[at] <= "\ufe0f"
        or "\U0001f3fb" <= text[at] <= "\U0001f3ff"
    )
