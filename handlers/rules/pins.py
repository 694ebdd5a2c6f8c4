"""The rules of a PIN: what is one, how it is hashed, what it is asked for, how often it may be missed."""

from __future__ import annotations

import hashlib
import hmac
import re
from itertools import pairwise
from typing import Final

LENGTH: Final = 6
PROVEN_MS: Final = 10 * 60_000
"""So long a PIN given once opens everything in that chat."""
TRIES: Final = 5
LOCKS_MS: Final = (15 * 60_000, 60 * 60_000, 24 * 60 * 60_000)
"""After each five wrong ones in a row; the last for every further five."""
SCREEN: Final = "pin"
"""A conversation at this screen is waiting for a PIN: the intake writes only a hash of what comes."""
KIND: Final = "pin"
"""What the intake makes of such a message. No channel makes messages of this kind, so that nobody can send a hash."""
LEAST_DIGITS: Final = 4
BAD_LENGTH, TOO_EASY, NOT_LOOKED_AT = "length", "weak", "many"
GUARDED: Final = re.compile(
    r"export:\d+:[^:]+:[^:]+:.+|board(?::\d+)?|roster:(?:get|save:.+)|campaign:launch:.+|campaign:\d+:(?:yes|word|excel|close:yes)"
    r"|confile:\d+:closing|channels:first:[^:]+:yes|ack:all:yes|invite:u:\d+:.+|handover:(?:\d+:go|x:\d+)|deputy:\d+:go|lock:p:\d+:yes|pin:(?:change|off|clear:\d+:yes)"
)
"""Export, approval of many at once, launching a campaign, seats: what a stolen telephone must not do."""


def is_guarded(action: str) -> bool:
    """Whether the second factor stands before this action."""
    return GUARDED.fullmatch(action) is not None


def digits_of(text: str) -> str | None:
    """The digits of something that may be a PIN, None for anything else, such as the number of a choice."""
    digits = "".join(each for each in text if each in "0123456789")
    return digits if len(digits) >= LEAST_DIGITS else None


def token(digits: str, salt: str) -> str:
    """What is written in place of the digits: a word for what is no PIN, or the slow hash (scrypt, 16 MiB)."""
    if len(digits) != LENGTH:
        return BAD_LENGTH
    if _is_easy(digits):
        return TOO_EASY
    return hashlib.scrypt(digits.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32).hex()


def _is_easy(digits: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(set(digits)) <= 2 or (len(steps) == 1 and steps <= {1, 9}) or digits[:3] == digits[3:]


def matches(given: str, kept: str) -> bool:
    """Whether a token is the hash that is kept."""
    return bool(kept) and hmac.compare_digest(given, kept)


def lock_ms(wrong: int) -> int | None:
    """For how long nothing is taken after so many wrong ones in a row; None when another try is allowed."""
    if wrong % TRIES:
        return None
    return LOCKS_MS[min(wrong // TRIES, len(LOCKS_MS)) - 1]
