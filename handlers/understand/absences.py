"""The absent with and without leave, whichever way round they are told: `2 phép 1 kp`, `phép 2, kp 1`, `vắng 3 phép 2`.

A number and its reason belong together when only words stand between them. Whether the number comes first is read
from the whole row: it does when there are as many numbers as reasons and a number opens the row.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_EVENT: Final = re.compile(
    r"(?<![\d/~])(?P<number>\b\d{1,3})\b(?! ?(?:/|%|phan tram|gio|h\b|thang|ngay|nam\b|tren|[.,] \d|~))"
    r"|\b(?P<without>khong (?:co |xin )?(?:phep|ly do)|khong bao|vo ly do|tu y bo)\b"
    r"|\b(?P<excused>(?:(?:co|xin|da xin|deu xin|deu co|da co) )?(?:phep|ly do)|co bao|bao truoc)\b"
)
_BETWEEN: Final = re.compile(r"(?:(?!tong|mat\b|du\b|toan|mien|co mat|nop|thu)[^\W\d_]+ ?){0,7}")
_AFTER_REASON: Final = re.compile(r"(?:(?:la|co|:|thi|dong|chi|dang|vien|nguoi|deu) ?){0,3}")
_AND: Final = re.compile(r"(?:[,;:(]|va|gom|trong do|[|])? ?(?:vang )?")


class _Event(NamedTuple):
    kind: str
    number: int
    start: int
    end: int


def read_absences(masked: str, found: dict[str, int]) -> str:
    """Set `absent_excused` and `absent_unexcused` where a row of numbers and reasons tells them; what was read is
    blotted out."""
    events = [
        _Event(hit.lastgroup or "", int(hit["number"] or 0), hit.start(), hit.end()) for hit in _EVENT.finditer(masked)
    ]
    for row in _rows(masked, events):
        numbers = [event for event in row if event.kind == "number"]
        reasons = [event for event in row if event.kind != "number"]
        if len(numbers) != len(reasons) or row[0].kind != "number" or _belongs_before(masked, row):
            continue
        for number, reason in zip(numbers, reasons, strict=True):
            name = "absent_unexcused" if reason.kind == "without" else "absent_excused"
            found[name] = found.get(name, 0) + number.number
        start, end = row[0].start, row[-1].end
        masked = masked[:start] + "~" * (end - start) + masked[end:]
    return masked


def _rows(masked: str, events: list[_Event]) -> list[list[_Event]]:
    """Runs of events that take turns: a number, a reason, a number …"""
    rows: list[list[_Event]] = []
    for event in events:
        before = rows[-1][-1] if rows else None
        if before and before.kind != event.kind and "number" in (before.kind, event.kind):
            gap = masked[before.end : event.start].strip()
            joins = _BETWEEN if before.kind == "number" else _AFTER_REASON
            if joins.fullmatch(gap) or (before.kind != "number" and _AND.fullmatch(gap)):
                rows[-1].append(event)
                continue
        rows.append([event])
    return [row for row in rows if len(row) > 1]


def _belongs_before(masked: str, row: list[_Event]) -> bool:
    """`mặt 18 phép` tells who was there: the first number is not the absent's."""
    return bool(
        re.search(r"\b(?:mat|du|tong|tong so|co mat|hop|toan|quan so)(?: (?:la|co|:))* $", masked[: row[0].start])
    )
