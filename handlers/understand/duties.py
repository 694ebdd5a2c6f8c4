"""The names of duties as people say them (domain 2.4 and 1.7), and the span of one in a sentence."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_NAMES: Final = """
bao cao tong ket nam|bao cao tong ket|bao cao nam|bao cao quy|bao cao thang|bao cao tuan|bao cao 6 thang|bao cao 9 thang|bao cao so ket|bao cao kiem diem|
bao cao chinh tri|bao cao phong chong tham nhung tieu cuc|bao cao phong chong tham nhung|bao cao ket qua kiem tra giam sat|bao cao ket qua|bao cao chuyen de|bao cao giai trinh|bao cao dai hoi|bao cao so lieu|bao cao hoc tap|bao cao ket nap|bao cao dot xuat|
bao cao tham nhung|bao cao dang phi|bao cao nhanh|bao cao tien do|bao cao sinh hoat chi bo|bao cao sinh hoat|bao cao
sinh hoat chuyen de|hop chi uy|hop chi bo|sinh hoat chi bo|sinh hoat thuong ky|chuyen de|sinh hoat chi uy
lich sinh hoat|noi dung sinh hoat|so tay dang vien dien tu|so tay dang vien|so tay dien tu|so tay
bien ban hop chi bo|bien ban hop|bien ban sinh hoat|bien ban|du thao nghi quyet|nghi quyet thang|nghi quyet|ke hoach sinh hoat chuyen de|ke hoach dai hoi|ke hoach hoc tap|ke hoach nam|ke hoach kiem tra giam sat|ke hoach kiem tra|ke hoach
hoc tap nghi quyet|quan triet nghi quyet|hoc nghi quyet|quan triet|hoc tap|ban cam ket tu duong ren luyen|ban cam ket tu duong|ban cam ket|cam ket tu duong|cam ket
chuong trinh kiem tra giam sat|chuong trinh kiem tra|chuong trinh cong tac|chuong trinh|tu kiem tra giam sat|tự kiem tra giam sat|tu kiem tra|tự kiem tra|kiem tra , giam sat|kiem tra giam sat|kiem tra|giam sat
thu dang phi|nop dang phi|dang phi|doi khop so lieu|đối khop so luong dang vien|đối khop so lieu dang vien|đối khop so lieu|đối khop|doi khop so luong dang vien|doi khop|danh sach dang vien|danh sach quan chung uu tu|danh sach
ho so ket nap|ket nap|chuyen dang chinh thuc|chuyen chinh thuc|tao nguon|ho so dang vien|ho so huy hieu dang|de nghi tang huy hieu|huy hieu dang|huy hieu|xet tang huy hieu
tu cham chi bo 4 tot|tự cham chi bo 4 tot|cham diem chi bo 4 tot|chi bo 4 tot|4 tot|bon tot|phieu tu cham|cham diem
kiem diem danh gia xep loai|kiem diem , danh gia , xep loai|kiem diem tap the|kiem diem ca nhan|kiem diem cuoi nam|kiem diem|danh gia xep loai|danh gia , xep loai|xep loai dang vien|xep loai|ban kiem diem|phieu danh gia
gap mat noi cu tru|noi cu tru|phieu lay y kien noi cu tru|dang ky khong tham nhung|ban dang ky|phieu dang ky|dang ky
dai hoi chi bo|dai hoi|van kien dai hoi|van kien|nhan su dai hoi|nhan su cap uy|nhan su|lo trinh dai hoi|lo trinh|duyet dai hoi|de an nhan su|bao cao van kien|ho so dai hoi
so lieu thong ke|so lieu|bieu mau thong ke|bieu mau|phieu khao sat|khao sat|de an|to trinh|tờ trinh|cong van|ho so chuyen sinh hoat|ho so|bieu thong ke|ra soat dang vien|ra soat ho so|ra soat|danh muc|phong trao|ke khai tai san|chi thi|don thu|quyet toan|tap huan|van ban
"""
NAMES: Final = sorted((name for name in _NAMES.replace("\n", "|").split("|") if name), key=len, reverse=True)
NOUN: Final = "(?:" + "|".join(re.escape(name) for name in NAMES) + ")"
_TAIL: Final = (
    r"(?:(?: (?:cua|ve|nam|thang|quy|q|t|tuan|6 thang dau nam|6 thang cuoi nam|6 thang|9 thang|dau nam|cuoi nam|ca nam|nay|truoc(?! (?:thu \d|ngay|hom|\d|chu nhat|cuoi|dau|ram|mung))|sau|\d{4}|nhiem ky|dang vien dien tu|cua chi bo|chi bo|tap the|ca nhan|so|"
    r"(?<=quy )(?:[1-4]|i{1,3}|iv)|(?<=q )[1-4]|(?<=thang )\d{1,2}|(?<=t )\d{1,2}|(?<=nam )\d{4}|(?<=so )\d{1,4}|(?<=nghi quyet )\d{1,4}|(?<=chi thi )\d{1,3}|phong chong tham nhung|khong tham nhung|tham nhung|tieu cuc|thu chi|hoc tap bac|hoc bac|hoc tap va lam theo bac))*)"
)
_DUTY: Final = re.compile(rf"\b({NOUN}){_TAIL}(?!\w)")
_DANGLING: Final = re.compile(r"(?: (?:cua|ve|(?<!cuoi )(?<!dau )(?<!ca )nam|thang|quy|q|t|tuan|so|nay|truoc|sau))+$")
_SPOKEN_TO: Final = re.compile(r"\b(?:kinh |xin |em |toi )?bao cao (?:voi |voi cac )?(?:dong chi|anh|chị|dang uy|cap tren|van phong|lanh dao|bac|thu truong|xa|:|cac anh)(?! (?:nao|quy|thang|nam))")


class Duty(NamedTuple):
    """A duty named at `flat[start:end]`."""

    start: int
    end: int
    name: str


def find_duties(flat: str) -> list[Duty]:
    """The duties named, left to right, longest names first, with the period words that belong to the name."""
    found = []
    spoken = [hit.start() for hit in _SPOKEN_TO.finditer(flat)]
    for hit in _DUTY.finditer(flat):
        if hit[1] == "bao cao" and any(0 <= hit.start() - at <= 6 for at in spoken):
            continue
        kept = _DANGLING.sub("", hit.group()) if not re.search(r"\b(?:quy|thang|nam|tuan) (?:nay|truoc|sau)$", hit.group()) else hit.group()
        if len(kept) < len(hit[1]):
            kept = hit[1]
        found.append(Duty(hit.start(), hit.start() + len(kept), hit[1]))
    return found
