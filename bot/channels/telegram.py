"""Telegram: receives raw JSON, sends through the request backend of `telegram.Bot`, rare calls by `telegram.Bot`
itself. The library's Updater is not used: it confirms messages before they are handled (platform A1). Limits and
texts of the server: platform B."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Literal

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError
from yarl import URL

from bot.channels.base import Capabilities, ChannelDown, ChatPace, Deliver, NotSent, Outgoing, Receipt, Refused, Unknown
from bot.channels.plain import fits, split
from bot.channels.telegram_poller import Poller
from bot.channels.telegram_request import AiohttpRequest, NoAnswer, NotConnected, ServerTrouble, TooFast
from bot.channels.telegram_update import ALLOWED_UPDATES, NAME, to_incoming
from bot.channels.wire import NOT_DONE, Backoff, same_secret
from bot.clock import monotonic
from handlers.screen import Attachment, Screen
from storage.model import Incoming

DEFAULT_API_URL = "https://api.telegram.org"
_HEADER = "x-telegram-bot-api-secret-token"
_MAX_TEXT = 4096
_MAX_CAPTION = 1024
# One send each 1/29.7 s kept 0.99 of the free 30 a second without a single 429 (performance 3).
_PER_SECOND = 29.7
# A private chat takes a message a second and short bursts, a group twenty a minute (platform B).
_PRIVATE, _GROUP = ChatPace(20, 1.0), ChatPace(5, 0.25)
_log = structlog.get_logger("telegram")


def pace_of(chat: str) -> ChatPace:
    """How fast one chat may be written to; a group's id is negative."""
    return _GROUP if chat.startswith("-") else _PRIVATE


class TelegramChannel:
    """`api_url` is the server's root; `commands` maps a name without slash to its description; `webhook_url` and
    `secret` are for mode "webhook". `last_ok`: `bot.clock.monotonic()` of the last good answer to getUpdates or
    the last webhook delivery; `trouble`: a text key while receiving does not work (both for /health)."""

    name = NAME
    capabilities = Capabilities(
        buttons=True, edits=True, files=True, max_text=_MAX_TEXT, per_second=_PER_SECOND, of_chat=pace_of
    )

    def __init__(
        self,
        *,
        token: str,
        api_url: str = DEFAULT_API_URL,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_url: str | None = None,
        secret: str = "",
        commands: Mapping[str, str] | None = None,
        poll_seconds: int = 50,
        read_seconds: float = 20.0,
        backoff: Backoff | None = None,
    ) -> None:
        self.mode = mode
        self.username = ""
        self._webhook_url = webhook_url
        self._secret = secret
        self._commands = dict(commands or {})
        self._webhook_ok: float | None = None
        root = api_url.rstrip("/") + "/bot"
        self._request = AiohttpRequest(root, read_seconds=read_seconds)
        files = api_url.rstrip("/") + "/file/bot"
        self._bot = Bot(
            token, base_url=root, base_file_url=files, request=self._request, get_updates_request=self._request
        )
        self._send_url, self._edit_url, self._answer_url = (
            URL(f"{root}{token}/{method}") for method in ("sendMessage", "editMessageText", "answerCallbackQuery")
        )
        self._poller = Poller(f"{root}{token}/getUpdates", poll_seconds, backoff or Backoff())
        self._answering: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"TelegramChannel(mode={self.mode!r}, username={self.username!r})"

    @property
    def last_ok(self) -> float | None:
        """See the class."""
        return self._poller.last_ok if self.mode == "polling" else self._webhook_ok

    @property
    def trouble(self) -> str | None:
        """See the class."""
        return self._poller.trouble

    async def start(self) -> None:
        """Checks the token, sets commands, and the webhook or none. May be called again after a ChannelDown that
        is not fatal. Advice: bad_token, webhook_refused (both fatal), unreachable."""
        await self._request.initialize()
        failure = None
        try:
            self.username = (await self._bot.get_me()).username or ""
            await self._set_up()
        except TelegramError as trouble:
            failure = _down(trouble)
        if failure is not None:
            raise failure

    async def _set_up(self) -> None:
        if self._commands:
            commands = [BotCommand(name, description) for name, description in self._commands.items()]
            try:
                await self._bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
            except BadRequest as trouble:
                # A menu that is not shown is no reason to be silent: every command can be typed.
                _log.warning("commands_refused", channel=NAME, why=trouble.message)
        if self.mode == "polling":
            await self._bot.delete_webhook(drop_pending_updates=False)
            return
        await self._bot.set_webhook(
            self._webhook_url or "", allowed_updates=ALLOWED_UPDATES, secret_token=self._secret or None
        )

    async def poll(self, deliver: Deliver) -> None:
        """Until cancelled; in webhook mode it only waits. Raises ChannelDown(bad_token, fatal), and whatever
        `deliver` raises: then nothing was confirmed, and calling `poll` again fetches the same batch."""
        if self.mode == "webhook":
            await asyncio.Event().wait()
        await self._poller.run(deliver)

    def receive(self, body: bytes) -> list[Incoming]:
        """One webhook body."""
        self._webhook_ok = monotonic()
        try:
            return [to_incoming(json.loads(body))]
        except (ValueError, RecursionError):
            return [to_incoming(None)]

    def secret_matches(self, headers: dict[str, str]) -> bool:
        """Constant-time check of `X-Telegram-Bot-Api-Secret-Token`."""
        return same_secret(headers.get(_HEADER, ""), self._secret)

    async def send(self, message: Outgoing) -> Receipt:
        """Draws choices as inline buttons, one a row; edits when asked and possible. See the contract for errors."""
        if message.answer_to:
            # Beside the message, not before it: it only ends the spinner on the button.
            task = asyncio.create_task(self._answer(message.answer_to))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        if message.edits and message.screen.replaces and _can_be_edit(message.screen):
            receipt = await self._edit(message.chat, message.edits, message.screen)
            if receipt is not None:
                return receipt
        return await self._send_new(message.chat, message.screen)

    async def fetch(self, ref: str, most: int) -> bytes:
        """getFile, then the file itself; the server gives at most 20 MB (platform B)."""
        failure: Exception | None = None
        try:
            found = await self._bot.get_file(ref)
            if (found.file_size or 0) > most:
                raise Refused("too large")
            content = bytes(await found.download_as_bytearray())
        except TelegramError as trouble:
            failure = _classified(trouble, "")
        if failure is not None:
            raise failure if isinstance(failure, NotSent | Refused) else NotSent("no answer")
        if len(content) > most:
            raise Refused("too large")
        return content

    async def close(self) -> None:
        """Safe to call twice."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=5)
        await self._poller.close()
        await self._request.shutdown()

    async def _answer(self, query: str) -> None:
        try:
            await self._request.call(self._answer_url, {"callback_query_id": query})
        except TelegramError as trouble:
            # Usually "query is too old" (150 s): the new message says all there is to say.
            _log.debug("press_not_answered", why=trouble.message)

    async def _edit(self, chat: str, message_id: str, screen: Screen) -> Receipt | None:
        """None when the message cannot be edited any more."""
        failure: Exception | None = None
        try:
            params = _text_params(chat, screen.text, screen) | {"message_id": int(message_id)}
            await self._request.call(self._edit_url, params)
        except BadRequest as trouble:
            if "not modified" not in trouble.message.lower():
                return None
        except NoAnswer as trouble:
            # Editing twice changes nothing, so this may be repeated at will.
            failure = NotSent(trouble.message)
        except TelegramError as trouble:
            failure = _classified(trouble, chat)
        if failure is not None:
            raise failure
        return Receipt(message_id)

    async def _send_new(self, chat: str, screen: Screen) -> Receipt:
        external_id = ""
        failure: Exception | None = None
        try:
            if screen.attachment is not None:
                external_id = await self._send_file(chat, screen, screen.attachment)
                if _is_caption(screen.text):
                    return Receipt(external_id)
            parts = split(screen.text, _MAX_TEXT) or [screen.text]
            for number, part in enumerate(parts, 1):
                params = _text_params(chat, part, screen if number == len(parts) else None)
                external_id = _message_id(await self._request.call(self._send_url, params))
        except TelegramError as trouble:
            failure = _classified(trouble, chat)
            if external_id and isinstance(failure, NotSent):
                failure = Unknown(f"part of it was delivered; {trouble.message}")
        if failure is not None:
            raise failure
        return Receipt(external_id)

    async def _send_file(self, chat: str, screen: Screen, attachment: Attachment) -> str:
        file = InputFile(attachment.content, filename=attachment.name)
        caption = screen.text if _is_caption(screen.text) else None
        keyboard = _keyboard(screen) if caption is not None else None
        if attachment.kind == "photo":
            sent = await self._bot.send_photo(chat, file, caption=caption, reply_markup=keyboard)
        else:
            sent = await self._bot.send_document(chat, file, caption=caption, reply_markup=keyboard)
        return str(sent.message_id)


def _is_caption(text: str) -> bool:
    return fits(text, _MAX_CAPTION)


def _can_be_edit(screen: Screen) -> bool:
    return screen.attachment is None and fits(screen.text, _MAX_TEXT)


def _text_params(chat: str, text: str, screen: Screen | None) -> dict[str, Any]:
    """No parse_mode: nothing a person typed can become markup. `screen` for its choices, one button a row."""
    params: dict[str, Any] = {"chat_id": chat, "text": text}
    if "://" in text:
        # A link of ours is for one person: nobody's server shall fetch it to draw what is behind it.
        params["link_preview_options"] = {"is_disabled": True}
    if screen is not None and screen.choices:
        rows = [[{"text": choice.label, "callback_data": choice.action}] for choice in screen.choices]
        params["reply_markup"] = {"inline_keyboard": rows}
    return params


def _message_id(result: Any) -> str:
    return str(result.get("message_id", "")) if isinstance(result, dict) else ""


def _keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.choices:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice.label, callback_data=choice.action)] for choice in screen.choices]
    )


def _classified(trouble: TelegramError, chat: str) -> NotSent | Unknown | Refused:
    """platform A5: BadRequest and the others that are NetworkErrors by inheritance come first. A group has a limit
    of its own, 20 a minute; a 429 in a private chat does not say whose limit it was."""
    is_group = chat.startswith("-")
    why = trouble.message
    if isinstance(trouble, TooFast):
        return NotSent(why, trouble.retry_after, chat_only=is_group)
    if isinstance(trouble, ChatMigrated):
        return Refused(why, moved_to=str(trouble.new_chat_id))
    if isinstance(trouble, Forbidden):
        return Refused(why, blocked=True)
    if isinstance(trouble, BadRequest):
        return Refused(why, blocked="chat not found" in why.lower())
    if isinstance(trouble, NotConnected | InvalidToken):
        return NotSent(why)
    if isinstance(trouble, ServerTrouble) and trouble.code in NOT_DONE:
        return NotSent(why)
    return Unknown(why)


def _down(trouble: TelegramError) -> ChannelDown:
    if isinstance(trouble, InvalidToken):
        return ChannelDown(trouble.message, "bad_token", fatal=True)
    if isinstance(trouble, BadRequest):
        return ChannelDown(trouble.message, "webhook_refused", fatal=True)
    return ChannelDown(trouble.message, "unreachable", fatal=False)
