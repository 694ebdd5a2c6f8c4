"""`chibo import` as it is typed."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.workbook_files import roster_file

GOOD = roster_file(
    [("T", "Tỉnh ủy Mẫu", "tỉnh", None), ("T-01", "Chi bộ thôn Hạ", "chi bộ", "T")], [("T-01", "bí thư", "bác Ba")]
)


async def _chibo(folder: Path, *words: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        env=os.environ | {"CHIBO_DATABASE_URL": f"sqlite:///{folder}/chibo.db", "CHIBO_LANGUAGE": "vi"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_a_dry_run_saves_nothing_and_the_real_one_everything(tmp_path: Path) -> None:
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(GOOD)
    code, out, err = await _chibo(tmp_path, "import", str(path), "--dry-run")
    assert (code, "2 đơn vị mới" in out) == (0, True), err
    code, out, _ = await _chibo(tmp_path, "import", str(path))
    assert (code, "Đã lưu: 2 đơn vị mới, 0 đơn vị cập nhật, 1 vai trò" in out) == (0, True)
    code, out, _ = await _chibo(tmp_path, "import", str(path))
    assert (code, "Đã lưu: 0 đơn vị mới, 2 đơn vị cập nhật" in out) == (0, True)


async def test_faults_come_back_as_a_marked_workbook_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(roster_file([("T", None, "tỉnh", None)]))
    code, _, err = await _chibo(tmp_path, "import", str(path))
    assert code == 2
    assert "ten: Ô này còn trống." in err
    assert (tmp_path / "don-vi-loi.xlsx").exists()


async def test_a_wrong_file_is_one_plain_line(tmp_path: Path) -> None:
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(b"not a workbook")
    for words in ((str(path),), (str(tmp_path / "nowhere.xlsx"),)):
        code, _, err = await _chibo(tmp_path, "import", *words)
        assert (code, len(err.strip().splitlines())) == (2, 1), err
