"""A cell's text and the value it stands for."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from consortium.record.tables import read, written
from consortium.states import STATES

# What a spreadsheet would run, or swallow, at the start of a cell; the quote itself, so that it comes back.
RUNS = re.compile(r"'|\s*[=+\-@＝＋－＠]|[\t\r\n]")
TRUTHS = {"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"}


def harmless(text: str) -> str:
    """The text with a quote before it where a spreadsheet would run it."""
    return f"'{text}" if RUNS.match(text) else text


def unquoted(cell: str) -> str:
    """What `harmless` made the cell from. Other texts lose the blanks around them, as in a form."""
    if cell.startswith("'") and RUNS.match(cell[1:]):
        return cell[1:]
    return cell.strip()


def one_line_end(value: Any) -> Any:
    """Line ends as XLSX gives them back, so that they make no difference."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def nces_id(text: str) -> str:
    """Seven digits: a spreadsheet eats leading zeros."""
    return text.zfill(7) if text.isascii() and text.isdigit() else text


def value_of(field: Any, text: str) -> Any:
    """The value a cell stands for in a column of the database. Raises ValidationError in plain words."""
    if field.choices and text:
        return choice(field, text)
    if isinstance(field, models.BooleanField):
        text = TRUTHS.get(text.lower(), text.lower())
    elif isinstance(field, models.IntegerField) and text:
        number = re.fullmatch(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?", text)
        if not number:
            raise ValidationError(f"“{text[:40]}” is not a whole number.")
        text = number[1].replace(",", "")
    return read(field, text)


def choice(field: Any, text: str) -> Any:
    """One of the field's choices, by its value or by the words that people see, in upper or lower case."""
    words = {str(label).casefold(): value for value, label in field.flatchoices}
    words |= {str(value).casefold(): value for value, _ in field.flatchoices}
    if text.casefold() in words:
        return words[text.casefold()]
    if set(STATES) >= {value for value, _ in field.flatchoices if value}:
        raise ValidationError(f"“{text[:40]}” is not a state; use two letters, such as VA.")
    named = ", ".join(str(value) for value, _ in field.flatchoices if value)
    raise ValidationError(f"“{text[:40]}” is none of: {named}.")


def text_of(field: Any, value: Any) -> str:
    return written(field, value)
