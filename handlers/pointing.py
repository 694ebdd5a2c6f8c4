"""Words that point at one item, by the letter of the last reminder or by the number of the last list."""

from __future__ import annotations

import re
from typing import Final

POINTED: Final = re.compile(
    r"(xong|vuong|chua|nhac lai|hen|vi sao|toi lam roi)(?: nhac| nhac toi)?(?: viec)?(?: so)? "
    r"(?:([a-c])|([1-9][0-9]?))(?: roi)?(?: a| nhe)?"
)
LETTERED_WAYS: Final = {
    "xong": "quick",
    "vuong": "blocked",
    "chua": "blocked",
    "nhac lai": "later",
    "hen": "plan",
    "vi sao": "why",
    "toi lam roi": "dispute",
}
NUMBERED_WAYS: Final = {**LETTERED_WAYS, "xong": "done"}
STUCK: Final = re.compile(
    r"(?:(?:da|toi|em|minh|chau|bac|con|van|dang|bi) )*(?:vuong(?: mac)?|mac ket|ket)"
    r"(?: (?:roi|qua|a|anh|nhe|em|chau|oi|dong chi))*"
)
"""`vướng` and nothing else."""
HELD_UP: Final = re.compile(r"(?:(?:da|toi|em|minh|con|van|dang|bi) )*(?:vuong|mac ket|ket) ")
"""How a sentence begins in which every number points at what is held up and counts nothing."""
NOTHING: Final = re.compile(
    r"(?:(?:da|u|thua|em|toi) )*khong (?:co )?(?:gi|chi)(?: (?:het|tron|ca|dau|a|anh|em|nhe|chau|dong chi))*"
)
"""`không có gì`: a nil report where one is asked for, else a way to take thanks."""
