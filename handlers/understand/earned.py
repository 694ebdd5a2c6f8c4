"""Whether a completion was earned. The last gate: what was read as finished is let through only when the speaker's
own unit says of a duty of its own that it is over. Everything doubtful is asked about instead.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from handlers.understand.dates import Hit

_WHO: Final = (
    r"(?:anh|chi|chị|ong|ba|bà|co|cô|chu|bac|em|chau|dong chi|thay|cau|ban|bạn|thang|no|nó|ho|nguoi ta|moi nguoi"
    r"|(?:pho )?bi thu|thu ky|van phong|xa|ke toan|cap tren|ben do|ben kia)"
)
_SAYING: Final = r"(?:noi|bảo|bao(?! cao)|ke(?! hoach| toan| khai)|khoe|nhan tin|thong bao|khang dinh|nhắn)"
_SAID_BY_OTHERS: Final = re.compile(
    rf"^(?!(?:em|toi|minh|chau|bac) {_SAYING} (?:cao|roi|anh|chi|xong)\b){_WHO}(?: \w+){{0,3}}? {_SAYING}"
    r"\b(?: (?:la|rang|toi|minh|em))*\b.*\b(?:da|roi|xong|hoan thanh)\b"
    rf"|\b(?:nghe|thay|thấy)(?: \w+){{0,3}} {_SAYING}\b|\bnghe (?:dau|don|noi)\b|\b{_SAYING} (?:la|rang) (?:da|xong|nop|hop)\b"
    rf"|\b(?:bảo|bao|noi|nhac) (?:{_WHO}) (?:ay|\w+) (?:nop|lam|gui|hop|xong|da)\b|\bxem hoi\b|\btheo (?:toi|em) biet\b"
)
_OTHER_UNIT: Final = re.compile(
    r"^(?:ben |o |hoi |thay |dang |nghe )*(?:ben )?(?:thon|ap|to dan pho|khu pho|xa|phuong|to|chi bo) (?:\d+|ban|ben|kia|khac|nguoi ta)\b"
    r"(?!.*\d+ ?/ ?\d)(?!.*\b(?:co mat|vang|du|tong so|bao cao)\b)|^ben (?:thon|ap|xa|phuong|khu)\b|\bnguoi ta\b|\bchi bo (?:ban|khac|kia)\b"
)
_SPOILT: Final = re.compile(
    r"\b(?:bi (?:tra|loi|tu choi|bac|huy|hoan|thieu|sai|mất|mat)|tra lai|tra ve|tu choi|thieu|khong (?:duoc|thanh cong|thay|len)"
    r"|gui (?:nham|lon|sai|lộn)|nop (?:nham|lon|sai|thieu)|quen|chua|bo do|nua chung|giua chung|lam lai|hop lai|nop lai"
    r"|hop (?:bi )?(?:hoan(?! thanh)|huy|hụt|do dang)|(?:thoi|khoi|(?<!chi )(?<!dang )bo|hoan|huy) (?:hop|nop|lam)|hop thoi|huy roi|hoan roi"
    r"|loi roi|tre roi|muon roi|het han roi|het gio|tam dung|dung lai|mo(?:t|i) phan|phan (?:dau|truoc|1|mot)|mat dien|mất dien|mot nửa)\b"
)
_AFTERWARDS: Final = re.compile(
    r"\b(?:xong|roi)(?: (?:xuoi|het|thi|la|toi|em|minh|bac|chau))* (?:moi |se |tinh |lai |hay |lo |di |ve |con )?(?:nop|hop|gui|lam|bao|bao cao|thu|viet|ky ten)\b"
    r"(?! (?:roi|xong|len|cho|hom|sang|chieu|tối|bien ban|bao cao|dang phi|\w+ roi|\w+ xong))(?!.*\b(?:roi|xong|hom qua)\b)"
    r"|\b(?:xong|roi) (?:moi|se|tinh|hay|lo|hẵng) |\broi (?:nop|bao|gui|lam|tinh) sau\b|\bdeo? ?xong\b"
)
_HANDED_ON: Final = re.compile(
    r"\bda (?:giao|nho|phan cong|bảo|nhac|hoi|thay|đọc|doc|xem|hieu|biet|ro|nhan(?: duoc)?|bat đầu|bat dau|len lich|co lich|hen"
    r"|co ke hoach (?:hop|lam|nop|sinh hoat)|xin|de nghi|quyet dinh|thong nhat|dinh|chuan bi|dang ky lich|cu)\b"
    r"|\bnho (?:\w+ ){1,3}(?:nop|lam|gui)\b"
)
_ASKED: Final = re.compile(
    r"^(?:sao|ai|the|vay|u[ar]|ủa) |\b(?:sao biet|ai biet|thiet khong|that khong|phai hon|dung hon|chac khong|ha$|à$|hay sao)\b"
    r"|\b(?:roi|xong) (?:à|ah|ha|hả|hen|chu nhi|phai khong|dung khong|nhi)$"
)
_HYPOTHESIS: Final = re.compile(
    r"\b(?:neu|gia (?:su|ma|nhu)|lo (?:ma|lam|nop|hop)|phai chi|gia dinh la|khi nao|bao gio|luc nao|mien (?:la|sao)|may ra|mong|uoc|tuong)\b"
)
_UNSURE: Final = re.compile(
    r"\b(?:chac(?! chan)|hinh nhu|nghe (?:noi|dau|don|bao|bảo)|khong nho|khong chac|co le|dau nhu|coi nhu|thay bao|khong biet|chang biet"
    r"|nghi la|doan|ngo la|dam dam|lang mang|deu duoc|tam coi|cho la)\b"
)
_INVITED: Final = re.compile(
    r"^(?:kinh |xin |tran trong |toi |em )*(?:moi (?!hop|nop|lam|gui|xong|thu|to chuc|sinh hoat|ky|viet|chuyen)|trieu tap|thong bao|nhac|hen|lich(?!.*\bda\b)|thong tin(?!.*\bda\b)|chuan bi|ke hoach hop|du kien)"
)
_SET_FOR: Final = re.compile(
    r"\b(?:tối nay|toi nay|chieu nay|dem nay|trua nay|hom nay hop|luc \d|vao luc|hom nay|~+ (?:luc|vao))\b|\b\d{1,2} (?:h|gio)\b"
)
_TOLD_AS_PAST: Final = re.compile(
    r"\b(?:roi|xong|da|vua|hoan thanh|het|co mat|vang|du hop|tham du|mặt|mat|phep|duoc|den|di)\b|\d ?/ ?\d|\bdu \d+"
)
_NOT_OURS: Final = re.compile(
    r"\bhop (?:dang uy|xa|phuong|huyen|tinh|dan\b|phu huynh|to dan|thon|quoc hoi|hoi dong|hoi|phu nu|thanh nien|doan|nong dan"
    r"|mat tran|cong doan|gia dinh|ho|lop|khoi|nhom|to san xuat|hop tac xa|cong ty|uy ban)\b(?! mo rong)"
)
_PLAIN_WORDS: Final = frozenset(
    """xong roi da vua moi het ca ok on duoc hoan thanh tat nop gui lam bao cao len cho xa phuong van phong dang uy anh chi em bac
    chau chu co dong chi toi minh ben tui nhe a ha day do nay kia do hom qua sang chieu tối trua dem thu ngay thang tuan nam quy viec
    so cai thi la va voi de cac nhung moi phan cong lai deu cung con ma nha vay the luon tron ven day du 100 % phan tram dung han
    truoc som chi bo don vi thon to khu ap ky ki viet soan nhap cap nhat chuyen trinh duyet in chup dinh kem anh file ban tren duoi
    he thong zalo mail email ho so giay to bang nhiem vu cong viec muc khoan dau thuc hien trien khai to chuc thu tien du oi da3 dạ vâng
    vang xin kinh thua dc y nghe thay khong phai chua gi nao ai sot thieu dang vien nguoi ban hop sinh hoat hai ba bon nam sau bay tam
    chín muoi mot nhat cuoi gan xuoi tuot beng sach se gio phut luc vao trong ngoai hien tai den nay ket qua noi dung yeu cau theo dung
    cham diem kiem tra giam sat hoc quan triet bi thu pho uy toàn bo toan deu dieu chot giao dong phi len trinh trao ket nap doi khop
    tong hop lan luot mang di dua qua ra ve hanh tap the ca nhan phieu thong qua ban hanh phat loa niem yet dan cong khai cong tac
    cuc gap kip chieu3 ngon lanh roai quyet nghi bien lich dot vua3 hoi nay ban nay moi day luc nay xa3 tren do nua nop3 lên""".split()
)


def is_earned(
    intent: str, flat: str, masked: str, named: bool, hits: tuple[Hit, ...], counts: dict[str, int], today: date
) -> bool:
    """Whether a sentence read as `report_done`, `report_meeting` or `report_nil` may be offered as such.

    `named`: a duty of the cell or a line of the list was named. `counts`: what was counted."""
    if intent == "report_nil":
        return not (_SAID_BY_OTHERS.search(flat) or _HYPOTHESIS.search(flat) or _UNSURE.search(flat))
    against = (_SAID_BY_OTHERS, _OTHER_UNIT, _SPOILT, _AFTERWARDS, _ASKED, _HYPOTHESIS, _UNSURE, _INVITED, _NOT_OURS)
    clear = re.sub(r"\b(?:khong|chang) (?:con |co )?(?:\w+ ){0,2}?(?:thieu|chua|sot|quen|vang)\b", " ", flat)
    clear = (
        re.sub(r"\bthieu \d+|\bkhong co gi(?: thieu| sai)\b", " ", clear)
        if "present" in counts or "missing" in counts
        else clear
    )
    if any(pattern.search(clear) for pattern in against):
        return False
    if _HANDED_ON.search(clear) and not re.search(r"\b(?:xong|hop|nop|gui|hoan thanh)(?: \w+){0,3} roi\b", clear):
        return False
    if _is_ahead(hits, flat, today):
        return False
    if intent == "report_meeting":
        return not (_SET_FOR.search(flat) and not _TOLD_AS_PAST.search(masked))
    return named or bool(counts) or not _strange_words(masked)


def _is_ahead(hits: tuple[Hit, ...], flat: str, today: date) -> bool:
    """A day without a year that would lie more than half a year back is meant for the days to come."""
    if re.search(r"\b20\d\d\b", flat):
        return False
    return any(hit.kind == "day" and hit.first and today - hit.first > timedelta(days=200) for hit in hits)


def _strange_words(masked: str) -> list[str]:
    """Words that belong to no report: `gặt xong rồi`, `đám cưới xong rồi` are somebody's news, not a duty."""
    return [word for word in re.findall(r"[^\W\d_~]+", masked) if word not in _PLAIN_WORDS and len(word) > 1]
