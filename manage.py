#!/usr/bin/env python
"""Run Django's and the project's commands: ``python manage.py help`` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import Error


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")
    except (Error, OSError) as error:
        from consortium.database_away import why  # which needs the settings

        reason = "" if "--traceback" in sys.argv else why(error)
        if not reason:
            raise
        sys.exit(f"Not done: {reason}")


if __name__ == "__main__":
    main()
