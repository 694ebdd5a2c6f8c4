"""The committee's page in the browser: routes, and the drawing of `handlers.board.Board` as HTML."""

from bot.board.routes import add_board_routes

__all__ = ["add_board_routes"]
