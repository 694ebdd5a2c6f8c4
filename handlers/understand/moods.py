"""What kind of sentence it is: question, negation, promise, doubt, thanks; and whether something is said to be done.

All patterns run over the matching form (`Sentence.flat`). A question is never a completion; almost done is progress;
a double negation affirms; thanks with a finishing word in it is small talk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

VERB: Final = (
    r"(?:nop|lam|gui|hop|thu|ky|ki|trien khai|thuc hien|bao cao|bao|dong|to chuc|quan triet|hoan thanh|xong"
    r"|hoc|nhap|cap nhat|"
    r"viet|soan|lap|dang ky|kiem tra|kiem diem|danh gia|doi khop|đối khớp|doi chieu|đối chiếu|ra soat"
    r"|sinh hoat|phat dong|chuyen|"
    r"tong hop|giai quyet|xu ly|duyet|cham|gap|dang|ket nap|in|dai hoi|trao|sap xep|chot|thong qua|ban hanh"
    r"|dua|giao|len)"
)
_END: Final = (
    r"(?: (?:a|ha|nhi|vay|the|nhe|em|anh|chi|bac|chu|co|chau|dong chi|oi|do|roi|ban|bạn|may|he thong|bot"
    r"|khong biet(?! (?:di dau|ly do|vi sao|o dau))|thi|day|nua|duoc))*"
)
_QUESTION: Final = re.compile(
    r"\?|\b(?:bao nhieu|bao gio|bao lau|chung nao|lam sao|vi sao|tai sao|ra sao|sao roi|den dau|tới dau"
    r"|toi dau|ai\b(?! (?:cung|nay|deu))|"
    r"phai khong|dung khong|duoc khong|hay chua|hay khong|co khong|con may|(?:ngay|thu|hom|gio|luc|ky|lan) may|"
    r"(?:so|nut|phim|muc|dong|cho) may\b|may (?:gio|ngay(?! nua)|nguoi|don vi|chi bo|viec|dong chi|dang vien"
    r"|phan|muc|buoi|lan|bien phap|thon|cho"
    r"|noi|ban|ho so|tieu chi|to|khu|ap)|"
    r"(?<!khong )(?<!chua )\w+ nao|\w+ gi\b(?! (?:do|day|cung|nua thi))|la gi|lam gi|o dau|(?:gi|dau"
    r"|nao) (?:vay|the|nhi|ha|nua)|"
    r"sao (?:lai|cu|van|con|chua|khong|ma|toi|em|may|bot|he thong|hoai|mai|nhac))\b"
)
_ENDS_ASKING: Final = re.compile(rf"(?:\b(?:chua|khong|ha|à|nhi|dung khong|sao|dau|gi|nao){_END})$")
_YES_NO: Final = re.compile(
    rf"\b(?:da |co |{VERB} |roi |duoc |het |du |xong )(?:(?!khong co |khong phai |van |thi |con "
    rf"|moi ).)*?\b(?:chua|khong){_END}$"
)
_OPEN_AND_SHUT: Final = re.compile(
    r"(?:^| )(?:(?:van|thi|cung|con|hinh nhu|chac)(?: \w+)?|toi|minh|em|dạ) chua(?: a| em| nhe| dau| anh"
    r"| chi)?$|^(?:da3 |dạ |u |chua )?chua(?: a| dau| em| nhe| dong chi)*$"
)
_POLITE: Final = re.compile(
    r"\b(?:cho|xin|nho|lam on|giup|phep|gia han|lui|khat)\b.*\bduoc (?:khong|chu|hong|ko)(?: (?:a|em|anh|chi"
    r"|chị|nhe|vay|dong chi|chau|bac|\?|a2))*$"
)
_COMMAND: Final = re.compile(
    r"^(?:em |anh |chau |hay |giup |lam on |dong chi |nho (?:em |anh )?)*(?:nhac|giuc|don doc|hoi thuc|giao"
    r"|duyet|xuat|tra lai|tra ve|phe duyet|thong qua)\b(?!.*\b(?:chua|khong|nhi|ha|à|sao|bao gio|khi nao"
    r"|bao nhieu)$)"
)

_NOT: Final = (
    rf"\b(?:chua|khong)(?: (?!phai|con|thieu|sot)\w+){{0,4}}? (?:{VERB}|kip|duoc|ranh|the|noi|lam|thay|co|dat"
    rf"|du)\b"
)
_NEGATED: Final = re.compile(
    rf"{_NOT}|\bchua\b|\b(?:khong kip|khong xong|khong {VERB}|khong the|khong noi|bo lo|bi hoan|phai hoan"
    rf"|hoan lai|tam hoan|bi lui)\b|"
    rf"\b(?:xong|nop|hop|lam|gui|duoc|roi) (?:gi )?dau\b(?! (?:vao|ra))|\b(?:dau co|nao da|lam gi da|da dau"
    rf"|co dau|dau da) |\bco (?:\w+ ){1, 2}?dau\b"
)
_DOUBLE: Final = re.compile(
    r"\b(?:khong|dau|nao)(?: co)?(?: phai| con)?(?: la)?(?: (?:viec|cai|ai|gi|dong chi|nguoi|don vi|muc|ban"
    r"|ho so|truong hop|chi bo|phan))*(?: (?:nao|gi))?(?: (?:la|ma|con))*"
    r" (?:chua|khong (?!co|phai)|thieu|sot|no|ton|do dang|vang)\b|\bchua (?:bao gio|khi nao|he|tung) (?:khong"
    r"|thieu|tre|cham|quen)\b|\bkhong the khong\b"
)
_PROMISE: Final = re.compile(
    rf"\b(?:se|hua|du dinh|dự dinh|du kien|dự kien|dinh(?! ky)|tinh(?! (?:hinh|den|tới|uy))|toan"
    rf"|chuan bi(?! (?:noi dung|tai lieu|van kien|nhan su|dai hoi))"
    rf"|sap(?! xong| xep)|cố(?: gang)?"
    rf"|co gang|de (?:xong|toi|minh|em|chi bo|ben|mai|tuan|lat|chut|may|ngay|hom|chieu|tối|toi|sang)|"
    rf"(?:mai|mốt|tuan sau|thang sau|lat|lat nua|chut nua|ti nua|chieu|tối|sang mai|hom sau|ngay mai"
    rf"|khi nao|luc nao|hom nao|bao gio|ranh)(?: \w+){{0,4}} (?:moi|se|thi|la|{VERB})|"
    rf"moi (?:{VERB})(?= (?:duoc|xong)? ?$)|chac chan se|mong|hy vong|phai(?! (?:chua|khong|roi))|can(?! bo)"
    rf"|nen|muon|nho(?!.*\bxong\b.*\broi$)|neu|khi nao|dang cho|(?:doi|đợi|cho)(?: \w+)?(?: \w+)?(?: \w+)? xong"
    rf"|doi den|uoc gi"
    rf"|phai chi|tren duong"
    rf"|nhu the moi|dam (?:bao|bảo)|(?:bao|bảo) dam|quyet (?:tam|tâm)|phan dau(?! cua)|no luc"
    rf"|xin phep (?:hoan thanh|nop|gui|lam)|du \d+(?: \w+)?(?: \w+)? moi duoc|"
    r"truoc (?:ngay|hom|tuan|thang|thu|\d+)|trong (?:hom nay|ngay mai|tuan nay|tuan sau|thang nay|tối|chieu)"
    r"|la xong|(?<!chi )(?<!chỉ )thi xong|xong (?:thi|la|se|roi (?:toi |em |minh )?se|la toi)|"
    r"bao gio xong|khi nao xong|nao xong|xong (?:toi|em|minh) (?:bao|gui|nhan|noi|se)|ngay khi|sau khi"
    r"|xong som|xong(?: \w+){0,2} thi|som xong|yen tam|nhat dinh|co (?:xong|lam xong))\b"
)
_AIMED: Final = re.compile(r"\b(?:dang ky|giao|yeu cau|de nghi|chi dao)\b")
_ALMOST: Final = re.compile(
    r"\b(?:gan (?:xong|nhu|du|het|hoan thanh|dat|ve dich|toi|tới)|sap (?:xong|hoan thanh|du|het|duoc)|đang"
    r"|dang(?! (?:vien|phi|uy|bo|ky|su|so|vu|cong|nhap|da|tu|vao|ly))|do dang|bat (?:dau|đầu) (?:lam|viet|soan"
    r"|trien khai|thu)|"
    r"co ban|hau het|phan lon|da so|tuong doi|nua chung|nửa chung|nửa|mot phan|1 phan|tung phan|buoc dau"
    r"|dau (?:duoc|vao)|chi con|con moi|con mỗi|con (?:thieu|lai|no|vuong|cho|phan|may|vai|it|\d+|1|chut|ti)"
    r"|thieu|"
    r"(?:moi|chi|chỉ)(?: (?:co|chi|duoc|lam|thu|nop|xong|ky|hop|gui|toi|den|tới|hoan thanh|moi|viet|nhap"
    r"|soan))+|xong (?:phan|buoc|khau|giai doan|mot|1|nửa|nua|so bo|tho|ban nhap)|"
    r"tam (?:xong|on|duoc)|chua het|chua du|chua tron|loay hoay|con dang|van dang|trien khai duoc|lam duoc"
    r"|xong den|xong tới|xong xap xi|ngot nghet|may phan|tru (?:viec|phan|may|\d)|ngoai tru|trừ)\b"
)
_DOUBT: Final = re.compile(
    r"\b(?:hinh nhu|chac(?! chan)|co le|khong nho|nghe noi|nghe dau|nghe (?:bao|bảo)(?: la)?|dau nhu|co khi|khong ro"
    r"|khong biet|khong chac|chac la|coi nhu|gia su|vi du|thi du|gia nhu|dang le|dang ra|le ra|ly ra|nhe ra"
    r"|la khong dung|khong dung dau|la sai|la nham|ai (?:bao|bảo)|tuong|cu tuong|nham tuong|nguoi ta noi|noi la"
    r"|bao la)\b"
)
_NOT_MINE: Final = re.compile(
    r"\b(?:dung|khoan|khoi|thoi) (?:ghi|luu|bao|tinh|nhap|danh dau)\b"
    r"|^(?:loc|xem|liet ke|cho (?:toi |em |minh |anh )?(?:xem|biet)|cac|nhung|giao|yeu cau|de nghi(?! tang)"
    r"|nhac|in|xuat)\b"
    r"|\bdanh sach (?:cac |nhung )?(?:chi bo|don vi|thon|nguoi)\b"
    r"|(?:^|[,|] )(?:(?:em|chau|dong chi|anh|chi|bac|chu|may|cac \w+|nho|ma|thi|co) )*(?:lam|nop|hop|gui|bao"
    r"|thu|viet|hoan thanh"
    r"|lo)\b[^,|?]*\bdi(?: (?:nhe|a|em|chau|anh|chi|chị|bac|chu|dong chi|cho|nao|thoi|da|roi tinh|gium"
    r"|giup))*(?=$| ?[,|])"
)
"""An order, a list asked for, a refusal to have it written down: no report of the speaker's own."""
_FINISHED: Final = re.compile(
    rf"\b(?:xong|hoan thanh|xong roi)\b|\b(?:da|vua|moi|moi vua|vua moi) (?:\w+ ){{0,3}}?{VERB}\b"
    rf"|\b{VERB}(?: \w+){{0,9}} (?:roi|xong|day du|day đủ|ok|het|lau roi)\b|"
    rf"\bda (?:co|du|ve|day du|dat|len|on|qua|vao|ra|trinh|phat|chuyen|trien|goi|bau|thong|dang|mo|khai)\b"
    rf"|\b(?:ok|on|dau vao day|du|gon|tron ven) (?:roi|het|ca)\b|\b(?:roi|ok) (?:nhe|a|em|anh|dong chi|day)?$|"
    r"\b100 (?:%|phan tram)|\bdu(?: ca)? \d+\b(?! ?/)|\bdu (?:ca|het|roi)\b|\bday du\b|\b(?:thu|nop|ky|dong"
    r"|gui) du\b(?! \d)"
)
_THANKS: Final = re.compile(
    r"\b(?:cam on|on nhieu|ghi nhan|biet on|hoan nghenh|khen|tuyet|gioi (?:qua|lam|quá)|tot (?:qua|lam|quá)"
    r"|hay quá|(?<!to )(?<!cong )(?<!gioi )chuc|chào|chao|xin chao|alo|hello|hi|tam biet|bye|mừng|vui|met"
    r"|gio moi|kinh chao)\b"
)
_CLAUSES: Final = re.compile(r" ?[|,] ?| (?:nhung|nhưng|con|ma|song|tuy nhien)(?= )")


@dataclass(frozen=True, slots=True)
class Mood:
    """What the sentence does, clause by clause put together.

    `thanks_only`: a thank-you or greeting whose finishing words report nothing. `finished`: a completion is claimed
    somewhere; the rest says why it may not be believed.
    """

    question: bool
    negated: bool
    affirmed_twice: bool
    promise: bool
    almost: bool
    doubt: bool
    finished: bool
    thanks: bool

    @property
    def plainly_done(self) -> bool:
        """Claimed done, with nothing in the sentence that speaks against it."""
        against = (
            self.question or self.promise or self.almost or self.doubt or (self.negated and not self.affirmed_twice)
        )
        return (self.finished or self.affirmed_twice) and not against


def is_question(flat: str) -> bool:
    """Whether anything is asked, by mark or by word (`xong chưa`, `ai nộp rồi`, `hạn hôm nào`)."""
    if "?" in flat:
        return not _POLITE.search(flat)
    if _POLITE.search(flat) or _COMMAND.search(flat):
        return False
    body = _unnegated(flat)
    if _QUESTION.search(body):
        return True
    for clause in re.split(r" ?[|] ?", flat):
        clause = re.sub(r"(?: nhe| a| oi|,)+$", "", clause.strip())
        if _OPEN_AND_SHUT.search(clause) or clause.endswith(", bao cao khong"):
            continue
        if _YES_NO.search(clause) or re.search(rf"\b(?:ha|à|nhi|sao|dau nhi|gi the|chu){_END}$", clause):
            return True
    return False


def _unnegated(flat: str) -> str:
    """`không ai`, `chưa có gì`, `việc nào cũng`, `đâu có`, `khi nào xong sẽ`: indefinite, they ask nothing."""
    flat = re.sub(r"\b(?:khong|chua)(?: \w+){0,3}? (?:ai|gi|nao|dau|bao gio|bao nhieu|the nao)\b", " ", flat)
    flat = re.sub(
        r"\b(?:khong|chua) (?:co |he |thay )*(?:phat sinh|xay ra)(?: (?!thi |co |phai |the )\w+){0,8} (?:gi|nao)\b",
        " khong phat sinh ",
        flat,
    )
    flat = re.sub(r"\b(?:ai|nao|gi|dau|sao|bao nhieu)(?: \w+){0,2}? (?:cung|deu)\b", " ", flat)
    flat = re.sub(
        r"\b(?:cai|ban|ho so|don vi|chi bo|bao cao|ai|viec|dang ky|noi|cho"
        r"|nhung \w+(?: \w+)?) nao(?: \w+){1,6}? (?:thi|la|cho|duyet|xong|roi)\b(?!.*\b(?:khong|chua)$)",
        " ",
        flat,
    )
    flat = re.sub(r"\bchung nao(?: \w+){1,4} (?:hay|thi|moi|se)\b", " ", flat)
    flat = re.sub(r"\b(?:mai mốt|nua|the) gi\b|\bgi (?:thi|cung) ", " ", flat)
    flat = re.sub(
        r"\b(?:nhac|giuc|don doc|gui|duyet|tra|giao|thuc)(?: \w+){0,3} may (?:don vi|chi bo|thon|ban|nguoi)\b",
        " ",
        flat,
    )
    flat = re.sub(r"\b(?:bao nhieu|nhieu)(?: \w+){0,3} (?:bay nhieu|het(?! nhiem| han))\b", " ", flat)
    return re.sub(
        r"\b(?:khi|luc|hom|bao gio|ngay|chung|hoi) nao(?: \w+){0,3}? (?:xong|ranh|khoe|co|ve|duoc|tien"
        r"|thong tha|het|ho)(?: \w+){0,5}? (?:se|thi|toi|minh|em|bao|nhac|lam|nop|gui|roi)\b",
        " ",
        flat,
    )


def mood_of(flat: str) -> Mood:
    """The mood of a whole message."""
    twice = bool(_DOUBLE.search(flat))
    left = _DOUBLE.sub(" ", flat) if twice else flat
    promise = _PROMISE.search(left)
    return Mood(
        question=is_question(flat),
        negated=bool(_NEGATED.search(left)),
        affirmed_twice=twice,
        promise=bool(promise),
        almost=bool(_ALMOST.search(left)),
        doubt=bool(_DOUBT.search(left) or _NOT_MINE.search(left) or _POLITE.search(left)),
        finished=bool(_FINISHED.search(left)),
        thanks=bool(_THANKS.search(flat)),
    )
