"""The image and the composition, replayed without Docker: what is copied is built and run from there alone, the user
made, the check of health asked as it is written; the services fit together and know only settings that exist."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.limits import Proxies
from bot.settings import Settings
from tests.process import free_port

ROOT = Path(__file__).parent.parent
NAMES = {f"CHIBO_{name.upper()}" for name in Settings.model_fields}
BUILD = "import setuptools; setuptools.setup()"
Instruction = tuple[str, str]


def _stages() -> list[list[Instruction]]:
    """The Dockerfile's instructions, stage by stage."""
    text = (ROOT / "deploy/Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    stages: list[list[Instruction]] = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, rest.strip()))
    return stages


BUILDING, RUNNING = _stages()


def _said(word: str) -> str:
    """What the second stage says once under this word."""
    [found] = [rest for name, rest in RUNNING if name == word]
    return found


ENV = dict(pair.split("=", 1) for pair in shlex.split(_said("ENV")))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pip install .` puts into the image, built from what the Dockerfile copies and from nothing else."""
    home = tmp_path_factory.mktemp("image")
    source = home / "src"
    source.mkdir()
    for word, rest in BUILDING:
        if word == "COPY":
            *names, target = rest.split()
            for name in names:
                into = source / target if target != "./" else source / name
                (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, into)
    try:
        import setuptools  # noqa: F401
    except ImportError:
        pytest.skip("no setuptools here")
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BUILD, "-q", "build_py", "--build-lib", home / "site"],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return home / "site"


def test_the_image_installs_with_the_pinned_versions() -> None:
    [run] = [rest for word, rest in BUILDING if word == "RUN"]
    venv, _, install = run.partition(" && ")
    place = venv.removeprefix("python -m venv ")
    assert install == f"{place}/bin/python -m pip install --no-cache-dir -c constraints.txt ."
    assert ("COPY", f"--from=build {place} {place}") in RUNNING
    assert ENV["PATH"].split(":")[0] == f"{place}/bin"
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert json.loads(_said("ENTRYPOINT"))[0] in scripts
    assert BUILDING[0][1].split(" AS ")[0] == RUNNING[0][1], "built with another Python than it runs with"


def test_everything_that_the_product_reads_is_in_the_image(image: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "bot", "handlers", "storage"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("no repository here")
    assert [name for name in listed.stdout.split() if not (image / name).is_file()] == []


def test_the_image_runs_what_its_entry_point_says(image: Path, tmp_path: Path) -> None:
    """`docker compose run --rm chibo init`, then the service, its HEALTHCHECK and its end by STOPSIGNAL."""
    port = free_port()
    code = "from bot.__main__ import main; main()"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CHIBO_", "PYTHON"))}
    env |= {name: value for name, value in ENV.items() if name.startswith("CHIBO_")} | {
        "CHIBO_DATA_DIR": str(tmp_path),
        "CHIBO_HTTP_HOST": "127.0.0.1",
        "CHIBO_HTTP_PORT": str(port),
        "CHIBO_DATABASE_URL": f"sqlite:///{tmp_path}/chibo.db",
        "CHIBO_TELEGRAM_TOKEN": "12345:AAF-of-the-test_0123456789abcdef",
        "CHIBO_TELEGRAM_API_URL": "http://127.0.0.1:9",
        "PYTHONPATH": str(image),
    }
    made = subprocess.run(
        [sys.executable, "-c", code, "init"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    health = json.loads(_said("HEALTHCHECK").partition("CMD ")[2])
    assert "127.0.0.1:8080" in health[2], "the port that CHIBO_HTTP_PORT has when nobody sets it"
    command = [sys.executable, *health[1:2], health[2].replace(":8080", f":{port}")]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0, "healthy before it runs"
    process = subprocess.Popen([sys.executable, "-c", code, *json.loads(_said("CMD"))], cwd=tmp_path, env=env)
    try:
        well = [subprocess.run(command, capture_output=True, check=False).returncode for _ in range(40)]
        assert 0 in well
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
            assert json.load(answer)["healthy"]
        process.send_signal(signal.Signals[_said("STOPSIGNAL")])
        assert process.wait(15) == 0
    finally:
        process.kill()
        process.wait()


def test_the_user_and_its_folder_can_be_made(tmp_path: Path) -> None:
    useradd, install = (shlex.split(part) for part in _said("RUN").split(" && "))
    name, folder = useradd[-1], _said("WORKDIR")
    assert _said("USER") == name
    assert _said("VOLUME") == folder == useradd[useradd.index("--home-dir") + 1] == ENV["CHIBO_DATA_DIR"]
    assert install[-1] == folder
    assert install[install.index("-o") + 1] == install[install.index("-g") + 1] == name
    kept = [word for place, word in enumerate(install[:-1]) if word not in ("-o", "-g", name) or place == 0]
    subprocess.run([*kept, tmp_path / "data"], check=True)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    if os.getuid() != 0 or shutil.which("useradd") is None:
        pytest.skip("only root can make users")
    (tmp_path / "etc").mkdir()
    for each in ("passwd", "group", "shadow", "gshadow"):
        (tmp_path / "etc" / each).touch()
    subprocess.run([useradd[0], "--prefix", tmp_path, *useradd[1:]], check=True, capture_output=True)
    assert re.match(rf"{name}:x:10001:\d+:.*:{folder}:", (tmp_path / "etc/passwd").read_text("utf-8"))


def _parsed(lines: list[tuple[int, str]]) -> Any:
    """The little of YAML that our file uses: maps, lists, words; anything else is an error."""
    depth, text = lines[0]
    if text.startswith("- "):
        assert all(each == depth and line.startswith("- ") for each, line in lines)
        return [_word(line[2:]) for _, line in lines]
    found: dict[str, Any] = {}
    while lines:
        assert lines[0][0] == depth, lines[0]
        key, colon, value = lines.pop(0)[1].partition(":")
        assert colon, key
        assert key not in found, key
        inner = []
        while lines and lines[0][0] > depth:
            inner.append(lines.pop(0))
        assert not (value.strip() and inner), key
        found[key] = _parsed(inner) if inner else _word(value.strip())
    return found


def _word(text: str) -> Any:
    if text.startswith("["):
        inside = re.sub(r"(?<=[\[ ,])([A-Za-z/][\w/]*)(?=[\],])", r'"\1"', text)
        return json.loads(inside)
    return {"true": True, "false": False, "": None}.get(text, int(text) if text.isdecimal() else text)


def _composition() -> dict[str, Any]:
    text = (ROOT / "deploy/compose.yaml").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert not any("\t" in line for line in lines)
    return dict(_parsed([(len(line) - len(line.lstrip()), line.strip()) for line in lines]))


COMPOSED = _composition()
SERVICES = COMPOSED["services"]


def test_the_services_fit_together() -> None:
    assert set(SERVICES) == {"postgres", "chibo", "caddy"}
    chibo = SERVICES["chibo"]
    for name, condition in chibo["depends_on"].items():
        assert condition["condition"] == "service_healthy"
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD-SHELL"
    asked = SERVICES["postgres"]["environment"]
    url = chibo["environment"]["CHIBO_DATABASE_URL"]
    assert url == f"postgresql://{asked['POSTGRES_USER']}:${{POSTGRES_PASSWORD:?}}@postgres/{asked['POSTGRES_DB']}"
    assert f"-U {asked['POSTGRES_USER']}" in SERVICES["postgres"]["healthcheck"]["test"][1]
    host, _, port = SERVICES["caddy"]["environment"]["UPSTREAM"].partition(":")
    assert (host, port) == ("chibo", _said("EXPOSE"))
    # Many of one service share a name: none may be nailed to a port of the host or a name of its own.
    assert not {"ports", "container_name"} & set(chibo)
    assert "ports" not in SERVICES["postgres"]
    wants = set(re.findall(r"\{\$(\w+)\}", (ROOT / "deploy/Caddyfile").read_text("utf-8")))
    assert wants == set(SERVICES["caddy"]["environment"])


def test_what_must_last_lies_in_a_volume_and_the_rest_is_read_only() -> None:
    mounted = {name: dict(each.split(":")[:2] for each in service["volumes"]) for name, service in SERVICES.items()}
    kept = {source for volumes in mounted.values() for source in volumes if not source.startswith(".")}
    assert kept == set(COMPOSED["volumes"])
    assert mounted["chibo"]["data"] == _said("VOLUME")
    assert mounted["postgres"]["postgres"] == "/var/lib/postgresql/data"
    assert SERVICES["chibo"]["read_only"] is True
    assert SERVICES["chibo"]["cap_drop"] == ["ALL"]
    for source in (each for volumes in mounted.values() for each in volumes if each.startswith(".")):
        assert (ROOT / "deploy" / source).is_file()


def test_the_composition_knows_only_settings_and_secrets_that_are_asked_for() -> None:
    given = SERVICES["chibo"]["environment"]
    assert set(given) <= NAMES
    assert SERVICES["chibo"]["env_file"] == ".env"
    head = (ROOT / "deploy/compose.yaml").read_text("utf-8").partition("services:")[0]
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "deploy/compose.yaml").read_text("utf-8")))
    assert {name for name in asked if f"{name}=" not in head} == set()
    assert SERVICES["chibo"]["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}


@pytest.mark.parametrize("container", ["172.18.0.4", "192.168.16.2", "10.5.0.9"])
def test_behind_the_composed_proxy_each_caller_counts_for_himself(container: str) -> None:
    """Caddy's address is all that chibo sees; without its word one guesser would shut out the platform as well."""
    proxies = Proxies(SERVICES["chibo"]["environment"]["CHIBO_PROXIES"])
    assert proxies.caller(container, "203.0.113.9") == "203.0.113.9"
    assert proxies.caller("203.0.113.9", "198.51.100.4") == "203.0.113.9"
