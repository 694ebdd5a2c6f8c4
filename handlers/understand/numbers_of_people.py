"""Identity, phone and card numbers, also spaced out, dotted, spelt as words; money, dates and documents are not."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ZERO_LIKE: Final = re.compile(r"(?<=\d)[oO](?=[\d ])|(?<![^\W\d_])[oO](?=[ .\-]?\d{2})")
_ONE_LIKE: Final = re.compile(r"(?<=\d)[lLiI|](?=\d)")
_RUN: Final = re.compile(r"\+?\d(?:[ \t.\-_·–()\u00a0*,]{0,3}\d)*")
_DATES: Final = re.compile(
    r"(?<!\d)(?:[0-3]?\d[/.\-][01]?\d[/.\-](?:19|20)\d\d|[01]?\d[/\-](?:19|20)\d\d|(?:19|20)\d\d[-–](?:19"
    r"|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)"
)
_MONEY_SHAPE: Final = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3}){1,4}")
_MONEY_AFTER: Final = re.compile(
    r"\s*(?:đ\b|d\b|đồng|dong|vnd|vnđ|₫|triệu|trieu|tỷ|ty\b|nghìn|nghin|ngàn|ngan|k\b)", re.I
)
_MONEY_BEFORE: Final = re.compile(
    r"(?:tien|phi|quy|thu|chi|kinh phi|ngan sach|so du|cong|tong|nop|chuyen khoan|ung ho|dong gop)[^\d]{0,40}$"
)
_MEETING_BEFORE: Final = re.compile(
    r"(?:zoom|meet|meeting|id hop|id cuoc hop|id phong|ma hop|ma phong|ma cuoc hop|phong hop|ma so thue|mst"
    r"|passcode|so hieu|ma van ban|so tai khoan don vi|so cong van|so van ban)[^\d]{0,30}$"
)
_ID_NEAR: Final = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|cmt|can cuoc|chung minh (?:thu|nhan dan)|so dinh danh|ma dinh danh|ho chieu"
    r"|passport|so the(?: dang)?|the dang(?: vien)?|so ly lich|so tai khoan|stk|sdt|so dien thoai|dien thoai"
    r"|dt|so may|lien he|goi (?:cho|so|lai)?|zalo|phone|tel|hotline|alo|bhxh|bao hiem)\b"
)
_PASSPORT: Final = re.compile(r"\b[A-Za-z]\s?\d{7,8}\b")
_DIGIT_WORDS: Final = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_WORD: Final = re.compile(r"\w+")


def personal_numbers(text: str) -> list[tuple[int, int]]:
    """The spans of `text` that are somebody's number."""
    plain = _same_length_fold(text)
    digits = _ONE_LIKE.sub("1", _ZERO_LIKE.sub("0", plain))
    digits = "".join(str(unicodedata.digit(ch, 0)) if ch.isdigit() and not ch.isascii() else ch for ch in digits)
    free = _DATES.sub(lambda found: "#" * len(found.group()), digits)
    found = [run.span() for run in _RUN.finditer(free) if _holds_personal(run, free)]
    if _ID_NEAR.search(plain):
        found += [
            hit.span() for hit in _PASSPORT.finditer(free) if re.search(r"ho chieu|passport|cmnd|cccd|so the", plain)
        ]
    return found + _spelt_out(plain)


def _holds_personal(run: re.Match[str], text: str) -> bool:
    """The whole run, or what is left of it when its first digit is a raw VNI tone (`la2 098 765 4321`)."""
    if _is_personal(run.group(), text, run.start(), run.end()):
        return True
    tone = re.match(r"\d{1,2}[ .\-]+(?=\d)", run.group())
    if not tone or run.start() == 0 or not text[run.start() - 1].isalpha():
        return False
    return _is_personal(run.group()[tone.end() :], text, run.start() + tone.end(), run.end())


def _same_length_fold(text: str) -> str:
    out = []
    for ch in text:
        base = unicodedata.normalize("NFD", "d" if ch in "đĐ" else ch)[0].lower()
        out.append(base if len(base) == 1 else ch)
    return "".join(out)


def _is_personal(run: str, text: str, start: int, end: int) -> bool:
    groups = re.findall(r"\d+", run)
    digits = "".join(groups)
    near = _ID_NEAR.search(text[max(0, start - 40) : start]) or _ID_NEAR.search(text[end : end + 25])
    if len(digits) < 6 or re.match(r"\s?-\s?[a-z]{2}", text[end:]):
        return False
    if near and len(digits) >= 7 and not _is_money(run, text, start, end):
        return True
    if _is_money(run, text, start, end) or _MEETING_BEFORE.search(text[:start]):
        return False
    if _is_phone(digits, run):
        return True
    return _is_identity(digits, groups)


def _is_money(run: str, text: str, start: int, end: int) -> bool:
    shaped = bool(_MONEY_SHAPE.fullmatch(run))
    if _MONEY_AFTER.match(text, end) and not run.startswith("0"):
        return True
    return shaped and bool(_MONEY_BEFORE.search(text[max(0, start - 60) : start]))


def _is_phone(digits: str, run: str) -> bool:
    if len(digits) == 10 and re.match(r"0[35789]", digits):
        return True
    if len(digits) in (10, 11) and digits.startswith("02") and len(re.findall(r"\d+", run)) <= 5:
        return True
    return bool(re.match(r"(?:84|0084)[35789]\d{8}$", digits)) or (
        len(digits) == 11 and bool(re.match(r"01[2689]", digits))
    )


def _is_identity(digits: str, groups: list[str]) -> bool:
    """Twelve digits, nine digits, or a long unbroken number; loose lists of counts and years are none of these."""
    size = len(digits)
    if all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups):
        return False
    tidy = len(groups) == 1 or all(len(group) == 1 for group in groups) or all(2 <= len(group) <= 4 for group in groups)
    if size == 12:
        return tidy or bool(re.match(r"0\d\d[0-3]", digits))
    if size == 9:
        return len(groups) == 1 or all(len(group) in (1, 3) for group in groups)
    if size > 12:
        return (
            len(groups) == 1
            or bool(re.search(r"(?<!\d)0\d\d[0-3]\d{8}(?!\d)", " ".join(groups)))
            or _holds_number(groups)
        )
    return False


def _holds_number(groups: list[str]) -> bool:
    """A run of counts that has a whole phone or identity number among its groups."""
    return any(len(group) in (9, 12) or re.fullmatch(r"0[35789]\d{8}", group) for group in groups) or (
        all(len(group) == 1 for group in groups)
    )


def spells_number(plain: str) -> bool:
    """Nine or more digits said one by one in a sentence whose raw keyboard was undone."""
    run = 0
    for word in plain.split():
        run = run + 1 if word in _DIGIT_WORDS else 0
        if run >= 9:
            return True
    return False


def _spelt_out(plain: str) -> list[tuple[int, int]]:
    """`không chín một hai …`: nine or more digits said one by one."""
    spans, run = [], []
    for word in [*_WORD.finditer(plain), None]:
        digit = (
            _DIGIT_WORDS.get(word.group())
            or (word.group() if word.group().isdigit() and len(word.group()) == 1 else "")
            if word
            else ""
        )
        if digit and word:
            run.append(word)
            continue
        if len(run) >= 9 and not all(hit.group().isdigit() for hit in run):
            spans.append((run[0].start(), run[-1].end()))
        run = []
    return spans
