"""Districts and the people and organizations around them, a file a subject."""

from members.models.collaboratives import (
    Collaborative,
    Goal,
    Highlight,
    Participation,
    ProgramYear,
    StatedNumber,
)
from members.models.districts import Award, Contact, District, DistrictName, Figure
from members.models.memberships import Membership
from members.models.organizations import Affiliation, Organization
from members.models.people import Office, Person, Tenure

__all__ = (
    "Affiliation",
    "Award",
    "Collaborative",
    "Contact",
    "District",
    "DistrictName",
    "Figure",
    "Goal",
    "Highlight",
    "Membership",
    "Office",
    "Organization",
    "Participation",
    "Person",
    "ProgramYear",
    "StatedNumber",
    "Tenure",
)
