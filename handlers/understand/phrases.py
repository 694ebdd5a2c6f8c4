"""Free words inside a sentence: reasons, obstacles, places, units, people. They keep the person's own spelling."""

from __future__ import annotations

import re
from typing import Final

from handlers.understand.moods import VERB
from handlers.understand.normalise import Sentence

_STOP: Final = (
    r"(?=$| ?[|,?]| (?:nen|cho nen|xin|cho phep|de nghi|mong|nhe|a2|dong chi a|nha|giup toi|duoc khong|nhung"
    r"|bi thu thong cam|thong cam|ne|em nhe|anh nhe)\b)"
)
_REASON: Final = re.compile(
    rf"\b(?:boi vi|tai vi|vi ly do|ly do(?: la| vi)?|nguyen nhan(?: la| do)?|vi(?! (?:du|sao|the|vay))"
    rf"|do(?! (?:do|nha|$))|tai(?= (?:mua|bao|lu|ban|bận|chua|thieu|met|benh|dang|anh|may|mang|tui|ong|ba|cai"
    rf"|troi))|boi)(?: (?:la|vi|:))* (.+?){_STOP}"
)
_BARE_REASON: Final = re.compile(
    rf"\b((?:dang |bi |mac |mắc |do )*(?:ban(?= (?:viec|hop|gat|mua|lam|di|qua|quá|cong|con|nha|dong|ca|rat"
    rf"|mua))|bận|mua (?:lu|bao|to|lon|gio)|lu lut|bao lu|om|benh|mất dien|mat dien|mat mang|mất mang|mang yeu"
    rf"|di vien|gat lua|mua gat|dam (?:tang|cuoi|gio)|di cong tac|nam vien|thieu nguoi"
    rf"|nhieu viec)(?: .+?)??){_STOP}"
)
_BLOCKER: Final = re.compile(
    rf"\b((?:con |dang |van |bi |phai )*(?:vuong(?: mac)?|kẹt|ket(?= (?:mua|duong|viec|dam|xe)\b)|mac(?= (?:o"
    rf"|cho|phan|khau|cai))|cho(?= (?:xa|dang uy|cap tren|y kien|chu ky|ky|duyet|huong dan|van ban|tai lieu"
    rf"|phe duyet|kinh phi|ket qua|bi thu|anh|so lieu|thon|phuong|con dau|dong dau|nguoi|ho so|ban|ben|uy ban"
    rf"|tinh|mau|bo sung))|đợi|doi(?= (?:xa|dang uy|cap tren|y kien|chu ky|ky|duyet|huong dan|van ban|phe duyet"
    rf"|kinh phi|phuong|mau))|gap kho(?: khan)?|kho khan|thieu(?= (?:kinh phi|mau|nguoi|chu ky|ho so|tai lieu"
    rf"|so lieu|huong dan|may|mang|giay|con dau)))(?: .+?)??){_STOP}"
)
_HELD_UP_BY: Final = re.compile(
    r"^(?:(?:toi|minh|em|dang|đang|con|bi|van) )*(?:vuong(?: mac)?|kẹt|ket)(?: (?!vi\b|do\b|boi\b|tai\b)\S+){0,6}? "
    rf"(?:boi vi|tai vi|vi|do|boi|tai) (.+?){_STOP}"
)
"""`vướng việc 2 vì thiếu cán bộ`: the number points, what comes after is in the way."""
_HELD_UP: Final = (
    r"^(?:(?:da3|dạ|toi|minh|em|chau|ben|con|dang|đang|van|bi|thi|lai) )*(?:vuong(?: mac)?|kẹt|ket|mac ket)\b"
)
HELD_UP_ALONE: Final = re.compile(
    rf"{_HELD_UP}(?: (?:roi|qua|quá|lam|a|nhe|em|anh|chi|chị|chau|dong chi|oi|day|do|viec|nay))*$"
)
HELD_UP_FIRST: Final = re.compile(
    rf"{_HELD_UP}(?!.*\b(?:nhung|nhưng)\b)(?!.*\b(?:go|thao go|giai quyet|het vuong)(?: \w+){{0,2}} (?:xong|roi)\b)"
)
"""`vướng việc 3 vì mưa lũ`: whatever follows, it is held up, unless it is said that it no longer is."""
_PLACE: Final = re.compile(
    r"\b(?:tai|o) ((?:nha van hoa|hoi truong|tru so|nha|phong hop|dinh|truong|van phong|uy ban|xa|phuong"
    r"|hop tac xa|nha sinh hoat|chua|dinh lang|trung tam|nha cong dong|nha rong|san|tram)(?: (?!hom|ngay|luc"
    r"|co|du|vang|hop|roi|vao|thu|tối|sang|chieu|toan|day|xong|nhe|va)\w+){0,4})"
)
_UNIT: Final = re.compile(
    r"\b(?P<unit>(?:(?:chi bo|dang bo|bi thu|chi uy) )?(?:thon|to dan pho|khu pho|khoi pho|khoi(?= \d)"
    r"|ban(?= (?:na|nam|huoi|pa|pu|muong|cang)\b)|ap|buon"
    r"|xa|phuong|khu|to|xom"
    r"|lang|khom|cum|doi)(?: so)? (?P<name>\d{1,3}|[^\W\d_]{1,8}(?: [^\W\d_]{1,8})?)|"
    r"(?:chi bo|dang bo|bi thu|chi uy) (?:truong (?:mam non|tieu hoc|thcs|thpt|hoc)|mam non|tieu hoc|thcs|thpt"
    r"|tram y te|y te|cong an|quan su|co quan|hop tac xa|huu tri|doanh nghiep|uy ban|nong nghiep"
    r"|buu dien|dien luc|ngan hang|kho bac|hai quan|kiem lam|toa an|phan xuong \w+|nha may \w+|xuong \w+"
    r"|khoi \w+)(?: (?P<order>\d{1,2})\b(?! ?(?:/|dong|dang|nguoi|dv))| (?P<school>[^\W\d_]{1,8}(?: [^\W\d_]{1,8})?))?|"
    r"(?:truong (?:mam non|tieu hoc|thcs|thpt)|tram y te)(?: (?P<place>[^\W\d_]{1,8}(?: [^\W\d_]{1,8})?))?"
    r"|chi bo (?:so )?(?P<number>\d{1,3}))(?!\w)"
)
_INSTITUTION: Final = re.compile(
    r"\b(?:chi bo|dang bo) (?P<name>(?!(?:thon|to|ap|khu|xom|buon|khoi|xa|phuong|toi|em|minh|nay|da|chua|co|se"
    r"|xin|\d)\b)"
    r"[^\W\d_]+(?: (?!(?:vi|da|chua|nop|co|thang|bao|de|dang|la|trong|ve|va|thi|lam|hop|quay|nam|ngay|tu|chu"
    r"|quy|hom|sang"
    r"|nay|do|xin|se|phai|duoc|bi|den|gui|cho|truoc|sau|khong|tra|roi|len|the|van|cua|ra|ky|to|sinh|nhu|sao|kinh|dung)\b)"
    r"[^\W\d_]+){0,4})"
)
_NOT_UNIT_NUMBER: Final = re.compile(r" ?(?:/|tren|dong chi|dang vien|nguoi|dv|%|phep|vang)")
_LOWER_NAME: Final = re.compile(
    r"\b(?:thon|ap|buon|xom) (?!(?:nao|toi|minh|em|ta|nay|chua|da|nop|co|hop|con|va|thi|bao|lam|xong|sao|the"
    r"|van|trong|de|duoc|hien|gio|cua|so|tui|khac|van|moi|tre|cham|no|roi|o|den|vua|bi)\b)"
)
_OWN: Final = re.compile(
    r"\b(?:chi bo|don vi|ben|thon|dang bo|co so|xa|phuong|to|nhiem ky|dang ky|cam ket)(?: (?:thon|ben|chi bo"
    r"|khu|nay))? (?:cua )?(?:toi|minh|em|chung toi|ta|tui|nha|chung em)\b|\bcua (?:toi|minh|em|chung toi|tui"
    r"|chi bo(?: toi| minh| em)?)(?! \d)\b|\bben nay\b"
)
_SCOPE: Final = re.compile(
    r"\b((?:toan|ca)(?: (?:the|bo))? (?:xa|phuong|tinh|dang bo|huyen|dac khu|he thong|dia ban|thanh pho|don vi"
    r"|chi bo|dang uy|khoi)|(?:cac|tat ca|nhung) (?:chi bo|don vi|thon|xa|phuong|dang bo)(?: (?:truc thuoc"
    r"|thon|to dan pho|truong hoc|nong thon|vung cao|co quan|cua xa|trong xa|toan xa|khoi \w+))?)"
)
_FORMATS: Final = (
    ("ics", re.compile(r"\b(?:ics|calendar|google|lich(?= .*(?:dien thoai|may))|file lich|lich hop (?:vao|ve))\b")),
    ("xlsx", re.compile(r"\b(?:excel|bang tinh|bang bieu|bang exel|file tinh)\b")),
    ("docx", re.compile(r"\b(?:word|van ban|to trinh|tờ trinh)\b")),
    ("png", re.compile(r"\b(?:bieu do|do thi|hinh|ảnh|(?:dang|file|bang|ra|mot|tam|tấm|1|kieu|chup) anh)\b")),
)
_FREQUENCIES: Final = (
    ("weekly", re.compile(r"\b(?:hang|hằng|moi|mỗi|1|mot) tuan\b|\btuan (?:1|mot|nao cung)\b")),
    ("monthly", re.compile(r"\b(?:hang|hằng|moi|mỗi) thang\b|\bthang (?:1 lan|mot lan|nao cung)\b|\b1 thang 1\b")),
    ("quarterly", re.compile(r"\b(?:hang|hằng|moi|mỗi) quy\b|\bquy (?:1 lan|mot lan|nao cung)\b|\b1 quy 1\b")),
    ("yearly", re.compile(r"\b(?:hang|hằng|moi|mỗi) nam\b|\bnam (?:1 lan|mot lan)\b|\bthuong nien\b|\b1 nam 1\b")),
)  # fmt: skip
_METRICS: Final = (
    ("on_time_rate", re.compile(r"\bdung (?:han|thoi han|ngay|hen)\b|\bkip han\b|\btre han\b")),
    ("verified_rate", re.compile(r"\b(?:tham tra|kiem chung|xac nhan|xac minh|thẩm tra|tham dinh|duoc duyet)\b")),
    (
        "completion_rate",
        re.compile(r"\b(?:ty le|ti le|phan tram|%|hoan thanh|xong|da nop|nop|da hop|hop roi|dang ky|bao cao)\b"),
    ),
)
_ASSIGNEE: Final = re.compile(
    rf"\b(?:giao(?: viec| nhiem vu| ban)?|phan cong|phan|cu|yeu cau|de nghi|chi dao|nho)(?: (?:cho|toi|viec|:"
    rf"|them|nhiem vu|lai))* (?!viec\b|nhiem vu\b)((?:\S+ ){{0,8}}?\S+?) (?:phai |di |len |viec "
    rf"|nhiem vu )*(?=(?:{VERB}|phu trach|chuan bi|tham gia|tham muu|chiu trach nhiem|rà soát|tuyen truyen"
    rf"|van dong|mo|hoc|dua tin|chup|don)\b(?! bo))"
)
_MADE_FOR: Final = re.compile(
    r"\b(?:tao|them|lap|dat)(?: (?:viec|nhiem vu|dau viec|moi|mới|1|mot|ra))+ cho (.+?)(?= ?[:,|]| phai\b"
    r"| nop\b| lam\b)"
)
_ALL: Final = re.compile(
    r"\b((?:tat ca|toan bo|cac|moi|mọi|nhung) (?:cac )?(?:chi bo|don vi|thon|bi thu|chi uy|to dang|dong chi"
    r"|dang vien|ap|khu pho|chi uy vien)(?: (?:truc thuoc|thon|xa|trong xa|toan xa|chi bo|\d+ , \d+(?: (?:va"
    r"|,) \d+)*))?)"
)
_ASSIGN_WORK: Final = re.compile(
    rf"\b((?:{VERB}|chuan bi|soan|tham muu|tuyen truyen|van dong|mo)\b(?! cho).*?)(?=$| ?[|?]| ,| truoc| han|~"
    rf"| trong (?:tuan|thang)| den ngay| vao ngay| xong truoc| cham nhat| ngay \d| den het)"
)
_AUDIENCE: Final = re.compile(
    r"\b(?:cho|gui|trinh|nop|phuc vu|de bao cao|bao cao|de trinh|gui cho|gui len|trinh len) ((?:ban thuong vu"
    r"|thuong truc|thuong vu|bi thu dang uy|bi thu|dang uy|tinh uy|hoi nghi|lanh dao|cap tren|ban to chuc"
    r"|uy ban kiem tra|van phong|ban chap hanh|ban xay dung dang|ban tuyen giao|xa|phuong)(?: (?:dang uy"
    r"|tinh uy|xa|phuong|tinh|chi bo|cap tren|kiem tra|huyen uy|thanh uy))*)"
)


def _said(sentence: Sentence, found: re.Match[str] | None, group: int = 1) -> str | None:
    return sentence.said(found.start(group), found.end(group)) or None if found else None


def reason_of(sentence: Sentence) -> str | None:
    """What follows "vì", "do", "lý do"; else a named hindrance (bận gặt, mưa lũ)."""
    return _said(sentence, _REASON.search(sentence.flat)) or _said(sentence, _BARE_REASON.search(sentence.flat))


def blocker_of(sentence: Sentence) -> str | None:
    """What stands in the way and somebody else can clear (chờ xã ký, vướng kinh phí)."""
    if HELD_UP_ALONE.search(sentence.flat):
        return None
    return _said(sentence, _HELD_UP_BY.search(sentence.flat) or _BLOCKER.search(sentence.flat))


def evidence_of(flat: str) -> str | None:
    """`photo` when one comes with the message, `photo_later` when it is promised."""
    if re.search(
        r"\b(?:anh|ảnh|hinh)(?: \w+){0,3} (?:sau|bo sung sau|gui sau|tối gui|mai gui|mai)\b|\b(?:se|mai|lat|chieu"
        r"|tối)(?: \w+)? (?:gui|chup|bo sung|up)(?: \w+){0,2} (?:ảnh|hinh|anh)\b|\b(?:gui|bo sung) (?:ảnh|hinh"
        r"|anh) sau\b|\b(?:ảnh|hinh|anh)(?: \w+){0,3} (?:mai|lat|chieu|tối|sau|de|mốt)(?: \w+){0,3} (?:gui|up|bo sung"
        r"|chup)\b",
        flat,
    ):
        return "photo_later"
    if re.search(
        r"\b(?:kem|co|dinh kem|gui kem|da chup|chup|gui|day la|xem|kem theo)(?: \w+)? (?:ảnh|hinh)\b|\b(?:kem|chup"
        r"|dinh kem|kem theo) anh\b|\b(?:ảnh|hinh|anh) (?:kem|day|chup|dinh kem|minh chung|ben duoi|o duoi|o tren"
        r"|ben tren)\b|\bco anh (?:kem|chup|minh chung)",
        flat,
    ):
        return "photo"
    return None


def place_of(sentence: Sentence) -> str | None:
    """Where: `tại nhà văn hoá thôn`."""
    return _said(sentence, _PLACE.search(sentence.flat))


def topic_of(sentence: Sentence) -> str | None:
    """The subject of a thematic meeting: `chuyên đề về học Bác` → học Bác."""
    found = re.search(
        r"\b(?:chuyen de|noi dung|chu de)(?: (?:quy \S+|thang \d+|~+))? (?:ve|la|:) (.+?)(?=$| ?[|,?]| (?:co|du"
        r"|vang|hom|ngay|toan bo|chieu|sang|tối)\b)",
        sentence.flat,
    )
    return _said(sentence, found)


def unit_of(sentence: Sentence) -> str | None:
    """A unit named in the sentence, in the person's words; None when it is only "chi bộ"."""
    capital = _capital_unit(sentence)
    if capital:
        return capital
    for found in _UNIT.finditer(sentence.flat):
        end = _end_of_unit(sentence, found)
        if end is not None:
            return sentence.said(found.start("unit"), end)
    return None


def _capital_unit(sentence: Sentence) -> str | None:
    """`Chi bộ Phân xưởng Hoàn thiện`: an institution known by its capital letter."""
    if sentence.text.isupper():
        return None
    for found in _INSTITUTION.finditer(sentence.flat):
        name = sentence.said(found.start("name"), found.end("name"))
        if name[:1].isupper() and not name[:2].isupper():
            return sentence.said(*found.span())
    return None


def _end_of_unit(sentence: Sentence, found: re.Match[str]) -> int | None:
    """Where the name of the unit ends: after its number, or after the words written with a capital."""
    flat = sentence.flat
    number = found["number"] or found["order"] or (found["name"] if (found["name"] or "").isdecimal() else None)
    if number:
        return None if _NOT_UNIT_NUMBER.match(flat, found.end()) else found.end()
    group = next((name for name in ("name", "school", "place") if found[name]), None)
    if group is None:
        return found.end()
    first, _, second = found[group].partition(" ")
    start = found.start(group)
    if sentence.said(start, start + len(first))[:1].isupper() and not sentence.text.isupper():
        both = second and sentence.said(start + len(first) + 1, found.end(group))[:1].isupper()
        return found.end(group) if both else start + len(first)
    if group != "name":
        return start - 1
    return start + len(first) if _LOWER_NAME.match(flat, flat.rfind(" ", 0, start - 1) + 1) else None


def own_or_named(sentence: Sentence) -> str | None:
    """The unit a question is about: named, or `own` when the speaker means theirs."""
    return unit_of(sentence) or ("own" if _OWN.search(sentence.flat) else None)


def scope_of(sentence: Sentence) -> str | None:
    """How wide: `toàn xã`, `các chi bộ thôn`."""
    return _said(sentence, _SCOPE.search(sentence.flat))


def format_of(flat: str) -> str | None:
    """The kind of file asked for."""
    return next((name for name, pattern in _FORMATS if pattern.search(flat)), None)


def frequency_of(flat: str) -> str | None:
    """How often."""
    flat = re.sub(r"\btu (?:hang|hằng|moi|mỗi) \w+ (?=(?:đổi |doi |chuyen )?(?:sang|thanh|qua)\b)", "", flat)
    kept = re.split(r"\b(?:thay vi|thay cho|chu khong(?: phai)?|khong phai)\b", flat)[0]
    return next((name for name, pattern in _FREQUENCIES if pattern.search(kept)), None)


def metric_of(flat: str) -> str | None:
    """Which rate is asked for."""
    return next((name for name, pattern in _METRICS if pattern.search(flat)), None)


def person_after(sentence: Sentence, kind: str) -> str | None:
    """Who gets the work (`assign`)."""
    found = _MADE_FOR.search(sentence.flat) or _ASSIGNEE.search(sentence.flat) or _ALL.search(sentence.flat)
    if found is None and kind == "assign":
        found = re.search(r"^((?:dong chi|anh|chi|chị|bac|chu|co|em) \S+)", sentence.flat)
    return _said(sentence, found)


def words_after(sentence: Sentence, kind: str) -> str | None:
    """The work to be done (`assign`) or whom a file is for (`audience`)."""
    return _said(sentence, (_AUDIENCE if kind == "audience" else _ASSIGN_WORK).search(sentence.flat))
