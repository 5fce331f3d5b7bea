"""What is public where a row that is public names it.

A source has no status of its own, and a district or a person may be published before the rows that tell of it: one
that only a hidden row names is on no list of the site, in no table and in no search.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q

from consortium.publishing import RecordQuerySet
from meetings.models import ExamplePartner, Hosting, PracticeExample, Sponsorship, Voice
from members.models import Affiliation, Collaborative, Membership, Office, Participation, Tenure
from milestones.models import Appearance, Milestone

By = tuple[tuple[type[Any], str], ...]  # (model, its foreign key or its many)

NAMING_DISTRICTS: By = (
    *((Membership, "district"), (Hosting, "district"), (Milestone, "districts")),
    *((Participation, "district"), (PracticeExample, "district"), (Tenure, "district")),
)
NAMING_PEOPLE: By = ((Tenure, "person"), (Office, "person"), (Appearance, "person"), (Voice, "person"))
NAMING_ORGANIZATIONS: By = (
    *((Affiliation, "organization"), (Collaborative, "run_by"), (Collaborative, "partners")),
    *((Participation, "organization"), (Sponsorship, "organization"), (ExamplePartner, "organization")),
    (Milestone, "organizations"),
)


def named(of: Callable[[Any], Any], rows: Any, by: By) -> Any:
    """Those of `rows` that a row names which a reader sees; `of` leaves these of a queryset."""
    return rows.filter(is_named(of, by))


def is_named(of: Callable[[Any], Any], by: By) -> Q:
    condition = Q()
    for model, name in by:
        condition |= Q(Exists(of(model._default_manager.all()).filter(**{name: OuterRef("pk")})))
    return condition


@cache
def is_named_in_public(by: By) -> Q:
    """The same condition for whoever reads the site: made once, for it is asked at every change of the record."""
    return is_named(RecordQuerySet.public, by)
