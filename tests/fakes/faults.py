"""Faults that every server on loopback can be told to have."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any


class Refusal(Exception):
    """An answer with ok=false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Faults:
    """`delay_ms` before each answer but a long poll's; `drop`: how many calls of a method are carried out but not
    answered; `lose`: how many are dropped before; `fail`: method → [times, code, description, parameters]."""

    delay_ms: float = 0
    drop: dict[str, int] = field(default_factory=dict)
    lose: dict[str, int] = field(default_factory=dict)
    fail: dict[str, list[Any]] = field(default_factory=dict)

    def drops(self, method: str) -> bool:
        """Whether this call is carried out and not answered; counts it."""
        return _strikes(self.drop, method)

    def loses(self, method: str) -> bool:
        """Whether this call is not even carried out; counts it."""
        return _strikes(self.lose, method)

    def refuse_if_planned(self, method: str) -> None:
        """Raises the planned Refusal; counts it."""
        planned = self.fail.get(method)
        if planned and planned[0] > 0:
            planned[0] -= 1
            raise Refusal(planned[1], planned[2], **(planned[3] if len(planned) > 3 else {}))


def configure(knobs: dict[str, Any], *owners: object) -> None:
    """Sets each knob on the first owner that has it."""
    for name, value in knobs.items():
        owner = next((owner for owner in owners if hasattr(owner, name)), None)
        if owner is None:
            raise ValueError(f"no knob {name}")
        # A copy: faults count themselves down, and what the test wrote is not theirs.
        setattr(owner, name, copy.deepcopy(value))


def _strikes(table: dict[str, int], method: str) -> bool:
    left = table.get(method, 0)
    table[method] = max(0, left - 1)
    return left > 0
