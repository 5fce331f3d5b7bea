"""What readers send through the forms. It holds personal data: no history is kept of it, and it is forgotten in time."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from consortium.states import STATES


class MessageQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(status=Message.Status.WAITING)

    def settled_before(self, moment: datetime) -> Self:
        """Those that staff were done with before `moment`."""
        return self.filter(settled__lt=moment)

    def sent_since(self, moment: datetime, sender: str) -> int:
        """How many came from one address, known by its hash, since `moment`."""
        return self.filter(received__gte=moment, sender=sender).count()


class Message(models.Model):
    """A comment, a word to the staff, or a request to join, until it is settled and forgotten."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "Comment on a story"
        CONTACT = "contact", "Message to the staff"
        JOIN = "join", "Request to join"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        ANSWERED = "answered", "Answered"

    class JoinsAs(models.TextChoices):
        DISTRICT = "district", "School district"
        AGENCY = "agency", "State agency"
        CORPORATE = "corporate", "Company or other organization"

    kind = models.CharField(max_length=7, choices=Kind, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING, editable=False)
    received = models.DateTimeField(default=timezone.now, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    text = models.TextField(max_length=2000, blank=True)
    page = models.CharField(max_length=300, blank=True, help_text="The page of this site that it speaks of.")
    about_kind = models.ForeignKey(
        ContentType, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    about_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    about = GenericForeignKey("about_kind", "about_id")  # the story or the collaborative
    joins_as = models.CharField(max_length=9, choices=JoinsAs, blank=True)
    organization = models.CharField(
        max_length=160, blank=True, help_text="Of a request to join: the district, agency or company."
    )
    state = models.CharField(max_length=2, choices=list(STATES.items()), blank=True)
    post = models.CharField(max_length=120, blank=True, help_text="The sender's post there.")
    sender = models.CharField(max_length=64, editable=False)  # a keyed hash of the network address
    settled = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.CharField(max_length=150, blank=True, editable=False)
    led_to_kind = models.ForeignKey(
        ContentType, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    led_to_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    led_to = GenericForeignKey(
        "led_to_kind", "led_to_id"
    )  # the comment, district or organization of an accepted one

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("received", "pk")
        indexes = (models.Index(fields=["sender", "received"], name="message_sender_received"),)

    def __str__(self) -> str:
        said = f"{self.get_kind_display()} by {self.name}"
        return f"{said}, {self.organization}" if self.organization else said

    def settle(self, status: str, by: str, led_to: models.Model | None = None) -> None:
        self.status, self.settled, self.settled_by, self.led_to = status, timezone.now(), by, led_to
        self.save(update_fields=["status", "settled", "settled_by", "led_to_kind", "led_to_id"])

    @property
    def wish(self) -> str:
        """What is asked for, or the first words of what is said."""
        if self.kind == self.Kind.JOIN:
            return f"{self.get_joins_as_display()} to join {self.about or 'as a member'}"
        words = " ".join(self.text.split())
        return words if len(words) <= 80 else f"{words[:79]}…"


class Reply(models.Model):
    """What staff wrote to the sender of a message. It is forgotten with the message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="replies")
    by = models.CharField(max_length=150)
    begun = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True)  # empty until the mail server has taken it
    subject = models.CharField(max_length=150)
    text = models.TextField()

    class Meta:
        ordering = ("begun", "pk")
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"“{self.subject}” by {self.by}"


class AnsweredQuerySet(models.QuerySet):
    def older_than(self, age: timedelta) -> Self:
        return self.filter(when__lt=timezone.now() - age)


class Answered(models.Model):
    """A question of a form that has been answered: each is accepted once."""

    nonce = models.CharField(max_length=32, primary_key=True)
    when = models.DateTimeField(default=timezone.now)

    objects = AnsweredQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "answered"

    def __str__(self) -> str:
        return self.nonce
