"""Whom a sentence means: `các chi bộ tổ dân phố`, `chi bộ hưu trí`, `thôn Hạ` among the units below. Pure.

Words are normalised (no accents, lower case); units bring their normalised names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Meant:
    """The cells that some words mean: by composition or place, which also holds for units to come, or by name."""

    units: tuple[Unit, ...] = ()
    compositions: tuple[str, ...] = ()
    residential: bool | None = None
    named: bool = False

    def codes(self) -> tuple[str, ...]:
        """The codes of those meant by name; empty when the words mean a kind of cells."""
        return tuple(unit.code for unit in self.units) if self.named else ()


def meant(words: str, units: Iterable[tuple[Unit, str]]) -> Meant:
    """The cells meant by the words, in the order given: by composition, by place, by name; all of them for
    "tất cả các chi bộ"; none when the words fit nothing."""
    cells = [(unit, name) for unit, name in units if unit.kind in CELLS]
    said = f" {words} "
    for composition, signs in COMPOSITION_WORDS.items():
        if any(f" {sign} " in said for sign in signs):
            found = tuple(unit for unit, _ in cells if unit.composition == composition)
            return Meant(found, compositions=(composition,))
    if " khu dan cu " in said:
        return Meant(tuple(unit for unit, _ in cells if unit.residential), residential=True)
    rest = " ".join(_FILLER.sub(" ", words).split())
    if not rest:
        everybody = any(word in said for word in EVERYBODY) or "chi bo" in said
        return Meant(tuple(unit for unit, _ in cells) if everybody else ())
    return Meant(tuple(unit for unit, name in cells if f" {rest} " in f" {name} "), named=True)


def meant_units(words: str, units: Iterable[tuple[Unit, str]]) -> list[Unit]:
    """The cells of `meant` alone."""
    return list(meant(words, units).units)


_DEADLINE: Final = re.compile(
    r"[,;.]?\s*\b(?:xong|hoàn thành|hoan thanh|hạn|han|chậm nhất|cham nhat|trước|truoc|đến hết|den het)\b[^,;]*\d.*$",
    re.IGNORECASE | re.DOTALL,
)
LEAST_TITLE: Final = 3


def what_is_asked(said: str, whom: str) -> str:
    """What stands between whom it is for and until when, in the words that were typed; empty when nothing does."""
    place = said.lower().find(whom.lower()) if whom else -1
    if place < 0:
        return ""
    rest = _DEADLINE.sub("", said[place + len(whom) :]).strip(" ,.;:")
    return rest if len(rest) >= LEAST_TITLE else ""


def audience_words(words: str) -> tuple[str, str]:
    """What words without accents say of an audience: (composition or empty, what is left as the name of a place)."""
    said, found = f" {words} ", ""
    for composition, signs in COMPOSITION_WORDS.items():
        for sign in signs:
            if f" {sign} " in said:
                found, said = composition, said.replace(f" {sign} ", " ")
    return found, " ".join(_FILLER.sub(" ", said).split())
