"""The duties as data: regular duties, road maps of a congress, campaigns, regulations. Adding one is adding lines."""

from handlers.catalogue.duties import ASKS, Duty, duties, duty, read_duties
from handlers.catalogue.reading import CatalogueError

__all__ = ["ASKS", "CatalogueError", "Duty", "duties", "duty", "read_duties"]
