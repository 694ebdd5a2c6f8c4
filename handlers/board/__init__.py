"""A committee's page: the figures of the chat as plain data for a browser; who may see what is decided here."""

from handlers.board.gather import NoSuchPlace, gather
from handlers.board.page import VIEWS, Board, BoardTable, Branch, Cell, Crumb, Tile

__all__ = ["VIEWS", "Board", "BoardTable", "Branch", "Cell", "Crumb", "NoSuchPlace", "Tile", "gather"]
