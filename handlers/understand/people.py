"""Who is spoken of: names, titles and offices made alike, so that what is said of anybody weighs the same."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from handlers.understand.features import pairs_of
from handlers.understand.normalise import Sentence

_TITLE: Final = r"(?:dong chi|ong|ba|anh|chi|co|chu|bac|thay|cau|thang|lao|mu|di|duong|mo|cu|thim|me|o|con|dc)"
_OFFICE: Final = (
    r"(?:(?:pho |truong |nguyen |cuu )?(?:bi thu|chu tich|chu nhiem|giam doc|truong (?:thon|ap|buon|khu|khoi|xom|ban"
    r"|phong|tram|khom|lang|cong an|nhom)|hieu truong|bi thu doan)(?: (?:chi bo|dang uy|xa|phuong|thon|ap|doan))*"
    r"|pho (?:thon|ap|buon|khu|xom|ban|phong|tram|cong an)|hieu pho|(?:thon|khoi|ap|khom|xom|khu) truong"
    r"|to (?:truong|pho)|(?:xa|thon|khu|doi|nhom|xom) (?:doi(?: truong)?)|doi truong|doi pho"
    r"|ke toan|thu quy|thu ky|van thu|dia chinh|tu phap|can bo|cong an(?: xa| vien)?|chi huy(?: truong)?"
    r"|chi uy(?: vien)?|dang uy vien|uy vien|lanh dao|thu truong|sep|quan ly|giao vien|bac si|y si|thanh tra"
    r"|hoi truong|chi hoi truong|cai nguoi|nguoi (?:giu quy|dung dau|giu so|thu tien))"
)
_NOT_A_NAME: Final = (
    r"(?:bo|uy|doan|so|thi|phi|tiet|hop|sinh|nop|da|chua|con|va|la|du|mat|vang|phep|the|toi|minh|em|duoc|gi|nao|ca"
    r"|may|vi|bao|xong|se|den|di|lam|viec|hoi|nay|do|nguoi|dang|nhieu|khong|cap|quan|tat|cac|nhung|moi|ta|noi"
    r"|trong|ngoai|tren|duoi|ve|voi|cho|ky|tai|o|sau|truoc|xa|phuong|tinh|nhan|tham|tien|quy|dau|ai|co|dan|doi"
    r"|them|vai|mot|y|an|oi|a|nhe|vua|dong|thu|xin|nho|giup|roi|ay|chuyen|phai|thay|muon|xem|hay|lai|nhac|gui|ra|vao"
    r"|ban|ho|trai|gai|chau|dau|qua|noi|nua|cung|bi|ghi|ba|bon|nam|hai|chau|ong|chuc|ket|dai|vu|muc|cham|tre|sua|#|\|)"
)
_PRONOUN: Final = (
    r"(?:(?:ong|ba|co|anh|chi|thang|cha|bon|may|lu|mu|lao|ga|con) (?:ay|ta|do|nay|kia|no|nha|cha)|han|y ta|may ong"
    r"|may ba|may anh|may cha|tui no|bon no|chung no|ho hang|thang cha|con me)"
)
_NAMED: Final = re.compile(rf"\b{_TITLE} (?:{_OFFICE} )?<name>(?: <name>)*|<name>(?: <name>)+")
_LOOSE: Final = re.compile(rf"\b{_TITLE} (?!{_NOT_A_NAME}\b)(?!<)\w+\b")
_HELD: Final = re.compile(rf"\b(?:{_TITLE} )?{_OFFICE}\b")
_POINTED: Final = re.compile(rf"\b{_PRONOUN}\b")
_SOMEBODY: Final = frozenset({"<person>", "<office>", "<who>", "<name>"})
_NO_NAME: Final = frozenset(
    re.findall(
        r"\w+",
        """đảng chi bộ bác nhà quốc trung ương tỉnh xã thôn phường việt nam nghị chỉ quy luật zalo ủy uỷ ban hội nước
        mặt công đoàn kế báo quyết hướng tổ ấp buôn khu tết telegram word excel kính đề em tôi xin chào họp biên đại văn
        phòng bí phó chủ trưởng đồng quỹ""",
    )
)


_FEWEST_WORDS: Final = 2
_SAYS_NOTHING: Final = frozenset(
    re.findall(
        r"\w+",
        """chi bo dang uy xa phuong thon to ap khu xom dan pho la cua va cho voi o tai tren dong bi thu chu tich so nay
        kia anh chi ong ba bac co chu em toi minh chau cac nhung mot moi ve den tu thoi a oi nhe da vang thua
        kinh gui""",
    )
)
"""A person with nothing but these around is a name given in answer, and nothing is said of it."""


_BEFORE_A_PLACE: Final = frozenset(
    ["thon", "ap", "to", "xom", "xa", "khu", "buon", "phuong", "bo", "khom", "lang", "pho", "<place>", "huyen", "tinh"]
)


def made_nameless(sentence: Sentence) -> list[str]:
    """The words of a sentence with persons, offices, pronouns and numbers each made alike."""
    words = []
    shouted = sentence.text.isupper()
    for at, token in enumerate(sentence.tokens):
        typed = sentence.text[token.start : token.end]
        name = at and not shouted and typed[:1].isupper() and len(typed) > 1 and typed[1:].islower()
        if token.key.isdigit():
            words.append("#")
        elif name and typed.lower() not in _NO_NAME:
            words.append("<place>" if words[-1] in _BEFORE_A_PLACE else "<name>")
        elif token.typed in ("ổng", "bả", "hắn", "gã"):
            words.append("<who>")
        else:
            words.append(token.key)
    flat = _NAMED.sub("<person>", " ".join(words))
    flat = _HELD.sub("<office>", flat)
    flat = _POINTED.sub("<who>", flat)
    return _LOOSE.sub("<person>", flat).split()


def weighed(sentence: Sentence) -> tuple[set[str], bool]:
    """(what a sentence is weighed by when asked whether it accuses somebody, whether it says something of a person)."""
    words = ["^", *made_nameless(sentence), "$"]
    found = pairs_of(words)
    for at, word in enumerate(words):
        if word[0] == "<" and word != "<":
            found.update(f"of:{word}_{later}" for later in words[at + 1 : at + 6])
    plain = [token.key for token in sentence.tokens if not token.key.isdigit()]
    found.update(f"w:{word}" for word in plain)
    found.update(f"w:{left}_{right}" for left, right in pairwise(plain))
    found.update(f"t:{token.typed}" for token in sentence.tokens if not token.typed.isascii())
    said = sum(word not in _SAYS_NOTHING and word[0].isalpha() for word in words)
    return found, said >= _FEWEST_WORDS and any(word in _SOMEBODY for word in words)
