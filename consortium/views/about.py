from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse

from consortium.models import Plan
from consortium.pages import Page
from consortium.structured import absolute, node
from consortium.structured.bodies import itself
from meetings.models import Meeting, Sponsorship
from members.models import Affiliation, Membership, Office, Tenure
from members.models.districts import name_in_their_years
from members.models.people import held_in


class About(Page):
    """Who we are: officers, those we belong to and work with, and who gave what."""

    template_name = "consortium/about.html"
    permission = "consortium.view_profile"
    section = "about"

    def get(self, request: HttpRequest) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        officers = self.officers()
        affiliations: list[Any] = list(of(Affiliation.objects.select_related("organization", "source")))
        for affiliation in affiliations:
            affiliation.said = affiliation.period(day)
        gifts = {Affiliation.Role.FUNDER, Affiliation.Role.SPONSOR}
        kin = [row for row in affiliations if row.role not in gifts]
        meetings = of(Meeting.objects.own()).not_cancelled(day)
        lasting = {row.organization_id for row in kin if row.role == Affiliation.Role.SUPPORTER}
        sponsorships = [
            row
            for row in of(Sponsorship.objects.filter(meeting__in=meetings))
            .select_related("organization", "meeting", "source")
            .order_by("-meeting__begins", "meeting", "kind", "pk")
            if not (row.kind == Sponsorship.Kind.SUPPORT and row.organization_id in lasting)
        ]
        plan = of(Plan.objects.select_related("source")).in_force(day)
        return self.render(
            {
                "now": [office for office in officers if office.attested_in(day.year)],
                "before": [office for office in officers if not office.attested_in(day.year)],
                "kin": [
                    (role, [row for row in kin if row.role == role])
                    for role in Affiliation.Role
                    if any(row.role == role for row in kin)
                ],
                "gifts": [row for row in affiliations if row.role in gifts],
                "sponsorships": sponsorships,
                "plan": plan,
                "joined": of(Membership.objects.all()).values("district").distinct().count(),
                "things": [
                    node(
                        "AboutPage",
                        name=f"About {self.profile.name}",
                        url=absolute(request.path),
                        mainEntity=itself(self.profile),
                    )
                ],
            }
        )

    def officers(self) -> list[Any]:
        """All who held an office, each with the `posts` held when they took it up or were first seen in it."""
        of = self.reading.of
        tenures = of(Tenure.objects.select_related("district", "source"))
        officers: list[Any] = list(
            of(Office.objects.select_related("person", "source"))
            .order_by("-since", "title", "pk")
            .prefetch_related(Prefetch("person__tenures", tenures, to_attr="posts"))
        )
        for office in officers:
            office.said = office.period(self.reading.day)
            office.posts = held_in(office.person.posts, office.since)
        name_in_their_years((post, office.since) for office in officers for post in office.posts)
        return officers
