"""Settings: documented, frozen, silent about secrets; a value that cannot be used is named and not shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from bot.settings import BadSettings, Settings, load_settings

ROOT = Path(__file__).parent.parent
SECRET = "8412345678:AAF-very-hidden_token_0123456789"
SECRETS = ("CHIBO_TELEGRAM_TOKEN", "CHIBO_ZALO_TOKEN", "CHIBO_WEBHOOK_SECRET", "CHIBO_BACKUP_KEY")
NAMES = [f"CHIBO_{name.upper()}" for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder without .env, and none of this computer's own settings."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def default_of(field: FieldInfo) -> str:
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def test_the_example_says_what_the_model_says() -> None:
    """To write the example anew: put what this expects below its first paragraph."""
    expected = [
        f"# {field.description}\nCHIBO_{name.upper()}={default_of(field)}"
        for name, field in Settings.model_fields.items()
    ]
    _, *found = (ROOT / ".env.example").read_text("utf-8").strip().split("\n\n")
    assert found == expected


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes((ROOT / ".env.example").read_bytes())
    assert load_settings() == Settings(_env_file=None)


def test_every_setting_is_described_and_documented() -> None:
    assert all(field.description for field in Settings.model_fields.values())
    text = (ROOT / "docs/operating.md").read_text("utf-8")
    assert [name for name in NAMES if f"`{name}`" not in text] == []


def test_no_document_speaks_of_a_setting_that_does_not_exist() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    spoken_of = {name for page in pages for name in re.findall(r"\bCHIBO_[A-Z_]+[A-Z]", page.read_text("utf-8"))}
    assert spoken_of <= set(NAMES)


def test_a_setting_from_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CHIBO_HTTP_PORT=9001\nCHIBO_LANGUAGE=en\n", "utf-8")
    monkeypatch.setenv("CHIBO_HTTP_PORT", "9002")
    settings = load_settings()
    assert (settings.http_port, settings.language) == (9002, "en")


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("CHIBO_DATABASE_URL", f"postgresql://chibo:{SECRET}@localhost/chibo")
    settings = load_settings()
    for shown in (repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()):
        assert SECRET not in shown
        assert "very-hidden" not in shown
    assert settings.secrets() == [SECRET] * (len(SECRETS) + 1)


def test_the_password_of_the_database_is_kept_out_of_the_log_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIBO_DATABASE_URL", "postgresql://chibo:a%2Fb-hidden@localhost/chibo")
    assert load_settings().secrets() == ["a%2Fb-hidden", "a/b-hidden"]
    monkeypatch.setenv("CHIBO_DATABASE_URL", "postgresql://chibo@localhost/chibo")
    assert load_settings().secrets() == []


def test_settings_are_frozen() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.http_port = 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHIBO_HTTP_PORT", "eighty-eighty"),
        ("CHIBO_HTTP_PORT", "70000"),
        ("CHIBO_TELEGRAM_MODE", "pigeon"),
        ("CHIBO_ZALO_MODE", "pigeon"),
        ("CHIBO_LANGUAGE", "klingon"),
        ("CHIBO_LOG_FORMAT", "novel"),
        ("CHIBO_PROXIES", "caddy"),
        ("CHIBO_PROXIES", "10.0.0.0/99"),
        ("CHIBO_TICK_SECONDS", "-1"),
        ("CHIBO_TICK_SECONDS", "often"),
    ],
)
def test_what_cannot_be_used_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    assert value not in message.removeprefix(name)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_each_bad_setting_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIBO_HTTP_PORT", "x")
    monkeypatch.setenv("CHIBO_LANGUAGE", "x")
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert sorted(line.split(":")[0] for line in str(caught.value).splitlines()) == [
        "CHIBO_HTTP_PORT",
        "CHIBO_LANGUAGE",
    ]


def test_the_demo_uses_no_token_and_only_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIBO_TELEGRAM_TOKEN", SECRET)
    monkeypatch.setenv("CHIBO_ZALO_TOKEN", SECRET)
    monkeypatch.setenv("CHIBO_HTTP_HOST", "0.0.0.0")
    demo = load_settings().for_demo("sqlite:///demo.db", 8081)
    assert (demo.telegram_token, demo.zalo_token) == (None, None)
    assert (demo.http_host, demo.http_port) == ("127.0.0.1", 8081)
