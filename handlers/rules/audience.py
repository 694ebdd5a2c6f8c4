"""Whom a sentence means: `các chi bộ tổ dân phố`, `chi bộ hưu trí thuộc xã An Thuỷ`, `các đảng uỷ xã`, `thôn Hạ` among
the units below. Pure.

Words are normalised (no accents, lower case); units bring their normalised names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from storage.model import Unit

CELLS: Final = ("cell", "grassroots_cell")
COMMITTEES: Final = ("commune_committee", "grassroots_committee")
COMPOSITION_WORDS: Final = {
    "retired": ("huu tri", "can bo huu"),
    "farmers": ("nong dan", "nong thon"),
    "workers": ("cong nhan", "nha may", "doanh nghiep"),
    "civil_servants": ("co quan", "cong chuc", "vien chuc"),
}
RESIDENTIAL: Final = "khu dan cu"
EVERYBODY: Final = ("tat ca", "toan bo", "moi chi bo", "cac chi bo", "tat", "cac don vi")
_FILLER: Final = re.compile(
    r"\b(?:cho|cac|chi bo|tat ca|toan bo|moi|nhung|don vi|truc thuoc|thuoc|dang uy|deu|o|tai|trong|dia ban)\b"
)
_LEADING: Final = re.compile(r"^(?:(?:cho|cac|tat ca|toan bo|moi|nhung|chi bo|dang uy|dang bo) )+")
_MANY: Final = re.compile(r"^(?:cho )?(?:tat ca|toan bo|cac|moi|nhung)\b|\b(?:thuoc|truc thuoc)\b")
_COMMITTEES: Final = re.compile(
    r"(?:(?:cho|cac|tat ca|toan bo|moi|nhung) )+(?:dang uy|dang bo|cap uy|xa|phuong)"
    r"(?:(?: ,| va)? (?:xa|phuong|co so|truc thuoc))*"
)
_OF_COMMITTEE: Final = re.compile(r"(?:cho )?(?:dang uy|dang bo) (.+)")
_AND: Final = re.compile(r" va (?:cac |chi bo )?| voi | cung | ?, ?")
_GENERIC: Final = ("xa", "phuong", "thi tran", "khoi", "dang bo", "nha nuoc")

Known = tuple[Unit, str]


@dataclass(frozen=True, slots=True)
class Meant:
    """The units that some words mean: cells by composition or place, which also holds for units to come, cells by name,
    or the committees themselves."""

    units: tuple[Unit, ...] = ()
    compositions: tuple[str, ...] = ()
    residential: bool | None = None
    named: bool = False
    committees: bool = False

    def codes(self) -> tuple[str, ...]:
        """The codes of those meant by name; empty when the words mean a kind of units."""
        return tuple(unit.code for unit in self.units) if self.named else ()


def meant(words: str, units: Iterable[Known]) -> Meant:
    """The units meant by the words, in the order given: by composition, by place, by name, several of them with "và";
    all cells for "tất cả các chi bộ"; none when the words fit nothing."""
    known = list(units)
    found = _meant(words, known)
    parts = [] if found.units else [_meant(part, known) for part in _AND.split(words) if part.strip()]
    if len(parts) < 2 or not all(part.units for part in parts) or len({part.committees for part in parts}) > 1:
        return found
    ids = {unit.id for part in parts for unit in part.units}
    return Meant(tuple(unit for unit, _ in known if unit.id in ids), named=True, committees=parts[0].committees)


def _meant(words: str, known: Sequence[Known]) -> Meant:
    committees = _committees(words, known)
    if committees is not None:
        return committees
    cells = [(unit, name) for unit, name in known if unit.kind in CELLS]
    phrase = _LEADING.sub("", words)
    if " " in phrase and not _MANY.search(words):
        # Called by its whole name, a word of which may mean something else elsewhere.
        exact = tuple(unit for unit, name in cells if f" {name} ".endswith(f" {phrase} "))
        if exact:
            return Meant(exact, named=True)
    composition, said = _without_composition(f" {words} ")
    residential = True if f" {RESIDENTIAL} " in said else None
    rest = " ".join(_FILLER.sub(" ", said.replace(f" {RESIDENTIAL} ", " ")).split())

    def fits(unit: Unit) -> bool:
        return (
            unit.kind in CELLS
            and (not composition or unit.composition == composition)
            and (residential is None or unit.residential)
        )

    kind_said = bool(composition) or residential is not None
    if rest and not (kind_said and rest in _GENERIC):
        return _in_place(rest, known, fits, many=kind_said or bool(_MANY.search(words)))
    if not kind_said and not any(word in said for word in EVERYBODY) and "chi bo" not in said:
        return Meant()
    compositions = (composition,) if composition else ()
    return Meant(tuple(unit for unit, _ in cells if fits(unit)), compositions, residential)


def _committees(words: str, known: Sequence[Known]) -> Meant | None:
    """The committees below, when the words mean them and not their cells."""
    if _COMMITTEES.fullmatch(words):
        return Meant(tuple(unit for unit, _ in known if unit.kind in COMMITTEES), committees=True)
    named = _OF_COMMITTEE.fullmatch(words)
    if named is None:
        return None
    found = tuple(u for u, name in known if u.kind in COMMITTEES and f" {name} ".endswith(f" {named[1]} "))
    return Meant(found, named=True, committees=True) if found else None


def _without_composition(said: str) -> tuple[str, str]:
    for composition, signs in COMPOSITION_WORDS.items():
        for sign in signs:
            if f" {sign} " in said:
                return composition, said.replace(f" {sign} ", " ")
    return "", said


def _in_place(rest: str, known: Sequence[Known], fits: Callable[[Unit], bool], *, many: bool) -> Meant:
    """The cells called so, or those below the committee called so when several are meant."""
    areas = [unit.path for unit, name in known if unit.kind not in CELLS and f" {rest} " in f" {name} "]
    called = tuple(unit for unit, name in known if fits(unit) and f" {rest} " in f" {name} ")
    if areas and (many or not called):
        called = tuple(unit for unit, _ in known if fits(unit) and unit.path.startswith(tuple(areas)))
    return Meant(called, named=True)


def audience_words(words: str) -> tuple[str, str]:
    """What words without accents say of an audience: (composition or empty, what is left as the name of a place)."""
    said, found = f" {words} ", ""
    for composition, signs in COMPOSITION_WORDS.items():
        for sign in signs:
            if f" {sign} " in said:
                found, said = composition, said.replace(f" {sign} ", " ")
    return found, " ".join(_FILLER.sub(" ", said).split())
