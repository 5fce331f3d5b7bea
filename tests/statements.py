"""What is asked of the database, Django's cursors or not."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection


@contextmanager
def statements():
    """A list of the statements that this thread's connection runs in the block."""
    found = []
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.set_trace_callback(found.append)
        try:
            yield found
        finally:
            connection.connection.set_trace_callback(None)
        return

    def execute(cursor, query, *args, original=psycopg.Cursor.execute, **kwargs):
        found.append(str(query))
        return original(cursor, query, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", execute)
        yield found
