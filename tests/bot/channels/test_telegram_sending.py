"""What Telegram's channel sends, edits and answers, and how it names each failure."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import ChannelDown, NotSent, Outgoing, Refused, Unknown
from bot.channels.telegram import TelegramChannel
from bot.redact import RedactFilter
from handlers.screen import Attachment, Choice, Screen
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.witness import model_of

COMMANDS = {"viec": "Việc của tôi", "baocao": "Báo cáo"}
QUESTION = Screen("Đã xong <b>việc</b> này & việc kia?", (Choice("Đúng", "task:1:done"), Choice("Chưa", "task:1:no")))
CALLED = {
    "sendMessage",
    "editMessageText",
    "answerCallbackQuery",
    "setMyCommands",
    "setWebhook",
    "deleteWebhook",
    "getMe",
    "sendDocument",
    "sendPhoto",
}


def channel_of(server: FakeTelegram, **options: object) -> TelegramChannel:
    return TelegramChannel(token=server.token, api_url=server.url, commands=COMMANDS, **options)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        for call in running.calls:
            check_against_aiogram(call.method, call.params)


@pytest.fixture
async def channel(server: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    started = channel_of(server)
    await started.start()
    yield started
    await started.close()


def check_against_aiogram(method: str, params: dict) -> None:
    """A foreign witness: known fields only, of the right types."""
    assert method in CALLED
    model = model_of(method)
    given = {}
    for name, value in params.items():
        assert name in model.model_fields, f"{method} has no {name}"
        is_json = isinstance(value, str) and value[:1] in "[{" and name not in ("text", "caption")
        given[name] = json.loads(value) if is_json else value
        if isinstance(value, tuple):
            given[name] = "uploaded"
    model.model_validate(given)


async def test_a_screen_is_plain_text_with_one_button_a_row(server: FakeTelegram, channel: TelegramChannel) -> None:
    receipt = await channel.send(Outgoing("77", QUESTION))
    sent = server.called("sendMessage")[0]
    assert sent["text"] == QUESTION.text
    assert "parse_mode" not in sent
    rows = sent["reply_markup"]["inline_keyboard"]
    assert [[button["callback_data"] for button in row] for row in rows] == [["task:1:done"], ["task:1:no"]]
    assert (77, int(receipt.external_id)) in server.chats.messages


async def test_a_replacing_screen_edits_the_pressed_message(server: FakeTelegram, channel: TelegramChannel) -> None:
    first = await channel.send(Outgoing("77", QUESTION))
    done = Screen("Đã ghi.", replaces=True)
    assert await channel.send(Outgoing("77", done, edits=first.external_id)) == first
    assert server.chats.messages[77, int(first.external_id)]["text"] == "Đã ghi."
    assert await channel.send(Outgoing("77", done, edits=first.external_id)) == first, "not modified is success"
    assert len(server.called("sendMessage")) == 1


async def test_a_screen_that_does_not_replace_is_a_new_message(server: FakeTelegram, channel: TelegramChannel) -> None:
    first = await channel.send(Outgoing("77", QUESTION))
    second = await channel.send(Outgoing("77", Screen("Đã ghi."), edits=first.external_id))
    assert second != first
    assert not server.called("editMessageText")


@pytest.mark.parametrize("trouble", ["gone", "too old"])
async def test_what_cannot_be_edited_is_sent_anew(server: FakeTelegram, channel: TelegramChannel, trouble: str) -> None:
    first = await channel.send(Outgoing("77", QUESTION))
    if trouble == "gone":
        server.chats.messages.clear()
    else:
        server.chats.uneditable.add((77, int(first.external_id)))
    second = await channel.send(Outgoing("77", Screen("Đã ghi.", replaces=True), edits=first.external_id))
    assert second != first
    assert server.sends[-1]["text"] == "Đã ghi."


async def test_a_press_is_answered_beside_the_message(server: FakeTelegram, channel: TelegramChannel) -> None:
    server.press(77, "task:1:done")
    await channel.send(Outgoing("77", Screen("Đã ghi."), answer_to="press1"))
    await channel.close()
    assert server.chats.answered == ["press1"]


async def test_a_press_too_old_to_answer_does_not_stop_the_message(
    server: FakeTelegram, channel: TelegramChannel
) -> None:
    server.press(77, "task:1:done")
    server.configure(advance_ms=151_000)
    await channel.send(Outgoing("77", Screen("Đã ghi."), answer_to="press1"))
    await channel.close()
    assert [call.code for call in server.calls if call.method == "answerCallbackQuery"] == [400]
    assert len(server.sends) == 1


async def test_long_text_is_split_and_the_buttons_come_last(server: FakeTelegram, channel: TelegramChannel) -> None:
    text = "\n".join(f"Dòng {number} 🌾" for number in range(900))
    await channel.send(Outgoing("77", Screen(text, QUESTION.choices)))
    sent = server.called("sendMessage")
    assert len(sent) > 1
    assert "\n".join(one["text"] for one in sent) == text
    assert ["reply_markup" in one for one in sent] == [False] * (len(sent) - 1) + [True]


@pytest.mark.parametrize(("kind", "method"), [("document", "sendDocument"), ("photo", "sendPhoto")])
async def test_files_go_with_their_caption(
    server: FakeTelegram, channel: TelegramChannel, kind: str, method: str
) -> None:
    await channel.send(Outgoing("77", Screen("Bảng tổng hợp", attachment=Attachment("bảng.xlsx", b"PK", kind))))
    sent = server.called(method)[0]
    assert sent["caption"] == "Bảng tổng hợp"
    assert sent[kind] == ("bảng.xlsx", b"PK")


async def test_a_text_too_long_for_a_caption_follows_the_file(server: FakeTelegram, channel: TelegramChannel) -> None:
    await channel.send(Outgoing("77", Screen("a " * 600, QUESTION.choices, Attachment("b.txt", b"x"))))
    assert [sent["method"] for sent in server.sends] == ["sendDocument", "sendMessage"]
    assert "reply_markup" in server.called("sendMessage")[0]


async def test_flood_control_says_how_long(server: FakeTelegram, channel: TelegramChannel) -> None:
    server.configure(bucket=[1, 0.001, 7])
    await channel.send(Outgoing("77", QUESTION))
    with pytest.raises(NotSent) as failure:
        await channel.send(Outgoing("78", QUESTION))
    assert failure.value.retry_after >= 7
    assert not failure.value.chat_only
    with pytest.raises(NotSent) as failure:
        await channel.send(Outgoing("-100", QUESTION))
    assert failure.value.chat_only, "a group's limit is its own"


async def test_a_person_who_blocked_us_is_refused_for_good(server: FakeTelegram, channel: TelegramChannel) -> None:
    server.configure(blocked=[77], missing=[78])
    for chat in ("77", "78"):
        with pytest.raises(Refused) as failure:
            await channel.send(Outgoing(chat, QUESTION))
        assert failure.value.blocked


async def test_a_moved_group_names_its_new_id(server: FakeTelegram, channel: TelegramChannel) -> None:
    server.configure(migrated={"-5": -1005})
    with pytest.raises(Refused) as failure:
        await channel.send(Outgoing("-5", QUESTION))
    assert failure.value.moved_to == "-1005"
    assert not failure.value.blocked


async def test_an_unacceptable_message_is_refused_without_blame(server: FakeTelegram, channel: TelegramChannel) -> None:
    with pytest.raises(Refused) as failure:
        await channel.send(Outgoing("77", Screen("   ")))
    assert not failure.value.blocked


async def test_a_dropped_connection_after_the_call_is_unknown(server: FakeTelegram, channel: TelegramChannel) -> None:
    server.configure(drop={"sendMessage": 1})
    with pytest.raises(Unknown):
        await channel.send(Outgoing("77", QUESTION))
    assert len(server.sends) == 1


async def test_a_dropped_edit_may_be_repeated_at_will(server: FakeTelegram, channel: TelegramChannel) -> None:
    first = await channel.send(Outgoing("77", QUESTION))
    server.configure(drop={"editMessageText": 1})
    done = Outgoing("77", Screen("Đã ghi.", replaces=True), edits=first.external_id)
    with pytest.raises(NotSent):
        await channel.send(done)
    assert await channel.send(done) == first


async def test_a_server_that_is_not_there_did_not_send(server: FakeTelegram, channel: TelegramChannel) -> None:
    nowhere = TelegramChannel(token=server.token, api_url="http://127.0.0.1:1")
    with pytest.raises(ChannelDown) as down:
        await nowhere.start()
    assert (down.value.advice, down.value.fatal) == ("unreachable", False)
    with pytest.raises(NotSent):
        await nowhere.send(Outgoing("77", QUESTION))
    await nowhere.close()
    with pytest.raises(NotSent):
        await nowhere.send(Outgoing("77", QUESTION))


@pytest.mark.parametrize(
    ("code", "expected"),
    [(500, NotSent), (502, NotSent), (503, NotSent), (504, Unknown), (401, NotSent), (418, Unknown)],
)
async def test_other_answers(
    server: FakeTelegram, channel: TelegramChannel, code: int, expected: type[Exception]
) -> None:
    server.configure(fail={"sendMessage": [1, code, "Something"]})
    with pytest.raises(expected):
        await channel.send(Outgoing("77", QUESTION))


async def test_when_a_later_part_fails_the_first_is_not_sent_for_ever(
    server: FakeTelegram, channel: TelegramChannel
) -> None:
    server.configure(bucket=[1, 0.001, 1])
    with pytest.raises(Unknown):
        await channel.send(Outgoing("77", Screen("chữ " * 2000)))


async def test_start_sets_commands_for_private_chats_and_no_webhook(
    server: FakeTelegram, channel: TelegramChannel
) -> None:
    assert server.chats.commands["all_private_chats"][0] == {"command": "viec", "description": "Việc của tôi"}
    assert server.called("deleteWebhook")
    assert channel.username == "chibo_test_bot"


async def test_a_menu_that_is_refused_does_not_stop_the_start(server: FakeTelegram) -> None:
    channel = channel_of(server)
    server.configure(fail={"setMyCommands": [1, 400, "Bad Request: BOT_COMMAND_INVALID"]})
    await channel.start()
    await channel.close()
    assert server.called("deleteWebhook")


async def test_no_failure_of_sending_shows_the_token(server: FakeTelegram, channel: TelegramChannel) -> None:
    texts = [repr(channel)]
    for knobs in (
        {"drop": {"sendMessage": 1}},
        {"fail": {"sendMessage": [1, 502, "Bad Gateway"]}},
        {"blocked": [77]},
    ):
        server.configure(**knobs)
        with pytest.raises((NotSent, Unknown, Refused)) as failure:
            await channel.send(Outgoing("77", QUESTION))
        texts.append(every_text_of(failure.value))
    assert server.token not in "".join(texts)


def every_text_of(trouble: BaseException | None) -> str:
    """Its text and that of everything chained to it, suppressed or not."""
    if trouble is None:
        return ""
    return repr(trouble) + str(trouble) + every_text_of(trouble.__cause__) + every_text_of(trouble.__context__)


async def test_no_log_line_of_any_library_shows_the_token(server: FakeTelegram) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactFilter([server.token]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        channel = channel_of(server)
        await channel.start()
        await channel.send(Outgoing("77", Screen("Bảng", attachment=Attachment("b.txt", b"x"))))
        await channel.close()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert "Set Bot API URL" in stream.getvalue(), "the library was heard"
    assert server.token not in stream.getvalue()


async def test_a_link_is_not_opened_by_the_platform_for_a_preview(
    server: FakeTelegram, channel: TelegramChannel
) -> None:
    for text in ("Bảng: https://chibo.example/bang/abc", "Không có đường dẫn nào."):
        await channel.send(Outgoing("7", Screen(text)))
    sent = [call.params for call in server.calls if call.method == "sendMessage"]
    assert [json.loads(json.dumps(each.get("link_preview_options"))) for each in sent] == [{"is_disabled": True}, None]
