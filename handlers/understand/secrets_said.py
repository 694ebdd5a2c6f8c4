"""Secret documents: sending, keeping or quoting what bears a stamp. Secret ballots and the law on secrecy pass."""

from __future__ import annotations

import re
from typing import Final

_DOCUMENT: Final = (
    r"(?:tai lieu|van ban|cong van|ho so|giay to|quyet dinh|thong bao|bao cao|danh sach|file|ke hoach"
    r"|cong dien|dien|ket luan|nghi quyet|chi thi|to trinh|phuong an|de an|thong tin|du lieu|giay|ban|anh"
    r"|trang|quyen|bien ban|muc|dau|do|loai|phieu|cap|hang)"
)
_LAWFUL: Final = re.compile(
    r" (?:luat|phap lenh|nghi dinh|quy dinh|quy che|cong tac|tap huan|hoc tap|hoc|quan triet|tuyen truyen"
    r"|cam ket|ban cam ket|chuyen de|ve viec|ve|thuc hien|y thuc|kien thuc|trach nhiem|hoi nghi|cuoc thi"
    r"|lop)(?: \w+){0,4} (?:bao ve|giu gin|giu|bao dam)(?: \w+){0,2} (?:tai lieu mat|bi mat(?: nha nuoc"
    r"| noi bo| cong tac)?)|"
    r" (?:bao ve|giu gin|giu|bao dam|lo lot|lam lo) bi mat(?: nha nuoc| noi bo| cong tac| cua dang)?|"
    r" (?:luat|ngay|cong tac) (?:bao ve )?bi mat nha nuoc| bi mat (?:phieu|bo phieu|bau|la phieu|ket qua bau|quyen)"
    r"| (?:phieu|bau|bau cu|bo phieu|lay phieu|nguyen tac)(?: \w+){0,4} bi mat| bi mat quan su la gi|"
    r"(?<!thong) bao mat| mat khau| mat do| mat thiet| mat ong| mat ma(?! so)| mat dien| mat mang| mat ngu| mat song"
    r"| mat tich| mat doan ket| mat the| mat mua| mat so dien thoai| mat so tay| mat may| mat dien thoai"
    r"| mat con dau| mat mot| co mat| vang mat| ra mat| truoc mat| gap mat| hop mat| thay mat| ve mat| dot mat"
    r"| mat tran| mat bang| mat bao| mat han| mat viec| mat gia| mat phuong huong| mat lien lac"
)
_HARMLESS: Final = re.compile(
    r" (?:khong|chua|dung|cam|tuyet doi khong|nghiem cam)(?: (?!la)\w+){0,5} (?:tai lieu|van ban|thong tin"
    r"|ho so|noi dung|cong van)?(?: \w+){0,2} (?:mat|bi mat|tuyet mat|toi mat) "
)
_STAMPED: Final = re.compile(
    rf" {_DOCUMENT}(?: (?!khong|co mat|bi|bao)\w+){{0,3}} (?:(?:toi |tuyet )?mat"
    rf"|bi mat(?: nha nuoc)?)(?! (?:roi|het|do|khong|hom|o|tich|tieu|di|luon|ma|mat|vi|phai|lien|nguoi|thoi|nua"
    rf"|a|trong|cua toi|may|anh|chu|dien|mang|ngu)\b) "
)
_STAMP_ENDS: Final = re.compile(
    rf" {_DOCUMENT}(?: (?!khong|co|bi)\w+){{0,3}} (?:(?:toi |tuyet )?mat|bi mat(?: nha nuoc)?) $"
)
_LEVEL: Final = re.compile(
    r" (?:tuyet mat|bi mat nha nuoc|do mat|dau mat|dong dau mat|dong mat|con dau mat|muc do mat|che do mat"
    r"|tai lieu mat|van ban mat|cong van mat|thong tin mat|mat nha nuoc|noi dung mat|tuyet doi bi mat) "
)
_TYPED_LEVEL: Final = re.compile(
    r" (?:tối mật|tuyệt mật|mật,? khẩn|dấu mật|độ mật|đóng mật|loại mật|(?:tài liệu|văn bản|công văn|hồ sơ|bản"
    r"|báo cáo|danh sách|kế hoạch|quyết định|thông báo|kết luận|tờ trình|giấy|file"
    r"|điện) (?:\S+ ){0,4}mật(?! (?:khẩu|độ|thiết|ong|mã))) "
)
_UNPUBLISHED: Final = re.compile(
    r" (?:phuong an nhan su|nhan su du kien|du kien nhan su|danh sach nhan su|danh sach quy hoach"
    r"|quy hoach can bo|ket luan kiem tra|ket qua kiem tra|ho so ky luat|ho so kiem tra|ket luan thanh tra"
    r"|phuong an bo tri|danh sach bo tri|de an nhan su|ho so to cao|ho so khieu nai"
    r"|nhan su cap uy)(?: \w+){0,8} (?:chua (?:duoc )?cong bo|chua cong khai|con kin|noi bo|chua duoc phep"
    r"|chua pho bien|khong pho bien|chua duyet dung) "
)
_OPERATION: Final = re.compile(
    r" (?:ke hoach|phuong an|so do|ban do|quyet tam|lich)(?: \w+)? (?:tac chien|truy quet|phong thu|tran ap"
    r"|vay bat|chien dau"
    r"|phuc kich|bo phong|phong ngu|tran dia|chuyen an|mat phuc|bat doi tuong|dien tap chien dau)(?! (?:dan su"
    r"|chay|lut|bao)) "
    r"| (?:toi|tuyet) mat (?:ke hoach|phuong an|danh sach|tai lieu|cong van|van ban|bao cao|quyet dinh|ket luan) "
)
"""What soldiers and the police plan is secret, stamped or not."""
_OTHER_MAT: Final = re.compile(r" (?:mặt|mất|mắt|mát) ")


def tells_secret(plain: str, typed: str) -> bool:
    """Whether a secret document is offered, quoted or asked for. `plain` and `typed` are aligned, padded words."""
    if _UNPUBLISHED.search(plain) or _OPERATION.search(plain):
        return True
    if " mat " not in plain:
        return False
    left = _without_other_words(plain, typed)
    left = _LAWFUL.sub(" ", left)
    left = _LAWFUL.sub(" ", left)
    if " mat " not in left:
        return bool(re.search(r" tuyet doi bi mat ", left))
    if _HARMLESS.search(left) and not re.search(r" (?:nhung|ma|van|day la|gui kem|so hieu) ", left):
        return False
    if " mật " in typed and re.search(rf" {_DOCUMENT} ", left):
        return True
    return bool(
        _LEVEL.search(left)
        or _TYPED_LEVEL.search(typed)
        or _STAMPED.search(left)
        or _STAMP_ENDS.search(left)
        or re.search(r" toi mat (?:so|cua|ve|gui|cho|ngay|nay|do) ", left)
    )


def _without_other_words(plain: str, typed: str) -> str:
    """Blot out `mặt`, `mất`, `mắt` where accents were typed: only `mật` and the unaccented word stay."""
    words, spellings = plain.split(), typed.split()
    if len(words) != len(spellings):
        return plain
    kept = [
        "_" if word == "mat" and re.search(r"[ặấắáẵ]|mặt|mất", spelt) else word
        for word, spelt in zip(words, spellings, strict=True)
    ]
    return " " + " ".join(kept) + " "
