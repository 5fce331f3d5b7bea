"""The file itself: its parts, its manifest, and what is wrong with one that is damaged, cut or no backup."""

import errno
import hashlib
import json
import os
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeGuard

FORMAT = 1
MANIFEST = "manifest.json"
MOST_OF_MANIFEST = 200_000_000  # bytes: half a million stored files
UPLOADS = "uploads/"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
PIECE = 1 << 20

# What the reader of archives raises on a damaged one.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


class BackupError(Exception):
    """Why there is no backup, or why one is not restored: sentences for the one who asked."""


@dataclass
class Manifest:
    """What a backup holds."""

    kind: str  # "sqlite" or "postgresql"
    made: str  # when, in UTC: 2026-11-22T08:30:00+00:00
    migrations: list[list[str]]  # those applied: [app, name]
    tables: dict[str, list[Any]]  # name → [rows, SHA-256 of what they say]
    missing: list[str]  # stored files that rows name and that were not there
    parts: dict[str, list[Any]] = field(default_factory=dict)  # name → [bytes, SHA-256]

    @property
    def database(self) -> str:
        return DATABASES[self.kind]

    @property
    def uploads(self) -> list[str]:
        """The names of the stored files, as the storage knows them."""
        return sorted(name.removeprefix(UPLOADS) for name in self.parts if name.startswith(UPLOADS))

    @property
    def summary(self) -> str:
        rows, files = sum(count for count, _ in self.tables.values()), len(self.uploads)
        return f"{len(self.tables)} tables with {rows:,} rows and {files:,} stored file{'' if files == 1 else 's'}"

    def text(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True)

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """Raises BackupError for one of another format or shape."""
        try:
            given = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BackupError(f"{MANIFEST} can't be read.") from error
        number = given.pop("format", None) if isinstance(given, dict) else None
        if not is_count(number):
            raise BackupError(f"{MANIFEST} is not that of a backup of this site.")
        if number > FORMAT:
            raise BackupError(f"It has format {number}, made by a newer version; this one reads {FORMAT}.")
        if not is_shaped(given):
            raise BackupError(f"{MANIFEST} lacks something, or says it in another form.")
        return cls(**given)


def is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_shaped(given: dict[str, Any]) -> bool:
    def counted(value: Any) -> bool:
        return isinstance(value, dict) and all(
            isinstance(row, list) and len(row) == 2 and is_count(row[0]) and isinstance(row[1], str)
            for row in value.values()
        )

    def texts(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)

    return (
        set(given) == {"kind", "made", "migrations", "tables", "missing", "parts"}
        and isinstance(given["kind"], str)
        and given["kind"] in DATABASES
        and isinstance(given["made"], str)
        and isinstance(given["migrations"], list)
        and all(texts(row) and len(row) == 2 for row in given["migrations"])
        and counted(given["tables"])
        and texts(given["missing"])
        and counted(given["parts"])
    )


def is_inside(name: str) -> bool:
    """Whether a name leads to one place below a folder, on every system."""
    return name.isprintable() and not any(
        part in {"", ".", ".."} or "\\" in part or ":" in part for part in name.split("/")
    )


class Writing:
    """A backup that is being written: `add` its parts, then `finish`."""

    def __init__(self, stream: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(stream, "w")
        self.parts: dict[str, list[Any]] = {}

    def add(self, name: str, source: Any, packed: bool = False) -> None:
        """Copy what `source` reads; `packed` makes it smaller, which pictures and dumps are already."""
        if not is_inside(name):
            raise BackupError(f"A stored file has a name that no backup can keep: {name!r}.")
        digest, size = hashlib.sha256(), 0
        with self.zip.open(entry(name, packed), "w", force_zip64=True) as part:
            while piece := source.read(PIECE):
                part.write(piece)
                digest.update(piece)
                size += len(piece)
        self.parts[name] = [size, digest.hexdigest()]

    def finish(self, manifest: Manifest) -> None:
        manifest.parts = self.parts
        self.zip.writestr(entry(MANIFEST, True), manifest.text())

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        # Of a full disk the writer complains once more when it is closed: the first complaint is on its way.
        with suppress(OSError, ValueError) if kind else nullcontext():
            self.zip.close()


def entry(name: str, packed: bool) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, date_time=time.gmtime()[:6])
    made.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    made.external_attr = 0o600 << 16  # where it is unpacked by hand
    return made


class Archive:
    """A backup that is there, opened for reading. Raises BackupError where it is damaged, cut or something else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path)
            self.names = self._names()
            if MANIFEST not in self.names:
                raise BackupError(f"{path} is no backup of this site: there is no {MANIFEST} in it.")
            if self.zip.getinfo(MANIFEST).file_size > MOST_OF_MANIFEST:
                raise BackupError(f"{path} is no backup of this site: its {MANIFEST} is too long.")
            self.manifest = Manifest.read(self.zip.read(MANIFEST))
            self._compare_names()
        except OSError as error:
            raise BackupError(f"{path} can't be read: {error.strerror or error}.") from error
        except BackupError as error:
            raise BackupError(f"{error}" if str(path) in str(error) else f"{path}: {error}") from error
        except DAMAGED as error:
            raise BackupError(f"{path} is no backup, or it was cut short or damaged: {error}.") from error

    def _names(self) -> set[str]:
        names: set[str] = set()
        for info in self.zip.infolist():
            if not is_inside(info.orig_filename):
                raise BackupError(
                    f"It names a place outside of it: {info.orig_filename!r}. Nothing was read."
                )
            if info.filename in names:
                raise BackupError(f"{info.filename} is in it twice.")
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or info.flag_bits & 1:
                raise BackupError(f"{info.filename} is packed in a way that no backup is.")
            names.add(info.filename)
        return names

    def _compare_names(self) -> None:
        listed = set(self.manifest.parts)
        if self.manifest.database not in listed:
            raise BackupError("There is no database in it.")
        if missing := sorted(listed - self.names):
            raise BackupError(f"{missing[0]} is missing from it.")
        allowed = {name for name in listed if name == self.manifest.database or name.startswith(UPLOADS)}
        if foreign := sorted(self.names - allowed - {MANIFEST}):
            raise BackupError(f"{foreign[0]} is in it, which belongs to no backup.")

    def check(self) -> None:
        """Compare every part with its checksum, before anything is made of it."""
        for name in self.manifest.parts:
            for _ in self.pieces(name):
                pass

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; at its end it is known whether they are those that were written."""
        size, digest = self.manifest.parts[name]
        found, read = hashlib.sha256(), 0
        try:
            with self.zip.open(name) as part:
                while piece := part.read(PIECE):
                    found.update(piece)
                    read += len(piece)
                    yield piece
        except (OSError, *DAMAGED) as error:
            raise BackupError(f"{self.path}: {name} is damaged: {error}.") from error
        if (read, found.hexdigest()) != (size, digest):
            raise BackupError(f"{self.path}: {name} is not what was written: its checksum is another.")

    def copy(self, name: str, target: BinaryIO) -> None:
        for piece in self.pieces(name):
            target.write(piece)

    def close(self) -> None:
        self.zip.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that has its name, and only its owner's eyes on it, once all of it is on the disk; never over another."""
    refuse_to_overwrite(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")  # of mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        take_name(path)
        temporary.replace(path)
        sync_folder(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def refuse_to_overwrite(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise BackupError(f"{path} is there already. Name another file; none is written over.")


def take_name(path: Path) -> None:
    """Claim a name that nobody has: of two who want it at once, the second is told."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        refuse_to_overwrite(path)


def sync_folder(folder: Path) -> None:
    """Make a name last: it is in the folder, and not in the file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def said_plainly(error: OSError, doing: str) -> BackupError:
    """What an error of the disk means: `doing` is such as "write /srv/backups/x.zip"."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return BackupError(f"No room is left on the disk to {doing}. Make some and try again.")
    return BackupError(f"Can't {doing}: {error.strerror or error}.")
