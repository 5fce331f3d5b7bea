"""Organizations and people: the consortium itself, districts, leaders, collaboratives."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from consortium.models import Profile
from consortium.structured import Node, absolute, consortium, node
from consortium.text import plain
from members.models import Organization
from members.models.memberships import MembershipQuerySet

MOST_MEMBERS = 100  # that a page names; of a longer list none, the directory has it


def named_members(periods: MembershipQuerySet, day: date) -> list[Any]:
    """The memberships without a departure by `day`, each with its district; none if they are too many to name."""
    found = list(periods.current_on(day).select_related("district").order_by("district")[: MOST_MEMBERS + 1])
    return found if len(found) <= MOST_MEMBERS else []


def itself(profile: Profile, members: Iterable[Any] = ()) -> Node:
    """The consortium with its members: memberships, each with its district and its year of joining."""
    parent = (
        node("Organization", name=profile.parent_name, url=profile.parent_url)
        if profile.parent_name
        else None
    )
    return consortium(
        profile,
        slogan=profile.tagline,
        description=profile.mission,
        foundingDate=str(profile.launch_year) if profile.launch_year else None,
        parentOrganization=parent,
        email=profile.contact_email,
        member=[
            node(
                "OrganizationRole",
                startDate=str(period.joined_id),
                member=district_named(period.district.name, period.district),
            )
            for period in members
        ],
    )


def district_named(name: str, district: Any) -> Node:
    """A district as other nodes name it."""
    return node("EducationalOrganization", name=name, url=absolute(district.get_absolute_url()))


def organization(row: Organization) -> Node:
    return node("Organization", name=row.name, url=row.website)


def place(city: str, state: str, venue: str = "") -> Node | None:
    address = node("PostalAddress", addressLocality=city, addressRegion=state, addressCountry="US")
    if not (city or state or venue):
        return None
    return node("Place", name=venue or None, address=address if city or state else None)


def district(row: Any, profile: Profile, periods: Iterable[Any], also: Iterable[Any]) -> Node:
    """A district with its `periods` of membership and the names it is known by `also`.

    schema.org's SchoolDistrict is an area, which could have neither members nor a membership.
    """
    where = place(row.city, row.state)
    return node(
        "EducationalOrganization",
        name=row.name,
        alternateName=[name for name in (row.short_name, *(other.name for other in also)) if name],
        url=absolute(row.get_absolute_url()),
        sameAs=row.website,
        description=plain(row.description),
        identifier=node("PropertyValue", propertyID="NCES", value=row.nces_id) if row.nces_id else None,
        address=where["address"] if where else None,
        memberOf=[
            node(
                "OrganizationRole",
                startDate=str(period.joined_id),
                endDate=str(period.left_id) if period.gone else None,
                memberOf=consortium(profile),
            )
            for period in periods
        ],
    )


def person(row: Any, profile: Profile, posts: Iterable[Any], offices: Iterable[Any], day: date) -> Node:
    """A leader: `posts` in districts, each with its `name_then`, and `offices` in the consortium."""
    return node(
        "Person",
        name=row.name,
        url=absolute(row.get_absolute_url()),
        description=plain(row.about),
        affiliation=[
            role(post, post.title, day, affiliation=district_named(post.name_then, post.district))
            for post in posts
        ],
        memberOf=[
            role(office, office.get_title_display(), day, memberOf=consortium(profile)) for office in offices
        ],
    )


def role(term: Any, name: str, day: date, **held_in: Node) -> Node:
    """A post held from year to year, no longer than it is known to have been."""
    return node(
        "OrganizationRole",
        roleName=name,
        startDate=str(term.since) if term.since_known else None,
        endDate=str(term.until) if term.until and term.until <= day.year else None,
        **held_in,
    )


def collaborative_named(row: Any, profile: Profile) -> Node:
    return node(
        "Organization",
        name=row.name,
        alternateName=row.acronym,
        url=absolute(row.get_absolute_url()),
        parentOrganization=organization(row.run_by) if row.run_by else consortium(profile),
    )


def collaborative(row: Any, profile: Profile, parts: Iterable[Any], day: date) -> Node:
    """A collaborative with those who take part in it: a district or an organization each, under its `name`."""
    return {
        **collaborative_named(row, profile),
        **node(
            "Organization",
            description=plain(row.opening),
            foundingDate=row.begins.iso if row.begins and row.begins_known else None,
            dissolutionDate=row.ends.iso if row.ends and row.has_ended(day) else None,
            sameAs=row.website,
            member=[
                node(
                    "OrganizationRole",
                    startDate=str(part.since),
                    endDate=str(part.until) if part.until and part.until <= day.year else None,
                    member=district_named(part.name, part.district)
                    if part.district
                    else organization(part.organization),
                )
                for part in parts
            ],
        ),
    }
