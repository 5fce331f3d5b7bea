"""The public tables: what each holds is declared once, and read by downloads, pages and the data package alike.

Keys are slugs where there are slugs, else the numbers of rows. Not among the tables: whom staff write to in districts,
what readers sent and commented, and photographs, which have licences of their own.
"""

from consortium.data import bodies, meetings, members, milestones, naming, plans, practices
from consortium.data.table import Column, Link, Seen, Table

SUBJECTS: tuple[tuple[str, tuple[Table, ...]], ...] = (
    ("Districts", members.TABLES),
    ("Milestones", milestones.TABLES),
    ("Meetings", meetings.TABLES),
    ("People", members.PEOPLE),
    ("Organizations and collaboratives", bodies.TABLES),
    ("Practices", practices.TABLES),
    ("Plans", plans.TABLES),
    ("Sources and topics", naming.TABLES),
)
TABLES: dict[str, Table] = {table.name: table for _, tables in SUBJECTS for table in tables}

__all__ = ("SUBJECTS", "TABLES", "Column", "Link", "Seen", "Table")
