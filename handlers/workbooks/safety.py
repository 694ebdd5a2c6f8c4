"""Whether a file may be opened as a workbook at all. Nothing is unpacked before the sizes in the zip are judged.

Python's zipfile never gives more than the size that the directory declares, so that judging the declared sizes is
enough against a bomb; a lie there ends in a broken checksum.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
ZIP: Final = b"PK\x03\x04"
MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 8_000_000
HEAD_BYTES: Final = 2_048
MACROS: Final = ("vbaproject.bin", "/macrosheets/", "/activex/", "/embeddings/")

Source = Path | bytes


class BadWorkbook(Exception):
    """The file is refused; `why` is a text key under `workbook.`, `values` fill it."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why = why
        self.values: dict[str, object] = values


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at; bytes."""

    packed: int
    unpacked: int
    rows: int


BY_COMMAND: Final = Limits(packed=200_000_000, unpacked=2_000_000_000, rows=1_000_000)
BY_CHAT: Final = Limits(packed=10_000_000, unpacked=100_000_000, rows=5_000)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be opened."""

    source: Source
    limits: Limits = field(default=BY_COMMAND)

    def open(self) -> Path | BytesIO:
        """What the reader of workbooks takes."""
        return self.source if isinstance(self.source, Path) else BytesIO(self.source)


def check_file(source: Source, limits: Limits = BY_COMMAND) -> Checked:
    """Raises BadWorkbook for what is no plain .xlsx: too large, broken, macros, encrypted, a bomb, another format."""
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        raise BadWorkbook("empty")
    if size > limits.packed:
        raise BadWorkbook("too_large", most=limits.packed // 1_000_000)
    head = _head(source)
    if head.startswith(OLD_OFFICE):
        raise BadWorkbook("old_or_locked")
    if not head.startswith(ZIP):
        raise BadWorkbook("not_excel")
    try:
        with zipfile.ZipFile(source if isinstance(source, Path) else BytesIO(source)) as packed:
            _check_parts(packed, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise BadWorkbook("broken") from error
    return Checked(source, limits)


def _head(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:8]
    with source.open("rb") as file:
        return file.read(8)


def _check_parts(packed: zipfile.ZipFile, limits: Limits) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked:
        raise BadWorkbook("bomb")
    names = [part.filename.lower() for part in parts]
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise BadWorkbook("not_excel")
    if any(mark in f"/{name}" for name in names for mark in MACROS):
        raise BadWorkbook("macros")
    for part in parts:
        if part.file_size > RATIO_MATTERS_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise BadWorkbook("bomb")
        if part.flag_bits & 1:
            raise BadWorkbook("old_or_locked")
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_xml_head(packed, part)


def _check_xml_head(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Own entities have no business in a workbook: they are how a small file becomes a huge one in memory."""
    with packed.open(part) as stream:
        head = stream.read(HEAD_BYTES).upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise BadWorkbook("bomb")
    if part.filename.lower() == "[content_types].xml" and b"MACROENABLED" in head:
        raise BadWorkbook("macros")
