"""Reads a catalogue file strictly: a wrong key, type or value is named with its file and entry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection
from datetime import date
from importlib.resources import files
from typing import Any, Final, TypeVar

Made = TypeVar("Made")
_MISSING: Final = object()


class CatalogueError(ValueError):
    """A catalogue file says something that cannot be; the text names the file, the entry and the key."""


class Entry:
    """One table of a catalogue file, whose keys are taken one by one; what is left over is an error."""

    def __init__(self, where: str, values: dict[str, Any]) -> None:
        self.where = f"{where} {values.get('code') or values.get('key') or ''}".rstrip()
        self._values = dict(values)

    def fail(self, reason: str) -> CatalogueError:
        """The error to raise, with the place in front."""
        return CatalogueError(f"{self.where}: {reason}")

    def _take(self, key: str, kind: type, default: Any) -> Any:
        value = self._values.pop(key, default)
        if value is _MISSING:
            raise self.fail(f"{key} is missing")
        if value is not default and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            raise self.fail(f"{key} must be {kind.__name__}, not {value!r}")
        return value

    def text(self, key: str, default: Any = _MISSING) -> str:
        value = self._take(key, str, default)
        if value == "" and default is _MISSING:
            raise self.fail(f"{key} is empty")
        return str(value)

    def one_of(self, key: str, allowed: Collection[str], default: Any = _MISSING) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(f"{key} is {value!r}, which is none of {', '.join(sorted(allowed))}")
        return value

    def number(self, key: str, default: Any = _MISSING) -> int:
        return int(self._take(key, int, default))

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, False))

    def maybe_flag(self, key: str) -> bool | None:
        value: bool | None = self._take(key, bool, None)
        return value

    def day(self, key: str) -> date:
        value: date = self._take(key, date, _MISSING)
        return value

    def value(self, key: str) -> int | date | str:
        found = self._take(key, object, _MISSING)
        if isinstance(found, bool) or not isinstance(found, int | date | str):
            raise self.fail(f"{key} is a number, a date or a word, not {found!r}")
        return found

    def maybe_date(self, key: str) -> date | None:
        value: date | None = self._take(key, date, None)
        return value

    def texts(self, key: str, allowed: Collection[str] | None = None, default: Any = ()) -> tuple[str, ...]:
        values = tuple(self._take(key, list, default))
        for value in values:
            if not isinstance(value, str) or (allowed is not None and value not in allowed):
                raise self.fail(f"{key} has {value!r}" + (f", none of {', '.join(allowed)}" if allowed else ""))
        if len(set(values)) != len(values):
            raise self.fail(f"{key} repeats itself")
        return values

    def table(self, key: str, default: Any = _MISSING) -> Entry:
        return Entry(f"{self.where}.{key}", self._take(key, dict, default))

    def pairs(self, key: str, allowed: Collection[str]) -> dict[str, str]:
        values = self._take(key, dict, {})
        for name, value in values.items():
            if name not in allowed or not isinstance(value, str):
                raise self.fail(f"{key} has {name!r} = {value!r}")
        return dict(values)

    def words(self, key: str) -> dict[str, str]:
        return self.pairs(key, self._values.get(key, {}))

    def done(self) -> None:
        """Raises when a key was not understood: a misspelt key must not be silently ignored."""
        if self._values:
            raise self.fail(f"unknown {', '.join(sorted(self._values))}")


def read_entries(file: str, table: str, make: Callable[[Entry], Made], text: str | None = None) -> tuple[Made, ...]:
    """All entries of one array of tables, with `[defaults]` filled in. `text` stands in for the file's content."""
    if text is None:
        text = files("handlers.catalogue").joinpath(file).read_text("utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file}: {error}") from error
    defaults = content.get("defaults", {})
    made: list[Made] = []
    for values in content.get(table, []):
        entry = Entry(file, defaults | values)
        made.append(make(entry))
        entry.done()
    return tuple(made)
