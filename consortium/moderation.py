"""What becomes of a message: a comment on its story, drafts of whoever joins, or nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from consortium.dates import FIRST_YEAR, LAST_YEAR
from consortium.history import because
from consortium.models import Message, Profile, Reply, Year
from consortium.publishing import Status
from consortium.text import fold, words_in
from meetings.models import Comment, Story
from members.forms import refuse_overlaps
from members.lookups import free_slug, slugs_of
from members.models import Collaborative, District, Membership, Organization
from milestones.desk_forms import Names

REASON = "accepted from a message"
NEW = "new"


class SettledError(Exception):
    """Somebody else was quicker; the message says who."""


@contextmanager
def taking(pk: int, seen: str = Message.Status.WAITING) -> Iterator[Message]:
    """The message, locked to the end of the block. Raises SettledError if it is not any more as it was `seen`."""
    # The row is read under its lock: of two who take it at once the second sees what the first made of it.
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=pk)
        if message.status != seen:
            who = message.settled_by or "Somebody"
            when = f" on {timezone.localtime(message.settled):%B %-d at %-I:%M %p}" if message.settled else ""
            raise SettledError(f"{who} settled this already{when}: {message.get_status_display().lower()}.")
        yield message


@contextmanager
def accepting(pk: int, seen: str) -> Iterator[Message]:
    """As `taking()`, for what is accepted but once. A declined or an answered one may be accepted after all."""
    with taking(pk, seen) as message, because(REASON):
        if message.status == Message.Status.ACCEPTED:
            raise SettledError("This was accepted already.")
        yield message


def accept_comment(pk: int, by: str, profile: Profile, seen: str = Message.Status.WAITING) -> Comment:
    """Publish it below its story. Raises SettledError or ValidationError."""
    with accepting(pk, seen) as message:
        story = message.about
        if message.kind != Message.Kind.COMMENT or not isinstance(story, Story):
            raise ValidationError("There is no story that this could be a comment on.")
        if not Story.objects.public().filter(pk=story.pk).exists():
            raise ValidationError("Its story is not public now. Publish it first, or decline the comment.")
        sent = timezone.localdate(message.received, timezone=profile.zone)
        comment = Comment(
            story=story, name=message.name, text=message.text, sent=sent, status=Status.PUBLISHED
        )
        same = story.comments.filter(name=comment.name, text=comment.text, sent=sent)
        if same.exists():
            raise ValidationError("The same comment stands below the story already. Decline this one.")
        comment.full_clean()
        comment.save()
        message.settle(Message.Status.ACCEPTED, by, comment)
    return comment


# Joining


def candidates(message: Message) -> tuple[list[District], District | None]:
    """Districts that the sender may mean, by all names they ever had, and the one whose name and state are the same."""
    names = Names()
    same = names.found.get(fold(message.organization).strip(), [])
    rows = list({row.pk: row for row in (*same, *names.like(message.organization))}.values())
    rows.sort(key=lambda row: (row.state != message.state, row.folded))
    exact = [row for row in same if row.state == message.state]
    return rows, exact[0] if len(exact) == 1 else None


def typed_year(text: str) -> int:
    """The year of joining that staff typed. Raises ValidationError."""
    if not re.fullmatch("[0-9]{4}", text.strip()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ValidationError(f"Say in which year it joins: a number from {FIRST_YEAR} to {LAST_YEAR}.")
    return int(text)


def accept_district(
    pk: int, by: str, choice: str, year: str, seen: str = Message.Status.WAITING
) -> tuple[District, Membership | None]:
    """The district, made as a draft where `choice` is NEW and not its key, and its draft membership from `year`, as typed.

    For a collaborative there is no membership. Raises SettledError or ValidationError.
    """
    with accepting(pk, seen) as message:
        if message.joins_as != Message.JoinsAs.DISTRICT:
            raise ValidationError("No district asks to join here.")
        rows, exact = candidates(message)
        district = next((row for row in rows if str(row.pk) == choice), None)
        if district is None and rows and choice != NEW:
            raise ValidationError("Choose which district it is, or that it is a new one.")
        if district is None and exact:
            raise ValidationError(f"{exact} is in the record already: choose it.")
        if district is None:
            district = District(
                name=message.organization,
                state=message.state,
                slug=free_slug(
                    message.organization, slugs_of(District), [message.state], empty=message.state.lower()
                ),
            )
            district.full_clean()
            district.save()
        joins = None if isinstance(message.about, Collaborative) else _join(district, typed_year(year))
        message.settle(Message.Status.ACCEPTED, by, district)
    return district, joins


def _join(district: District, number: int) -> Membership:
    year, _ = Year.objects.get_or_create(number=number)
    if year.status == Status.BIN:
        raise ValidationError(f"The year {number} is in the bin. Take it out first.")
    last = Membership.objects.filter(joined=year).order_by("-position").first()
    membership = Membership(district=district, joined=year, position=last.position + 1 if last else 1)
    membership.full_clean()
    refuse_overlaps([membership])
    membership.save()
    return membership


def accept_organization(
    pk: int, by: str, seen: str = Message.Status.WAITING
) -> tuple[Organization, Collaborative | None]:
    """The organization of that name, made if there is none. Raises SettledError or ValidationError."""
    with accepting(pk, seen) as message:
        if message.joins_as not in {Message.JoinsAs.AGENCY, Message.JoinsAs.CORPORATE}:
            raise ValidationError("No organization asks to join here.")
        name, state = message.organization, message.state
        kind, other = Organization.Kind.STATE_AGENCY, Organization.Kind.COMPANY
        if message.joins_as == Message.JoinsAs.CORPORATE:
            kind, other = other, kind
        # Two states have agencies of one name, and a company may bear it, too.
        alike = Organization.objects.filter(words_in("folded", name)).exclude(kind=other)
        if state:
            alike = alike.filter(state__in=("", state))
        organization = next((row for row in alike if fold(row.name) == fold(name)), None)
        if organization is None:
            organization = Organization(
                name=name,
                slug=free_slug(
                    name,
                    set(Organization.objects.values_list("slug", flat=True)),
                    [state],
                    longest=80,
                    empty="organization",
                ),
                kind=kind,
                state=state,
            )
            organization.full_clean()
            organization.save()
        message.settle(Message.Status.ACCEPTED, by, organization)
        wanted = message.about if isinstance(message.about, Collaborative) else None
    return organization, wanted


def decline(pk: int, by: str) -> None:
    with taking(pk) as message:
        message.settle(Message.Status.DECLINED, by)


# Answering


def begin_reply(pk: int, by: str, subject: str, text: str, seen: str, replies: int) -> Reply:
    """Keep a reply that is about to be sent, and count the message as answered; whoever comes second is told.

    `replies` is how many the writer has seen. Raises SettledError. A mail server may be slow, so that the row is not
    locked while the reply is sent: call `sent()` or `take_back()` then.
    """
    with taking(pk, seen) as message:
        others = list(message.replies.all())
        if len(others) > replies:
            last = others[-1]
            when = timezone.localtime(last.begun)
            raise SettledError(f"{last.by} replied on {when:%B %-d at %-I:%M %p}: see the message.")
        reply = Reply.objects.create(message=message, by=by, subject=subject, text=text)
        if message.status == Message.Status.WAITING:
            message.settle(Message.Status.ANSWERED, by)
    return reply


def sent(reply: Reply) -> None:
    reply.sent = timezone.now()
    reply.save(update_fields=["sent"])


def take_back(reply: Reply, seen: str) -> None:
    """Forget a reply that could not be sent; a message that waited until then waits again."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=reply.message_id).first()
        if message is None:  # deleted meanwhile, and the reply with it
            return
        reply.delete()
        answered = message.status == Message.Status.ANSWERED and not message.replies.exists()
        if answered and seen == Message.Status.WAITING:
            message.status, message.settled, message.settled_by = Message.Status.WAITING, None, ""
            message.save(update_fields=["status", "settled", "settled_by"])
