"""What the site's search looks in: a flat table of entries, written wherever the record is."""

from typing import Any

from django.db import models
from django.db.models import Lookup

# Of a search: every word of it, each by one of these terms (its stem, or the beginning of a word).
Term = tuple[str, bool]  # letters and digits, folded; whether a word may go on after them
Asked = tuple[tuple[Term, ...], ...]


class LexemesField(models.TextField):
    """Words between single spaces that the database keeps a full text index of; the lookup `has` asks it.

    The index is made by the migration 0010: on SQLite a table of FTS5, which triggers keep, on PostgreSQL an index
    of the column as a tsvector. A migration that makes SQLite's table anew has to make the triggers anew, too.
    """


@LexemesField.register_lookup
class Has(Lookup):
    """`words__has=Asked`: whether a column has all that is asked. Terms of other characters would be read as operators."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table = self.lhs.target.model._meta.db_table
        key = f'{connection.ops.quote_name(self.lhs.alias)}."id"'
        # Asked once, for the keys of all rows, and not for each row
        sql = f"{key} IN (SELECT rowid FROM {table}_words WHERE {table}_words MATCH %s)"  # noqa: S608 # nosec B608 # no user's text
        return sql, [self.asked('"{}"', '"{}"*', " OR ", " AND ")]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        sql = f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery"
        return sql, [*params, self.asked("'{}'", "'{}':*", " | ", " & ")]

    def asked(self, whole: str, beginning: str, either: str, both: str) -> str:
        groups = (
            either.join((beginning if goes_on else whole).format(term) for term, goes_on in terms)
            for terms in self.rhs
        )
        return both.join(f"({group})" for group in groups)


class SearchEntry(models.Model):
    """A record as the search has it. What the public may not see has none; consortium/search/ writes them."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "Districts"
        PERSON = "person", "People"
        YEAR = "year", "Years"
        MILESTONE = "milestone", "Milestones"
        MEETING = "meeting", "Meetings"
        PRACTICE = "practice", "Practices"
        COLLABORATIVE = "collaborative", "Collaboratives"
        PLAN = "plan", "Plans"
        DOCUMENT = "document", "Documents"
        NEWS = "news", "News"

    # Made of the record's key and its table's number, so that it is the same however often the index is made anew.
    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=13, choices=Kind)
    weight = models.IntegerField(
        default=0
    )  # among equals the heavier one first: for what has a date, its day
    heads = models.TextField(db_collation="BINARY")  # its names as words, " a b ", a line each: what ranks it
    title = models.CharField(max_length=400)
    note = models.CharField(max_length=400, blank=True)  # the date or the place beside the title
    address = models.CharField(max_length=400)
    words = LexemesField(db_collation="BINARY")  # all it is found by
    text = models.TextField(blank=True)  # what readers may see of it, a part a line

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "search entries"
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that stands, or stood, in an entry: what a misspelt one may have been meant for."""

    word = models.CharField(max_length=64, primary_key=True, db_collation="BINARY")

    class Meta:
        ordering = ("word",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.word
