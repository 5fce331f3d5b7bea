"""What a form says to a row, and what the database does: a constraint has to hold in both."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


def said_by_form(row):
    """The messages with which validation refuses an unsaved row; none if it is accepted."""
    try:
        row.full_clean()
    except ValidationError as error:
        return error.messages
    return []


def fields_refused(row):
    """The fields that validation finds fault with."""
    try:
        row.full_clean()
    except ValidationError as error:
        return list(error.message_dict)
    return []


def refused_by_database(row):
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return True
    return False


def refusal(row):
    """([message, …], whether the database refuses the row too)."""
    return said_by_form(row), refused_by_database(row)


ACCEPTED = ([], False)


def refused(message):
    return [message], True
