"""The shield: what must never be written down, judged by what a sentence says about a person and not by single words.

Called by the intake before anything is stored. Three things are refused: an accusation against a named or
identifiable person, secret documents, and identity or phone numbers (domain 3.2, 6.4). Campaign names, document
numbers, procedural steps with counts and lawful set phrases pass. In a longer report only the offending sentences
are dropped. Nothing seen here is cached.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from handlers.understand import learned
from handlers.understand.accusations import accuses, names_somebody, says_wrong
from handlers.understand.normalise import Sentence, compose, put_together, read_words, written_out
from handlers.understand.numbers_of_people import personal_numbers, spells_number
from handlers.understand.people import weighed
from handlers.understand.secrets_said import tells_secret
from handlers.understand.token import Token

_LIKELY: Final = math.log(0.12)
"""From here on a sentence about a person is held back: to ask again is cheaper than to keep an accusation."""
_HALF_SURE: Final = math.log(0.3)
_SURE: Final = math.log(0.5)
MARKER: Final = "[đã chặn]"
_SENTENCE_END: Final = re.compile(r"(?<!\d)[.!?;…]+(?=\s|$)|(?<=\d)[.!?;…]+(?=\s+[^\d\s]|\s*$)|[!?;…]+|\n+")
_CLAUSE: Final = re.compile(
    r"[^,;]+?(?:[,;]+\s*|(?=\s(?:mà|ma|nhưng|nhung|còn|con|riêng|rieng|chứ|nhân tiện|à)\s)|$)", re.IGNORECASE
)
_REPORTS: Final = re.compile(r" (?:hop|nop|gui|vang|phep|co mat|bien ban|bao cao|sinh hoat|xong|\d+ \d+) ")
_OF_GOODS: Final = re.compile(r" (?:tien|trieu|dat|qua|gao|quy|phieu|ho so) ")
_SPACED_LETTERS: Final = re.compile(r"(?<!\w)(?:(?:[^\W\d_][.\-_*]){2,}[^\W\d_]|(?:[^\W\d_] ){3,}[^\W\d_])(?!\w)")


@dataclass(frozen=True, slots=True)
class Shielded:
    """`text` is safe to store: everything, or what is left, or `MARKER`. `refused` names why something was dropped:
    `refuse_allegation`, `refuse_secret` or `refuse_personal_id`; None when nothing was."""

    text: str
    refused: str | None


def shield(text: str) -> Shielded:
    """What of a message may be written down. Never raises, whatever the text."""
    refused: str | None = None
    kept = text
    for _ in range(4):
        kept, why = _sift(kept)
        if why is None:
            return Shielded(kept, refused)
        refused = refused or why
        if kept == MARKER:
            break
    return Shielded(MARKER, refused)


def _sift(text: str) -> tuple[str, str | None]:
    """One pass: (what is left, why something was dropped)."""
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    safe = text if len(plain) == len(text) else plain
    spans = _sentences(safe)
    numbers = personal_numbers(safe)
    reasons = _judge(safe, spans, numbers)
    first = next((reason for reason in reasons if reason), None)
    if first is None:
        return text, None
    kept = [
        _report_before(safe[start:end]) if reason == "refuse_allegation" else "" if reason else safe[start:end].strip()
        for (start, end), reason in zip(spans, reasons, strict=True)
    ]
    left = " ".join(said for said in kept if said).strip()
    return (left if re.search(r"\w{2}", left) else MARKER), first


def _report_before(said: str) -> str:
    """`họp 20/22, phép 2, mà ông phó …`: the clauses before the first that speaks of a person, when they report."""
    end = 0
    for clause in _CLAUSE.finditer(said):
        written, words = _read(clause.group())
        plain, typed = _plain_words(words)
        if not _REPORTS.search(plain) or names_somebody(plain, typed, clause.group()) or _OF_GOODS.search(plain):
            break
        if says_wrong(plain, typed) or _weighed(put_together(written, words)):
            break
        end = clause.end()
    return said[:end].strip(" ,;") if end < len(said) else ""


def _sentences(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for end in _SENTENCE_END.finditer(text):
        spans.append((at, end.end()))
        at = end.end()
    if at < len(text):
        spans.append((at, len(text)))
    return spans or [(0, len(text))]


_NOTHING_AROSE: Final = re.compile(
    r"(?: (?:thang|quy|nam|ky|thoi gian|trong|o|tai|nay|qua|vua qua|truoc|\d+|i|ii|iii|iv"
    r"|chi bo|don vi|co quan|bao cao|toi|em))*"
    r" (?:khong|chua)(?: (?:co|he|thay|de))*(?: (?:phat sinh|xay ra|phat hien))?"
    r"(?: (?:truong hop|vu viec|vu|viec|dau hieu|bieu hien|hien tuong|hanh vi|gi|ve|nao))*"
    r"(?: (?:tham nhung|tieu cuc|lang phi|va))*(?: (?:phat sinh|xay ra|nao|gi))*"
    r"(?: (?:trong|thang|quy|nam|ky|nay|qua|\d+|i|ii|iii|iv|o|tai|chi bo|don vi|nhe|a))* "
)
"""A nil report in a closed vocabulary that has room for nobody: it accuses no one, though `tháng` without accents may
be read as a word for somebody."""


def _judge(text: str, spans: list[tuple[int, int]], numbers: list[tuple[int, int]]) -> list[str | None]:
    """The reason against each sentence. A sentence that accuses "somebody" is read with the one before it."""
    reasons: list[str | None] = []
    somebody = False
    for start, end in spans:
        said = text[start:end]
        said = said.title() if said.isupper() else said
        written, words = _read(said)
        plain, typed = _plain_words(words)
        reason = None
        if any(first < end and last > start for first, last in numbers) or spells_number(plain):
            reason = "refuse_personal_id"
        elif tells_secret(plain, typed):
            reason = "refuse_secret"
        elif _NOTHING_AROSE.fullmatch(plain) and " thằng " not in typed:
            reason = None
        elif accuses(plain, typed, said) or (somebody and says_wrong(plain, typed)):
            reason = "refuse_allegation"
        else:
            reason = _weighed(put_together(written, words), somebody)
        named = names_somebody(plain, typed, said)
        if reason == "refuse_allegation" and reasons and not reasons[-1] and somebody and not named:
            reasons[-1] = reason
        somebody = named or (somebody and not plain)
        reasons.append(reason)
    return reasons


def _weighed(sentence: Sentence, known: bool = False) -> str | None:
    """What the learned weights hold against a sentence no rule stopped. `known`: somebody was named just before."""
    features, somebody = weighed(sentence)
    odds = learned.weights("people").odds(features)
    if odds["refuse_allegation"] > (_LIKELY if somebody else _HALF_SURE if known else _SURE):
        return "refuse_allegation"
    return "refuse_secret" if odds["refuse_secret"] > _SURE else None


def _read(said: str) -> tuple[str, list[Token]]:
    """The text written out and its words; keeps nothing of it."""
    joined = _SPACED_LETTERS.sub(lambda found: re.sub(r"[ .\-_*]", "", found.group()), written_out(compose(said)))
    return joined, read_words(joined)


def _plain_words(words: list[Token]) -> tuple[str, str]:
    """(unaccented words, the same words as typed), without punctuation, both padded and aligned word by word."""
    plain, typed = [], []
    for token in words:
        word = _bare(token.key)
        if word:
            plain.append(word)
            typed.append(token.typed)
    return " " + " ".join(plain) + " ", " " + " ".join(typed) + " "


def _bare(key: str) -> str:
    letters = unicodedata.normalize("NFD", key.lower().replace("đ", "d"))
    return "".join(ch for ch in letters if ch.isalnum() and not unicodedata.combining(ch))
