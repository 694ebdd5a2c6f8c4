"""What is typed about the acts of a pledge: digits that choose examples, and a change to one act of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.pledge import plain

_AROUND: Final = re.compile(r"toi|xin|chon|lay|lam|viec|so|cau|muc|y|cac|va|voi|ca|nhe|a|and|number|numbers|all")
"""Words beside the digits that change nothing: `tôi chọn việc 2 và 3 nhé`."""
_ALL: Final = re.compile(r"(?:chon |lay )?(?:tat ca|all|ca (?:\d|nam|bon|ba|hai)(?: viec| cau)?|het)")
_NAMED: Final = r"(?:việc|viec|câu|cau|số|so|mục|muc)?\s*(?P<place>\d{1,2})"
_REPLACE: Final = re.compile(
    r"(?:(?:sửa|sua|thay|đổi|doi)(?:\s+lại|\s+lai)?(?:\s+cho\s+tôi|\s+cho\s+toi)?\s+"
    + _NAMED
    + r"(?:\s*[:.\-]\s*|\s+(?:thành|thanh|là|la)\s+|\s+)|"
    + _NAMED.replace("place", "bare")
    + r"\s*[:.\-]\s*)(?P<text>(?=.*[^\W\d]).+)",
    re.IGNORECASE | re.DOTALL,
)
_DROP: Final = re.compile(r"(?:bỏ|bo|bớt|bot|xoá|xóa|xoa)\s+" + _NAMED, re.IGNORECASE)
_MARK: Final = re.compile(r"^(?:\d{1,2}\s*[.):]|[-+*•])\s*(?=\D)")
_ADD: Final = re.compile(r"(?:thêm|them)(?:\s+việc|\s+viec)?\s*:?\s+(?P<text>.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Changed:
    """The acts after a change; `places` says where each stood before, None for a new wording."""

    measures: tuple[str, ...]
    places: tuple[int | None, ...]


def listed(said: str) -> list[str]:
    """The acts in one message, one a line or between semicolons, without the digits or dashes of a list."""
    lines = [" ".join(each.split()) for each in re.split(r"[;\n]", said)]
    return [bare for each in lines if (bare := _MARK.sub("", each).strip())]


def chosen(said: str, most: int) -> list[int] | None:
    """`2 va 3`, `1,3`, `cả 5 việc`: the numbers of the examples; None when it is something else."""
    words = re.findall(r"[a-z]+|\d+", plain(said.replace("/", " ")))
    if _ALL.fullmatch(" ".join(words)):
        return list(range(1, most + 1))
    digits = [int(word) for word in words if word.isdigit()]
    if not digits or any(not word.isdigit() and not _AROUND.fullmatch(word) for word in words):
        return None
    return digits


def changed(said: str, measures: Sequence[str]) -> Changed | None:
    """`1: dán thu chi ở nhà văn hoá`, `sửa câu 1 thành …`, `bỏ 2`, `thêm: …`; None when it is none of them, or names
    an act that is not there."""
    all_ = list(range(len(measures)))
    found = _DROP.fullmatch(said.strip())
    if found and 1 <= int(found["place"]) <= len(measures) and len(measures) > 1:
        kept = [place for place in all_ if place != int(found["place"]) - 1]
        return Changed(tuple(measures[place] for place in kept), tuple(kept))
    found = _REPLACE.fullmatch(said.strip())
    if found:
        place = int(found["place"] or found["bare"]) - 1
        if not 0 <= place < len(measures):
            return None
        texts = [found["text"].strip() if each == place else measures[each] for each in all_]
        return Changed(tuple(texts), tuple(None if each == place else each for each in all_))
    found = _ADD.fullmatch(said.strip())
    if found:
        return Changed((*measures, found["text"].strip()), (*all_, None))
    return None
