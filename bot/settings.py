"""Environment and .env → one frozen Settings; nothing else reads os.environ."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import unquote
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = "127.0.0.1,::1"


class BadSettings(Exception):
    """A setting cannot be used; the message names it and never shows its value."""


class Settings(BaseSettings):
    """All with the prefix `CHIBO_`. The description of each is what `.env.example` says (a test compares them)."""

    model_config = SettingsConfigDict(
        env_prefix="CHIBO_",
        env_file=".env",
        env_file_encoding="utf-8",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/chibo.db"),
        description="sqlite:///đường/dẫn.db hoặc postgresql://người:mật-khẩu@máy/tên",
    )
    telegram_token: SecretStr | None = Field(None, description="Mã của bot Telegram; để trống thì không dùng Telegram")
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="Máy chủ Bot API; chỉ đổi khi tự dựng máy chủ hoặc khi thử"
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="polling: máy tự hỏi tin; webhook: Telegram gửi tới CHIBO_PUBLIC_URL"
    )
    zalo_token: SecretStr | None = Field(None, description="Mã của bot Zalo; để trống thì không dùng Zalo")
    zalo_api_url: str = Field("https://bot-api.zaloplatforms.com", description="Máy chủ Zalo Bot Platform")
    zalo_mode: Literal["polling", "webhook"] = Field(
        "webhook", description="webhook khi chạy thật; polling chỉ để thử, Zalo có thể làm mất tin"
    )
    public_url: str = Field("", description="Địa chỉ https công khai của máy này, cần cho webhook và đường dẫn tệp")
    webhook_secret: SecretStr | None = Field(
        None, description="Chuỗi bí mật 8-256 ký tự (chữ, số, _ và -) để nhận ra tin từ Telegram, Zalo"
    )
    http_host: str = Field("127.0.0.1", description="Địa chỉ mà máy chủ web lắng nghe")
    http_port: int = Field(8080, ge=0, le=65535, description="Cổng của máy chủ web")
    proxies: str = Field(
        LOOPBACK,
        description="Proxy phía trước (địa chỉ hoặc mạng, cách nhau dấu phẩy), được tin về người gọi",
    )
    backup_key: SecretStr | None = Field(
        None, description="Mật khẩu mã hoá bản sao lưu; giữ ở nơi khác máy này, mất là không mở lại được"
    )
    timezone: str = Field("Asia/Ho_Chi_Minh", description="Múi giờ của lời nhắc")
    language: Literal["vi", "en"] = Field("vi", description="Ngôn ngữ ban đầu: vi hoặc en")
    data_dir: Path = Field(Path("data"), description="Thư mục giữ bản sao lưu và tệp tạm")
    log_format: Literal["console", "json"] = Field("console", description="console cho người đọc, json cho máy đọc")
    tick_seconds: float = Field(5.0, gt=0, le=3600, description="Mấy giây xem một lần có việc đến hạn nhắc")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("không có múi giờ này, ví dụ đúng: Asia/Ho_Chi_Minh")
        return value

    @field_validator("proxies")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        for each in value.split(","):
            try:
                ip_network(each.strip(), strict=False)
            except ValueError:
                raise ValueError("phải là địa chỉ hoặc mạng, ví dụ đúng: 127.0.0.1,172.16.0.0/12") from None
        return value

    def secrets(self) -> list[str]:
        """Everything that must never appear in a log line."""
        kept = (self.telegram_token, self.zalo_token, self.webhook_secret, self.backup_key)
        found = [each.get_secret_value() for each in kept if each is not None]
        # A driver may say the password as it stands in the address, or as it was read.
        password = re.search(r"://[^/?#:]*:([^/?#]+)@", self.database_url.get_secret_value())
        return [*found, *dict.fromkeys((password[1], unquote(password[1])))] if password else found

    def for_demo(self, database_url: str, port: int) -> Settings:
        """The same with the demo's database and address, and without any token."""
        return self.model_copy(
            update={
                "database_url": SecretStr(database_url),
                "http_host": "127.0.0.1",
                "http_port": port,
                "public_url": f"http://127.0.0.1:{port}",
                "data_dir": self.data_dir / "demo",
                "telegram_token": None,
                "zalo_token": None,
                "tick_seconds": min(self.tick_seconds, 1.0),
            }
        )


def load_settings() -> Settings:
    """Reads the environment. Raises BadSettings with one line for each setting that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"CHIBO_{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors() if each["loc"]]
        raise BadSettings("\n".join(lines)) from None
