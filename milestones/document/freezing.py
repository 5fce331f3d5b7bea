"""Freezing an edition: the public document of a date, kept as it is."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from consortium.as_of import parse_as_of
from consortium.dates import KnownDate
from consortium.models import Profile
from consortium.pages import Reading
from consortium.publishing import Status
from members.lookups import free_slug, slugs_of
from milestones.document.content import MilestonesDocument
from milestones.document.gathering import document_of
from milestones.models import Edition


def document_to_freeze(profile: Profile, as_of: KnownDate | None = None) -> MilestonesDocument:
    """The public document that bears the date `as_of`; without one, that of the record itself.

    Raises ValidationError for a date that is still to come or that no page takes.
    """
    today = profile.today()
    if as_of is None:
        as_of = document_of(Reading(today), profile).as_of
    try:
        asked = parse_as_of(as_of.plain, today)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    return document_of(Reading(asked.day if asked else today, asked), profile, as_of)


def edition_before(as_of: KnownDate) -> Edition | None:
    """The latest public edition that an edition of this date would follow."""
    before = Edition.objects.public().as_of(as_of.last).in_order()
    return before[-1] if before else None


def freeze(document: MilestonesDocument, *, title: str, note: str, by: str, today: date) -> Edition:
    """Keep a document as a public edition. Raises ValidationError if there is nothing in it or if it is kept already."""
    if not document.years:
        raise ValidationError(
            "There is nothing to freeze: no year with a milestone or a new member is public."
        )
    with transaction.atomic():
        list(Profile.objects.select_for_update().values_list("pk"))  # one edition at a time
        twin = Edition.objects.exclude(status=Status.BIN).filter(checksum=document.checksum).first()
        if twin:
            raise ValidationError(f"This very document is frozen already: {twin}.")
        title = title or str(document.as_of)
        if Edition.objects.exclude(status=Status.BIN).filter(title=title).exists():
            raise ValidationError(
                f"There is an edition “{title}”. Give this one a title that tells it from that."
            )
        edition = Edition(
            title=title,
            slug=free_slug(title, slugs_of(Edition), [], longest=80, empty="edition"),
            as_of=document.as_of,
            frozen=today,
            frozen_by=by,
            note=note,
            content=document.to_json(),
            checksum=document.checksum,
            status=Status.PUBLISHED,
        )
        edition.full_clean()
        edition.save()
    return edition
