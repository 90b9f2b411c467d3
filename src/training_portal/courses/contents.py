"""The files of a package, out of a folder or a zip that nobody vouches for; and the one way they are packed.

Nothing is ever unpacked to disk. What is refused is refused by name, and the rest is still read, so that
the author hears of every fault.
"""

import os
import re
import stat
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .fault import Faults

Source = str | os.PathLike[str] | bytes
"""Where a package comes from: a folder, a zip file, or a zip's bytes."""

MOST_FILES = 2_000
MOST_BYTES = 20 * 2**20
LARGEST_FILE = 5 * 2**20
MOST_TIGHTLY_PACKED = 100
_TOO_MUCH = f"The package holds more than {MOST_FILES} files or {MOST_BYTES // 2**20} MB: make it smaller."
_SMALL = 64 * 2**10
_NAME = r"[a-z0-9][a-z0-9_-]{0,59}"
_PLACES = re.compile(
    rf"course\.yaml|[a-z]{{2}}/questions\.yaml|[a-z]{{2}}/{_NAME}\.md|(?:[a-z]{{2}}/)?images/{_NAME}\.(?:svg|png|jpg)"
)
_LEFT_BY_DESKTOPS = re.compile(r"(?:.*/)?(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)|(?:.*/)?__MACOSX/.*")
_ENTRY = b"PK\x01\x02"


@dataclass(frozen=True, slots=True)
class Contents:
    """Files by path, and every path seen: a file that was refused is not also reported as missing."""

    files: Mapping[str, bytes]
    names: frozenset[str]


def read_contents(source: Source, faults: Faults) -> Contents:
    """Everything readable in a folder or a zip; what is unsafe or out of place becomes a fault."""
    if isinstance(source, bytes):
        return _collected(_zip_entries("package.zip", source, faults), "package.zip", faults)
    path = Path(source)
    if path.is_dir():
        return _collected(_folder_entries(path, faults), path.name, faults)
    if not path.is_file():
        faults.add(str(path), 0, "There is no such folder or zip file.")
        return Contents({}, frozenset())
    if path.stat().st_size > MOST_BYTES:
        faults.add(path.name, 0, _TOO_MUCH)
        return Contents({}, frozenset())
    return _collected(_zip_entries(path.name, path.read_bytes(), faults), path.name, faults)


def canonical_zip(files: Mapping[str, bytes]) -> bytes:
    """The same files always give the same bytes: names sorted, dates and modes fixed, nothing compressed
    (compressed bytes differ from one zlib to the next).
    """
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that may be read: its path in the package, its size in bytes, and the way to its bytes."""

    name: str
    size: int
    archive: ZipFile | None
    at: Path | ZipInfo

    def read(self) -> bytes:
        if isinstance(self.at, Path):
            return self.at.read_bytes()
        assert self.archive is not None
        return self.archive.read(self.at)


def _collected(entries: Iterator[_Found], whole: str, faults: Faults) -> Contents:
    files: dict[str, bytes] = {}
    names: set[str] = set()
    total = 0
    for entry in entries:
        total += entry.size
        if len(names) == MOST_FILES or total > MOST_BYTES:
            faults.add(
                whole,
                0,
                f"The package holds more than {MOST_FILES} files or {MOST_BYTES // 2**20} MB: cut it.",
            )
            break
        if entry.name in names:
            faults.add(entry.name, 0, "The zip holds this file twice: keep one.")
            continue
        names.add(entry.name)
        content = _readable(entry, faults)
        if content is not None:
            files[entry.name] = content
    return Contents(files, frozenset(names))


def _readable(entry: _Found, faults: Faults) -> bytes | None:
    if not _PLACES.fullmatch(entry.name):
        faults.add(entry.name, 0, _out_of_place(entry.name))
    elif entry.size > LARGEST_FILE:
        faults.add(entry.name, 0, f"The file is larger than {LARGEST_FILE // 2**20} MB: make it smaller.")
    else:
        try:
            return entry.read()
        except (BadZipFile, OSError, EOFError, zlib.error, RuntimeError, ValueError) as broken:
            faults.add(entry.name, 0, f"The file cannot be read ({broken}): pack it again.")
    return None


def _out_of_place(name: str) -> str:
    if _PLACES.fullmatch(name.lower()):
        return "Write file names in small letters: a to z, digits, hyphens."
    if name.endswith("/course.yaml"):
        return "course.yaml must be at the top: pack the content of the folder, not the folder."
    return (
        "This is not a part of a course package: remove it. A package holds course.yaml, images/NAME.svg"
        " (or .png, .jpg) and per language LL/NAME.md, LL/questions.yaml, LL/images/."
        " Names are small letters, digits, hyphens."
    )


def _folder_entries(folder: Path, faults: Faults) -> Iterator[_Found]:
    def unreadable(error: OSError) -> None:
        faults.add(str(error.filename), 0, f"The folder cannot be read ({error.strerror}).")

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders.sort()
        for name in sorted(names + [inner for inner in folders if (Path(place) / inner).is_symlink()]):
            path = Path(place) / name
            inside = path.relative_to(folder).as_posix()
            if _LEFT_BY_DESKTOPS.fullmatch(inside):
                continue
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                yield _Found(inside, status.st_size, None, path)
            else:
                faults.add(inside, 0, "Links and special files are not accepted: put the file itself here.")


def _zip_entries(whole: str, packed: bytes, faults: Faults) -> Iterator[_Found]:
    if len(packed) > MOST_BYTES or packed.count(_ENTRY) > MOST_FILES:
        faults.add(whole, 0, _TOO_MUCH)
        return
    try:
        archive = ZipFile(BytesIO(packed))
    except (BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        faults.add(whole, 0, f"This is not a zip that can be read ({broken}): pack the folder again.")
        return
    with archive:
        for entry in archive.infolist():
            unsafe = _unsafe(entry)
            if unsafe:
                faults.add(entry.filename, 0, unsafe)
            elif not entry.is_dir() and not _LEFT_BY_DESKTOPS.fullmatch(entry.filename):
                yield _Found(entry.filename, entry.file_size, archive, entry)


def _unsafe(entry: ZipInfo) -> str:
    """Why an entry of a zip must not even be looked at; empty when it may."""
    name = entry.orig_filename
    if name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/") or "\0" in name:
        return "The path leads out of the package: pack the folder again with plain relative paths."
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "Links and special files are not accepted: put the file itself here."
    if entry.flag_bits & 0x1:
        return "The file is locked with a password: pack it without."
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "The file is packed in an unusual way: use the ordinary zip compression."
    if entry.file_size > _SMALL and entry.file_size > MOST_TIGHTLY_PACKED * entry.compress_size:
        return "The file is packed far too tightly to be a text or an image: remove it."
    return ""
