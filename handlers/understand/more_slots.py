"""Slots of mending, questions, leading and seats."""

from __future__ import annotations

import re
from typing import Any, Final

from handlers.understand.dates import Hit, real_day
from handlers.understand.phrases import evidence_of, own_or_named, reason_of, scope_of, unit_of
from handlers.understand.slots import Reading, Slots, put, put_task, put_when, task_of

_STOP_NAME: Final = (
    r"(?:lam|thay|phu|la|se|tu|den|nhan|ke|len|giu|truc|ky|bao|nhap|dieu|nop|trong|het|tới|hom|ngay|vua|tiep|thoi|nghi|thon|chi|quan|va|do|vi|thang|tuan(?= (?:sau|nay|truoc))|xu|theo|cho|duoc|dam|ra|co|moi|mới|sang|~+)"
)
_TITLE: Final = r"(?:dong chi|anh|chi|chị|bac|chu|co|cô|ong|ba|bà|em|pho bi thu|chi uy vien|chi uy|thay|bi thu doan|chau)"
_PERSON: Final = rf"((?:(?:{_TITLE})(?! bo\b| uy\b(?! vien)) )+(?:(?!{_STOP_NAME}\b)\w+)?(?: (?!{_STOP_NAME}\b)\w+){{0,3}}|pho bi thu|chi uy vien)"
_SUCCESSOR: Final = (
    re.compile(rf"\b(?:ban giao|chuyen giao|giao lai|uy quyen|giao quyen|giao|nho|cu|de|cho|sang|phan cong|nguoi thay(?: the)?|thay bang|ke nhiem la|(?:mới|moi) la|nguoi moi la)(?: (?:cho|lai|viec|nhiem vu|bi thu|chuc vu|chi bo|toan bo|cong viec|so sach|la|het|quyen|ghe|tai khoan|vai tro|cua toi))* {_PERSON}"),
    re.compile(rf"\b{_PERSON} (?:se |len |lam |dam nhan |giu |nhan |tiep |tam |ra |vua |duoc bau |duoc cu |duoc |tiep tuc |chuc |quyen )*(?:thay|bi thu|pho bi thu|ke nhiem|phu trach|truc|ky thay|bao|nhap|dieu hanh|tiep quan|lam|nhan|nop)\b"),
    re.compile(rf"\b(?:bi thu|pho bi thu|nguoi)(?: (?:chi bo|thon|\d+|moi|mới|thay|ke nhiem|la|:|cua|tu|~+))+ (?:la |: )?(?!{_STOP_NAME}\b)(\w+(?: (?!{_STOP_NAME}\b)\w+){{1,3}})"),
    re.compile(rf"\b(?:uy quyen|ban giao|nho|giao)(?: (?:cho|lai))* (?!{_STOP_NAME}\b|{_TITLE}\b|toi\b|minh\b)(\w+(?: (?!{_STOP_NAME}\b)\w+){{0,2}}) (?:lam|thay|bao|phu|truc|nop|tu|den|~)"),
)
_STATUS_NEW: Final = (
    ("not_submitted", re.compile(r"\b(?:chua|khong|chua he) (?:nop|gui|bao cao)\b")),
    ("not_started", re.compile(r"\bchua (?:lam|bat dau|hop|trien khai|to chuc|dong)\b")),
    ("in_progress", re.compile(r"\bdang (?:lam|thuc hien|do|trien khai|soan|viet|thu)\b|\bmoi lam\b")),
    ("open", re.compile(r"\bmo lai\b|\bchua dong\b|\bcon mo\b")),
    ("not_done", re.compile(r"\bchua (?:xong|hoan thanh|du|het)|\bchua\b(?! (?:biet|hieu))")),
)
_COUNT_NAMES: Final = (
    ("absent_unexcused", re.compile(r"\b(?:khong phep|khong ly do|vo ly do)\b")),
    ("absent_excused", re.compile(r"\b(?:co phep|phep|co ly do)\b")),
    ("missing", re.compile(r"\b(?:vang|thieu)\b")),
    ("total", re.compile(r"\b(?:tong|tong so|si so|quan so)\b")),
    ("present", re.compile(r"\b(?:co mat|du hop|hien dien|mat|tham du|dự)\b")),
)
_NOT_BUT: Final = (
    re.compile(r"\b(?:khong phai|dau phai|khong)(?: la)? (?P<old>.+?) ,? ?(?:ma|chu)(?: (?:la|phai la|phai))? (?P<new>.+?)(?=$| ?[|,?])"),
    re.compile(r"(?P<new>[^|,]+?) ,? ?khong phai(?: la)? (?P<old>\S+(?: \S+){0,3}?)(?=$| ?[|,?])"),
    re.compile(r"(?P<new>[^|]+?) ,? ?(?:chu|chứ) (?:khong|dau|đâu|co)(?: (?:phai|co))?(?: la)? (?P<old>.+?)(?=$| ?[|,?])"),
    re.compile(r"\b(?:tu|đổi|doi|sua)? ?(?P<old>\S+(?: \S+){0,3}?) (?:thanh|sang|lai thanh|->) (?P<new>.+?)(?=$| ?[|?])"),
)


def correction(reading: Reading) -> Slots:
    """field, old, new (and target: which count) of what was just saved."""
    slots: Slots = {}
    put(slots, task_ref=reading.ref)
    old, new = _old_and_new(reading)
    field, values = _what_changed(reading, old, new)
    put(slots, field=field, **values)
    return slots


def _old_and_new(reading: Reading) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    for pattern in _NOT_BUT:
        found = pattern.search(reading.flat)
        if found and not re.search(r"\bthanh (?:tich|phan|cong|pho|vien)", found.group()):
            return found.span("old"), found.span("new")
    return None, None


def _what_changed(reading: Reading, old: tuple[int, int] | None, new: tuple[int, int] | None) -> tuple[str, dict[str, Any]]:
    flat, masked = reading.flat, reading.masked
    dates = [hit for hit in reading.hits if hit.kind == "day"]
    loose = re.search(r"\b(?:3[01]|[12]?\d)\b", masked[old[0] : old[1]]) if old else None
    if dates and (not re.search(r"\d", masked) or (loose and new and any(new[0] - 6 <= hit.start < new[1] for hit in dates))):
        at = {span: next((hit for hit in dates if span and span[0] - 6 <= hit.start < span[1]), None) for span in (old, new)}
        fresh = at.get(new) if new else dates[-1]
        return "date", {"new": _iso(fresh or dates[-1]), "old": _old_day(at.get(old), loose, fresh or dates[-1])}
    numbers = [(int(found.group()), found.start()) for found in re.finditer(r"\b\d{1,4}\b", masked)]
    unit = unit_of(reading.sentence)
    if unit and re.search(r"\b(?:thon|to dan pho|khu|ap|buon|chi bo|xa|to|xom) (?:so )?\w+", flat) and (len(numbers) <= 2):
        return "unit", {"new": _unit_in(reading, new) or unit, "old": _unit_in(reading, old)}
    if numbers:
        return "count", _count_change(numbers, masked, old, new)
    status = next((name for name, pattern in _STATUS_NEW if pattern.search(_part(flat, new) if new else flat)), None)
    if status:
        return "status", {"new": status}
    return "text", {"new": _said(reading, new), "old": _said(reading, old)} if new else {}


def _old_day(hit: Hit | None, loose: re.Match[str] | None, fresh: Hit) -> str | None:
    """The day taken back: named in full, or only its number (`ngày 20 chứ không phải 21`)."""
    if hit is not None and hit is not fresh:
        return _iso(hit)
    day = real_day(fresh.first.year, fresh.first.month, int(loose.group())) if loose and fresh.first else None
    return day.isoformat() if day else None


def _count_change(numbers: list[tuple[int, int]], masked: str, old: tuple[int, int] | None, new: tuple[int, int] | None) -> dict[str, Any]:
    def within(span: tuple[int, int] | None) -> int | None:
        return next((value for value, at in numbers if span and span[0] <= at < span[1]), None)

    values: dict[str, Any] = {}
    pair = re.search(r"\b(\d+) ?/ ?(\d+)", masked[new[0] : new[1]] if new else masked)
    if pair:
        values["present"], values["total"] = int(pair[1]), int(pair[2])
        return values
    values["new"] = within(new) if within(new) is not None else numbers[-1][0]
    before = within(old)
    values["old"] = before if before is not None and before != values["new"] else None
    values["target"] = next((name for name, pattern in _COUNT_NAMES if pattern.search(masked)), None)
    return values


def _part(flat: str, span: tuple[int, int]) -> str:
    return flat[span[0] : span[1]]


def _said(reading: Reading, span: tuple[int, int] | None) -> str | None:
    return reading.sentence.said(*span) if span else None


def _unit_in(reading: Reading, span: tuple[int, int] | None) -> str | None:
    if not span:
        return None
    return reading.sentence.said(*span) if re.search(r"\d|thon|to|khu|ap|buon|chi bo", _part(reading.flat, span)) else None


def _iso(hit: Any) -> str | None:
    return hit.first.isoformat() if hit else None


def undo(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, task_ref=reading.ref)
    return slots


def unit_info(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=own_or_named(reading.sentence))
    flat = reading.masked
    up = re.search(r"\b(?:tang|them|chuyen den|chuyen ve|ket nap|nhan|tiep nhan|co them|ve|mới|moi chuyen den)(?: \w+){0,4}? (\d+)\b|\b(\d+) (?:dang vien|dong chi|nguoi)(?: \w+)? (?:chuyen den|chuyen ve|mới|moi ve|ve)\b", flat)
    down = re.search(r"\b(?:giam|bot|chuyen di|chuyen sinh hoat|qua doi|mất|mat|tu tran|xin ra|xoa ten)(?: \w+){0,4}? (\d+)\b|\b(\d+) (?:dang vien|dong chi|nguoi)(?: \w+)? (?:chuyen di|chuyen sinh hoat|qua doi|mất|mat|tu tran|xin ra)\b", flat)
    total = re.search(r"\b(?:la|con|co|len|thanh|xuong|tong(?: so| cong)?|:|hien|hien nay|gio|du)(?: (?:co|la|tong|dang vien|hien|khoang|dung|con|so))* (\d+)(?! ?/)", flat)
    moved = down or up
    if moved and not (total and moved.start() == total.start()):
        amount = int(next(group for group in moved.groups() if group))
        slots["delta"] = -amount if down else amount
        total = re.search(r"\b(?:gio|nay|con|tong(?: so| cong)?|thanh|len|xuong|hien|bay gio|hien nay)(?: (?:co|la|tong|dang vien|con|so|thanh))* (\d+)", flat[moved.end() :])
    if total is None and not moved:
        total = re.search(r"\b(\d+) (?:dang vien|dong chi|nguoi)|\bdang vien(?: \w+){0,3} (\d+)", flat)
    if total:
        slots["total_members"] = int(next(group for group in total.groups() if group))
    days = reading.days()
    put(slots, effective=days[0].first.isoformat() if days and days[0].first else None)
    return slots


def question(reading: Reading) -> Slots:
    """ask_tasks and ask_deadline."""
    slots: Slots = {}
    put_task(slots, reading)
    put_when(slots, reading)
    return slots


def ask_tasks(reading: Reading) -> Slots:
    slots: Slots = {}
    put_when(slots, reading)
    flat = reading.flat
    if re.search(r"\bchua (?:xong|lam|hoan thanh)\b", flat):
        slots["status"] = "not_done"
    elif re.search(r"\bchua (?:nop|gui|bao)\b", flat):
        slots["status"] = "not_submitted"
    elif re.search(r"\b(?:dang lam|do dang)\b", flat):
        slots["status"] = "in_progress"
    elif re.search(r"\b(?:con (?:lai|ton|mo|nhung|may|bao nhieu|gi|viec|phai|no|thieu)|con no|no (?:gi|viec|nhung)|chua dong|dang mo|ton dong|con)\b", flat):
        slots["status"] = "open"
    put(slots, unit=unit_of(reading.sentence))
    return slots


def ask_late(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, task=task_of(reading), scope=scope_of(reading.sentence))
    put_when(slots, reading)
    if re.search(r"\bchua (?:nop|gui|bao cao|bao)\b", reading.flat):
        slots["status"] = "not_submitted"
    return slots


def ask_unit(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=own_or_named(reading.sentence) or scope_of(reading.sentence), task=task_of(reading))
    if slots.get("task", "").lower() in ("chi bộ", "chi bo"):
        del slots["task"]
    put_when(slots, reading)
    return slots


def countdown(reading: Reading) -> Slots:
    slots: Slots = {}
    found = re.search(r"\b(dai hoi(?: (?:chi bo|dang bo|dang bo xa|diem|xa|phuong|cac cap))?|tet(?: nguyen dan)?|het nhiem ky|nhiem ky|bau cu|man nhiem ky)\b", reading.flat)
    if found:
        put(slots, event=reading.sentence.said(found.start(1), found.end(1)))
    put(slots, unit=own_or_named(reading.sentence))
    return slots


def dispute(reading: Reading) -> Slots:
    slots: Slots = {"claims_done": True}
    put_task(slots, reading)
    put_when(slots, reading)
    put(slots, evidence=evidence_of(reading.flat))
    return slots


def pledge_status(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=own_or_named(reading.sentence))
    year = reading.period()
    if year and len(year) == 4:
        slots["year"] = int(year)
    else:
        put(slots, period=year)
    return slots


def withdraw(reading: Reading) -> Slots:
    slots: Slots = {}
    year = reading.period()
    put(slots, year=int(year) if year and len(year) == 4 else None, reason=reason_of(reading.sentence), unit=unit_of(reading.sentence))
    if re.search(r"\b(?:xac nhan|chac chan|dong y) (?:rut|huy|xin)", reading.flat):
        slots["confirm"] = True
    return slots


def chase(reading: Reading) -> Slots:
    slots: Slots = {}
    flat = reading.flat
    if re.search(r"\b(?:im lang|im|chua tra loi|khong tra loi|chua phan hoi|khong phan hoi|khong thay tra loi|im hoi)\b", flat):
        slots["only"] = "silent"
    elif re.search(r"\b(?:tre|cham|qua han|chua nop|con no|no|chua bao|chua gui|chua hop|chua xong|chua lam|chua dang ky|thieu)\b", flat):
        slots["only"] = "late"
    elif re.search(r"\b(?:tat ca|toan bo|het|cac chi bo|cac don vi|moi nguoi|ca)\b", flat):
        slots["only"] = "all"
    if re.search(r"\b(?:tru|ngoai tru|trừ|khong nhac|dung nhac|khoi nhac|bo qua)(?: \w+){0,4} (?:nop|bao cao|xong|gui|bao|hoan thanh)\b", flat):
        slots["exclude"] = "submitted"
        if re.search(r"\b(?:tat ca|toan bo|het|cac)\b", flat) and not re.search(r"\bchua nop\b", flat):
            slots["only"] = "all"
    put(slots, task=task_of(reading), unit=unit_of(reading.sentence))
    put_when(slots, reading)
    return slots


def return_report(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=unit_of(reading.sentence), task=task_of(reading), period=reading.period(), reason=reason_of(reading.sentence))
    if "reason" not in slots:
        found = re.search(r"\b((?:con |bi )?(?:thieu|sai|chua (?:co|ghi|dung|du|day|neu|ky|dong|ro)|khong (?:co|ghi|dung|khop|du)|nham|lech) .+?)(?=$| ?[|?]| , (?:yeu|de|lam|sua|nop))", reading.flat)
        put(slots, reason=reading.sentence.said(found.start(1), found.end(1)) if found else None)
    days = reading.days()
    put(slots, due=days[-1].first.isoformat() if days and days[-1].first else None)
    return slots


def approve(reading: Reading) -> Slots:
    slots: Slots = {}
    flat = reading.flat
    found = re.search(r"\b((?:nao |co )?(?:du|day du|dat|hop le|dung han|nop dung han|khong co loi|khong thieu|da du|da ky|khop|dung mau|nop truoc|nop roi|co anh)\b[^|?,]*?)(?= (?:thi|la|duyet|thong qua|cho duyet|xac nhan)\b| ?[|?,]|$)", flat)
    put(slots, filter=reading.sentence.said(found.start(1), found.end(1)) if found else None)
    target = re.search(r"\b((?:ban |cac ban )?dang ky|ban cam ket|cam ket|bao cao|bien ban|ke hoach|ho so)\b", flat)
    put(slots, object=reading.sentence.said(target.start(1), target.end(1)) if target else None)
    put(slots, period=reading.period(), scope=scope_of(reading.sentence))
    return slots


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


def _successor(reading: Reading) -> str | None:
    for pattern in _SUCCESSOR:
        for found in pattern.finditer(reading.masked):
            name = reading.sentence.said(found.start(1), found.end(1))
            if name and not re.fullmatch(r"(?:bi thu(?: moi)?|chi uy|toi|minh|em)\s*", found[1].strip()):
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
    return slots


def help_topic(reading: Reading) -> Slots:
    slots: Slots = {}
    found = re.search(r"\b(?:cach|huong dan|lam sao(?: de)?|lam the nao(?: de)?|nhu the nao de|the nao de|chi (?:toi|cach|giup)|chỉ (?:toi|cach|giup))(?: (?:de|toi|em|minh|cho|cach|giup|tui|bac|voi|biet|duoc|thi))* ([^|?,]+?)(?=$| ?[|?,]| (?:the nao|nhu the nao|lam sao|voi|a|nhe|vay|di|ra sao|cho|la)\b)", reading.flat)
    before = re.search(r"(?:^|\b(?:toi|muon|em|khong biet|cho hoi|cho toi hoi) )([^|?,]+?) (?:the nao|nhu the nao|lam sao|bang cach nao|o dau|cho nao)\b", reading.flat)
    put(slots, topic=reading.sentence.said(found.start(1), found.end(1)) if found else reading.sentence.said(before.start(1), before.end(1)) if before else None)
    return slots


