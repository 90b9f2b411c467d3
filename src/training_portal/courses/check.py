"""Checking a package: every fault of every file, so that an author corrects them in one go."""

import struct
from dataclasses import replace
from hashlib import sha256

from .contents import Contents, Source, canonical_zip, read_contents
from .course_file import FILE, read_course
from .drawing import check_drawing
from .fault import Fault, Faults
from .module_text import check_module
from .parts import Package
from .question_bank import Bank, compare, read_bank

LARGEST_SIDE = 6_000
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_JPEG = b"\xff\xd8\xff"


def faults(source: Source) -> list[Fault]:
    """Every fault of a folder, a zip file or a zip's bytes, by file and line. None: it can be published."""
    return checked(source)[1]


def checked(source: Source) -> tuple[Package | None, list[Fault]]:
    """A package and all its faults. There is no package when course.yaml cannot be read at all."""
    found = Faults()
    contents = read_contents(source, found)
    if found and not contents.names:
        return None, found.sorted()
    package = assembled(contents, found)
    for name, content in contents.files.items():
        if name.endswith(".md"):
            check_module(name, content, contents.names, found)
        elif "images/" in name:
            _check_image(name, content, found)
    if package is not None:
        _check_places(package, contents, found)
    return package, found.sorted()


def assembled(contents: Contents, found: Faults) -> Package | None:
    """The package that course.yaml and the question banks make together."""
    course = read_course(contents, found)
    if course is None:
        return None
    modules = {module.id for module in course.modules}
    banks: list[Bank] = []
    for language in course.languages:
        file = f"{language}/questions.yaml"
        if file not in contents.names:
            found.add(file, 0, f"The question bank is missing: write {file}.")
        elif file in contents.files:
            bank = read_bank(file, contents.files[file], modules, found)
            if len(bank.questions) < course.draw:
                found.add(
                    file,
                    bank.line,
                    f"The bank has {len(bank.questions)} questions, {FILE} draws {course.draw}: add some.",
                )
            banks.append(bank)
    for other in banks[1:]:
        compare(banks[0], other, found)
    return replace(
        course,
        questions={bank.file.partition("/")[0]: bank.questions for bank in banks},
        files=contents.files,
        sha256=sha256(canonical_zip(contents.files)).hexdigest(),
    )


def _check_places(package: Package, contents: Contents, found: Faults) -> None:
    """Report folders of languages that the course does not have, and modules it does not list."""
    listed = {module.file for module in package.modules}
    for name in contents.files:
        folder, _, file = name.rpartition("/")
        language = folder.partition("/")[0]
        if language not in ("", "images", *package.languages):
            found.add(name, 0, f"`languages` of {FILE} lacks {language!r}: add it, or remove the file.")
        elif file.endswith(".md") and file not in listed:
            found.add(name, 0, f"No module of {FILE} has this file: list it, or remove the file.")


def _check_image(name: str, content: bytes, found: Faults) -> None:
    """Report an image that is not what its name says, or is larger than any page shows."""
    if name.endswith(".svg"):
        check_drawing(name, content, found)
    elif name.endswith(".png"):
        if not content.startswith(_PNG) or len(content) < 24:
            found.add(name, 0, "This is not a PNG image: export it again as PNG.")
        elif not all(1 <= side <= LARGEST_SIDE for side in struct.unpack(">II", content[16:24])):
            found.add(name, 0, f"The image is wider or higher than {LARGEST_SIDE} px: make it smaller.")
    elif not content.startswith(_JPEG):
        found.add(name, 0, "This is not a JPEG image: export it again as JPEG.")
