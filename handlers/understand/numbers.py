"""Number words to digits: `hai mươi lăm` → 25, where they are numbers and not the words that look like them."""

from __future__ import annotations

from typing import Final

from handlers.understand.token import Token

_UNITS: Final = {
    "mot": 1, "mốt": 1, "hai": 2, "ba": 3, "bon": 4, "tư": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "sáu": 6,
    "bay": 7, "bảy": 7, "bẩy": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_LATE_ONLY: Final = frozenset({"lam", "tu", "tư", "mốt"})
"""Numbers only after a ten (hai mươi lăm, hai mươi tư)."""
_CERTAIN: Final = frozenset({"hai", "bốn", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "bon", "chin"})
_COUNTED: Final = frozenset(
    [
        "nguoi",
        "dong",
        "dang",
        "viec",
        "ngay",
        "hom",
        "tuan",
        "thang",
        "quy",
        "nam",
        "ho",
        "ban",
        "chi",
        "don",
        "muc",
        "tieu",
        "gio",
        "tieng",
        "phut",
        "%",
        "phan",
        "lan",
        "cuoc",
        "buoi",
        "bien",
        "nhiem",
        "chuyen",
        "bao",
        "hs",
        "trieu",
        "nghin",
        "ngan",
        "tram",
        "tren",
        "/",
        "hoc",
        "mat",
        "vang",
        "phep",
        "xin",
        "de",
        "viec",
        "cai",
        "phieu",
        "diem",
        "thon",
        "ap",
        "to",
    ]
)
_COUNTING: Final = frozenset(
    [
        "vang",
        "thieu",
        "phep",
        "con",
        "mat",
        "du",
        "duoc",
        "so",
        "thu",
        "ngay",
        "hom",
        "mung",
        "mong",
        "thang",
        "quy",
        "muc",
        "viec",
        "cai",
        "tren",
        "/",
        "cong",
        "tong",
        "la",
        "thanh",
        "gom",
        "mien",
        "di",
        "tam",
        "co",
        "them",
        "bot",
        "giam",
        "tang",
        "va",
        ",",
        "phai",
        "nop",
        "lui",
        "hoan",
        "gia",
        "voi",
        "den",
        "chi",
        "hon",
        "hong",
    ]
)
_NEVER_AFTER: Final = {
    "mot": frozenset({"ngay", "hom", "co", "la", "va", "voi", "den", "phai", ",", "sang", "chieu", "toi"})
}
_NOT_COUNTS: Final = {
    "tam": frozenset({"thoi", "vang", "chuyen", "ung", "hoan"}),
    "mot": frozenset({"nửa", "nua", "so", "vai", "it", "phan", "cach", "chut", "lat"}),
    "ba": frozenset({"con"}),
    "bay": frozenset({"gio"}),
}
_SPELT: Final = frozenset(
    [
        "một",
        "mốt",
        "hai",
        "ba",
        "bốn",
        "tư",
        "năm",
        "lăm",
        "nhăm",
        "sáu",
        "bảy",
        "bẩy",
        "tám",
        "chín",
        "mười",
        "mươi",
        "chục",
    ]
)
_NAMES: Final = frozenset(["anh", "chi", "ong", "ba", "co", "chu", "bac", "dong", "em", "thay"])


_ACCENTED: Final = 3
_NEVER_BARE: Final = frozenset(["sau", "bay", "tam", "nam", "muoi", "bon", "mot", "chin", "tu"])


def numeralise(tokens: list[Token]) -> list[Token]:
    """The same tokens with runs of number words replaced by one token of digits."""
    done: list[Token] = []
    at = 0
    accented = sum(not token.typed.isascii() for token in tokens) >= _ACCENTED
    while at < len(tokens):
        if accented and tokens[at].typed in _NEVER_BARE:  # who writes accents writes `sáu`: `sau` is "after"
            done.append(tokens[at])
            at += 1
            continue
        value, size = _number_at(tokens, at)
        if size and (size > 1 or _is_number_here(tokens, at, done)):
            done.append(Token(str(value), tokens[at].start, tokens[at + size - 1].end, tokens[at].typed))
            at += size
        else:
            done.append(tokens[at])
            at += 1
    return done


def number_word(key: str) -> int | None:
    """The value of a single number word or digits, without looking at what stands around it."""
    if key.isdecimal() and key.isascii() and len(key) <= 9:
        return int(key)
    return 10 if key == "muoi" else _UNITS.get(key)


def _key(tokens: list[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""


def _number_at(tokens: list[Token], at: int) -> tuple[int, int]:
    """(value, how many tokens) of the longest number starting here; (0, 0) when there is none."""
    first, second = _key(tokens, at), _key(tokens, at + 1)
    if first in ("ham", "bam") and second in _UNITS:
        return (20 if first == "ham" else 30) + _UNITS[second], 2
    if first == "chuc" and second in _COUNTED and _key(tokens, at - 1) not in ("may", "vai", "hang"):
        return 10, 1
    if first in ("tu", "tư") and _is_ordinal_four(tokens, at):
        return 4, 1
    if first == "muoi":
        return (10 + _UNITS[second], 2) if second in _UNITS and not _starts_other(tokens, at + 1) else (10, 1)
    if (first in _UNITS and first not in _LATE_ONLY) or (first.isdecimal() and len(first) == 1 and first.isascii()):
        return _tens_at(tokens, at, number_word(first) or 0)
    return 0, 0


def _tens_at(tokens: list[Token], at: int, tens: int) -> tuple[int, int]:
    """As `_number_at`, from a first number of one digit."""
    second, third = _key(tokens, at + 1), _key(tokens, at + 2)
    if second in ("muoi", "chuc"):
        if third in _UNITS and not _starts_other(tokens, at + 2):
            return tens * 10 + _UNITS[third], 3
        return tens * 10, 2
    if second == "tram":
        return _hundreds(tokens, at, tens)
    if _is_short_tens(tokens, at):
        return tens * 10 + _UNITS[second], 2
    return (0, 0) if tokens[at].key.isdecimal() else (tens, 1)


def _is_ordinal_four(tokens: list[Token], at: int) -> bool:
    """`thứ tư`, `tháng tư`, and not `bí thư tư`."""
    return _key(tokens, at - 1) in ("thu", "thang", "quy") and _key(tokens, at - 2) != "bi"


def _is_short_tens(tokens: list[Token], at: int) -> bool:
    """`hai tám người` are 28, `ba mốt` 31; `hai ba người` are two or three."""
    first, second, third = (_key(tokens, at + ahead) for ahead in range(3))
    if _UNITS.get(first, 0) < 2 or second not in _UNITS or _UNITS[second] == _UNITS[first] + 1:
        return False
    if tokens[at + 1].typed in ("mốt", "lăm", "tư"):
        return True
    before = _key(tokens, at - 1)
    counted = third in ("nguoi", "dong", "dang", "vi", "tren", "/")
    return before not in ("thu", *_NAMES) and (counted or before in ("tren", "/", "tong", "so"))


def _hundreds(tokens: list[Token], at: int, hundreds: int) -> tuple[int, int]:
    skip = 3 if _key(tokens, at + 2) in ("linh", "le") else 2
    rest, size = _number_at(tokens, at + skip)
    return (hundreds * 100 + rest, skip + size) if size and rest < 100 else (hundreds * 100, 2)


def _starts_other(tokens: list[Token], at: int) -> bool:
    """`mười năm` is ten years only when written so; `sau`, `ba` after a ten may start the next phrase."""
    key, after, typed = _key(tokens, at), _key(tokens, at + 1), tokens[at].typed
    if key == "sau" and typed == "sau":
        return after in ("khi", "do", "nay", "ngay", "thang", "tet") or _key(tokens, at - 1) != "muoi"
    return key == "nam" and after in ("nay", "sau", "truoc", "qua")


def _is_number_here(tokens: list[Token], at: int, done: list[Token]) -> bool:
    """Whether a single number word stands where a number stands."""
    key, typed = tokens[at].key, tokens[at].typed
    if not typed.isascii() and typed not in _SPELT:
        return False
    before = done[-1].key if done else ""
    after = _key(tokens, at + 1)
    if typed == "tư" or key in _LATE_ONLY:
        return before in ("thu", "thang", "quy") and key in ("tu", "tư")
    if after in _NOT_COUNTS.get(key, ()) or (after.isdecimal() and key in _UNITS):
        return False
    if typed in _CERTAIN or key in ("sáu", "bảy", "bẩy"):
        return before not in _NAMES or after in _COUNTED
    if before in _NEVER_AFTER.get(key, ()) and after not in ("nguoi", "dong", "dang"):
        return False
    if key in ("muoi", "chuc"):
        return True
    if key in ("nam", "sau") and before not in ("thu", "vang", "phep", "thieu", "mat", "tren", "/"):
        return after in ("nguoi", "dong", "dang", "viec", "ho", "chi") or (key == "sau" and after == "thang")
    if key in ("ba", "bay", "tam") and before in _NAMES and after not in _COUNTED:
        return False
    return after in _COUNTED or before in _COUNTING
