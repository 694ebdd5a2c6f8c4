"""Counts in a sentence: `18/20`, `bảy trên chín`, `đủ 22`, `thiếu ba`, `một nửa`, `80%`, and the six of the minutes."""

from __future__ import annotations

import re
from typing import Final

from handlers.understand.absences import read_absences

_N: Final = (
    r"(?<!\d)(\d{1,4})(?!\d| ?(?:[.] \d|%|phan tram|thang|gio|phut|giay"
    r"|ngay|nam\b|tuan|lan\b|h\b|trieu|nghin"
    r"|ngan|dong(?! chi)|đ\b))"
)
_OVER: Final = r" ?(?:/|tren(?: tong)?(?: so)?|trong(?: tong)?(?: so)|trong(?= \d)|phan|tong so) ?"
_NOUN: Final = (
    r"(?:dang vien|dong chi|nguoi|ho so|ban|bo|don vi|chi bo|phieu|can bo|quan chung|truong hop|dua|vi|ong ba|ong|bac"
    r"|ve)"
)
_SKIP: Final = (
    rf"(?: (?:co|la|:|-|=|{_NOUN}|duoc|mat|tat ca|het|moi|chi|khoang|nguoi|tong cong|la|gom|so|luong)){{0,4}} "
)

RATIO: Final = re.compile(
    rf"\b(\d{{1,4}})(?: (?:{_NOUN}|co mat|du hop|tham du|dự|du|hop|di|den|mat))*{_OVER}(\d{{1,4}})\b(?! ?(?:/|[.] \d))"
)
_FULL: Final = re.compile(
    rf"\b(?:du|day du|dong du|tron|tron ven|du ca|full)(?: (?:ca|quan so|so|mat|het|cua|{_NOUN}|gom|la))* {_N}"
)
_PERCENT: Final = re.compile(r"\b(\d{1,3}(?: ?[.,] ?\d)?) ?(?:%|phan tram)")
_HALF: Final = re.compile(
    r"\b(?:mot |1 |duoc |phan |gan |hon )?(?:nửa|(?:(?<=mot )|(?<=1 )|(?<=phan )|(?<=hon )|(?<=gan )|"
    r"(?<=duoc )(?=nua roi))nua)"
)
_PRESENT: Final = re.compile(
    rf"\b(?:co mat|hien dien|tham du|tham gia|du hop|dự họp|dự|di hop|den hop|hop(?= \d+ (?:vang|~|phep|,|[|]"
    rf"|co phep|khong phep|$))|du(?= \d)|(?:co|hop|hop duoc"
    rf"|hop co)(?= \d+ {_NOUN})|duoc(?= \d)|mat(?= \d))(?: (?:la|duoc|:|{_NOUN}|dong|so|co|chi bo|cuoc hop|hop"
    rf"|day du))* {_N}"
)
_PRESENT_AFTER: Final = re.compile(
    rf"{_N} (?:{_NOUN} )?(?:(?:da|deu|co) )?(?:co mat|mat\b(?! )|tham du|tham gia|du hop|dự|di hop|den hop"
    rf"|den du|den(?= [,|])|tới|di(?= |$))|{_N} {_NOUN} (?:da )?hop\b"
)
_TOTAL_AFTER: Final = re.compile(rf"{_N} {_NOUN} (?:ca thay|tat ca|tong cong|toan bo|ca chi bo)\b")
_TOTAL: Final = re.compile(
    rf"\b(?:tong(?: so| cong| quan so| dang vien| so dang vien)?|toan(?: chi bo)?|ca chi bo|quan so|si so"
    rf"|tren tong|cong(?= \d)|trong so|trong do|trieu tap|tren so)(?: (?:la|co|:|so|{_NOUN}|=|chi bo|cua|hien"
    rf"|nay))* {_N}"
)
_ABSENT: Final = re.compile(
    rf"\b(?:vang(?: mat)?|nghi|khong den|khong di|khong du|khong du hop)(?: (?:la|co|:"
    rf"|{_NOUN}))*(?: (?P<kind>co phep|khong phep|co ly do|khong ly do|phep"
    rf"|xin phep))? {_N}(?: {_NOUN})?(?: (?:thi|la|deu|va|\(|,)?)? ?(?P<why>(?:deu |la )?(?:co "
    rf"|da )?(?:xin )?phep|co ly do|co bao|khong (?:xin )?phep|khong (?:co )?ly do|khong bao)?(?! ?:? ?\d)"
)
_ABSENT_AFTER: Final = re.compile(
    rf"{_N} (?:{_NOUN} )?(?:bi |xin )?(?:vang(?: mat)?|nghi|khong den)(?: mat)?(?: (?P<why>(?:deu |la )?(?:co "
    rf"|da )?(?:xin )?phep|co ly do|khong (?:xin )?phep|khong (?:co )?ly do|khong bao))?"
)
_EXCUSED: Final = re.compile(
    rf"\b(?<!khong )(?<!khong co )(?<!khong xin )(?:phep|co phep|co ly do|xin phep|bao truoc)(?: (?:la|co|:"
    rf"|{_NOUN}))* {_N}"
)
_EXCUSED_AFTER: Final = re.compile(
    rf"{_N} (?:{_NOUN} )?(?:(?:vang|nghi|vang mat) )?(?:(?:co|xin|da xin) )?(?:phep|ly do)"
)
_UNEXCUSED: Final = re.compile(
    rf"\b(?:khong (?:co )?(?:phep|ly do|xin phep|bao)|vo ly do|tu y|tự y|bo hop|khong)(?: (?:la|co|:"
    rf"|{_NOUN}))* {_N}"
)
_UNEXCUSED_AFTER: Final = re.compile(
    rf"{_N} (?:{_NOUN} )?(?:(?:vang|nghi|vang mat) )?(?:khong (?:co )?(?:phep|ly do|xin phep|bao)|vo ly do|tu y"
    rf"|tự y|bo hop|khong bao)"
)
_EXEMPT: Final = re.compile(
    rf"\b(?:mien(?: sinh hoat| hop| cong tac| sh)*|duoc mien)(?: (?:la|co|:|{_NOUN}|cho|sinh hoat))* {_N}"
)
_EXEMPT_AFTER: Final = re.compile(rf"{_N} (?:{_NOUN} )?(?:duoc |da |xin )*mien")
_AWAY: Final = re.compile(
    rf"\b(?:di vang|tam vang|di lam an xa|di xa|lam an xa|sinh hoat noi khac|sinh hoat tam thoi noi khac"
    rf"|chuyen sinh hoat tam thoi|chuyen di tam thoi|tam chuyen di|tam vang|tam chuyen di)(?: (?:la|co|:"
    rf"|{_NOUN}))* {_N}"
)
_AWAY_AFTER: Final = re.compile(
    rf"{_N} (?:{_NOUN} )?(?:dang |thi |da )*(?:di vang|tam vang|tam vang|di lam an xa|di xa|lam an xa|di lam xa"
    rf"|sinh hoat (?:tam thoi )?noi khac|chuyen sinh hoat (?:tam thoi )?di|chuyen sinh hoat tam thoi"
    rf"|tam chuyen di|tam chuyen di)"
)
_HERE: Final = re.compile(
    rf"\b(?:tam thoi (?:den|tới|ve)|sinh hoat tam thoi|tam thoi|sinh hoat ghep|sinh hoat gui"
    rf"|den sinh hoat(?: tam thoi)?|noi khac (?:den|ve|chuyen den)|chuyen den)(?: (?:la|co|:|{_NOUN}))* {_N}"
)
_HERE_AFTER: Final = re.compile(
    rf"{_N} (?:{_NOUN} )?(?:o |tu )?(?:noi khac |don vi khac )?(?:den |ve "
    rf"|chuyen den )?(?:sinh hoat (?:tam thoi|ghep|gui|nho)(?! noi khac)|noi khac den|noi khac ve|tam thoi den"
    rf"|tam thoi den|sinh hoat (?:tai|o) day)"
)
_MISSING: Final = re.compile(rf"\b(?:thieu|con thieu|hut|sot|khuyet)(?: (?:mat|mất|co|het|dung|{_NOUN}))* {_N}")
_REMAINING: Final = re.compile(
    rf"\b(?:con(?: lai)?|chi con|ton)(?: (?:co|moi|no|do|chua nop|khoang|dung))* {_N}(?! ?(?:/|ngay|hom|tuan))"
)
_DONE: Final = re.compile(
    rf"\b(?:duoc|da|xong|nop|thu|ky|ki|moi(?: co)?|hoan thanh|dat|lam|gui)(?: (?:ve|them|duoc|xong|nop|thu|ky"
    rf"|hoan thanh|khoang|het|cho|lam|co|moi|gui|ket luan))*(?: (?:{_NOUN}))? {_N}"
)
_DONE_AFTER: Final = re.compile(
    rf"{_N} (?:{_NOUN} )(?:da )?(?:nop|ky|xong|dong|hoan thanh|gui|dang ky|lam xong)\b(?! cham)"
)

_NAMED: Final[tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]] = (
    ("away", (_AWAY, _AWAY_AFTER)),
    ("here", (_HERE, _HERE_AFTER)),
    ("exempt", (_EXEMPT, _EXEMPT_AFTER)),
    ("absent_unexcused", (_UNEXCUSED, _UNEXCUSED_AFTER)),
    ("absent_excused", (_EXCUSED, _EXCUSED_AFTER)),
    ("total", (_TOTAL_AFTER, _TOTAL)),
    ("present", (_PRESENT, _PRESENT_AFTER)),
    ("missing", (_MISSING,)),
)
_ANYONE: Final = re.compile(rf"{_N} (?:nguoi|dong chi|dang vien|ba con|dv|dua|vi)\b")
_NOBODY: Final = re.compile(
    r"\b(?:khong (?:ai|co ai|dong chi nao|nguoi nao|co dong chi nao)(?: (?:deu|bi))? (?:vang|nghi|thieu)"
    r"|khong vang|khong thieu (?:ai|nguoi|mot)|vang khong|vang mat khong)\b"
)
_WITH_REASON: Final = re.compile(r"phep|ly do|bao")


_SHORT_ANSWER: Final = 5


def ratio(masked: str) -> tuple[int, int] | None:
    """The first `x/y` that can be a part of a whole (x ≤ y), or None. Years and document numbers are not counts."""
    for found in RATIO.finditer(masked):
        part, whole = int(found[1]), int(found[2])
        if part <= whole and whole > 0 and not re.match(r" ?-", masked[found.end() : found.end() + 2]):
            return part, whole
    return None


def percent(masked: str) -> int | None:
    """`80%`, `tám mươi phần trăm`, `một nửa` → 50."""
    found = _PERCENT.search(masked)
    if found:
        value = round(float(found[1].replace(" ", "").replace(",", ".")))
        return value if 0 <= value <= 100 else None
    return 50 if _HALF.search(masked) else None


def full_count(masked: str) -> int | None:
    """`đủ 22` → 22; `đủ 20/25` is not full and gives None."""
    found = _FULL.search(masked)
    if not found or re.match(_OVER + r"\d", masked[found.end() :]):
        return None
    return int(found[1])


def _first(masked: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[int, str]:
    for pattern in patterns:
        found = pattern.search(masked)
        if found:
            number = next(int(group) for group in found.groups() if group and group.isdecimal())
            return number, masked[: found.start()] + "~" * len(found.group()) + masked[found.end() :]
    return -1, masked


def attendance_counts(masked: str) -> dict[str, int]:
    """The counts of the minutes that were said: only those, nothing worked out."""
    found: dict[str, int] = {}
    pair, full = ratio(masked), full_count(masked)
    if pair:
        found["present"], found["total"] = pair
        masked = RATIO.sub(lambda m: "~" * len(m.group()), masked, count=1)
    elif full is not None:
        found["present"] = found["total"] = full
        masked = _FULL.sub(lambda m: "~" * len(m.group()), masked, count=1)
    masked = read_absences(masked, found)
    masked = _read_absent(masked, found)
    for name, patterns in _NAMED:
        if name not in found:
            number, masked = _first(masked, patterns)
            if number >= 0:
                found[name] = number
    _settle_absent(masked, found)
    return found


def _settle_absent(masked: str, found: dict[str, int]) -> None:
    """Whoever is counted without a word for it was there; `vắng 3: 2 có phép, 1 không` names its three once."""
    if "present" not in found and (anyone := _ANYONE.search(masked)):
        found["present"] = int(anyone[1])
    if found.get("missing") == found.get("absent_excused", 0) + found.get("absent_unexcused", 0):
        del found["missing"]
    if _NOBODY.search(masked) and "present" in found:
        found.setdefault("total", found["present"])
    elif _NOBODY.search(masked) and not any(
        name in found for name in ("absent_excused", "absent_unexcused", "missing")
    ):
        found.update(absent_excused=0, absent_unexcused=0)


def _read_absent(masked: str, found: dict[str, int]) -> str:
    """`vắng 2 có phép`: with the reason said it is one of the two kinds; without, only `missing`."""
    for pattern in (_ABSENT, _ABSENT_AFTER):
        hit = pattern.search(masked)
        if not hit or re.search(r"\b(?:di|tam|tam) $", masked[: hit.start()]) or " di vang" in hit.group():
            continue
        number = next(int(group) for group in hit.groups() if group and group.isdecimal())
        words = hit.groupdict()
        why = f"{words.get('kind') or ''} {words.get('why') or ''}"
        if not _WITH_REASON.search(why):
            tail = masked[hit.end() :]
            if not re.match(r" ?[,:(]? ?(?:trong do |gom )?(?:\d|co phep \d|phep \d)", tail):
                found["missing"] = number
        else:
            found["absent_unexcused" if "khong" in why or "vo ly" in why else "absent_excused"] = number
        return masked[: hit.start()] + "~" * len(hit.group()) + masked[hit.end() :]
    return masked


def progress_counts(masked: str) -> dict[str, int]:
    """done, total, percent, missing and remaining, as said."""
    found: dict[str, int] = {}
    pair, full, share = ratio(masked), full_count(masked), percent(masked)
    if pair:
        found["done"], found["total"] = pair
        masked = RATIO.sub("~", masked, count=1)
    elif full is not None:
        found["done"] = found["total"] = full
        masked = _FULL.sub("~", masked, count=1)
    elif share is not None:
        found["percent"] = share
        masked = _PERCENT.sub("~", masked, count=1)
    for name, patterns in (("missing", (_MISSING,)), ("remaining", (_REMAINING,))):
        number, masked = _first(masked, patterns)
        if number >= 0:
            found[name] = number
    if "done" not in found:
        number, masked = _first(masked, (_DONE, _DONE_AFTER))
        if number >= 0:
            found["done"] = number
            total, _ = _first(masked, (_TOTAL,))
            if total >= number:
                found["total"] = total
    return found


def parse_count(text: str) -> int | None:
    """The number in an answer to "bao nhiêu?": `ba mươi mốt`, `31 đồng chí`, `khoảng hai chục`. None when unclear."""
    from handlers.understand.normalise import read
    from handlers.understand.numbers import number_word

    flat = read(text).flat
    numbers = re.findall(r"\b\d{1,9}\b", flat)
    if len(set(numbers)) == 1:
        return int(numbers[0])
    if numbers:
        return None
    words = flat.split()
    if len(words) > _SHORT_ANSWER:  # `biên bản chưa làm được`: "làm" is no five
        return None
    values = {value for word in words if word != "lam" and (value := number_word(word)) is not None}
    if len(values) == 1:
        return values.pop()
    return 0 if re.search(r"\b(?:khong(?: ai| co| co ai| nguoi nao)?|0)\b", flat) and not values else None
