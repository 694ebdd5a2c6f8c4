"""Every `chibo …` line of the book of operation is typed as it stands there, in the order in which one would."""

from __future__ import annotations

import re
import shlex
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import NOTHING, Databases
from tests.process import Chibo
from tests.workbook_files import plan_file, roster_file

ROOT = Path(__file__).parent.parent
BOOK = (ROOT / "docs/operating.md").read_text("utf-8")
CELL = ("C1", "Chi bộ thôn Một", "chi bộ cơ sở", "GOC", "nông dân", 20)
ANSWERS = {
    "init": (0, "Mã mời dùng một lần"),
    "doctor": (1, "Chưa có kênh nào"),
    "import": (0, "1 đơn vị mới"),
    "invite": (0, "cán bộ tỉnh ủy"),
    "unpin": (0, "PIN"),
    "audit": (0, "Chưa có gì để kiểm tra"),
    "prefer": (2, "Chưa có ai dùng kênh zalo"),
    "restructure": (0, "đối chiếu"),
    "backup": (0, "dấu kiểm"),
    "restore": (0, "dấu kiểm"),
    "migrate": (0, "đã so từng dòng"),
}
"""Exit code and words of each; nobody has joined yet in this installation, and it has no token."""
ORDER = tuple(ANSWERS)


def _typed() -> list[list[str]]:
    """The arguments of every line, without repetitions, in the order of a new installation's life."""
    block = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
    lines = [line for found in block.findall(BOOK) for line in found.splitlines()]
    lines += [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", block.sub("", BOOK))]
    typed = [line for line in lines if line.startswith((".venv/bin/chibo ", "chibo restructure FILE"))]
    words = {tuple(shlex.split(line, comments=True))[1:] for line in typed}
    return [list(each) for each in sorted(words, key=lambda each: (ORDER.index(each[0]), len(each), each))]


TYPED = _typed()


def test_no_command_of_the_book_is_left_out() -> None:
    named = set(re.findall(r"\.venv/bin/chibo\s+([a-z]+)", BOOK)) | {"restructure"}
    assert {each[0] for each in TYPED} == named == set(ORDER)
    assert len(TYPED) > 14


@pytest.fixture
async def empty_postgres(databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    async with databases.address("postgres", tmp_path, NOTHING) as url:
        yield url


async def test_the_book_can_be_followed_word_for_word(tmp_path: Path, empty_postgres: str) -> None:
    for name in ("don-vi.xlsx", "units.xlsx"):
        (tmp_path / name).write_bytes(roster_file([CELL]))
    (tmp_path / "FILE.xlsx").write_bytes(plan_file([("đổi tên", "GOC", "", "Tỉnh Mới")]))
    places = {"/noi-khac/": f"{tmp_path}/vi-", "/elsewhere/": f"{tmp_path}/en-"}
    with Chibo(tmp_path, database_url=f"sqlite:///{tmp_path}/data/chibo.db") as chibo:
        for words in TYPED:
            line = " ".join(shlex.quote(word) for word in words)
            for here, there in places.items():
                line = line.replace(here, there)
            # The address of a server that is nobody's stands for the empty one of this test.
            arguments = [empty_postgres if word.startswith("postgresql://") else word for word in shlex.split(line)]
            if words[0] == "migrate" and words != TYPED[-1]:
                # The other language's name for the same empty place.
                continue
            code, output = await chibo.run(*arguments)
            wanted, piece = ANSWERS[words[0]]
            assert (code, piece in output) == (wanted, True), f"chibo {line}\n{output}"
