"""Work that comes round, in an office's sentence: `… hằng tháng ngày 3, trùng chủ nhật thì sang ngày sau`. Pure."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_MARK: Final = re.compile(
    r"[,;]?\s*\b(?:định kỳ |dinh ky )?(?:(?:hằng|hàng|hang|mỗi|moi|từng|tung) (?:tháng|thang|quý|quy|năm|nam)"
    r"|(?:3|6|ba|sáu|sau) (?:tháng|thang) (?:một|mot|1) (?:lần|lan))\b",
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
