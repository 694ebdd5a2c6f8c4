"""The parts of a pledge said in one breath: measures, who answers for them, when they are checked, for which year."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from handlers.understand.normalise import Sentence
from handlers.understand.phrases import frequency_of
from handlers.understand.slots import Reading, put, put_when

_FIELD: Final = (
    r"(?:nguoi (?:phu trach|chiu trach nhiem)|phu trach|chiu trach nhiem|(?:ngay |lich "
    r"|thoi gian )?(?:kiem tra|ra soat|tu kiem tra|kiem)(?! giam sat)(?= (?:vao |la |ngay |luc |:|lai "
    r"|dinh ky |dau |cuoi |\d|thang|quy|hang|moi|mỗi|hằng|het|~))|tan suat|dinh ky|han kiem tra|nam 20\d\d|mốc"
    r"|moc kiem tra)"
)
_MEASURES: Final = re.compile(
    rf"\b(?:bien phap|viec lam cu the|noi dung cam ket|cach lam|giai phap|viec cu the|gom)(?: (?:la|gom|nhu sau"
    rf"|nhu|:|cu the|thuc hien|moi|mới|chinh|cua|thu|them))* (?:\d bien phap ?:? )?(.+?)(?=(?:,|[|]"
    rf"|\s)? ?{_FIELD}|$)"
)
_AFTER_NAME: Final = re.compile(
    rf"\b(?:dang ky|cam ket)\b(?: (?:khong tham nhung|noi khong voi tham nhung|noi khong|tham nhung|tieu cuc"
    rf"|lang phi|phong trao|va|,|voi|cho|nam \d{{4}}|nam nay|nam sau|chi bo|thon \d+|thuc hien|khong|:))* ?[:,"
    rf"|-] ?(.+?)(?=(?:,|[|])? ?{_FIELD}|$)"
)
_VERBAL: Final = re.compile(
    rf"\b(?:dang ky|cam ket|bo sung|them)(?: (?:la|se|thuc hien|viec|them|:))* ((?:niem yet|cong khai"
    rf"|kiem tra quy|doi thoai|hop dan|lap so|dung so|thu chi|minh bach|giam sat cong|tiep dan|khong nhan qua"
    rf"|khong nhan|khong de|khong bien|chong|ghi so|doi chieu|dat hom thu|lap to|ra soat).+?)(?=(?:,|["
    rf"|])? ?{_FIELD}|$)"
)
_INSERTED: Final = re.compile(
    r"\b(?:bo sung|them|ghi them|dua)(?: (?:bien phap|muc|noi dung|viec|1|mot|cai|them|:))* (?!vao|cam ket|ban)(.+?)"
    r" (?:vao|vo|trong)(?: (?:ban|ban2))? (?:dang ky|cam ket)\b"
)
_ITEM: Final = re.compile(
    r"\b(?:them|bo sung)\b.*?\b(?:muc|noi dung|viec|khoan)(?: (?:la|nua|:))* (?!gi\b|cam ket)(.+?)(?=$| ?[|?]| nhe| a$)"
)
_TRAILING: Final = re.compile(
    r"(?: (?:moi|mỗi|hang|hằng) (?:thang|quy|tuan|nam)(?: (?:mot|1) lan)?| (?:nhe|a|ạ|nha|em))+$"
)
_LEADING: Final = re.compile(r"^(?:(?:nua|la|1|mot|bien phap|thu \d|:|them) )+")
_RESPONSIBLE: Final = re.compile(
    r"\b(?:nguoi (?:phu trach|chiu trach nhiem)|phu trach|chiu trach nhiem|giao)(?: (?:la|chinh|:|sang|thanh"
    r"|cho|bang|moi|mới|tu|chung))* ((?!thuc hien|theo doi|ngay|kiem tra)[^,|?]+?)(?=$| ?[,|?]| (?:phu trach"
    r"|kiem tra|ngay|hang|moi|mỗi|ra soat|thay|chiu|theo doi|va kiem|dinh ky|lam|den|vao|cuoi|tu|tuan|thang"
    r"|quy|,)\b)"
)
_RESPONSIBLE_BEFORE: Final = re.compile(
    r"(?:^|[,|:-] ?|\b(?:do|giao|de|cho|va|nguoi|sang) )((?:(?:dong chi|anh|chi|chị|bac|chu|co|ong|ba|bà"
    r"|bi thu|pho bi thu|chi uy|chi uy vien|toi|minh|em|ke toan|truong thon|thu quy|to truong)\b)(?: (?!phu"
    r"|chiu|la|se|xin|dang|cam|thay)\w+){0,4}) (?:la nguoi |se |lam |truc tiep )?(?:phu trach"
    r"|chiu trach nhiem)"
)
_SPLIT: Final = re.compile(
    r" ?(?:[|;]|,| va (?=cong khai|niem yet|kiem tra|khong|to chuc|thuc hien|hop|lap|tu)| - |(?:^"
    r"| )\d ?[.)/:](?= )|(?:^| )\d (?=[a-z])(?! nguoi)) ?"
)


def pledge_slots(reading: Reading, adding: bool) -> dict[str, Any]:
    """Slots of register_pledge (or, `adding`, of amend_pledge)."""
    slots: dict[str, Any] = {}
    sentence = reading.sentence
    put(slots, topic=campaign_of(reading))
    found = measures_of(sentence, reading)
    put(slots, **{"add_measures" if adding else "measures": found})
    put(slots, responsible=responsible_of(sentence), frequency=frequency_of(reading.flat))
    checked = [hit for hit in reading.hits if hit.kind == "day"]
    weeks = [hit for hit in reading.hits if hit.kind == "range"]
    if checked and checked[-1].first:
        slots["check_date"] = checked[-1].first.isoformat()
    elif weeks and weeks[-1].first:
        slots["target_week"] = iso_week(weeks[-1].first)
    when: dict[str, Any] = {}
    put_when(when, reading)
    period = when.get("period")
    if period and len(period) == 4:
        slots["year"] = int(period)
    elif period and not checked:
        quarter_end = next(hit.last for hit in reading.hits if hit.kind == "period")
        if re.search(r"\b(?:kiem tra|ra soat|kiem)\b(?: \w+){0,4} (?:quy|thang|q)\b", reading.flat) and quarter_end:
            slots["check_date"] = quarter_end.isoformat()
    return slots


def campaign_of(reading: Reading) -> str | None:
    """What the campaign is against, as it was said: `tham nhũng, tiêu cực`."""
    found = re.search(
        r"\b(?:tham nhung|tieu cuc|lang phi)(?:(?: ,)?(?: va)? (?:tham nhung|tieu cuc|lang phi))*\b", reading.flat
    )
    return reading.sentence.said(*found.span()) if found else None


def iso_week(day: date) -> str:
    """`2026-W49`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def measures_of(sentence: Sentence, reading: Reading) -> list[str]:
    """The concrete acts, one by one, in the person's words."""
    flat = reading.flat
    patterns = (_ITEM, _INSERTED, _MEASURES, _AFTER_NAME, _VERBAL)
    found = next((hit for pattern in patterns if (hit := pattern.search(flat))), None)
    if not found:
        return []
    measures, at = [], found.start(1)
    inner = found[1]
    for cut in [*_SPLIT.finditer(inner), None]:
        end = found.start(1) + (cut.start() if cut else len(inner))
        lead, tail = _LEADING.match(flat[at:end].lstrip()), _TRAILING.search(flat[at:end])
        if lead:
            at += lead.end() + len(flat[at:end]) - len(flat[at:end].lstrip())
        if tail and tail.start() > 0:
            end -= len(tail.group())
        said = sentence.said(at, end) if end > at else ""
        if (
            said
            and _is_measure(flat[at:end].strip())
            and not re.fullmatch(r"[\d.,:\-) ]*", said)
            and not re.match(rf"{_FIELD}", flat[at:end].strip())
            and not (
                _RESPONSIBLE_BEFORE.search(flat[at : end + 24]) and re.search(r"phu trach|chiu trach", flat[at:end])
            )
        ):
            measures.append(said)
        at = found.start(1) + (cut.end() if cut else len(inner))
    return measures


_NO_MEASURE: Final = re.compile(
    r"(?:(?:khong|noi|voi|tham nhung|tieu cuc|lang phi|va|,|nam|\d{4}|nay|sau|phong trao|la|nhe|a)(?: |$))+"
    r"|(?:chuyen|doi|đổi|sua) (?:ky|lich|ngay|tan suat)\b.*|(?:toi|minh|em|bi thu|pho bi thu|chi uy|ke toan"
    r"|dong chi \w+|anh \w+)(?: phu trach| lam)?|"
    r"(?:moi|mỗi|hang|hằng|cuoi|dinh ky)? ?(?:thang|quy|tuan|nam)?(?: (?:mot|1) lan)?(?: (?:ra soat|kiem tra|kiem"
    r"|tu kiem tra|xem lai))(?: lai)?(?: mot lan)?|(?:moi|mỗi|hang|hằng) (?:thang|quy|tuan|nam)(?: (?:mot"
    r"|1) lan)?|cuoi (?:thang|quy|nam)|giao .*"
)


def _is_measure(words: str) -> bool:
    """An act, and not the name of the campaign, a person or a rhythm."""
    return not _NO_MEASURE.fullmatch(words)


def responsible_of(sentence: Sentence) -> str | None:
    """Who answers for it: before or after "phụ trách"."""
    found = _RESPONSIBLE_BEFORE.search(sentence.flat) or _RESPONSIBLE.search(sentence.flat)
    return sentence.said(found.start(1), found.end(1)) or None if found else None
