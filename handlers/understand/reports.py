"""Which report a statement is: a meeting held, a duty done, partly done, not done, or nothing arose.

The only place where a completion can come from, so everything that speaks against one is asked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.understand.counts import attendance_counts, progress_counts
from handlers.understand.dates import Hit
from handlers.understand.duties import Duty
from handlers.understand.moods import VERB, Mood
from handlers.understand.phrases import HELD_UP_ALONE, HELD_UP_FIRST

_MEETING: Final = re.compile(
    r"\b(?:(?<!tong )(?<!ket )(?<!phu )(?<!tich )(?<!phoi )(?<!truong )hop"
    r"|(?<!chuyen )(?<!mien )sinh hoat)\b(?! (?:chi uy|xa\b|phuong|dang uy|tren|huyen|tinh|bao|thi duoc"
    r"|thanh pho|quoc hoi|dan|phu huynh"
    r"|to dan pho|hoi dong"
    r"|hoi dong|thon|noi khac|gui|tam thoi))|\bbuoi hop\b|\bcuoc hop\b"
)
_ATTENDANCE: Final = frozenset({"present", "absent_excused", "absent_unexcused", "exempt", "away", "here"})
_PAPER: Final = re.compile(
    r"\b(?:bien ban|nghi quyet|bao cao|lich|noi dung|ke hoach|giay moi|tai lieu|chuong trinh|anh"
    r"|so)(?: \w+)? (?:hop|sinh hoat)"
)
_HELD_BACK: Final = re.compile(
    r"\b(?:vuong|kẹt|bi ket|dang ket|ket (?:mua|duong|viec|dam|xe|lu|qua)|cho (?:y kien|chu ky|ky|xa|dang uy"
    r"|cap tren|duyet|huong dan|van ban|tai lieu|nguoi)|dang cho|đợi|gap kho|kho khan)\b"
)
_STARTED: Final = re.compile(
    r"\b(?:đang(?! (?:cho|doi|đợi|om|bận|vuong|kẹt|ket|di ))|dang(?! (?:cho|doi|om|vuong|ket|vien|phi|uy|bo|ky"
    r"|su|so|vu|cong|nhap|vien|da|tu|vao|ly))|do dang|gan|sap|moi(?= (?:lam|duoc|co|xong|thu|nop|ky|viet|hop"
    r"|nhap|gui|soan|trien|toi|dau|den))|nửa|co ban|hau het|mot phan|1 phan)\b"
)
_DONE_WORD: Final = re.compile(rf"\b(?:xong|hoan thanh|da|vua|roi|het)\b|^{VERB}\b")
_NOT_YET: Final = re.compile(
    r"\b(?:chua|khong kip|khong xong|hoan lai|tam hoan|phai hoan|bi hoan|quen|bo lo|lo mất|khong hop|khong lam"
    r"|khong nop|khong duoc|khong the|dau co)\b|\b(?:xong|nop|hop|lam|gui) (?:gi )?dau\b"
    r"|\bco (?:\w+ ){1,2}?dau\b"
)


_WAITING: Final = re.compile(
    r"\b(?:đang|dang|con|phai) (?:cho|doi|đợi) \w+|^(?:cho|đợi) (?:xa|dang uy|phuong|cap tren|duyet)"
)
_NOTHING_YET: Final = re.compile(r"^chua (?:lam|bat dau|trien khai)|\bchua (?:lam|bat dau) gi\b")
_MOVING: Final = re.compile(r"\b(?:đang|dang) (?!cho|om|ban|bận|di )|\bgan\b|\bsap\b|\bmoi\b|\bdo dang\b")


_UNHELD: Final = re.compile(
    r"\b(?:khong|chua) (?:\w+ )?(?:hop|sinh hoat)\b|\bhop (?:hut|khong thanh)\b|\b(?:hoan|huy) (?:hop|buoi hop"
    r"|cuoc hop)"
)
_INTENDED: Final = re.compile(
    r"\b(?:se|hua|du dinh|dự dinh|du kien|dự kien|dinh(?! ky)|chuan bi|sap|neu|mong|hy vong|"
    r"cố gang|co gang|phai hop|can hop"
    r"|muon hop|moi duoc|moi hop le|moi du|phai co|can co|toi thieu|quy dinh|theo dieu le)\b"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`intent` with how sure we are, and the counts that were read on the way."""

    intent: str
    confidence: float
    counts: dict[str, int]


def judge_report(
    flat: str, masked: str, mood: Mood, duties: list[Duty], hits: tuple[Hit, ...], ref: int | None, today: date
) -> Verdict | None:
    """The report a statement makes, or None when it makes none."""
    if mood.question:
        return None
    meeting = is_meeting(flat)
    counts = attendance_counts(masked)
    if meeting or (len(_ATTENDANCE & counts.keys()) > 1 and not duties):
        return _judge_meeting(flat, masked, mood, hits, counts, today)
    progress = progress_counts(masked)
    about = bool(duties) or ref is not None or re.search(rf"\b(?:{VERB}|kip)\b", flat)
    held_up = HELD_UP_FIRST.search(flat) and about and not {"total", "percent"} & progress.keys()
    if held_up or HELD_UP_ALONE.search(flat):
        return Verdict("report_not_done", 0.9, {})
    if not about and not progress:
        return _bare(mood)
    return _judge_work(flat, mood, progress, bool(duties) or ref is not None, hits, today)


def is_meeting(flat: str) -> bool:
    """Whether a cell meeting is spoken of, and not its minutes or its calendar."""
    return bool(_MEETING.search(_PAPER.sub(" ", flat)))


def _judge_meeting(
    flat: str, masked: str, mood: Mood, hits: tuple[Hit, ...], counts: dict[str, int], today: date
) -> Verdict | None:
    attended = bool(_ATTENDANCE & counts.keys()) or "total" in counts or "missing" in counts
    if _not_done(flat, mood) and not attended:
        return Verdict("report_not_done", 0.85, {})
    if _UNHELD.search(flat):
        return Verdict("report_not_done", 0.8, {})
    if re.search(r"\b(?:đang|dang) (?:hop|sinh hoat)\b", flat):
        return Verdict("report_progress", 0.7, counts)
    if _lies_ahead(hits, today) or (mood.promise and (not attended or _INTENDED.search(flat))):
        return Verdict("report_not_done", 0.7, {})
    if mood.doubt or (not attended and re.search(r"\bdi hop\b(?! chi bo)", flat)):
        return None
    if mood.negated and not mood.affirmed_twice and not attended:
        return Verdict("report_not_done", 0.8, {})
    said_past = any(hit.kind in ("day", "range") and hit.first != today for hit in hits)
    if attended or said_past or mood.finished or mood.affirmed_twice:
        return Verdict("report_meeting", 0.9 if attended else 0.75, counts)
    return None


def _lies_ahead(hits: tuple[Hit, ...], today: date) -> bool:
    """Whether a day named lies ahead. `kiểm điểm cuối năm` names the duty, not a day."""
    hits = tuple(hit for hit in hits if hit.written != "cuoi nam")
    if any(hit.first and hit.first > today for hit in hits if hit.kind in ("day", "range")):
        return True
    return any(
        re.search(r"\b(?:mai|mốt|nua|sau|tới)\b", hit.written) for hit in hits if hit.kind in ("day", "range", "vague")
    )


def _not_done(flat: str, mood: Mood) -> bool:
    return bool(_NOT_YET.search(flat)) and not mood.affirmed_twice


def _judge_work(
    flat: str, mood: Mood, counts: dict[str, int], named: bool, hits: tuple[Hit, ...], today: date
) -> Verdict | None:
    full = counts.get("percent") == 100 or ("total" in counts and counts.get("done") == counts["total"])
    partial = bool(counts) and not full
    if partial and _is_partial(flat, counts, mood):
        return Verdict("report_progress", 0.85, counts)
    if full and "missing" not in counts and not mood.promise and not mood.doubt and not _not_done(flat, mood):
        return Verdict("report_done", 0.9, counts)
    if mood.doubt and mood.finished:
        return Verdict("report_progress", 0.4, counts)
    if _WAITING.search(flat) and not re.search(r"\b(?:xong|roi)\b", flat):
        return Verdict("report_not_done", 0.75, counts)
    if _lies_ahead(hits, today) and not counts and not re.search(r"\bđang\b|\bdang (?:lam|viet|soan|thu|do)\b", flat):
        return Verdict("report_not_done", 0.75, counts)
    return _judge_started(flat, mood, counts) or _judge_plain(flat, mood, counts, named, hits, today)


def _judge_started(flat: str, mood: Mood, counts: dict[str, int]) -> Verdict | None:
    """Under way: progress, unless what is under way is only the waiting."""
    if not _STARTED.search(flat) or mood.affirmed_twice or _NOTHING_YET.search(flat):
        return None
    if mood.negated and _NOT_YET.search(flat) and not _MOVING.search(flat):
        return Verdict("report_not_done", 0.8, counts)
    return Verdict("report_progress", 0.8, counts)


def _judge_plain(
    flat: str, mood: Mood, counts: dict[str, int], named: bool, hits: tuple[Hit, ...], today: date
) -> Verdict | None:
    if _not_done(flat, mood) or (mood.negated and not mood.affirmed_twice):
        return Verdict("report_not_done", 0.85, counts)
    if _HELD_BACK.search(flat) and not re.search(r"\b(?:xong|roi)\b", flat):
        return Verdict("report_not_done", 0.8, counts)
    if mood.promise or _lies_ahead(hits, today):
        return Verdict("report_not_done", 0.7, counts)
    if mood.almost:
        return Verdict("report_progress", 0.75, counts)
    said_past = any(hit.kind == "day" and hit.first and hit.first < today for hit in hits)
    told = said_past and named and not mood.doubt and not re.search(r"\b(?:han|yeu cau|nhac|can|hoi)\b", flat)
    if mood.plainly_done or told:
        return Verdict("report_done", 0.9 if named and mood.finished else 0.7, counts)
    return None


def _is_partial(flat: str, counts: dict[str, int], mood: Mood) -> bool:
    """Counts that stop short of the whole; `nộp 2 bản rồi` alone is no share of anything."""
    if "percent" in counts or "remaining" in counts or "missing" in counts:
        return not (mood.promise and "done" not in counts and "percent" not in counts)
    if "total" in counts:
        return True
    return mood.almost or (
        bool(re.search(r"\b(?:moi|chi|duoc)\b", flat)) and not re.search(r"\b(?:roi|xong|hoan thanh)\b", flat)
    )


def _bare(mood: Mood) -> Verdict | None:
    """`xong rồi` with nothing else: done, though what is done must be asked."""
    if mood.thanks:
        return None
    if mood.negated and not mood.affirmed_twice:
        return Verdict("report_not_done", 0.6, {})
    return None
