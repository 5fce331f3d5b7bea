"""Tables as files: CSV and XLSX in and out, the same for the admin and for `manage.py import_data`.

    cells.py      a cell's text and the value it stands for
    files.py      bytes to rows of cells and back
    columns.py    a column of a file and the part of a record it speaks of
    lines.py      the lines of a file by the columns they stand in
    tables.py     a table: which record a row means and what would change, all or nothing
    rules.py      what a row has to keep to
    writing.py    many rows at once
    outcome.py    what was done or would be
    undoing.py    the list of imports, and taking one back as a whole
    screens.py    the admin's side
    kinds.py      all tables by name

What a table is about stands in its app: `members/resources.py`, `meetings/resources.py`, `milestones/resources.py`.
"""
