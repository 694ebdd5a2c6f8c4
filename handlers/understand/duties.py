"""The names of duties as people say them (domain 2.4 and 1.7), and the span of one in a sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final, NamedTuple

_TABLE: Final[dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "duties.toml").read_text("utf-8"))
_NAMES: Final = sorted(_TABLE["names"], key=len, reverse=True)
NOUN: Final = "(?:" + "|".join(re.escape(name) for name in _NAMES) + ")"
_TAIL: Final = (
    r"(?:(?: (?:cua|ve|nam|thang|quy|q|t|tuan|6 thang dau nam|6 thang cuoi nam|6 thang|9 thang|dau nam"
    r"|cuoi nam|ca nam|nay|truoc(?! (?:thu \d|ngay|hom|\d|chu nhat|cuoi|dau|ram|mung))|sau|\d{4}|nhiem ky"
    r"|dang vien dien tu"
    r"|dot(?: \d+ / \d+)?|chi bo(?! (?:thon|to|ap|khu|xom|khoi|buon|truong|tram|so|huu|\d))|tap the|ca nhan|so|"
    r"(?<=quy )(?:[1-4]|i{1,3}|iv)|(?<=q )[1-4]|(?<=thang )\d{1,2}|(?<=t )\d{1,2}|(?<=nam )\d{4}"
    r"|(?<=so )\d{1,4}|(?<=nghi quyet )\d{1,4}|(?<=chi thi )\d{1,3}|phong chong tham nhung|khong tham nhung"
    r"|tham nhung|tieu cuc|thu chi|hoc tap bac|hoc bac|hoc tap va lam theo bac))*)"
)
_DUTY: Final = re.compile(rf"\b({NOUN}){_TAIL}(?!\w)")
_DANGLING: Final = re.compile(r"(?: (?:cua|ve|(?<!cuoi )(?<!dau )(?<!ca )nam|thang|quy|q|t|tuan|so|nay|truoc|sau))+$")
_SPOKEN_TO: Final = re.compile(
    r"\b(?:kinh |xin |em |toi )?bao cao (?:voi |voi cac )?(?:dong chi|anh|chị|dang uy|cap tren|van phong"
    r"|lanh dao|bac|thu truong|xa|:|cac anh)(?! (?:nao|quy|thang|nam))"
)


_PAPERS: Final = frozenset(
    [
        "danh sach",
        "ho so",
        "ke hoach",
        "bao cao",
        "bien ban",
        "to trinh",
        "de an",
        "cong van",
        "so lieu",
        "bieu mau",
        "van ban",
        "du thao nghi quyet",
        "nghi quyet",
        "noi dung sinh hoat",
        "bao cao ket qua",
        "danh muc",
    ]
)
_ABOUT: Final = re.compile(r" (?:(?:de nghi|xet|tang|ve|viec|cong tac|thuc hien|nhung|nguoi|dang vien|duoc) ){0,3}")


class Duty(NamedTuple):
    """A duty named at `flat[start:end]`."""

    start: int
    end: int
    name: str


def find_duties(flat: str) -> list[Duty]:
    """The duties named, left to right, longest names first, with the period words that belong to the name."""
    found = []
    spoken = [hit.start() for hit in _SPOKEN_TO.finditer(flat)]
    for hit in _DUTY.finditer(flat):
        if hit[1] == "bao cao" and any(0 <= hit.start() - at <= 6 for at in spoken):
            continue
        kept = (
            _DANGLING.sub("", hit.group())
            if not re.search(r"\b(?:quy|thang|nam|tuan) (?:nay|truoc|sau)$", hit.group())
            else hit.group()
        )
        if len(kept) < len(hit[1]):
            kept = hit[1]
        found.append(Duty(hit.start(), hit.start() + len(kept), hit[1]))
    return _joined(flat, found)


def _joined(flat: str, found: list[Duty]) -> list[Duty]:
    """`danh sách đề nghị huy hiệu` is one duty: a paper, and what it is about."""
    joined: list[Duty] = []
    for duty in found:
        before = joined[-1] if joined else None
        gap = flat[before.end : duty.start] if before else ""
        if before and ((before.name in _PAPERS and _ABOUT.fullmatch(gap)) or gap == " va "):
            joined[-1] = Duty(before.start, duty.end, f"{before.name} {duty.name}")
        else:
            joined.append(duty)
    return joined
