"""An office's sentence in its parts: whom the work is for and what it is, in the words that were typed. Pure.

`giao các chi bộ hưu trí ở phường Tân Mây thăm hỏi đảng viên, xong trước 15/4`
`lập danh sách hộ nghèo, giao cho tất cả`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from handlers.catalogue.organisation import bare
from handlers.rules.audience import COMPOSITION_WORDS, RESIDENTIAL

LEAST_TITLE: Final = 3
_DEADLINE: Final = re.compile(
    r"[,;.]?\s*(?:\b(?:làm|lam|thực hiện|thuc hien)\s+)?"
    r"\b(?:xong|hoàn thành|hoan thanh|hạn|han|chậm nhất|cham nhat|trước|truoc|đến hết|den het)\b"
    r"[^,;]*(?:\d|tuần|tuan|tháng|thang|quý này|năm nay|ngày mai|ngay mai|ngày kia).*$",
    re.IGNORECASE | re.DOTALL,
)
_GIVING: Final = re.compile(
    r"^(?:(?:giao|phân công|phan cong|yêu cầu|yeu cau|đề nghị|de nghi|nhờ|nho|chỉ đạo|chi dao)\b\s*)"
    r"(?:(?:việc|viec|nhiệm vụ|nhiem vu)\b)?\s*:?\s*",
    re.IGNORECASE,
)
_TO: Final = re.compile(r"[\s,;:]*\b(?:giao|phân công|phan cong)?\s*(?:cho|đến|tới|toi)?[\s:]*$", re.IGNORECASE)
_EMPTY: Final = re.compile(
    r"(?:(?:phải|phai|hãy|hay|cần|can|cùng|cung|đều|deu|làm|lam|thực hiện|thuc hien|triển khai|trien khai)\b\s*)+",
    re.IGNORECASE,
)
_CONNECTORS: Final = frozenset(("o", "thuoc", "tai", "trong", "cua", "va", "dia", "ban"))
_KINDS: Final = (
    *(sign.split() for signs in COMPOSITION_WORDS.values() for sign in signs),
    RESIDENTIAL.split(),
    *(each.split() for each in ("to dan pho", "khu pho", "truc thuoc", "co so")),
)
_COMMITTEES: Final = tuple(each.split() for each in ("dang uy", "dang bo", "cap uy", "xa", "phuong", "co so"))
_SHORT_KINDS: Final = frozenset(("thôn", "thon", "ấp", "xóm", "xom", "khối", "buôn", "bản"))
_OPENINGS: Final = tuple(
    each.split() for each in ("tat ca", "toan bo", "cac chi bo", "moi chi bo", "cac don vi", "cac dang uy", "cac xa")
)
_CALLED: Final = ("chi bo ", "dang uy ", "dang bo ")


class Given(NamedTuple):
    """Whom and what, empty where the sentence does not say it."""

    whom: str
    what: str


class _Words:
    """A sentence as words, each with its place and its bare form."""

    def __init__(self, said: str) -> None:
        found = list(re.finditer(r"\w+", said))
        self.spans = [each.span() for each in found]
        self.typed = [each.group().lower() for each in found]
        self.bare = [bare(each) for each in self.typed]

    def has(self, at: int, words: list[str]) -> bool:
        return self.bare[at : at + len(words)] == words

    def first(self, at: int, choices: Iterable[list[str]]) -> int:
        """How many words of the longest choice stand there, 0 for none."""
        return max((len(each) for each in choices if each and self.has(at, each)), default=0)


def given(said: str, whom: str, names: Iterable[str]) -> Given:
    """The two parts of a sentence. `whom`: what understanding took for the receivers, or empty; `names`: of the units
    below, so that a name is never cut in two."""
    said = unicodedata.normalize("NFC", said)
    words = _Words(said)
    known = _by_first_word(names)
    start, end = _named(words, bare(whom).split()) if whom else _opening(words, known)
    if start < 0:
        return Given(whom, "")
    end = _to_its_end(words, start, end, known)
    first, last = words.spans[start][0], words.spans[end - 1][1]
    return Given(said[first:last], _what(said[:first], said[last:]))


def _by_first_word(names: Iterable[str]) -> dict[str, list[list[str]]]:
    """Names of at least two words without "chi bộ" in front, by their first word."""
    known: dict[str, list[list[str]]] = {}
    for name in names:
        plain = bare(name)
        for beginning in _CALLED:
            plain = plain.removeprefix(beginning)
        parts = re.findall(r"\w+", plain)
        if len(parts) > 1:
            known.setdefault(parts[0], []).append(parts)
    return known


def _named(words: _Words, looked_for: list[str]) -> tuple[int, int]:
    looked_for = re.findall(r"\w+", " ".join(looked_for))
    for at in range(len(words.bare)):
        if looked_for and words.has(at, looked_for):
            return at, at + len(looked_for)
    return -1, -1


def _opening(words: _Words, known: dict[str, list[list[str]]]) -> tuple[int, int]:
    """Where somebody is named when understanding saw nobody."""
    for at, word in enumerate(words.bare):
        length = words.first(at, _OPENINGS) or words.first(at, known.get(word, ()))
        if length:
            return at, at + length
    return -1, -1


def _to_its_end(words: _Words, start: int, end: int, known: dict[str, list[list[str]]]) -> int:
    """Further words that say whom: a composition, a kind of place, the name of a unit."""
    while end < len(words.bare):
        at = end
        while at < len(words.bare) and words.bare[at] in _CONNECTORS:
            at += 1
        if at == len(words.bare):
            return end
        length = words.first(at, known.get(words.bare[at], ())) or words.first(at, _KINDS)
        if not length and at == end:
            length = _kind_of_place(words, start, end)
        if not length:
            return end
        end = at + length
    return end


def _kind_of_place(words: _Words, start: int, end: int) -> int:
    if words.has(end - 2, ["chi", "bo"]):
        return int(words.typed[end] in _SHORT_KINDS)
    only_many = all(word in ("cac", "tat", "ca", "dang", "uy", "bo") for word in words.bare[start:end])
    if only_many and words.has(end, ["chi", "bo"]):
        return 2
    return words.first(end, _COMMITTEES) if only_many else 0


def _what(before: str, after: str) -> str:
    told = _DEADLINE.sub("", after).strip(" ,.;:-")
    if len(told) >= LEAST_TITLE and not _EMPTY.fullmatch(told):
        return re.sub(r"^(?:phải|phai|hãy)\s+", "", told, flags=re.IGNORECASE)
    told = _TO.sub("", _GIVING.sub("", before.strip())).strip(" ,.;:-")
    return told if len(told) >= LEAST_TITLE else ""
