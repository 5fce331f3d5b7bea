"""A backup: one ZIP file that holds all a site has, as of one moment.

    manifest.json                  what is in it: see `Manifest`
    database.sqlite3               the database: a copy made through SQLite's own backup …
    database.dump                  … or what pg_dump wrote in its custom format
    uploads/pictures/….jpg         each stored file under its name

A file is either whole or it is not there: it is written under another name and renamed. Reading trusts nothing: each
part is compared with its checksum, and each table's rows, once they are restored, with theirs.
"""

from consortium.backup.archive import Archive, BackupError, Manifest
from consortium.backup.databases import database_of
from consortium.backup.making import make
from consortium.backup.putting_back import check_it_fits, put_back

__all__ = ("Archive", "BackupError", "Manifest", "check_it_fits", "database_of", "make", "put_back")
