"""What a database does for us: transactions that run named SQL, nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

from storage.statements import Dialect

Row = Any
"""A driver's row: columns by position. Typed by the mapping functions of each noun, not before."""


class DatabaseUnavailable(Exception):
    """The database cannot be opened; `advice` is a text key that says what to do."""

    def __init__(self, why: str, advice: str) -> None:
        super().__init__(why)
        self.advice = advice


class Transaction(Protocol):
    """Runs named statements. Rows are sequences in the order of the statement's columns."""

    async def all(self, name: str, /, **params: Any) -> Sequence[Row]:
        """Every row."""
        ...

    async def one(self, name: str, /, **params: Any) -> Row | None:
        """The first row, or None."""
        ...

    async def value(self, name: str, /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        ...

    async def run(self, name: str, /, **params: Any) -> int:
        """A write; the number of rows that it touched."""
        ...

    async def many(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """One write for each dictionary, in one call to the driver."""
        ...


class Database(Protocol):
    """An open database. `transaction` commits when its block returns and rolls back when it raises."""

    dialect: Dialect

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """A writing transaction."""
        ...

    def reader(self, *, slow: bool = False) -> AbstractAsyncContextManager[Transaction]:
        """A read-only view that does not wait for writers. `slow`: for what may take seconds, one at a time, on a
        connection that nobody else waits for."""
        ...

    async def backup(self, path: Path) -> None:
        """A consistent copy of the live database in a new file."""
        ...

    async def close(self) -> None:
        """Always in a `finally`: an open connection keeps the process from ending."""
        ...
