"""What the nouns run their statements on.

Writes that nobody reads in the same unit of work (`later`) are kept until the end and go out as one call for each
statement, however many chats share the transaction: that is what makes a turn cheap.
"""

from __future__ import annotations

from typing import Any

from storage.interface import Transaction


class Session:
    """What the nouns run their statements on (see storage.database.Transaction)."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._kept: dict[str, list[dict[str, Any]]] = {}
        self.all = transaction.all
        self.one = transaction.one
        self.value = transaction.value
        self.run = transaction.run
        self.many = transaction.many

    def later(self, name: str, **params: Any) -> None:
        """Runs at the end of the unit of work, together with the others of its name."""
        self._kept.setdefault(name, []).append(params)

    async def flush(self) -> None:
        """Runs what was kept, in the order in which the statements were first asked for."""
        kept, self._kept = self._kept, {}
        for name, rows in kept.items():
            await self._transaction.many(name, rows)
