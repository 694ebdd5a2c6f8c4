"""The same, and each message is committed to SQLite before it is answered (WAL, synchronous=FULL, one connection)."""

import os

import aiosqlite
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def open_database(app: Application) -> None:
    app.bot_data["db"] = database = await aiosqlite.connect(os.environ["BENCH_DB"])
    await database.execute("PRAGMA journal_mode=WAL")
    await database.execute("PRAGMA synchronous=FULL")
    await database.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, chat INTEGER, body TEXT)")
    await database.commit()


async def close_database(app: Application) -> None:
    await app.bot_data["db"].close()


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    database = context.bot_data["db"]
    await database.execute(
        "INSERT INTO said VALUES (?, ?, ?)", (update.update_id, update.message.chat_id, update.message.text)
    )
    await database.commit()
    await update.message.reply_text(update.message.text)


builder = Application.builder().token(os.environ["BENCH_TOKEN"]).base_url(os.environ["BENCH_URL"] + "/bot")
app = builder.post_init(open_database).post_shutdown(close_database).build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling()
