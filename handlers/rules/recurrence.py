"""Work that comes round, in an office's sentence: `… hằng tháng ngày 3, trùng chủ nhật thì sang ngày sau`,
`… vào thứ Hai hằng tuần`. Pure."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_WEEKDAY: Final = r"(?:(?:thứ|thu)\s+(?:hai|ba|tư|tu|năm|nam|sáu|sau|bảy|bay|[2-7])|t[2-7]|chủ nhật|chu nhat|cn)"
_PART: Final = r"(?:(?:sáng|sang|chiều|chieu|tối|toi)\s+)?"
_DATE: Final = r"(?:ngày|ngay|mùng|mung)\s+(?:mùng |mung )?\d{1,2}(?:\s*[/-]\s*\d{1,2})?|\d{1,2}/\d{1,2}"
_DAY_BEFORE: Final = (
    rf"(?:(?:vào|vao)\s+)?{_PART}(?:{_DATE}|{_WEEKDAY})"
    r"(?:\s+(?:đầu tiên|dau tien|đầu|dau|cuối cùng|cuoi cung|cuối|cuoi))?(?:\s+(?:của|cua|trong))?[\s,]*"
)
_MARK: Final = re.compile(
    rf"[,;]?\s*\b(?:{_DAY_BEFORE})?\b(?:định kỳ |dinh ky )?"
    r"(?:(?:hằng|hàng|hang|mỗi|moi|từng|tung) (?:tuần|tuan|tháng|thang|quý|quy|năm|nam)"
    r"|(?:3|6|ba|sáu|sau) (?:tháng|thang) (?:một|mot|1) (?:lần|lan)"
    r"|(?:1|một|mot) (?:tuần|tuan) (?:một|mot|1) (?:lần|lan)"
    rf"|(?:hằng|hàng|hang|mỗi|moi) {_PART}{_WEEKDAY})\b",
    re.IGNORECASE,
)
_LEAST_HEAD: Final = 12


class Recurrence(NamedTuple):
    """`rest` says what and whom, `words` when; both as they were typed."""

    rest: str
    words: str


def recurrence(said: str) -> Recurrence | None:
    """The sentence in its two parts, None when nothing in it comes round."""
    found = _MARK.search(said)
    if found is None:
        return None
    head = said[: found.start()].strip(" ,;.")
    if len(head) >= _LEAST_HEAD:
        return Recurrence(head, said[found.start() :].strip(" ,;."))
    return Recurrence(f"{head} {said[found.end() :]}".strip(" ,;."), said)
