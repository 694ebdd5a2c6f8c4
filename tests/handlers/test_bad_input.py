"""Whatever arrives, a clear answer comes back and nothing breaks."""

from __future__ import annotations

import pytest

from tests.user import Town, User


@pytest.fixture(params=["phones", "plain"])
async def an(town: Town, request: pytest.FixtureRequest) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=request.param)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("photo", "chưa nhận ảnh"),
        ("file", "không mở tệp"),
        ("sticker", "nhắn bằng chữ"),
        ("voice", "chưa nghe được"),
        ("other", "chưa đọc được"),
        ("edited", "vừa sửa tin cũ"),
        ("group", "nhắn riêng cho tôi"),
    ],
)
async def test_what_is_no_text_gets_a_kind_answer_and_leaves_the_question_open(
    town: Town, kind: str, answer: str
) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("việc")
    await an.says("xong 1")
    await an.sends(kind, "abc" if kind in ("group", "edited") else "")
    an.sees(answer)
    await an.says("31")
    an.sees("Vắng có lý do")


@pytest.mark.parametrize("said", ["/khong_co", "/settings", "/", "//", "/start@chibo_bot abc", "/xong 2 3 4"])
async def test_unknown_commands(an: User, said: str) -> None:
    await an.says(said)
    assert len(an.new) == 1
    an.sees_not("trục trặc")


LETTERS = {
    "long": "Kính thưa các đồng chí, " * 420,
    "one long word": "a" * 10_000,
    "emoji": "👍🏽👨‍👩‍👧‍👦🎉",
    "right to left": "\u202eשלום مرحبا\u202c",
    "html": "<b>xong</b> & <script>alert(1)</script>",
    "markdown": "*xong* _2_ [a](http://b) `c`",
    "braces": "{name} {0} %s %(x)s {",
    "quotes": "'; DROP TABLE task; --",
    "nul": "xin\x00 chào",
    "surrogate-like": "\ufffd\ufeff\u200b\u200d",
    "only spaces": "   \n\t ",
    "combining": "ệ̣̣̣̣̂̂̂̂" * 50,
    "digits of another script": "٣ ३ ３",
    "zero": "0",
    "many numbers": "1 2 3 4 5 6 7 8 9",
    "percent": "31/35/36/37 100%",
    "dates": "31/2/2026 29/2/2027 00/00/0000",
}


@pytest.mark.parametrize("letter", LETTERS)
async def test_any_text_is_answered_wherever_the_talk_stands(town: Town, letter: str) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    places = ((), ("việc", "xong 1"), ("cam kết",), ("cam kết", "1"), ("cam kết", "1", "1", "1"))
    for place in places:
        await an.says("thôi")
        for said in place:
            await an.says(said)
        await an.says(LETTERS[letter])
        assert an.new, place
        an.sees_not("trục trặc")


async def test_letters_of_html_in_a_name_come_back_as_they_were(town: Town) -> None:
    name = '<b>Năm</b> & "Út" {x}'
    an = await town.person(name, unit="LV-AT-01", role="cell_secretary")
    await an.says("/start")
    an.sees(name)


async def test_a_group_is_told_nothing_of_any_unit(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    group = town.stranger("nhóm chi bộ")
    for said in ("việc", "/start", "tình hình"):
        await group.sends("group", said)
        group.sees("nhắn riêng cho tôi")
        group.sees_not("Chi bộ thôn")
    await an.says("việc")
    an.sees("Chi bộ thôn Đồi Chè")


@pytest.mark.parametrize(
    "action",
    ["", ":", "::::", "task", "task:", "task:x", "task:-1", "task:99999999999999999999", "task:1:2:3:4:5", "tasks:-5",
     "tasks:x", "undo:x", "undo:999999", "lang:", "lang:xx", "pledge:pick", "pledge:check_on", "review:x", "invite:u",
     "invite:u:x", "join:yes", "standing:x:send", "mydata:x", "call:x", "home:home", "x" * 64, "đ" * 40,
     "task:1:later:x", "task:1:blocked:x", "task:1:exempt:x", "task:1:exempt:-5", "task:1:exempt"],
)  # fmt: skip
async def test_a_button_that_makes_no_sense(town: Town, action: str) -> None:
    for role in ("cell_secretary", "office_clerk"):
        unit = "LV-AT-01" if role == "cell_secretary" else "LV-AT"
        an = await town.person("bác Năm", unit=unit, role=role)
        await an.forges(action)
        assert an.new
        an.sees_not("trục trặc")


async def test_a_malformed_message_does_not_hold_up_the_next(town: Town, an: User) -> None:
    await town.deliver(an.message("malformed", ""), an.message("text", "việc"))
    an.sees("hạn gần nhất trước")


async def test_stumbling_three_times_offers_a_person(an: User) -> None:
    for said, answer in (("abc xyz", "chưa hiểu"), ("qwe rty", "chọn giúp một số"), ("zzz kkk", "Văn phòng sẽ gọi")):
        await an.says(said)
        an.sees(answer)
    await an.says("việc")
    await an.says("abc xyz")
    an.sees("nói lại cách khác")
