"""The duties as data: regular duties, road maps of a congress, campaigns and their bank of measures, regulations.

Each `.toml` file says at its top how to add to it; each is checked whole when it is first read.
"""

from handlers.catalogue.campaigns import (
    CampaignTemplate,
    MeasureIdea,
    campaigns,
    measure_bank,
    measure_ideas,
)
from handlers.catalogue.congress import (
    LEVEL_OF_KIND,
    STEP_ASKS,
    CongressStep,
    congress_steps,
    read_congress_steps,
)
from handlers.catalogue.duties import ASKS, Duty, duties, duty, read_duties
from handlers.catalogue.reading import CatalogueError
from handlers.catalogue.regulations import Regulation, read_regulations, regulations

__all__ = [
    "ASKS",
    "LEVEL_OF_KIND",
    "STEP_ASKS",
    "CampaignTemplate",
    "CatalogueError",
    "CongressStep",
    "Duty",
    "MeasureIdea",
    "Regulation",
    "campaigns",
    "congress_steps",
    "duties",
    "duty",
    "measure_bank",
    "measure_ideas",
    "read_congress_steps",
    "read_duties",
    "read_regulations",
    "regulations",
]
