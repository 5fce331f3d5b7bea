from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consortium.bin import forget_what_is_gone
from consortium.message_forms import KEPT_DAYS
from consortium.models import Answered, Message


def forget(messages: Any) -> int:
    """How many messages were deleted; their replies, which go with them, are not counted."""
    return int(messages.delete()[1].get(Message._meta.label, 0))


class Command(BaseCommand):
    help = (
        f"Forget messages that staff were done with {KEPT_DAYS} days ago or earlier, the answered questions of the "
        "forms, and what history has of comments that were deleted for good. Messages that wait stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=KEPT_DAYS, help=f"instead of {KEPT_DAYS}")
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, *, days: int, dry_run: bool, **options: Any) -> None:
        if not 0 <= days <= 36_500:
            raise CommandError("--days takes a whole number from 0 to 36500.")
        settled = Message.objects.settled_before(timezone.now() - timedelta(days=days))
        answered = Answered.objects.older_than(timedelta(days=1))  # their forms lasted two hours
        if dry_run:
            self.say("would be forgotten", settled.count(), answered.count())
        else:
            self.say("forgotten", forget(settled), answered.delete()[0])
            forget_what_is_gone()
        waiting = Message.objects.waiting().count()
        self.stdout.write(f"{waiting:,} waiting message{'' if waiting == 1 else 's'} left alone.")

    def say(self, what: str, messages: int, answered: int) -> None:
        self.stdout.write(
            f"{messages:,} settled message{'' if messages == 1 else 's'} and "
            f"{answered:,} answered question{'' if answered == 1 else 's'} {what}."
        )
