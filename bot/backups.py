"""Backups: one SQLite file, also of a PostgreSQL: consistent, hashed, encrypted with the operator's key, kept by rule.

File: magic, salt, then chunks of 1 MiB under AES-256-GCM, each with its number as nonce, the last one marked; the
key is derived with scrypt. Whoever has the file without the key has nothing; a changed, shortened or reordered file
does not open.
"""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from storage.sqlite import DamagedFile, inspect_file

MAGIC: Final = b"chibo-backup-1\n"
SALT_BYTES: Final = 16
CHUNK: Final = 1 << 20
TAG_BYTES: Final = 16
SUFFIX: Final = ".chibo"
DAILY, WEEKLY, MONTHLY = 7, 5, 12


class BadBackup(Exception):
    """The file cannot be restored; `advice` is a text key."""

    def __init__(self, why: str, advice: str) -> None:
        super().__init__(why)
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Restored:
    """What came out of a backup: rows by table, and the hash of the database file."""

    rows: dict[str, int]
    sha256: str


def encrypt(source: BinaryIO, target: BinaryIO, key: str) -> str:
    """Writes the encrypted form of `source`; returns the SHA-256 of what was read."""
    salt, digest = os.urandom(SALT_BYTES), hashlib.sha256()
    target.write(MAGIC + salt)
    cipher = AESGCM(_derived(key, salt))
    chunk = source.read(CHUNK)
    number = 0
    while True:
        following = source.read(CHUNK)
        digest.update(chunk)
        target.write(cipher.encrypt(_nonce(number, last=not following), chunk, MAGIC))
        if not following:
            return digest.hexdigest()
        chunk, number = following, number + 1


def decrypt(source: BinaryIO, target: BinaryIO, key: str) -> str:
    """The inverse; returns the SHA-256 of what was written. Raises BadBackup for a wrong key or a damaged file."""
    if source.read(len(MAGIC)) != MAGIC:
        raise BadBackup("not a backup of chibo", "backup_unknown")
    cipher = AESGCM(_derived(key, source.read(SALT_BYTES)))
    digest = hashlib.sha256()
    for number, (chunk, last) in enumerate(_chunks(source)):
        try:
            plain = cipher.decrypt(_nonce(number, last=last), chunk, MAGIC)
        except InvalidTag:
            raise BadBackup(f"chunk {number} does not open", "backup_key") from None
        digest.update(plain)
        target.write(plain)
    return digest.hexdigest()


def _chunks(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    chunk = source.read(CHUNK + TAG_BYTES)
    while chunk:
        following = source.read(CHUNK + TAG_BYTES)
        yield chunk, not following
        chunk = following


def _derived(key: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key.encode())


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">IQ", int(last), number)


def restore(backup: Path, into: Path, key: str | None) -> Restored:
    """Opens a backup into a new file and looks at it; a plain copy is taken as it is. Raises BadBackup; `into` then
    does not exist."""
    if into.exists():
        raise BadBackup(f"{into} exists", "restore_exists")
    into.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=into.parent, prefix=".restore-")
    try:
        with open(handle, "wb") as target, backup.open("rb") as source:
            sha256 = _opened(source, target, key)
        rows = inspect_file(Path(temporary))
        os.replace(temporary, into)
    except DamagedFile as error:
        raise BadBackup(str(error), "backup_damaged") from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return Restored(rows, sha256)


def _opened(source: BinaryIO, target: BinaryIO, key: str | None) -> str:
    is_encrypted = source.read(len(MAGIC)) == MAGIC
    source.seek(0)
    if is_encrypted:
        if key is None:
            raise BadBackup("a key is needed", "backup_key")
        return decrypt(source, target, key)
    return copy_plain(source, target)


def copy_plain(source: BinaryIO, target: BinaryIO) -> str:
    """Copies without encryption; returns the SHA-256."""
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def to_delete(days: Iterable[date]) -> set[date]:
    """Which days' backups go: kept are the last 7 days, the last of each of 5 weeks and of each of 12 months."""
    ordered = sorted(set(days), reverse=True)
    kept = set(ordered[:DAILY])
    for most, group in ((WEEKLY, lambda day: day.isocalendar()[:2]), (MONTHLY, lambda day: (day.year, day.month))):
        firsts = {group(day): day for day in reversed(ordered)}
        kept |= set(sorted(firsts.values(), reverse=True)[:most])
    return set(ordered) - kept
