"""Accusations: wrongdoing said of a named or identifiable person. The campaign, the law and the procedure are not."""

from __future__ import annotations

import re
from typing import Final

from handlers.understand.syllables import is_syllable

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
    r" (?:kiem tra|giam sat|thi hanh|xu ly|cong tac|quy dinh|huong dan|chi thi|giu|chap hanh|giu vung"
    r"|giu nghiem|ve|tang cuong|thuc hien|nghiem)(?: \w+){0,3}? ky luat(?: dang| cua dang| nghiem| phat ngon"
    r"| lao dong| to chuc dang| hanh chinh| trong dang)? |"
    r" (?:khong|chua)(?: (?:co|ai|phat hien|thay|xay ra|de|dang vien|can bo|dong chi|truong hop|vu|viec|nao"
    r"|don|to chuc|bi|gi|he|he co|ghi nhan|nhan duoc|phat sinh|de xay ra))* (?:vi pham|sai pham|tieu cuc"
    r"|tham nhung|to cao|khieu nai|ky luat|bi ky luat|khieu kien|suy thoai|don thu|lang phi) |"
    r" (?:giai quyet|tiep nhan|xu ly|tiep cong dan|quy trinh)(?: \w+){0,3} (?:don )?(?:thu )?(?:khieu nai"
    r"|to cao)(?: to cao)? |"
    r" (?:kiem tra|giam sat)(?: (?:to chuc dang|dang vien|khi|co|\d+|truong hop|doi voi))* dau hieu vi pham |"
    r" (?:nhung|19|cac) dieu dang vien khong duoc lam | tu phe binh| phe binh va tu phe binh | don thu (?:\d+"
    r"|khong) | tham nhung tieu cuc lang phi | (?:luat|nghi quyet|chi thi|quy dinh|ke hoach|chuong trinh"
    r"|van ban|hoi nghi|quy|bc|bao cao)(?: \w+){0,6} (?:tham nhung|tieu cuc|lang phi|suy thoai|tu dien bien"
    r"|tu chuyen hoa|vi pham|ky luat) "
)
_STRONG: Final = (
    r"(?:tham o|bien thu|an hoi lo|nhan hoi lo|dua hoi lo|doi hoi lo|hoi lo|an tien|an chan|an dat|an ruong"
    r"|an cua dan|an xen|an bot|an chia|an cap|an trom|an gian|an quyt|an day|an quy|rut ruot|bo tui|dut tui"
    r"|dut lot|lot tay|boi tron|"
    r"chiem doat|chiem dung|tham lam|tu tui|lua dao|lua tien|lua gat|lua dan|danh bac|co bac|do den|ca do"
    r"|choi de|ghi de|choi bai|ngoai tinh|bo bich|cap bo|lang nhang|quan he bat chinh|hu hoa|gai gu|mua dam"
    r"|nghien|hut chich|ma tuy|"
    r"khai man|khai gian|gian lan|gian doi|gia mao|lam gia|bang gia|chay chuc|chay diem|chay an|chay ghe"
    r"|mua chuoc|mua phieu|mua quan|ban chuc|bao ke|bao che|thong dong|cau ket|moc noi|moc ngoac|"
    r"danh (?:vo|chong|nguoi|dap|con|dan)|bao hanh|hanh hung|say xin|say ruou|trom cap|an vung|vu khong"
    r"|boi nho|chong pha|phan dong|chong doi|phan bo i|tron thue|lan chiem|lan dat|chiem dat|cuop dat"
    r"|ban dat cong|cap dat sai|"
    r"cuop(?= )|tham nhung(?! tieu cuc lang phi)|tieu tien quy|xai tien quy|lay tien(?! dien| nuoc)"
    r"|rut tien quy|om tien|quyt tien|giu tien quy|that thoat|truc loi|vu loi|kiem chac|nhan phong bi|phong bi"
    r"|nhan tien(?! dang phi| hoc phi| phi)|doi tien|vòi tien|voi tien|"
    r"sach nhieu|nhung nhieu|hach sach|vo i vinh|lam quyen|long quyen|loi dung chuc|lam dung (?:chuc|quyen"
    r"|tinh)|doc doan|gia truong|be phai|lam mat doan ket|mat doan ket|ca nhan chu nghia|vo trach nhiem"
    r"|thoai hoa|bien chat|suy thoai|ha cap|mat chat|mat pham chat|tha hoa|vo dao duc|loi song buong tha"
    r"|doi truy|"
    r"noi xau (?:dang|che do|lanh dao|nha nuoc)|xuyen tac|phat ngon (?:bua bai|sai|chong)|khong trong sach"
    r"|khong minh bach|mo am|khuat tat|mua ban (?:chuc|phieu|dat)|giet|hiep dam|quay roi|dam o|trai phep"
    r"|bat chinh|lam bay|lam an bay|an tren dau|bon rut|hut mau|boc lot|an tap|tham tien|nuot tien|nuot|xa xeo"
    r"|bot xen|ken cua|an hoa hong|lai qua|gui gia|"
    r"(?:khai|nang|ky|lap) khong (?:ho so|chung tu|hoa don|tien|danh sach|ngay cong|gia|khoi luong)"
    r"|chung tu gia|hoa don gia|mo ho so gia|ho so gia|chay tien|loi ich nhom|san sau|che giau|bung bit"
    r"|luoi bieng|dao duc gia|an hai|pha hoai|lam tien|cho vay nang lai|vay nang lai|tin dung den|boc phet"
    r"|ngu dot|khon nan|do bo i|do deu|tham quyen co vi)"
)
_WEAK: Final = (
    r"(?:vi pham|sai pham|tieu cuc|bi ky luat|ky luat|canh cao|khien trach|cach chuc|khai tru|quan lieu|bi bat"
    r"|bi khoi to|khoi to|bi to|to cao|to giac|bi dieu tra|dieu tra|bi kien|lam sai|sai trai|co van de"
    r"|khong dang hoang|thieu trung thuc|khong trung thuc|khai sai|dang ngo|mo am|chong lenh|tu dien bien"
    r"|kem pham chat|yeu kem|te hai|hong viec|co tinh giau|co toi|pham toi|xu ly hinh su|dinh chi|bi dinh chi"
    r"|loi song)"
)
_STRONG_RE: Final = re.compile(
    rf" (?:{_STRONG}|lay tien cua (?:dan|cong|quy|chi bo)|bi (?:\w+ ){{1,4}}lay(?: mat| het)?) "
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
    r"|con trai|vo|chong|em trai|anh trai|chau)(?: \w+){0,3} "
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


def names_somebody(plain: str, typed: str, said: str) -> bool:
    """Whether a person is named or could be told from the words."""
    if _TITLED.search(plain) or _ROLE.search(plain) or _FULL_NAME.search(plain) or _INITIAL.search(said):
        return True
    if _TYPED_TITLED.search(typed) or re.search(r" (?:nó|hắn|ổng|bả|gã|thằng|lão|mụ) ", typed):
        return True
    if typed.strip().isascii() and _AMBIGUOUS_TITLED.search(plain):
        return True
    return bool(_CAPITALS.search(said) or _CAPITAL.search(said)) and not said.isupper()


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
    rf" (?:khong(?! nhung| chi)|cam|nghiem cam|khong he|chua he|khong duoc)(?: \w+){{0,2}}? {_STRONG} "
)


def _is_strong(left: str) -> bool:
    """Plain wrongdoing, also written in one word or letter by letter."""
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
        return names_somebody(left, typed, said)
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
        if _is_person_near(near_before) and not _PROCEDURE.search(near_before):
            return True
        if re.match(
            r" (?:(?:doi voi|voi|cua|ve|viec|hanh vi|bang hinh thuc|la|do|canh cao|khien trach) )*", near_after
        ) and _starts_with_person(near_after):
            return True
        if _CAPITALS.search(said) and not _PROCEDURE.search(near_before) and re.search(r" (?:bi|da|co|dang) $", before):
            return True
    return False


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
        r"^ (?:(?:doi voi|voi|cua|ve|viec|hanh vi|bang hinh thuc|la|do|canh cao|khien trach|mot|1) )*", " ", words
    )
    if re.match(r" (?:\d+|cac|nhung|dang vien|can bo|to chuc) ", lead) and not re.match(
        r" (?:dang vien|can bo) (?!vi pham|theo|va|khong)[a-z]+ [a-z]+ ", lead
    ):
        return False
    person = _TITLED.search(lead) or _FULL_NAME.search(lead) or _ROLE.search(lead)
    return person is not None and person.start() < 3


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
    }
    kept = [
        "_" if word in clash and not spelt.isascii() and spelt != clash[word] else word
        for word, spelt in zip(words, spellings, strict=True)
    ]
    return " " + " ".join(kept) + " "
