"""The tables that the site's search looks in, with the full text index of the database at hand.

No extension is asked for: not every account may make one.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import migrations, models
from django.db.utils import OperationalError

import consortium.models.search

# The words come folded, and cut to their stems, with spaces between: “ascii” takes every other letter for one of a word.
# Only their presence is asked for, so no positions are kept. The table of the entries has the words already.
ON_SQLITE = [
    """CREATE VIRTUAL TABLE consortium_searchentry_words USING fts5(
        words, content='consortium_searchentry', content_rowid='id', tokenize='ascii', detail='none', prefix='3 4'
    )""",
    """CREATE TRIGGER consortium_searchentry_words_added AFTER INSERT ON consortium_searchentry BEGIN
        INSERT INTO consortium_searchentry_words(rowid, words) VALUES (new.id, new.words);
    END""",
    """CREATE TRIGGER consortium_searchentry_words_deleted AFTER DELETE ON consortium_searchentry BEGIN
        INSERT INTO consortium_searchentry_words(consortium_searchentry_words, rowid, words)
            VALUES ('delete', old.id, old.words);
    END""",
    """CREATE TRIGGER consortium_searchentry_words_changed AFTER UPDATE OF words ON consortium_searchentry
        WHEN new.words <> old.words BEGIN
        INSERT INTO consortium_searchentry_words(consortium_searchentry_words, rowid, words)
            VALUES ('delete', old.id, old.words);
        INSERT INTO consortium_searchentry_words(rowid, words) VALUES (new.id, new.words);
    END""",
]
# Without a list of what is yet to be put in order, which every search would have to go through after an import.
ON_POSTGRESQL = [
    """CREATE INDEX consortium_searchentry_words ON consortium_searchentry
        USING gin (array_to_tsvector(string_to_array(words, ' '))) WITH (fastupdate = off)"""
]


def make_index(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in ON_SQLITE if is_sqlite else ON_POSTGRESQL:
        try:
            schema_editor.execute(statement, params=None)
        except OperationalError as error:
            if "no such module" not in str(error):
                raise
            raise ImproperlyConfigured(
                "The SQLite of this Python lacks FTS5, which the search needs. Use a Python that has it, or PostgreSQL."
            ) from error


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("added", "deleted", "changed"):
            schema_editor.execute(f"DROP TRIGGER consortium_searchentry_words_{name}", params=None)
        schema_editor.execute("DROP TABLE consortium_searchentry_words", params=None)
    else:
        schema_editor.execute("DROP INDEX consortium_searchentry_words", params=None)


class Migration(migrations.Migration):
    dependencies = (("consortium", "0009_editors_change_what_is_shared"),)

    operations = (
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("district", "Districts"),
                            ("person", "People"),
                            ("year", "Years"),
                            ("milestone", "Milestones"),
                            ("meeting", "Meetings"),
                            ("practice", "Practices"),
                            ("collaborative", "Collaboratives"),
                            ("plan", "Plans"),
                            ("document", "Documents"),
                            ("news", "News"),
                        ],
                        max_length=13,
                    ),
                ),
                ("weight", models.IntegerField(default=0)),
                ("heads", models.TextField(db_collation="BINARY")),
                ("title", models.CharField(max_length=400)),
                ("note", models.CharField(blank=True, max_length=400)),
                ("address", models.CharField(max_length=400)),
                ("words", consortium.models.search.LexemesField(db_collation="BINARY")),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "search entries",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "word",
                    models.CharField(db_collation="BINARY", max_length=64, primary_key=True, serialize=False),
                ),
            ],
            options={
                "ordering": ("word",),
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make_index, drop_index),
    )
