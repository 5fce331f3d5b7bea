"""Districts and the people and organizations around them, a file a subject."""

from members.models.districts import Contact, District, DistrictName, Figure
from members.models.memberships import Membership
from members.models.organizations import Organization
from members.models.people import Office, Person, Tenure

__all__ = (
    "Contact",
    "District",
    "DistrictName",
    "Figure",
    "Membership",
    "Office",
    "Organization",
    "Person",
    "Tenure",
)
