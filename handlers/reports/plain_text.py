"""Any text a person or a file gave us, made harmless for the file formats we write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# What XML 1.0 cannot carry, and what would break or hide a line: controls, surrogates, non-characters.
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
EXCEL_CELL_LIMIT = 32_767
EXCEL_NAME_LIMIT = 31


def plain(text: str, limit: int = EXCEL_CELL_LIMIT) -> str:
    """`text` in NFC, line ends as \\n, unwritable characters as spaces, at most `limit` UTF-16 units ("…" if cut)."""
    clean = _UNWRITABLE.sub(" ", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))
    if len(clean.encode("utf-16-le")) // 2 <= limit:
        return clean
    return clean.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore") + "…"


def one_line(text: str, limit: int = 255) -> str:
    """`plain` on one line, without outer blanks."""
    return plain(" ".join(plain(text).split()), limit)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula once somebody edits the cell."""
    return text.startswith(FORMULA_STARTS)


def unique(names: Iterable[str], limit: int = 255) -> list[str]:
    """The names, none twice even when case is ignored, none empty; a repeated one gets " (2)", " (3)" …"""
    taken: set[str] = set()
    result = []
    for name in names:
        base = name or "–"
        candidate, number = plain(base, limit), 1
        while _caseless(candidate) in taken:
            number += 1
            tail = f" ({number})"
            candidate = plain(base, limit - len(tail)) + tail
        taken.add(_caseless(candidate))
        result.append(candidate)
    return result


def _caseless(name: str) -> str:
    return name.lower().casefold()


def sheet_names(names: Iterable[str]) -> list[str]:
    """Names Excel accepts for worksheets: at most 31 characters, none of []:*?/\\, no outer quotes, not "History"."""
    legal = []
    for name in names:
        clean = one_line(_SHEET_NAME.sub(" ", name)).strip("' ")
        legal.append(f"{clean}_" if clean.casefold() == "history" else clean)
    return unique(legal, EXCEL_NAME_LIMIT)
