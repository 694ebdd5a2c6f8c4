"""Whom a sentence means: `các chi bộ tổ dân phố`, `chi bộ hưu trí`, `thôn Hạ` among the units below. Pure.

Words are normalised (no accents, lower case); units bring their normalised names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from storage.model import Unit

CELLS: Final = ("cell", "grassroots_cell")
COMPOSITION_WORDS: Final = {
    "retired": ("huu tri", "can bo huu"),
    "farmers": ("nong dan", "nong thon"),
    "workers": ("cong nhan", "nha may", "doanh nghiep"),
    "civil_servants": ("co quan", "cong chuc", "vien chuc"),
}
EVERYBODY: Final = ("tat ca", "toan bo", "moi chi bo", "cac chi bo", "tat", "cac don vi")
_FILLER: Final = re.compile(r"\b(?:cho|cac|chi bo|tat ca|toan bo|moi|nhung|don vi|truc thuoc|dang uy|deu|o)\b")


def meant_units(words: str, units: Iterable[tuple[Unit, str]]) -> list[Unit]:
    """The cells meant by the words, in the order given: by composition, by place, by name; all of them for
    "tất cả các chi bộ"; none when the words fit nothing."""
    cells = [(unit, name) for unit, name in units if unit.kind in CELLS]
    said = f" {words} "
    for composition, signs in COMPOSITION_WORDS.items():
        if any(f" {sign} " in said for sign in signs):
            return [unit for unit, _ in cells if unit.composition == composition]
    if " khu dan cu " in said:
        return [unit for unit, _ in cells if unit.residential]
    rest = " ".join(_FILLER.sub(" ", words).split())
    if not rest:
        return [unit for unit, _ in cells] if any(word in said for word in EVERYBODY) or "chi bo" in said else []
    return [unit for unit, name in cells if f" {rest} " in f" {name} "]
