"""Accusations: wrongdoing said of a named or identifiable person. The campaign, the law and the procedure are not."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from handlers.understand.syllables import fold, is_syllable

_TABLE: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "wrongdoing.toml").read_text("utf-8"))
_ACCENTED: Final[dict[tuple[str, ...], list[tuple[str, str]]]] = {}
for _pair in _TABLE["accented"].split(","):
    _ACCENTED.setdefault(tuple(fold(_pair).split()), []).append(tuple(_pair.split()))
_SET_PHRASES: Final = re.compile(
    r" (?:phong(?: ngua)?(?: va)?(?: dau tranh)? chong|noi khong voi|khong(?: de)?(?: xay ra| co| he"
    r"| co hien tuong| co bieu hien)?|chong|dau tranh(?: phong)?(?: chong)?(?: voi)?|ngan (?:ngua|chan)"
    r"|phong ngua|ban chi dao|bao cao(?: ve)?|tuyen truyen(?: ve)?|cong tac|phong trao|chuyen de|day lui"
    r"|bai tru|cam ket khong|linh vuc|noi dung)"
    r"(?: (?:cac|nhung|bieu hien|hanh vi|te|nan|hien tuong|tinh trang|moi))*(?: (?:tham nhung|tieu cuc"
    r"|lang phi|tham o|quan lieu|hoi lo|suy thoai|tu dien bien|tu chuyen hoa|vi pham|sai pham|benh thanh tich"
    r"|te nan|xa hoi|toi pham|ma tuy|co bac|danh bac|lua dao|trom cap|bao hanh|bao luc|gia dinh"
    r"|cho vay nang lai|tin dung den|mua ban nguoi|gian lan|xam hai|truc loi|loi ich nhom|cuc bo|ca do"
    r"|ruou bia|mat doan ket|sach nhieu|nhung nhieu|va))+ |"
    r" (?:hoi dong|kiem tra|giam sat|thi hanh|xu ly|cong tac|quy dinh|huong dan|chi thi|giu|chap hanh|giu vung"
    r"|giu nghiem|ve|tang cuong|thuc hien|nghiem)(?: \w+){0,3}? ky luat(?: dang| cua dang| nghiem| phat ngon"
    r"| lao dong| to chuc dang| hanh chinh| trong dang)? |"
    r" (?:khien trach|canh cao|cach chuc|khai tru|dinh chi)(?: la)? (?:\d+|khong)(?= [^a-z]* ?$| (?:canh cao|khai tru"
    r"|cach chuc|khien trach|dinh chi|va|dang vien|dong chi|truong hop)) |"
    r" (?:khong|chua)(?: (?:co|ai|phat hien|thay|xay ra|de|dang vien|can bo|dong chi|truong hop|vu|viec|nao"
    r"|don|to chuc|bi|gi|he|he co|ghi nhan|nhan duoc|phat sinh|de xay ra))* (?:vi pham|sai pham|tieu cuc"
    r"|tham nhung|to cao|khieu nai|ky luat|bi ky luat|khieu kien|suy thoai|don thu|lang phi) |"
    r" (?:giai quyet|tiep nhan|xu ly|tiep cong dan|quy trinh)(?: \w+){0,3} (?:don )?(?:thu )?(?:khieu nai"
    r"|to cao)(?: to cao)? |"
    r" (?:kiem tra|giam sat)(?: (?:to chuc dang|dang vien|khi|co|\d+|truong hop|doi voi))* dau hieu vi pham |"
    r" (?:nhung|19|cac) dieu dang vien khong duoc lam | the luc (?:thu dich|phan dong"
    r"|xau)(?: \w+){0,4} (?:chong pha|xuyen tac|kich dong) | phan bac (?:cac )?quan diem sai trai "
    r"| tu phe binh| phe binh va tu phe binh "
    r"| don thu (?:\d+"
    r"|khong) | tham nhung tieu cuc lang phi | (?:luat|nghi quyet|chi thi|quy dinh|ke hoach|chuong trinh"
    r"|van ban|hoi nghi|quy|bc|bao cao)(?: \w+){0,6} (?:tham nhung|tieu cuc|lang phi|suy thoai|tu dien bien"
    r"|tu chuyen hoa|vi pham|ky luat) "
)
_STRONG: Final = "(?:" + "|".join(_TABLE["strong"]) + ")"
_WEAK: Final = "(?:" + "|".join(_TABLE["weak"]) + ")"
_STRONG_RE: Final = re.compile(
    rf" (?:{_STRONG}|lay tien cua (?:dan|cong|quy|chi bo)|bi (?!ke |trom |nuoc |lu )(?:\w+ ){{1,4}}lay(?: mat| het)?) "
)
_GLUED_STRONG: Final = re.compile(re.sub(r"\(\?[=!][^()]*\)", "", _STRONG).replace(" ", ""))
_WEAK_RE: Final = re.compile(rf" {_WEAK} ")
_NAME_STOP: Final = (
    r"(?:bo|uy|doan|so|thi|phi|tiet|hop|sinh|nop|da|chua|con|va|la|du|mat|vang|phep|the|toi|minh|em|duoc|gi"
    r"|nao|ca|may|vi|bao|xong|se|den|di|lam|viec|hoi|nay|do|nguoi|dang|nhieu|khong|cap|quan|tat|"
    r"cac|nhung|moi|ta|noi|trong|ngoai|tren|duoi|ve|voi|cho|ky|tai|o|sau|truoc|thon|xa|phuong|tinh|nhan|thuong"
    r"|tham|tien|quy|dau|ai|luat|trach|co|lien|tri|dao|dan|nhat|tieu|doi|them|tien|vai|mot|\d+)"
)
_TITLED: Final = re.compile(
    rf" (?:(?:dong chi|ong|lao|thang|tay|mu|ong ba|ba ta|anh|bac|thay|cau|di|duong|mo|cu)(?: (?:ay|ta|do|kia"
    rf"|nay|bi thu|chu tich|truong thon|ke toan))? (?!{_NAME_STOP} )\w+|(?:dong chi|ong|anh|lao|thang|bac"
    rf"|thay)(?: ta| ay| do| kia| nay| nao do)|ba ay|co ay|ba ta|co ta|chi ta|chi ay|han ta|han|y ta|bon no"
    rf"|bon chung|chung no|lu nay|may ong|may cha|may thang|cha do|thang do|sep|tui no|bon ho|bon can bo) "
)
_AMBIGUOUS_TITLED: Final = re.compile(rf" (?:chi|ba|co|chu|em|con mu|me) (?!{_NAME_STOP} |{_STRONG} |{_WEAK} )\w+ ")
_TYPED_TITLED: Final = re.compile(r" (?:chị|bà|cô|chú|mụ|nó|hắn|thím|dượng|mợ) (?!bộ |ủy |uỷ )\S+ ")
_ROLE: Final = re.compile(
    r" (?:bi thu|pho bi thu|chu tich|pho chu tich|truong thon|truong ap|truong buon|truong khu|truong ban"
    r"|pho ban|truong phong|pho phong|truong cong an|cong an xa|can bo|ke toan|thu quy|hieu truong|hieu pho"
    r"|giam doc|pho giam doc|chi uy vien|chi uy|"
    r"lanh dao|to truong|doi truong|dia chinh|dang vien|nhan vien|thu truong|chu nhiem|xa doi|chi huy"
    r"|truong tram|giao vien|bac si|nguoi trong chi bo|mot dong chi|co dong chi|co nguoi|co mot|gia dinh"
    r"|con trai|vo chong|vo (?:anh|ong|bi thu|dong chi)|chong (?:chi|co|ba|dong chi)|em trai|anh trai)(?: \w+){0,3} "
)
_FULL_NAME: Final = re.compile(
    r" (?:nguyen|tran|pham|hoang|huynh|phan|bui|ngo|duong|trinh|dinh|le|vu|vo|do|ho|ly|dang|luong|luu|doan"
    r"|truong) (?:van|thi|duc|huu|quang|minh|xuan|ngoc|thanh|cong|dinh|the|manh|hong|kim|tuan|quoc|viet|anh"
    r"|hoang|ba|trong|nhu) \w+ "
)
_CAPITALS: Final = re.compile(
    r"(?<![.!?\n] )(?<!^)\b(?:[A-ZĐ][a-zà-ỹđ]+ ){1,3}[A-ZĐ][a-zà-ỹđ]*\b|(?<!^)\b(?:anh|chị|ông|bà|cô|chú|bác"
    r"|đ/c|đc|đồng chí|a\.|c\.) ?\.?[A-ZĐ]\b",
    re.UNICODE,
)
_CAPITAL: Final = re.compile(
    r"(?<=[^\W_] )(?:(?!Đảng|Chi|Bộ|Bác|Nhà|Quốc|Trung|Ương|Tỉnh|Xã|Thôn|Phường|Việt|Nam|Nghị|Chỉ|Quy|Luật"
    r"|Zalo|Ủy|Uỷ|Ban|Hội|Nước|Mặt|Công|Đoàn|Kế|Báo|Quyết|Hướng|Tổ|Ấp|Buôn|Khu|Q\b|T\b|Tết|Telegram|Word"
    r"|Excel)[A-ZĐÀ-Ỹ][a-zà-ỹđ]+)"
)
_TITLE_AND_NAME: Final = re.compile(
    r"\b(?i:anh|chị|ông|bà|cô|chú|bác|thầy|đ/c|đc|đồng chí|dong chi|ong|ba|co|chu|bac|anh|chi|thay|thằng|lão)\.? "
    r"(?!Bộ|Quan|Ủy|Uỷ|Bí|Phó|Chủ|Đảng|Công|Quỹ|Hồ|Trưởng|Bo\b|Uy\b|Bi\b|Pho\b|Dang\b)[A-ZĐÀ-Ỹ][a-zà-ỹđ]+"
)
_INITIAL: Final = re.compile(r"(?i:\b(?:anh|chị|ông|bà|cô|chú|bác|đ/c|đc|đồng chí|a|c|ô|b))\.? ?[A-ZĐ](?:\.|\b)")
_HISTORY: Final = re.compile(
    r" (?:ly lich|lich su chinh tri|qua khu|than nhan|gia dinh|bo de|cha|bo|ong noi)(?: \w+){0,8} (?:co van de"
    r"|khong ro rang|khong trong sach|nguy quan|nguy quyen|che do cu|linh nguy|vuot bien|phan dong|theo dao"
    r"|di tu|tien an|tien su|phuc tap|khong dat|khai gian|khai man|di linh) "
)
_REVIEW: Final = re.compile(
    r" (?:nhan xet|danh gia)(?: can bo| ve| dong chi| ca nhan)+(?: \w+){0,6} (?:yeu|kem|khong dat|te"
    r"|khong xung dang|khong hoan thanh|thieu nang luc|luoi|mat doan ket|bao thu) "
)
_PROCEDURE: Final = re.compile(
    r" (?:chu tri|quan triet|trien khai|chi dao|hoan thanh|da kiem tra|kiem tra|giam sat|thong qua|tong hop"
    r"|phu trach|dang ky|ky cam ket|phat dong|pho bien|tham gia|bao cao|to chuc|nop|hop|xay dung"
    r"|ket luan)(?: \w+){0,8} $"
)


_ANYBODY: Final = re.compile(
    r" (?:dong chi|d c|dc|ong|o|ba|thay|bac|lao|thang|anh|chi|co|chu) (?!em |bo |uy |doan |tiet |nao |gi |ai "
    r"|dang vien |truong hop |vu |viec "
    r"|doi |con |y |nhat |quan |huong |ho |mat |the |khong )\w+ "
)
"""Beside plain wrongdoing any title with a word after it is somebody."""


def names_somebody(plain: str, typed: str, said: str) -> bool:
    """Whether a person is named or could be told from the words."""
    if (
        _TITLE_AND_NAME.search(said)
        or _TITLED.search(plain)
        or _ROLE.search(plain)
        or _FULL_NAME.search(plain)
        or _INITIAL.search(said)
    ):
        return True
    if _TYPED_TITLED.search(typed) or re.search(r" (?:nó|hắn|ổng|bả|gã|thằng|lão|mụ) ", typed):
        return True
    if typed.strip().isascii() and _AMBIGUOUS_TITLED.search(plain):
        return True
    return bool(_CAPITALS.search(said) or any(hit.group()[0].isupper() for hit in _CAPITAL.finditer(said))) and not (
        said.isupper()
    )


def _is_named(plain: str, typed: str, said: str) -> bool:
    """As `names_somebody`, without the bare roles, which the law and the minutes also use."""
    return bool(
        _TITLED.search(plain) or _FULL_NAME.search(plain) or _INITIAL.search(said) or _TYPED_TITLED.search(typed)
    ) or (typed.strip().isascii() and bool(_AMBIGUOUS_TITLED.search(plain)))


def _free_of_phrases(plain: str) -> str:
    """Without the names of campaigns, laws and procedures, in which the words mean no one."""
    for _ in range(3):
        shorter = _SET_PHRASES.sub(" _ ", plain)
        if shorter == plain:
            break
        plain = shorter
    return plain


def says_wrong(plain: str, typed: str) -> bool:
    """Whether plain wrongdoing is said, of whomever."""
    return _is_strong(_free_of_phrases(_words_meant(plain, typed)))


_DENIED: Final = re.compile(
    rf"(?<!chung tu)(?<!hoa don)(?<!ho so)(?<!neu)(?<!chang le) (?:khong(?! nhung| chi)|cam|nghiem cam|khong he|chua he"
    rf"|khong duoc)(?: \w+){{0,2}}? {_STRONG} "
)


_OPPOSED: Final = re.compile(
    rf" (?:phong chong|ve chong|va chong|dau tranh chong|noi khong voi)"
    rf"(?: (?:va|cac|hanh vi|tinh trang|viec|nan|_))* {_STRONG} "
)
"""What a campaign, a law or a pledge is against is said of no one."""


def _is_strong(left: str) -> bool:
    """Plain wrongdoing, also written in one word or letter by letter."""
    for _ in range(4):
        left = _OPPOSED.sub(" noi khong voi _ ", left)
    left = _DENIED.sub(" _ ", left)
    if _STRONG_RE.search(left):
        return True
    return any(len(word) > 5 and not is_syllable(word) and _GLUED_STRONG.search(word) for word in left.split())


def accuses(plain: str, typed: str, said: str) -> bool:
    """Whether somebody who can be told is said to have done wrong."""
    left = _free_of_phrases(_words_meant(plain, typed))
    if (
        _HISTORY.search(plain)
        and (names_somebody(plain, typed, said))
        and not re.search(r" \d+ (?:\d+ )?(?:ho so|truong hop|dong chi|dang vien) ", plain)
    ):
        return True
    if _REVIEW.search(plain) and _is_named(plain, typed, said):
        return True
    if _is_strong(left):
        return names_somebody(left, typed, said) or bool(_ANYBODY.search(left))
    wrong = _WEAK_RE.search(left)
    return bool(wrong) and _is_about_somebody(left, typed, said)


def _is_about_somebody(left: str, typed: str, said: str) -> bool:
    """A weak word counts only beside the person: `ông Hai vi phạm`, `kỷ luật đồng chí Hoa`, `tố cáo trưởng thôn`."""
    for wrong in _WEAK_RE.finditer(left):
        before, after = left[: wrong.start() + 1], left[wrong.end() - 1 :]
        near_before = " " + " ".join(before.split()[-8:]) + " "
        near_after = " " + " ".join(after.split()[:7]) + " "
        if re.search(r" (?:\d+|khong|quy dinh|quy trinh|neu|khi|truong hop) (?:\w+ )?$", near_before) and not _is_named(
            near_before, "", ""
        ):
            continue
        if _starts_with_person(near_after) or _is_said_of(near_before, after, said):
            return True
    return False


def _is_said_of(before: str, after: str, said: str) -> bool:
    """Whether the words before the wrong are the person it is said of, and no step of a procedure."""
    if _PROCEDURE.search(before) or re.match(r" (?:\w+ ){0,2}(?:theo|va giam sat) ", after):
        return False
    if _is_person_near(before) or _TITLE_AND_NAME.search(said):
        return True
    return bool(_CAPITALS.search(said) and re.search(r" (?:bi|da|co|dang) $", before))


def _is_person_near(words: str) -> bool:
    role = _ROLE.search(
        re.sub(
            r" (?:dang vien|can bo|nhan vien|chi uy vien|lanh dao)(?= (?:vi|bi|co|khong|theo|thi|va|nao|chua|da|moi|du"
            r"|chinh|$)| $)",
            " _",
            words,
        )
    )
    counted = re.search(
        r" (?:\d+|cac|nhung|moi|tung|so|tong so|bao nhieu|mot so|nhieu) (?:dong chi |luot )?(?:dang vien|can bo"
        r"|dong chi|chi uy vien|to chuc) ",
        words,
    )
    return bool(_TITLED.search(words) or _FULL_NAME.search(words)) or bool(role and not counted)


def _starts_with_person(words: str) -> bool:
    lead = re.sub(
        r"^ (?:(?:doi voi|voi|cua|ve|viec|hanh vi|bang hinh thuc|la|do|canh cao|khien trach|khai tru|cach chuc"
        r"|dinh chi|hinh thuc|mot|1) )*",
        " ",
        words,
    )
    if re.match(r" (?:\d+|cac|nhung|dang vien|can bo|to chuc) ", lead) and not re.match(
        r" (?:dang vien|can bo) (?!vi pham|theo|va|khong)[a-z]+ [a-z]+ ", lead
    ):
        return False
    person = _TITLED.search(lead) or _FULL_NAME.search(lead) or _ROLE.search(lead)
    return person is not None and person.start() < 3


def _may_be(spelt: str, meant: str) -> bool:
    """Whether a word as typed may stand for one with accents: when it has none, or the same, wherever the tone sits."""
    return spelt.isascii() or sorted(unicodedata.normalize("NFD", spelt)) == sorted(unicodedata.normalize("NFD", meant))


def _words_meant(plain: str, typed: str) -> str:
    """Accents, when given, break ties: `hồ`/`hổ`, `ăn tiền` but `an tiền`, `cướp`, `nuốt`, `sếp`."""
    words, spellings = plain.split(), typed.split()
    if len(words) != len(spellings):
        return plain
    if re.search(r" (?:\S+ )khống(?! chế) ", typed):
        return " tham o" + plain
    clash = {
        "nuot": "nuốt",
        "to": "tố",
        "cuop": "cướp",
        "dam": "dâm",
        "sep": "sếp",
        "giet": "giết",
        "nghien": "nghiện",
        "han": "hắn",
        "bang": "bằng",
        "tui": "túi",
    }
    for at, pair in enumerate(pairwise(words)):
        meant = _ACCENTED.get(pair)
        if meant and not any(
            _may_be(spellings[at], first) and _may_be(spellings[at + 1], second) for first, second in meant
        ):
            words[at] = "_"
    kept = [
        "_" if word in clash and not spelt.isascii() and spelt != clash[word] else word
        for word, spelt in zip(words, spellings, strict=True)
    ]
    return " " + " ".join(kept) + " "
