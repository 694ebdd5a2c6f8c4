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
