"""Table of contents of the report writers: pure functions, data → bytes. Nothing heavy is imported before it is used.

WRITERS["excel"](sheet)  WRITERS["word"](sheet)  WRITERS["picture"](chart)  WRITERS["calendar"](events, name)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Writer:
    """A writer loaded at its first call. `suffix` with its dot; `media_type` as the web and the channels want it."""

    module: str
    suffix: str
    media_type: str

    def __call__(self, *data: object) -> bytes:
        write: Callable[..., bytes] = getattr(import_module(f"{__name__}.{self.module}"), self.module)
        return write(*data)


_OFFICE = "application/vnd.openxmlformats-officedocument"

WRITERS: dict[str, Writer] = {
    "excel": Writer("to_excel", ".xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
    "word": Writer("to_word", ".docx", f"{_OFFICE}.wordprocessingml.document"),
    "picture": Writer("to_picture", ".png", "image/png"),
    "calendar": Writer("to_calendar", ".ics", "text/calendar; charset=utf-8"),
}
