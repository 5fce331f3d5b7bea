"""Drills: what the site promises, tried for real against a server that runs as `make run` starts it.

    races.py   two editors save one record at the same instant; no change is lost without a word
    kills.py   kill -9 during imports and saves; nothing half-done is left
    reads.py   four processes answer readers while another one edits; no answer is old
    faults.py  the database is stopped, hangs, cuts off and is slow; readers and staff are told within two seconds
    disk.py    the disk is full during imports, uploads and saves; all is said, nothing is half done
    soak.py    half an hour of reading and editing while workers are killed; nothing fails twice, memory is flat

    python -m tests.drills.races --database-url sqlite:
    python -m tests.drills.kills --database-url postgres://user@host:5432/any

Each prints a table and exits 1 if a promise was broken. `sqlite:` is a file in a temporary folder. On PostgreSQL a
database of the drill's own is made beside the named one, and dropped in the end: the account needs CREATEDB.

    site.py      a copy of the project with its database and its server, in a temporary folder
    visitor.py   a browser without a screen: a session, forms as they stand on a page, posting them
    screens.py   what an editor can do on a screen of the admin, and what the record should then hold
"""
