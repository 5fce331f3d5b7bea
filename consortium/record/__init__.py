"""The whole record as files that a person can read and edit: one YAML file a subject, a row a list item.

Every value is text ("yes" and "no", "fall 2016", "2012"); what stands at its default is left out; a row that hangs
on another one is nested in it; other rows are named by their key, such as a slug. Loading what was exported and
exporting again gives the same bytes.
"""

from consortium.record.exporting import Exporter, count_anew, equals, export, is_empty
from consortium.record.loading import Loader, RecordError, parse
from consortium.record.tables import TABLES

__all__ = (
    "TABLES",
    "Exporter",
    "Loader",
    "RecordError",
    "count_anew",
    "equals",
    "export",
    "is_empty",
    "parse",
)
