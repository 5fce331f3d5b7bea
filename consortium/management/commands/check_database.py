from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection


class Command(BaseCommand):
    help = "Say in one line whether the database answers."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The database can't be reached: {reason}. See DATABASE_URL.") from error
