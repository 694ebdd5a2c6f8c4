"""What "cái thứ hai", "việc số 2", "cái vừa rồi" and a bare number point at in the list last shown."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from handlers.understand.meaning import Context
from handlers.understand.syllables import fold

_NTH: Final = (
    re.compile(
        r"\b(?:cai|viec|muc|khoan|nhiem vu|dau viec|(?<!bi )thu tu|stt|(?<!bao )(?<!quyet dinh )(?<!cong van "
        r")(?<!thon )(?<!to )(?<!pho )(?<!nghi quyet )(?<!khu )(?<!ho )(?<!tong )(?<!si )(?<!quan )(?<!trong"
        r" )(?<!bieu )(?<!mau )(?<!con )"
        r"so)(?: (?:so|thu"
        r"|muc))* ?(\d{1,2})\b(?! ?(?:/|thang"
        r"|nguoi|dong chi|dang vien|gio|h\b|-|\. \d))"
    ),
    re.compile(r"\b(?:cai|viec|muc|nhiem vu|khoan) thu (\d)\b"),
    re.compile(r"# ?(\d{1,2})\b"),
    re.compile(
        r"^(?:(?:toi|minh|em|dang|đang|con|bi|van) )*(?:vuong(?: mac)?|kẹt|ket)(?: (?:o|cho|phan|cai|viec|so|xong"
        r"|lam))* (\d{1,2})(?=$| (?:vi|do|boi|tai|roi|a|nhe|em|[,|])\b| ?[,|:])"
    ),
    re.compile(
        r"^(?:(?:da |toi |em |minh |ok |a |roi |chua |dang )*(?:xong|lam|nop|hoan thanh|hoan|lui|nhac lai|nhac"
        r"|gia han|chua|dang lam|het|huy|tra|duyet|xong viec|bo|giup|xem|han|ket qua))(?: (?:roi|xong|ca|duoc|lai"
        r"|han))* (\d{1,2})(?: (?:roi|nhe|a|xong|em|anh|chua|do|day))*$"
    ),
    re.compile(
        r"^(\d{1,2}) (?:xong|roi|da xong|da nop|nop roi|lam roi|hoan thanh|chua|dang(?! (?:vien|phi|ky))|ok"
        r"|het)\b(?! ?/)"
    ),
)
_FIRST: Final = re.compile(
    r"\b(?:cai|viec|muc|nhiem vu|khoan)(?: (?:thu))? (?:dau tien|đầu tien|dau|đầu|nhat|thu nhat|tren cung"
    r"|tren)\b"
)
_LAST: Final = re.compile(
    r"\b(?:cai|viec|muc|nhiem vu|khoan) (?:cuoi cung|cuoi|sau cung|duoi cung|chot)\b(?! (?:thang|nam|quy"
    r"|tuan))"
)


class Reference(NamedTuple):
    """The number in the list, and where in the sentence it was said."""

    number: int
    start: int
    end: int


def find_reference(flat: str, context: Context | None) -> Reference | None:
    """The number in the list last shown that the sentence points at, or None.

    A number beyond the list is not a reference when the list is known."""
    shown = {task.ref for task in context.shown} if context else set()
    for pattern in _NTH:
        found = pattern.search(flat)
        if found and (not shown or int(found[1]) in shown):
            return (
                Reference(int(found[1]), *found.span(1))
                if pattern not in _NTH[:2]
                else Reference(int(found[1]), *found.span())
            )
    first, last = _FIRST.search(flat), _LAST.search(flat)
    if first:
        return Reference(min(shown, default=1), *first.span())
    if last and shown:
        return Reference(max(shown), *last.span())
    return None


def ref_by_title(task: str | None, context: Context | None) -> int | None:
    """The shown task whose title contains the words said, when exactly one does."""
    if not task or not context:
        return None
    said = fold(task)
    matching = [shown.ref for shown in context.shown if said in fold(shown.title)]
    return matching[0] if len(matching) == 1 else None
