from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from consortium.second_factor import remove_devices


class Command(BaseCommand):
    help = "Take a lost device and its backup codes away from an account, which can then add a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        count = remove_devices(user)
        self.stdout.write(f"{username} had {count} device{'' if count == 1 else 's'}, and has none now.")
