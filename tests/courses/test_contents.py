"""Folders and zips that nobody vouches for, and the one version that the same content always has."""

import os
import stat
import struct
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training_portal.courses import contents
from training_portal.courses.check import faults
from training_portal.courses.package import content_digest, read_package, to_zip
from training_portal.courses.refusals import PackageIsFaulty


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md",
        "en/../../evil.md",
        "/etc/passwd",
        "C:/evil.md",
        "en\\..\\..\\evil.md",
        "\\\\server\\share\\evil.md",
    ],
)
def test_a_path_that_leads_out_of_a_zip_is_refused(folder, name):
    folder.refuses(name, "leads out of the package", folder.zipped((name, b"x")))


def test_a_link_in_a_zip_is_refused(folder):
    link = ZipInfo("en/03-link.md")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    folder.refuses("en/03-link.md", "Links", folder.zipped((link, b"/etc/passwd")))


def test_a_device_in_a_zip_is_refused(folder):
    device = ZipInfo("images/device.png")
    device.external_attr = (stat.S_IFCHR | 0o666) << 16
    folder.refuses("images/device.png", "special files", folder.zipped((device, b"")))


def test_a_link_in_a_folder_is_refused(folder):
    os.symlink("/etc/passwd", folder.path / "images" / "link.svg")
    folder.refuses("images/link.svg", "Links")


def test_a_linked_folder_is_refused(folder):
    os.symlink("/etc", folder.path / "etc")
    folder.refuses("etc", "Links")


def test_a_pipe_in_a_folder_is_refused(folder):
    os.mkfifo(folder.path / "images" / "pipe.svg")
    folder.refuses("images/pipe.svg", "special files")


def test_a_bomb_is_refused_before_it_is_unpacked(folder):
    folder.refuses("images/bomb.png", "far too tightly", folder.zipped(("images/bomb.png", bytes(4 * 2**20))))


def test_a_large_file_is_refused(folder):
    folder.write("images/large.png", bytes(contents.LARGEST_FILE + 1)).refuses("images/large.png", "5 MB")


def test_too_much_in_all_is_refused(folder):
    for number in range(6):
        folder.write(f"images/large-{number}.jpg", b"\xff\xd8\xff" + bytes(4 * 2**20))
    found = faults(folder.path)
    assert ("fire-safety", 0) in [(fault.file, fault.line) for fault in found]


def test_a_zip_file_of_great_size_is_not_even_read(folder, tmp_path):
    path = tmp_path / "huge.zip"
    with path.open("wb") as file:
        file.truncate(contents.MOST_BYTES + 1)
    folder.refuses("huge.zip", "make it smaller", path)


def test_too_many_files_are_refused(folder):
    many = [(f"en/m{number}.md", b"") for number in range(contents.MOST_FILES)]
    folder.refuses("package.zip", "2000 files", folder.zipped(*many))


def test_a_size_that_lies_does_not_help(folder):
    packed = bytearray(folder.zipped(("images/liar.png", bytes(300_000))))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = packed.rindex(signature)
        packed[at + offset : at + offset + 4] = struct.pack("<I", 100)
    folder.refuses("images/liar.png", "cannot be read", bytes(packed))


def test_a_locked_file_is_refused(folder):
    packed = bytearray(folder.zipped(("images/locked.png", b"x")))
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1
    folder.refuses("images/locked.png", "password", bytes(packed))


def test_an_unusual_compression_is_refused(folder):
    entry = ZipInfo("images/odd.png")
    entry.compress_type = ZIP_BZIP2
    folder.refuses("images/odd.png", "ordinary zip compression", folder.zipped((entry, b"x" * 1000)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_a_zip_holds_twice_is_refused(folder):
    folder.refuses("en/02-leave.md", "twice", folder.zipped(("en/02-leave.md", b"Other.\n")))


def test_what_is_no_zip_is_refused(folder, tmp_path):
    (tmp_path / "course.zip").write_bytes(b"hello")
    folder.refuses("course.zip", "not a zip", tmp_path / "course.zip")
    folder.refuses("package.zip", "not a zip", folder.zipped()[:200])


@pytest.mark.parametrize(
    "name", ["en/run.exe", "index.html", "images/a.gif", "images/deep/a.svg", "en/images/a.js", ".hidden"]
)
def test_an_odd_file_is_refused(folder, name):
    folder.write(name, "x").refuses(name, "not a part of a course package")


def test_a_name_that_a_terminal_would_obey_is_shown_harmlessly(folder):
    folder.write("en/\x1b[31m.md", "x").refuses(r"en/?[31m.md", "not a part")


def test_capital_letters_in_a_name_are_explained(folder):
    folder.write("images/Button.SVG", "x").refuses("images/Button.SVG", "small letters")


def test_a_zip_of_the_folder_itself_is_explained(folder):
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in folder.files().items():
            archive.writestr(f"fire-safety/{name}", content)
    found = {str(fault) for fault in faults(packed.getvalue())}
    top = "course.yaml must be at the top: pack the content of the folder, not the folder."
    assert f"fire-safety/course.yaml:1: {top}" in found


def test_what_desktops_leave_behind_is_overlooked(folder):
    clean = content_digest(folder.path)
    folder.write(".DS_Store", "x").write("en/Thumbs.db", "x").write("__MACOSX/en/._01-alarm.md", "x")
    assert content_digest(folder.path) == clean == content_digest(folder.zipped())


def test_a_folder_and_every_zip_of_it_are_the_same_version(folder, tmp_path):
    (tmp_path / "course.zip").write_bytes(folder.zipped())
    versions = {
        content_digest(source)
        for source in (
            folder.path,
            str(folder.path),
            tmp_path / "course.zip",
            folder.zipped(),
            to_zip(folder.path),
        )
    }
    assert len(versions) == 1


def test_dates_do_not_make_another_version_and_content_does(folder):
    before = to_zip(folder.path)
    os.utime(folder.path / "course.yaml", (1_000_000_000, 1_000_000_000))
    assert to_zip(folder.path) == before
    folder.change("en/02-leave.md", "stairs", "ladder")
    assert to_zip(folder.path) != before


def test_the_version_of_a_known_content_never_changes():
    """The digest was written down once: another would make every published course look changed."""
    packed = contents.canonical_zip({"b": b"2", "a": b"1"})
    assert sha256(packed).hexdigest() == ("abba080c92582d63232654caf7e671fcc0b40992dd809e155abd224886238e9c")


def test_a_faulty_package_is_not_read(folder):
    folder.change("course.yaml", "draw: 2", "draw: 9")
    with pytest.raises(PackageIsFaulty) as refusal:
        read_package(folder.path)
    assert len(refusal.value.faults) == 2
    assert "to correct (2)" in str(refusal.value)
    assert "en/questions.yaml:1:" in str(refusal.value)


def test_an_unsafe_folder_is_not_packed(folder):
    os.symlink("/etc/passwd", folder.path / "images" / "link.svg")
    with pytest.raises(PackageIsFaulty):
        to_zip(folder.path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_zip_is_refused_and_never_an_accident(folder, data):
    packed = bytearray(folder.zipped())
    for _ in range(data.draw(st.integers(1, 6))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    faults(bytes(packed))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300),
    name=st.sampled_from(["course.yaml", "en/questions.yaml", "en/01-alarm.md"]),
)
def test_a_damaged_text_is_refused_and_never_an_accident(folder, content, name):
    files = folder.files()
    at = len(content) * 7 % len(files[name])
    files[name] = files[name][:at] + content + files[name][at + len(content) :]
    faults(contents.canonical_zip(files))
