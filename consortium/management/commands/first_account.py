import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = "Make a first staff account, “staff”, with a random password that is printed once; none if there is any."

    def handle(self, **options: Any) -> None:
        accounts = get_user_model()
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            if accounts.objects.exists():
                return
            accounts.objects.create_superuser("staff", password=password)
        self.stdout.write(
            f"First staff account: user staff, password {password}  (shown once; change it after signing in)"
        )
