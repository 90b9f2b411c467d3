"""Reading a course package: only a faultless one is ever read."""

from pathlib import Path

from .check import assembled, checked
from .contents import Source, canonical_zip, read_contents
from .fault import Faults
from .parts import Answer, Assistance, Image, Module, Package, Question, QuestionKind
from .refusals import PackageIsFaulty

__all__ = [
    "Answer",
    "Assistance",
    "Image",
    "Module",
    "Package",
    "Question",
    "QuestionKind",
    "content_digest",
    "demo_folders",
    "read_kept",
    "read_package",
    "to_zip",
]


def read_package(source: Source) -> Package:
    """The package in a folder, a zip file or a zip's bytes, checked in every respect.

    Errors: PackageIsFaulty with all faults.
    """
    package, found = checked(source)
    if found or package is None:
        raise PackageIsFaulty(found)
    return package


def read_kept(content: bytes) -> Package:
    """A package that was checked when it was published. Rules that became stricter since do not hinder
    trainees under way, so only what cannot be read at all is refused.

    Errors: PackageIsFaulty.
    """
    found = Faults()
    package = assembled(read_contents(content, found), found)
    if package is None:
        raise PackageIsFaulty(found.sorted())
    return package


def to_zip(source: Source) -> bytes:
    """A package's files as the one zip that its content always gives.

    Errors: PackageIsFaulty, when a file is unsafe or out of place.
    """
    found = Faults()
    contents = read_contents(source, found)
    if found:
        raise PackageIsFaulty(found.sorted())
    return canonical_zip(contents.files)


def content_digest(source: Source) -> str:
    """The version of a package, 64 hexadecimal digits: the same for a folder and any zip of it."""
    return read_package(source).sha256


def demo_folders() -> list[Path]:
    """The folders of the courses that come with the portal, by name."""
    return sorted(path.parent for path in (Path(__file__).parent / "demo").glob("*/course.yaml"))
