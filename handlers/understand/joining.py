"""Words that mean something together (`thứ năm vừa rồi`, `bữa hôm kia`), made the plain words of lexicon.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from handlers.understand.token import Token

LEXICON: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text("utf-8"))
_PHRASES: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    tuple(typed.split()): tuple(meant.split())
    for meant, variants in LEXICON["phrases"].items()
    for typed in variants.split(", ")
}
_PHRASE_STARTS: Final = frozenset(phrase[0] for phrase in _PHRASES)
_LONGEST_PHRASE: Final = max(len(phrase) for phrase in _PHRASES)


def _is_no_year(tokens: list[Token], at: int) -> bool:
    """`thứ năm vừa rồi` is a Thursday; `nộp báo cáo năm rồi` is done, not last year's."""
    if at and tokens[at - 1].key == "thu":
        return True
    ends = at + 2 >= len(tokens) and tokens[-1].key == "roi"
    return ends and any(token.key in ("da", "nop", "gui", "xong", "lam", "viet") for token in tokens[:at])


def apply_phrases(tokens: list[Token]) -> list[Token]:
    """The tokens with every phrase, the longest first, replaced by what it stands for."""
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].key not in _PHRASE_STARTS or (tokens[at].key == "nam" and _is_no_year(tokens, at)):
            done.append(tokens[at])
            at += 1
            continue
        for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 1, -1):
            span = tokens[at : at + size]
            meant = _PHRASES.get(tuple(token.key for token in span))
            if meant:
                done += [Token(key, span[0].start, span[-1].end, key) for key in meant]
                at += size
                break
        else:
            done.append(tokens[at])
            at += 1
    return done
