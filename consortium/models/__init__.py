"""What every app stands on: whose site it is, the years, the sources, and the addresses pages used to have."""

from consortium.models.addresses import SLUG_HELP, Addressed, OldAddress
from consortium.models.facts import Claim, Fact, Source, WebAddressField, side_by_side, validate_web_address
from consortium.models.messages import Answered, Message, Reply
from consortium.models.plans import Plan, PlanPart
from consortium.models.profile import Profile, validate_time_zone
from consortium.models.search import SearchEntry, SearchWord
from consortium.models.topics import Topic
from consortium.models.years import Year

__all__ = (
    "SLUG_HELP",
    "Addressed",
    "Answered",
    "Claim",
    "Fact",
    "Message",
    "OldAddress",
    "Plan",
    "PlanPart",
    "Profile",
    "Reply",
    "SearchEntry",
    "SearchWord",
    "Source",
    "Topic",
    "WebAddressField",
    "Year",
    "side_by_side",
    "validate_time_zone",
    "validate_web_address",
)
