"""python-telegram-bot as its tutorial has it: echoes, stores nothing."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)


app = Application.builder().token(os.environ["BENCH_TOKEN"]).base_url(os.environ["BENCH_URL"] + "/bot").build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling()
