"""The shelf: every version of every course that was ever published, by its digest."""

from collections import OrderedDict
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any

import sqlalchemy as sa

from ..event_store.tables import Instant, metadata
from .contents import canonical_zip
from .package import read_kept
from .parts import Package
from .refusals import PackageIsNotKept

course_packages = sa.Table(
    "course_packages",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("kept_at", Instant, nullable=False),
)

_KEEP = sa.insert(course_packages).from_select(
    ["sha256", "content", "kept_at"],
    sa.select(
        sa.bindparam("sha256", type_=sa.Text),
        sa.bindparam("content", type_=sa.LargeBinary),
        sa.bindparam("kept_at", type_=Instant),
    ).where(
        ~sa.exists().where(course_packages.c.sha256 == sa.bindparam("sha256", type_=sa.Text)),
    ),
)


def keep(package: Package, now: datetime) -> tuple[sa.Insert, dict[str, Any]]:
    """The statement and the row that put a package on the shelf, or do nothing when it is there already.

    Run it inside the write transaction of the command, which has the only pen.
    """
    return _KEEP, {"sha256": package.sha256, "content": canonical_zip(package.files), "kept_at": now}


def open_package(tx: sa.Connection, digest: str) -> Package:
    """The package of a digest, read once per process and then shared.

    Errors: PackageIsNotKept; DamagedPackage when what is stored is no longer what was published.
    """
    known = _READ.get(digest)
    if known is not None:
        return known
    content = tx.execute(
        sa.select(course_packages.c.content).where(course_packages.c.sha256 == digest)
    ).scalar_one_or_none()
    if content is None:
        raise PackageIsNotKept
    if sha256(content).hexdigest() != digest:
        raise DamagedPackage(digest)
    package = read_kept(content)
    _READ.put(package)
    return package


class DamagedPackage(Exception):
    """The stored bytes of a package are not those that were published: restore them from a backup."""


class RecentPackages:
    """The packages read last, as many as fit into `room` bytes (and always the last one)."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._packages: OrderedDict[str, Package] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str) -> Package | None:
        """A package by its digest, if it is still here."""
        with self._lock:
            if digest in self._packages:
                self._packages.move_to_end(digest)
            return self._packages.get(digest)

    def put(self, package: Package) -> None:
        """Keep a package, and let go of those unused for longest when there is no room for all."""
        with self._lock:
            self._packages[package.sha256] = package
            while len(self._packages) > 1 and self._size() > self._room:
                self._packages.popitem(last=False)

    def _size(self) -> int:
        return sum(len(content) for package in self._packages.values() for content in package.files.values())


_READ = RecentPackages(64 * 2**20)
