"""Codes that people type and read aloud: a mistyped character or two swapped ones are always noticed.

Invite codes and receipts are digits with a Damm check digit (quasigroup of Damm's thesis of 2004). Item codes of
printed sheets use 31 characters without 0, 1, I, L, O and a weighted sum modulo the prime 31.
"""

from __future__ import annotations

import re
from typing import Final

INVITE_NUMBERS: Final = 10_000_000
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ITEM_LENGTH: Final = 6
_WEIGHT, _OFFSET = 3, 1
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def damm(digits: str) -> int:
    """The check digit of a string of digits; 0 for a string that already ends in its own."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def invite_code(number: int) -> str:
    """Eight digits: the number (0 to 9,999,999, drawn by the caller) and its check digit."""
    if not 0 <= number < INVITE_NUMBERS:
        raise ValueError(f"an invite number has seven digits, not {number}")
    digits = f"{number:07}"
    return digits + str(damm(digits))


def is_invite_code(text: str) -> bool:
    """Whether the text, spaces, dots and hyphens aside, is a well-formed invite code."""
    digits = _bare(text)
    return re.fullmatch(r"[0-9]{8}", digits) is not None and damm(digits) == 0


def item_code(number: int) -> str:
    """The code of a task (its id) on a printed sheet: six characters, more only above 28 million."""
    if number < 0:
        raise ValueError("item numbers are not negative")
    payload = ""
    while number or len(payload) < ITEM_LENGTH - 1:
        number, digit = divmod(number, len(ALPHABET))
        payload = ALPHABET[digit] + payload
    return payload + ALPHABET[_weighted(payload)]


def is_item_code(text: str) -> bool:
    """Whether the text is an item code with a right check character; case, spaces and hyphens do not matter."""
    return item_number(text) is not None


def item_number(text: str) -> int | None:
    """The task id in an item code, or None for a code that is wrong."""
    code = _bare(text).upper()
    payload = code[:-1]
    if len(code) < ITEM_LENGTH or any(character not in ALPHABET for character in code):
        return None
    if code[-1] != ALPHABET[_weighted(payload)] or (len(code) > ITEM_LENGTH and code[0] == ALPHABET[0]):
        return None
    number = 0
    for character in payload:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return number


def receipt_number(programme_id: int, unit_id: int, version: int) -> str:
    """The number of a pledge's receipt, unique by construction: `12-5817-1-9`, the last a check digit."""
    if min(programme_id, unit_id, version) < 0:
        raise ValueError("receipts count from zero")
    return f"{programme_id}-{unit_id}-{version}-{damm(f'{programme_id}{unit_id}{version}')}"


def read_receipt(text: str) -> tuple[int, int, int] | None:
    """Programme, unit and version in a receipt number, or None for one that is wrong."""
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,9})-[0-9]", text.strip())
    if found is None or damm(found[0].replace("-", "")) != 0:
        return None
    return int(found[1]), int(found[2]), int(found[3])


def _bare(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)


def _weighted(payload: str) -> int:
    weight, total = 1, _OFFSET
    for character in reversed(payload):
        weight = weight * _WEIGHT % len(ALPHABET)
        total += weight * ALPHABET.index(character)
    return total % len(ALPHABET)
