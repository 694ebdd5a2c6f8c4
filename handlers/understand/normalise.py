"""From what was typed to what is matched: a list of plain words that each remember the letters they stand for.

`read()` gives a `Sentence`; its `flat` form is unaccented lower case with single spaces, chat spellings, dialect,
abbreviations, raw Telex and raw VNI undone, and number words as digits. The few words of `[distinct]` in
lexicon.toml keep their accents when they were typed, since accents break ties (bán, bạn, bàn).
Clause ends are `|`, questions keep their `?`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.understand.joining import LEXICON, apply_phrases
from handlers.understand.keyboard import undo_keyboard
from handlers.understand.numbers import numeralise
from handlers.understand.syllables import fold, from_telex, from_vni, is_syllable
from handlers.understand.token import Token

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    typed: tuple(meant.split()) for meant, variants in LEXICON["words"].items() for typed in variants.split()
}
_DISTINCT: Final = frozenset(LEXICON["distinct"]["words"].split())
_KEYWORDS: Final = frozenset(LEXICON["keywords"]["words"].split())
_MENDABLE: Final = sorted(word for word in _KEYWORDS if len(word) >= 4)
_PIECES: Final = re.compile(r"[^\W_]+|\n+|[^\w\s]|_")
_RUNS: Final = re.compile(r"\d+|[^\d]+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_TIME_NOUNS: Final = frozenset(
    [
        "thang",
        "quy",
        "ngay",
        "thon",
        "khu",
        "to",
        "lan",
        "so",
        "muc",
        "nam",
        "ap",
        "viec",
        "kp",
        "tdp",
        "tuan",
        "nq",
        "hom",
        "t",
        "q",
        "cn",
        "thu",
        "doi",
        "to",
        "buon",
        "cai",
    ]
)
_SHORTHAND: Final = frozenset(["h", "g", "t", "q", "p", "k", "m", "n"])
_ROMAN: Final = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"])
_NUMBERED_VERBS: Final = frozenset(
    [
        "xong",
        "lui",
        "nhac",
        "lam",
        "nop",
        "huy",
        "tra",
        "duyet",
        "hoan",
        "gia",
        "bo",
        "chua",
        "dang",
        "sua",
        "xem",
        "het",
    ]
)
_MAX_WORDS: Final = 400


@dataclass(frozen=True)
class Sentence:
    """`text` as typed (NFC) and its matching tokens; `flat` is what patterns run over."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def flat(self) -> str:
        return " ".join(token.key for token in self.tokens)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for token in self.tokens:
            starts.append(at)
            at += len(token.key) + 1
        return starts

    def said(self, start: int, end: int) -> str:
        """The person's own words for `flat[start:end]`, with accents and case as typed."""
        covered = [
            token
            for token, at in zip(self.tokens, self._starts, strict=True)
            if at < end and at + len(token.key) > start
        ]
        return self.text[covered[0].start : covered[-1].end].strip(" ,.;:!?-–\n") if covered else ""


def compose(text: str) -> str:
    """NFC without invisible characters, so that composed, decomposed and pasted text look the same."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def written_out(text: str) -> str:
    """An NFC text with raw Telex and VNI undone. Keeps no memory of the text."""
    return undo_keyboard(text, _is_a_word)


def _is_a_word(word: str) -> bool:
    return word in _WORDS or word in _DISTINCT or word in _KEYWORDS


@lru_cache(maxsize=512)
def read(text: str) -> Sentence:
    """What was typed, as tokens to match on. Never raises; reads at most the first 400 words."""
    return read_unkept(text)


def read_unkept(text: str) -> Sentence:
    """As `read`, leaving nothing of the text in memory."""
    text = written_out(compose(text))
    return put_together(text, read_words(text, _MAX_WORDS))


def put_together(text: str, words: list[Token]) -> Sentence:
    """The sentence that the words of a written-out text make."""
    return Sentence(text, tuple(numeralise(apply_phrases(words))))


def read_words(text: str, most: int | None = None) -> list[Token]:
    """The words of an NFC text, before phrases and numbers are put together. Keeps no memory of the text."""
    tokens: list[Token] = []
    pieces = list(_PIECES.finditer(text))[:most]
    raw_vni = _looks_like_vni([piece.group().lower() for piece in pieces])
    for at, piece in enumerate(pieces):
        glued = at + 1 < len(pieces) and pieces[at + 1].start() == piece.end()
        found = _tokens_of(piece, glued, raw_vni)
        if piece.group() == "Đặng":  # a family name; written small it is the Southern "được"
            found = [found[0]._replace(key="dang")]
        if piece.group().lower() == "dc" and tokens and tokens[-1].key.isdecimal():  # `2 dc` are two comrades
            found = [found[0]._replace(key="dong"), found[0]._replace(key="chi")]
        tokens.extend(found)
    if any(token.key == "phep" for token in tokens):  # beside leave, `kp` is "không phép" and no ward
        tokens = [_without_leave(token) for token in tokens]
    return tokens


def _without_leave(token: Token) -> Token:
    if token.typed != "kp":
        return token
    return token._replace(key="khong" if token.key == "khu" else "phep")


def normalise(text: str) -> str:
    """The unaccented lower-case matching form, chat spellings and raw keyboards undone. Idempotent."""
    seen = text
    for _ in range(6):
        pieces = list(_PIECES.finditer(compose(seen)))
        raw_vni = _looks_like_vni([piece.group().lower() for piece in pieces])
        words = [
            fold(token.key if token.key != "|" else piece.group())
            for piece in pieces
            for token in _tokens_of(piece, True, raw_vni)
        ]
        now = " ".join(" ".join(words).split())
        if now == seen:
            break
        seen = now
    return seen


def _looks_like_vni(words: list[str]) -> bool:
    """Digits inside words (`ho5p`, `d9a4`) tell that the keyboard was off for the whole message."""
    mixed = [word for word in words if not word.isalpha() and re.fullmatch(r"[a-z]+[1-9][a-z1-9]*", word)]
    return any(re.search(r"[a-z][1-9]+[a-z]|[aeo]6|[ou]7|a8|d9", word) and from_vni(word) for word in mixed)


def _tokens_of(piece: re.Match[str], glued: bool, raw_vni: bool) -> list[Token]:
    word, start, end = piece.group().lower(), piece.start(), piece.end()
    if not word[0].isalnum():
        return [Token(_mark(word, glued), start, end, word)]
    if word.isdigit():
        return [Token(word, start, end, word)]
    if any(ch.isdigit() for ch in word):
        if (raw_vni or _is_lone_vni(word)) and (meant := _from_vni_or_none(word)):
            return [Token(key, start, end, meant) for key in _keys(meant)]
        tokens = []
        for run in _RUNS.finditer(word):
            keys = (run.group(),) if run.group().isdigit() or run.group() in _SHORTHAND else _keys(run.group())
            tokens += [Token(key, start + run.start(), start + run.end(), run.group()) for key in keys]
        return tokens
    return [Token(key, start, end, word) for key in _keys(word)]


def _is_lone_vni(word: str) -> bool:
    """`giup1`, `nhe1`: one tone at the end of a word that nobody numbers."""
    return bool(re.fullmatch(r"[a-z]+[1-5]", word)) and word[:-1] not in _TIME_NOUNS | _NUMBERED_VERBS


def _from_vni_or_none(word: str) -> str | None:
    stem = re.match(r"[a-z]+", word)
    if (
        stem
        and stem.group() in _TIME_NOUNS
        and re.fullmatch(r"[a-z]+\d\d+", word)
        and not re.search(r"[678][1-5]$", word)
    ):
        return None
    return from_vni(word)


def _mark(symbol: str, glued: bool) -> str:
    if symbol.startswith("\n") or symbol in ";!…" or (symbol == "." and not glued):
        return "|"
    return symbol


@lru_cache(maxsize=16384)
def _keys(word: str) -> tuple[str, ...]:
    """One typed word (lower case) → the plain words it stands for."""
    if word in _DISTINCT:
        return (word,)
    if word in _WORDS:
        return _WORDS[word]
    plain = fold(word)
    if plain == word or "đ" in word:
        if plain in _KEYWORDS or is_syllable(plain):
            return (plain,)
        meant = from_telex(word)
        if meant is not None:
            return (meant,) if meant in _DISTINCT else _WORDS.get(meant, (fold(meant),))
    if is_syllable(plain) or len(plain) > 40:
        return (plain,)
    if plain in _ROMAN:
        return (plain,)
    squeezed = re.sub(r"(.)\1+", r"\1", plain)
    if squeezed != plain and is_syllable(squeezed):
        return (squeezed,)
    return _split_glued(plain) or _mend(plain)


def _split_glued(plain: str) -> tuple[str, ...] | None:
    """`hopchibo` → hop chi bo; only when every part is a keyword."""
    if len(plain) < 6:
        return None
    best: list[tuple[str, ...] | None] = [()] + [None] * len(plain)
    for end in range(1, len(plain) + 1):
        for start in range(max(0, end - 6), end - 1):
            before = best[start]
            if before is not None and plain[start:end] in _KEYWORDS:
                found = (*before, plain[start:end])
                best[end] = found if best[end] is None or len(found) < len(best[end] or ()) else best[end]
    return best[len(plain)]


def _mend(plain: str) -> tuple[str, ...]:
    if len(plain) < 4 or not plain.isascii() or not plain.isalpha():
        return (plain,)
    near = process.extractOne(plain, _MENDABLE, scorer=OSA.distance, score_cutoff=1)
    return (near[0],) if near else (plain,)
