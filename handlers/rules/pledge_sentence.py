"""A whole pledge in one breath: its clauses sorted into measures, who answers for them, how people see it, when it is
looked at. Nothing is judged here; the gate (handlers.rules.pledge) does that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from handlers.rules.pledge import is_concrete, plain, vague_words

_OPENING: Final = re.compile(
    r"^.*?(?:đăng ký|đăng kí|cam kết|dang ky|cam ket)(?:\s+(?:là|sẽ|làm|thực hiện|việc))*\s*[:,\-]?\s+", re.IGNORECASE
)
_RESPONSIBLE: Final = re.compile(
    r"^(?:người\s+)?(?:phụ trách|chịu trách nhiệm|phu trach|chiu trach nhiem)(?:\s+(?:là|:))?\s*(?P<who>.+)$"
    r"|^(?:do\s+|giao\s+)?(?P<before>.+?)\s+(?:phụ trách|chịu trách nhiệm|phu trach|chiu trach nhiem)$",
    re.IGNORECASE,
)
_CHECK: Final = re.compile(
    r"^(?:ngày\s+|hẹn\s+)?(?:kiểm tra|rà soát|kiem tra|ra soat)(?:\s+lại)?(?:\s+(?:vào|là|ngày))*\s*:?\s*"
    r"(?P<when>.*(?:\d|quý|năm|tháng|quy|nam|thang).*)$",
    re.IGNORECASE,
)
_SEEN: Final = re.compile(
    r"^(?:(?:công khai|cong khai|niêm yết|niem yet)\s+(?:ở|tại|trên|bằng|qua|o|tai|tren)\b.*"
    r"|(?:bà con|người dân|dân|nhân dân|ba con)\s+(?:xem|thấy|biết|đọc|thay|biet).*)$",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"^(?:ngày|mỗi|hằng|hàng|ở|tại|vào|trước|từ|gồm|cho|và)\b", re.IGNORECASE)
_OWN_DAY: Final = re.compile(
    r"\b(?:trước|chậm nhất|xong|kiểm tra|truoc|cham nhat|kiem tra)(?:\s+ngày)?\s+(?P<day>\d{1,2}/\d{1,2}(?:/\d{4})?)\b",
    re.IGNORECASE,
)

_TIME_WORDS: Final = re.compile(
    r"ngay|thang|quy|nam|tuan|cuoi|dau|giua|het|truoc|sau|toi|nay|vao|mai|hom|thu|chu|nhat|hai|ba|tu|bay|\d+"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one sentence holds; `check` are the words of a day, None and empty where nothing was said."""

    measures: tuple[str, ...] = ()
    responsible: str | None = None
    visibility: str | None = None
    check: str | None = None


def read_sentence(text: str) -> Said:
    """The parts of `chi bộ đăng ký: dán bảng thu chi, chi ủy phụ trách, kiểm tra 31/3`. Never raises."""
    opened = _OPENING.match(text)
    if opened is None:
        return Said()
    measures: list[str] = []
    found: dict[str, str] = {}
    for clause in re.split(r"\s*(?:[;\n]|,|\.(?=\s|$))\s*", text[opened.end() :]):
        _sort(clause.strip(), measures, found)
    return Said(tuple(measures), found.get("responsible"), found.get("visibility"), found.get("check"))


def _sort(clause: str, measures: list[str], found: dict[str, str]) -> None:
    responsible, check = _RESPONSIBLE.match(clause), _CHECK.match(clause)
    if not clause:
        return
    if responsible and "responsible" not in found:
        found["responsible"] = (responsible["who"] or responsible["before"]).strip()
    elif check and "check" not in found:
        found["check"] = check["when"].strip()
    elif _SEEN.match(clause) and measures:
        found.setdefault("visibility", clause)
    elif measures and (_TAIL.match(clause) or not (is_concrete(clause) or vague_words(clause))):
        measures[-1] = f"{measures[-1]}, {clause}"
    else:
        measures.append(clause[0].upper() + clause[1:])


def own_day(measure: str) -> str | None:
    """The day that a measure names for itself (`… trước ngày 15/3`), in its words."""
    found = _OWN_DAY.search(measure)
    return found["day"] if found else None


def is_only_time(said: str) -> bool:
    """Whether an answer is nothing but a time (`cuối quý`, `31/12`, `trước ngày 15/3`)."""
    words = plain(said).replace("/", " ").split()
    return bool(words) and all(_TIME_WORDS.fullmatch(word) for word in words)
