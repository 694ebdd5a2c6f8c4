"""A PostgreSQL database that is lent to one test after another; each finds it as its template is.

Copying a template costs the server a third of a second, putting back its rows a few milliseconds. What a test left is
deleted and vacuumed away, so that rows lie on disk as in a new copy; then the template's rows and counters are put
back. A database whose shape was changed, or in which something is stuck, is never lent again.
"""

from __future__ import annotations

import asyncpg

REMEMBER = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.alteration (command TEXT);
CREATE TABLE pristine.counter AS
  SELECT oid, pg_sequence_last_value(oid) AS last FROM pg_class
  WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
CREATE VIEW pristine.written AS
  SELECT relname AS name FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0;

DO $$ DECLARE each RECORD; BEGIN
  FOR each IN SELECT name FROM pristine.written LOOP
    EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', 'rows_of_' || each.name, each.name);
  END LOOP;
END $$;

CREATE FUNCTION pristine.empty() RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE each RECORD; emptied TEXT := ''; BEGIN
  FOR each IN SELECT name FROM pristine.written LOOP
    EXECUTE format('DELETE FROM public.%I', each.name);
    emptied := emptied || format(', public.%I', each.name);
  END LOOP;
  RETURN substr(emptied, 3);
END $$;

CREATE FUNCTION pristine.refill() RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE each RECORD; BEGIN
  FOR each IN SELECT relname AS name, substr(relname, 9) AS of FROM pg_class
    WHERE relnamespace = 'pristine'::regnamespace AND relname LIKE 'rows\\_of\\_%' LOOP
    EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE TABLE pristine.%I', each.of, each.name);
  END LOOP;
  PERFORM setval(oid::regclass, COALESCE(last, 1), last IS NOT NULL) FROM pristine.counter
    WHERE pg_sequence_last_value(oid) IS DISTINCT FROM last;
END $$;

CREATE FUNCTION pristine.note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO pristine.alteration VALUES (tg_tag);
END $$;
CREATE EVENT TRIGGER pristine ON ddl_command_end EXECUTE FUNCTION pristine.note();
"""
"""Run in a template when it is filled."""
OTHERS = """
SELECT COALESCE(bool_and(pg_terminate_backend(pid, 5000)), true) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
"""Whoever is still connected when the test is over is sent away and waited for."""
STUCK_MS = 5_000


class Pristine:
    """One such database and the connection over which it is put back, used in the loop in which it was opened."""

    def __init__(self, name: str, keeper: asyncpg.Connection) -> None:
        self.name = name
        self._keeper = keeper

    @classmethod
    async def open(cls, name: str, url: str) -> Pristine:
        # Neither triggers nor foreign keys look on: whole tables go, and come back as they were.
        settings = {"session_replication_role": "replica", "statement_timeout": str(STUCK_MS)}
        return cls(name, await asyncpg.connect(url, server_settings=settings))

    async def restore(self) -> bool:
        """Whether it is as its template again."""
        try:
            if not await self._keeper.fetchval(OTHERS):
                return False
            if await self._keeper.fetchval("SELECT EXISTS (SELECT FROM pristine.alteration)"):
                return False
            await self._keeper.execute(f"VACUUM {await self._keeper.fetchval('SELECT pristine.empty()')}")
            await self._keeper.execute("SELECT pristine.refill()")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            return False
        return True

    async def close(self) -> None:
        await self._keeper.close()
