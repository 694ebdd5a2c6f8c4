"""The command line: `chibo …`, `python -m bot …`. What goes wrong is one plain line and exit code 2."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from bot.channels.base import ChannelDown
from bot.clock import Clock
from bot.logs import set_up_logs
from bot.settings import BadSettings, Settings, load_settings
from handlers.text import say
from storage.database import DatabaseUnavailable
from storage.model import SEAT_ROLES

if sys.platform == "win32":
    from asyncio import run as run_loop
else:
    from uvloop import run as run_loop

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(soft_wrap=True)
WRONG = 2


def main() -> None:
    """The entry point of `chibo`."""
    cli()


def _stop(message: str) -> NoReturn:
    Console(stderr=True, soft_wrap=True).print(message, style="bold red", markup=False, highlight=False)
    raise typer.Exit(WRONG)


def _settings() -> Settings:
    try:
        return load_settings()
    except BadSettings as error:
        _stop(str(error))


def _run(settings: Settings, work: Coroutine[Any, Any, None]) -> None:
    """Runs to the end or to a signal; troubles that a person can mend come out as one line."""
    set_up_logs(settings.log_format, settings.secrets(), level=logging.WARNING)
    try:
        run_loop(_until_signal(work))
    except BadSettings as error:
        _stop(str(error))
    except DatabaseUnavailable as error:
        _stop(say(settings.language, f"advice.{error.advice}"))
    except ChannelDown as down:
        name = str(getattr(down, "channel", "")) or ("zalo" if settings.telegram_token is None else "telegram")
        _stop(say(settings.language, f"advice.{down.advice}", channel=name.capitalize(), name=name.upper()))
    except OSError as error:
        _stop(
            say(settings.language, "advice.port_in_use", port=settings.http_port) if error.errno == 98 else str(error)
        )


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


@cli.command()
def run() -> None:
    """Chạy tất cả: các kênh có mã, lời nhắc, trang web. / Runs everything."""
    from bot.running import run_product

    settings = _settings()
    _run(settings, run_product(settings))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Cổng trên máy này / port on this computer")] = 8080,
    fresh: Annotated[bool, typer.Option("--fresh", help="Bắt đầu lại từ đầu / begin again")] = False,
) -> None:
    """Dùng thử trong trình duyệt, không cần mã, không cần mạng. / The whole product in a browser."""
    from bot.running import run_demo

    settings = _settings()
    _run(settings, run_demo(settings, port, fresh=fresh, announce=console.print))


@cli.command()
def verify(receipt: Annotated[str, typer.Argument(help="Số giấy / receipt, 12-5817-1-9")]) -> None:
    """Giấy đăng ký có khớp với sổ không. / Whether a pledge's receipt matches what is stored."""
    from bot.commands import verify_receipt

    settings = _settings()
    _run(settings, verify_receipt(settings, receipt, console.print))


@cli.command()
def guide(
    file: Annotated[Path, typer.Argument(help="Tệp .docx mới / a new .docx")],
    language: Annotated[str, typer.Option(help="vi hoặc en / vi or en")] = "",
) -> None:
    """Hướng dẫn một trang cho bí thư, để in. / The secretaries' one page, to print."""
    from bot.commands import write_guide

    settings = _settings()
    chosen = language if language in ("vi", "en") else settings.language
    _run(settings, write_guide(file, chosen, console.print))


@cli.command()
def init() -> None:
    """Tạo dữ liệu mới và in mã cho người quản trị đầu tiên. / Creates the database."""
    from bot.commands import create

    settings = _settings()
    _run(settings, create(settings, console.print))


@cli.command()
def invite(
    unit_code: Annotated[str, typer.Argument(help="Mã đơn vị / unit code")],
    role: Annotated[str, typer.Argument(help=f"Vai trò / role: {', '.join(SEAT_ROLES)}")],
    called: Annotated[str, typer.Option(help="Tên gọi / how they are called")] = "đồng chí",
    slip: Annotated[Path | None, typer.Option(help="Thư mục ghi phiếu A5 / folder for the A5 slip")] = None,
) -> None:
    """Mã mời dùng một lần, phiếu A5 để in. / A one-time code, a deep link, an A5 slip in Word and PDF."""
    from bot.commands import make_invite

    settings = _settings()
    _run(settings, make_invite(settings, unit_code, role, called, slip, console.print))


@cli.command()
def unpin(
    unit_code: Annotated[str, typer.Argument(help="Mã đơn vị / unit code")],
    role: Annotated[str, typer.Argument(help=f"Vai trò / role: {', '.join(SEAT_ROLES)}")],
) -> None:
    """Xoá mã PIN của người giữ vai trò ấy. / Removes the PIN of whoever holds that seat."""
    from bot.commands import remove_pin

    settings = _settings()
    _run(settings, remove_pin(settings, unit_code, role, console.print))


@cli.command()
def prefer(channel: Annotated[str, typer.Argument(help="telegram, zalo")]) -> None:
    """Nhắn mọi người qua kênh này trước. / Writes to everybody on this channel first."""
    from bot.commands import prefer_channel

    settings = _settings()
    _run(settings, prefer_channel(settings, channel, console.print))


@cli.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx: don_vi, chuc_danh / the workbook")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không lưu / check only")] = False,
) -> None:
    """Nhập đơn vị, nhiệm kỳ, vai trò từ một tệp Excel. / Units, terms and seats from a workbook."""
    from bot.importing import import_file

    settings = _settings()
    _run(settings, import_file(settings, file, console.print, dry_run=dry_run))


@cli.command()
def restructure(
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx: sap_xep / the workbook")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ chạy thử, không lưu / check only")] = False,
) -> None:
    """Sáp nhập, chia tách, đổi tên, chuyển đơn vị theo một tệp Excel. / Mergers, splits, renames, moves."""
    from bot.restructuring import restructure_file

    settings = _settings()
    _run(settings, restructure_file(settings, file, console.print, dry_run=dry_run))


@cli.command()
def simulate(
    cells: Annotated[int, typer.Option(help="Bao nhiêu chi bộ / how many cells", min=1)] = 50,
    days: Annotated[int, typer.Option(help="Bao nhiêu ngày / how many days", min=1)] = 920,
    seed: Annotated[int, typer.Option(help="Số gốc để lặp lại / seed")] = 1,
) -> None:
    """Một tỉnh giả sống qua cả nhiệm kỳ: đã nhắn gì, có sai không. / A synthetic province on a fake clock."""
    from bot.simulate import simulate as live_through

    if asyncio.run(live_through(cells, days, seed, console.print)):
        raise typer.Exit(1)


@cli.command()
def understand(
    text: Annotated[str, typer.Argument(help="Câu cần hiểu / the sentence")],
    today: Annotated[str, typer.Option(help="Ngày hôm nay, YYYY-MM-DD / today's date")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON / print JSON")] = False,
) -> None:
    """Máy hiểu câu này thế nào. / What the bot makes of a sentence."""
    from bot.commands import explain

    try:
        day = date.fromisoformat(today) if today else Clock().today()
    except ValueError:
        _stop(say("vi", "advice.bad_date"))
    explain(text, day, as_json=as_json)


@cli.command()
def doctor() -> None:
    """Máy có gì trục trặc không, cần làm gì. / What is wrong with this installation. Exit code 1 if anything is."""
    from bot.doctor import print_examination

    settings = _settings()
    troubles: list[int] = []

    async def examined() -> None:
        troubles.append(await print_examination(settings, lambda line: console.print(line, markup=False)))

    _run(settings, examined())
    raise typer.Exit(int(any(troubles)))


@cli.command()
def restore(
    backup_file: Annotated[Path, typer.Argument(help="Bản sao lưu / the backup")],
    into: Annotated[
        Path | None,
        typer.Argument(help="Tệp mới; bỏ trống: vào đúng chỗ đang dùng / a new file; without: in place"),
    ] = None,
) -> None:
    """Mở lại một bản sao lưu và kiểm tra: vào tệp mới, hoặc vào đúng chỗ đang dùng. / Restores a backup."""
    from bot.restoring import restore_database

    settings = _settings()
    _run(settings, restore_database(settings, backup_file, into, console.print))


@cli.command()
def migrate(
    to: Annotated[str, typer.Option("--to", help="postgresql://…, còn trống / an empty PostgreSQL")],
) -> None:
    """Chuyển dữ liệu SQLite sang PostgreSQL, so từng dòng. / Carries SQLite over to PostgreSQL."""
    from bot.moving import move_installation

    settings = _settings()
    _run(settings, move_installation(settings, to, console.print))


audit = typer.Typer(no_args_is_help=True, help="Nhật ký thao tác. / The audit log.")
cli.add_typer(audit, name="audit")


@audit.command("verify")
def audit_verify() -> None:
    """Nhật ký có bị sửa, mất, đảo dòng nào không. / Finds a changed, missing or reordered row."""
    from bot.commands import verify_audit

    settings = _settings()
    _run(settings, verify_audit(settings, console.print))


@cli.command()
def preview() -> None:
    """Mọi màn hình bằng chữ, trên một trang. / Every screen as text, in one page."""
    from bot.preview import print_preview

    settings = _settings()
    now = Clock(settings.timezone).now()
    _run(settings, print_preview(now, lambda line: console.print(line, markup=False, highlight=False)))


@cli.command()
def backup(path: Annotated[Path, typer.Argument(help="Tệp mới / a new file")]) -> None:
    """Chép dữ liệu đang chạy ra một tệp. / A consistent copy of the live database."""
    from bot.commands import copy_database

    settings = _settings()
    _run(settings, copy_database(settings, path, console.print))


if __name__ == "__main__":
    main()
