"""Slots of seats: who takes over, who stands in and from when; and a pledge taken back."""

from __future__ import annotations

import re
from typing import Final

from handlers.understand.phrases import (
    reason_of,
    unit_of,
)
from handlers.understand.pledges import campaign_of
from handlers.understand.slots import Reading, Slots, put

_STOP_NAME: Final = (
    r"(?:lam|thay|phu|la|se|tu|den|nhan|ke|len|giu|truc|ky|bao|nhap|dieu|nop|trong|het|tới|hom|ngay|vua|tiep"
    r"|thoi|nghi|thon|chi|quan|va|do|vi|thang|tuan(?= (?:sau|nay|truoc))|xu|theo|cho|duoc|dam|ra|co|moi|mới"
    r"|sang|nhe|nha|a|nua|roi|toan|~+)"
)


_TITLE: Final = (
    r"(?:dong chi|anh|chi|chị|bac|chu|co|cô|ong|ba|bà|em|pho bi thu|chi uy vien|chi uy|thay|bi thu doan|chau)"
)


_PERSON: Final = (
    rf"((?:(?:{_TITLE})(?! bo\b| uy\b(?! vien)) )+(?:(?!{_STOP_NAME}\b)\w+)?(?: (?!{_STOP_NAME}\b)\w+){{0,3}}"
    rf"|pho bi thu|chi uy vien)"
)


_SUCCESSOR: Final = (
    re.compile(rf"\b(?:bi thu|nguoi)(?: (?!la\b)\w+){{0,8}} (?:la|:) {_PERSON}"),
    re.compile(
        rf"\b(?:ban giao|chuyen giao|giao lai|uy quyen|giao quyen|giao|nho|cu|de|cho|sang|phan cong"
        rf"|nguoi thay(?: the)?|thay bang|ke nhiem la|(?:mới|moi) la|nguoi moi la)(?: (?:cho|lai|viec|nhiem vu"
        rf"|bi thu|chuc vu|chi bo|toan bo|cong viec|so sach|la|het|quyen|ghe|tai khoan|vai tro|cua toi))* {_PERSON}"
    ),
    re.compile(
        rf"\b{_PERSON} (?:se |len |lam |dam nhan |giu |nhan |tiep |tam |ra |vua |nhiem vu |nhiem ky |tam thoi "
        rf"|duoc bau |duoc cu |duoc |tiep tuc "
        rf"|chuc |quyen )*(?:thay|bi thu|pho bi thu|ke nhiem|phu trach|truc|ky thay|bao|nhap|dieu hanh|tiep quan"
        rf"|lam|nhan|nop)\b"
    ),
    re.compile(
        rf"\b(?:bi thu|pho bi thu|nguoi)(?: (?:chi bo|thon|\d+|moi|mới|thay|ke nhiem|la|:|cua|tu|~+))+ (?:la "
        rf"|: )?(?!{_STOP_NAME}\b)(\w+(?: (?!{_STOP_NAME}\b)\w+){{1,3}})"
    ),
    re.compile(
        rf"\b(?:uy quyen|ban giao|nho|giao)(?: (?:cho|lai))* (?!{_STOP_NAME}\b|{_TITLE}\b|toi\b"
        rf"|minh\b)(\w+(?: (?!{_STOP_NAME}\b)\w+){{0,2}}) (?:lam|thay|bao|phu|truc|nop|tu|den|~)"
    ),
)


def handover(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=unit_of(reading.sentence), successor=_successor(reading))
    days = reading.days()
    if days and days[0].first:
        slots["effective"] = days[0].first.isoformat()
    else:
        first = next((hit.first for hit in reading.hits if hit.kind in ("period", "range") and hit.first), None)
        put(slots, effective=first.isoformat() if first else None)
    if re.search(r"\b(?:nghi huu|thoi|chuyen cong tac|om|mất|qua doi|het tuoi)\b", reading.flat):
        put(slots, reason=reason_of(reading.sentence))
    return slots


_FULL_NAME: Final = re.compile(
    r"(?i:đồng chí|đ/c|dong chi|anh|chị|ông|bà|cô|chú|bác|chi|ong|ba|thầy|em|\bc|\ba)\.? "
    r"(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+)(?: [A-ZĐÀ-Ỹ][a-zà-ỹđ]+){1,3}"
)


def _successor(reading: Reading) -> str | None:
    named = _FULL_NAME.search(reading.sentence.text)
    if named and not re.match(r"(?i:(?:đồng chí|dong chi) (?:phó |bí |chi ))", named.group()):
        return named.group()
    for pattern in _SUCCESSOR:
        for found in pattern.finditer(reading.masked):
            name = reading.sentence.said(found.start(1), found.end(1))
            if name and not re.fullmatch(
                r"(?:bi thu(?: moi)?|chi uy|toi|minh|em|(?:dong chi|anh|chi|bac|chu|co|ong|ba)(?: (?:ay|do|nay"
                r"|kia))?)\s*",
                found[1].strip(),
            ):
                return name
    return None


def delegate(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, successor=_successor(reading))
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    days = reading.days()
    if ranges and ranges[0].first and ranges[0].last:
        slots["date_from"], slots["date_to"] = ranges[0].first.isoformat(), ranges[0].last.isoformat()
    elif days and days[0].first:
        before = reading.flat[: days[0].start]
        ends = re.search(r"\b(?:den|den het|tới|toi|het|truoc) ?$", before) or days[0].written.startswith("het")
        slots["date_to" if ends else "date_from"] = days[0].first.isoformat()
        if len(days) > 1 and days[1].first:
            slots["date_to"] = days[1].first.isoformat()
    else:
        put(slots, period=reading.period())
    put(slots, reason=reason_of(reading.sentence), unit=unit_of(reading.sentence))
    put(slots, to=slots.get("successor"), until=slots.get("date_to"))
    return slots


def withdraw(reading: Reading) -> Slots:
    slots: Slots = {}
    year = reading.period()
    put(
        slots,
        topic=campaign_of(reading),
        year=int(year) if year and len(year) == 4 else None,
        reason=reason_of(reading.sentence),
        unit=unit_of(reading.sentence),
    )
    if re.search(r"\b(?:xac nhan|chac chan|dong y) (?:rut|huy|xin)", reading.flat):
        slots["confirm"] = True
    return slots
