"""`make audit`: known holes in the libraries, asked of pip-audit. Exit code 0 when there are none, or when the list
could not be asked, which is said plainly; 1 when something was found; 2 when pip-audit itself does not run."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Final

COMMAND: Final = ("-m", "pip_audit", "--progress-spinner", "off", "--skip-editable", "--timeout", "10", "-f", "json")
NO_LINE: Final = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "ProxyError", "Max retries exceeded", "SSLError")
OFFLINE: Final = (
    "chibo: chưa hỏi được kho lỗ hổng của thư viện (máy không có mạng?). Hãy hỏi lại khi có mạng.",
    "chibo: the list of known holes in libraries could not be asked (offline?). Please ask again with a network.",
)


def judge(out: str, err: str) -> tuple[int, list[str]]:
    """Exit code and what to say, from what pip-audit wrote."""
    try:
        dependencies: list[dict[str, Any]] = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        if any(word in err for word in NO_LINE):
            return 0, list(OFFLINE)
        return 2, ["chibo: pip-audit không chạy được / pip-audit does not run:", *err.strip().splitlines()[-3:]]
    audited = [each for each in dependencies if "vulns" in each]
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, {_mended(hole)}" for each in audited for hole in each["vulns"]
    ]
    if holes:
        return 1, ["chibo: thư viện có lỗ hổng / known holes in libraries:", *holes]
    if not audited:
        return 0, list(OFFLINE)
    unknown = [each["name"] for each in dependencies if "could not be audited" in each.get("skip_reason", "")]
    left = [f"chibo: kho không biết / not in the list: {', '.join(unknown)}"] if unknown else []
    return 0, [
        f"chibo: {len(audited)} thư viện, không có lỗ hổng đã biết / libraries, no known hole",
        *left,
    ]


def _mended(hole: dict[str, Any]) -> str:
    versions = ", ".join(hole.get("fix_versions", ()))
    return f"nâng lên / mended in {versions}" if versions else "chưa có bản vá / not mended yet"


def main() -> int:
    """Asks and prints."""
    done = subprocess.run([sys.executable, *COMMAND], capture_output=True, text=True, check=False)
    code, lines = judge(done.stdout, done.stderr)
    sys.stdout.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
