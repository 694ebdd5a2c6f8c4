"""Vietnamese syllables: folding accents away, and undoing raw Telex and raw VNI typed with the keyboard off."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ONSETS: Final = frozenset(
    [
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "gh",
        "gi",
        "h",
        "k",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "ngh",
        "nh",
        "p",
        "ph",
        "q",
        "qu",
        "r",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    ]
) | {""}
_RIMES: Final = frozenset(
    [
        "a",
        "ac",
        "ach",
        "ai",
        "am",
        "an",
        "ang",
        "anh",
        "ao",
        "ap",
        "at",
        "au",
        "ay",
        "e",
        "ec",
        "em",
        "en",
        "eng",
        "eo",
        "ep",
        "et",
        "i",
        "ia",
        "ich",
        "iec",
        "iem",
        "ien",
        "ieng",
        "iep",
        "iet",
        "ieu",
        "im",
        "in",
        "inh",
        "ip",
        "it",
        "iu",
        "o",
        "oa",
        "oac",
        "oach",
        "oai",
        "oam",
        "oan",
        "oang",
        "oanh",
        "oao",
        "oap",
        "oat",
        "oay",
        "oc",
        "oe",
        "oen",
        "oeo",
        "oet",
        "oi",
        "om",
        "on",
        "ong",
        "op",
        "ot",
        "u",
        "ua",
        "uan",
        "uang",
        "uat",
        "uay",
        "uc",
        "ue",
        "uech",
        "uen",
        "uenh",
        "ui",
        "um",
        "un",
        "ung",
        "uo",
        "uoc",
        "uoi",
        "uom",
        "uon",
        "uong",
        "uop",
        "uot",
        "uou",
        "up",
        "ut",
        "uu",
        "uy",
        "uya",
        "uych",
        "uyen",
        "uyet",
        "uynh",
        "uyt",
        "uyu",
        "uay",
        "uau",
        "y",
        "yem",
        "yen",
        "yet",
        "yeu",
        "eu",
        "ich",
        "ieu",
    ]
)
_TONE_MARKS: Final = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES: Final = dict(zip("12345", _TONE_MARKS.values(), strict=True))
_TELEX_SHAPES: Final = (
    ("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("uow", "ươ"), ("uwow", "ươ"),
    ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"),
)  # fmt: skip
_VNI_SHAPES: Final = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}
_VOWELS: Final = "aăâeêioôơuưy"
_SYLLABLE: Final = re.compile(r"([^aeiouy]*(?:(?<=q)u|(?<=g)i(?=[aeouy]))?)([aeiouy].*)")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without tone, hat, hook or bar: `Đảng Uỷ` → `dang uy`."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("Đ", "d"))
    return "".join(ch for ch in plain if not unicodedata.combining(ch)).replace("đ", "d")


@lru_cache(maxsize=8192)
def is_syllable(plain: str) -> bool:
    """Whether an unaccented word could be a Vietnamese syllable."""
    found = _SYLLABLE.fullmatch(plain)
    if not found:
        return False
    onset, rime = found.groups()
    return (onset in _ONSETS and rime in _RIMES) or (plain.startswith("gi") and plain[1:] in _RIMES)


@lru_cache(maxsize=4096)
def from_telex(word: str) -> str | None:
    """The syllable meant by a raw Telex word (`hopj` → `họp`), or None when it is not one."""
    if not (word.isascii() and word.isalpha()) or is_syllable(word) or len(word) > 10:
        return None
    tone = ""
    letters = word
    first = re.search(r"[aeiouy]", word) or re.search(r"(?<=[b-z])w", word)
    if first and (mark := re.search(r"[sfrxj]", word[first.end() :])):
        at = first.end() + mark.start()
        tone, letters = _TONE_MARKS[word[at]], word[:at] + word[at + 1 :]
    return _assemble(_telex_shape(letters), tone)


def _telex_shape(letters: str) -> str:
    for typed, meant in _TELEX_SHAPES:
        letters = letters.replace(typed, meant)
    for base, hat in (("a", "â"), ("e", "ê"), ("o", "ô")):  # the second letter typed late: `vieet` but also `viete`
        letters = re.sub(f"{base}([^aeiouyâêô]+){base}$", rf"{hat}\1", letters)
    if "w" in letters:  # typed late: `duocw`
        letters = re.sub(r"uo(.*)w", r"ươ\1", letters)
        letters = re.sub(r"([aou])([^w]*)w", lambda m: {"a": "ă", "o": "ơ", "u": "ư"}[m[1]] + m[2], letters)
        letters = re.sub(r"^([^aeiouy]*)w", r"\1ư", letters)
    if letters.count("d") == 2 and letters.startswith("d") and letters.endswith("d"):
        letters = "đ" + letters[1:-1]
    return letters


@lru_cache(maxsize=4096)
def from_vni(word: str) -> str | None:
    """The syllable meant by a raw VNI word (`ho5p` → `họp`), or None when it is not one."""
    if not re.fullmatch(r"[a-z]+[1-9][a-z0-9]*", word) or len(word) > 11:
        return None
    tone, letters = "", ""
    for ch in word:
        if ch in _VNI_TONES:
            tone = _VNI_TONES[ch]
        elif ch == "9":
            letters = letters.replace("d", "đ", 1)
        elif ch in _VNI_SHAPES:
            letters = _vni_shape(letters, _VNI_SHAPES[ch], ch)
        elif ch in "0":
            return None
        else:
            letters += ch
    return _assemble(letters, tone)


def _vni_shape(letters: str, shapes: dict[str, str], digit: str) -> str:
    if digit == "7" and "uo" in letters:
        return letters.replace("uo", "ươ", 1)
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in shapes:
            return letters[:at] + shapes[letters[at]] + letters[at + 1 :]
    return letters + "?"


def _assemble(letters: str, tone: str) -> str | None:
    if not is_syllable(fold(letters)):
        return None
    if not tone:
        return letters
    spots = [at for at, ch in enumerate(letters) if ch in _VOWELS]
    if letters.startswith(("qu", "gi")) and len(spots) > 1:
        spots = spots[1:]
    marked = [at for at in spots if letters[at] in "ăâêôơư"]
    closed = letters[-1] not in _VOWELS
    at = marked[-1] if marked else spots[-1] if closed or len(spots) == 1 else spots[-2]
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])
