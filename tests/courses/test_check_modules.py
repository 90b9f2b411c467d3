"""Modules: what Markdown may not hold, each on its line."""

import pytest

from training_portal.courses.check import faults
from training_portal.courses.markdown import is_safe_link


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        ("Before.\n\n# Title\n", 3, "level 2"),
        ("Title\n=====\n", 1, "level 2"),
        ("#### Small\n", 1, "level 2"),
        ("##\n\nText.\n", 1, "heading is empty"),
        ("One.\n\n<div>Two</div>\n", 3, "Raw HTML"),
        ("One\ntwo <b>three</b>\n", 2, "Raw HTML"),
        ("<!-- hidden -->\n", 1, "Raw HTML"),
        ("> <script>alert(1)</script>\n", 1, "Raw HTML"),
        ("- one\n- two <img src=x onerror=alert(1)>\n", 2, "Raw HTML"),
        ("[a](http://rules.example)\n", 1, "https://"),
        ("One\n[a](javascript:alert(1))\n", 2, "https://"),
        ("[a](JaVaScRiPt&#58;alert(1))\n", 1, "https://"),
        ("[a](data:text/html,x)\n", 1, "https://"),
        ("[a](//rules.example)\n", 1, "https://"),
        ("[a](/orders)\n", 1, "https://"),
        ("[a](#part)\n", 1, "https://"),
        ("[a](https:///path)\n", 1, "https://"),
        ("[a](https://localhost/)\n", 1, "https://"),
        ("[a](https://rules.example:80x/)\n", 1, "https://"),
        ("[a](https://bank.example@evil.example)\n", 1, "https://"),
        ("[a](https://[::1)\n", 1, "https://"),
        ("[a][x]\n\n[x]: vbscript:x\n", 1, "https://"),
        ("<mailto:a@b.example>\n", 1, "https://"),
        ("| A |\n|---|\n| [x](ftp://y.example) |\n", 3, "https://"),
        ("![](images/button.svg)\n", 1, "no words"),
        ("![  ](images/button.svg)\n", 1, "no words"),
        ("![A lamp](images/lamp.svg)\n", 1, "images/lamp.svg is missing"),
        ("![A lamp](https://pictures.example/lamp.svg)\n", 1, "images/NAME.svg"),
        ("![A lamp](../images/button.svg)\n", 1, "images/NAME.svg"),
        ("![A lamp](images/button.gif)\n", 1, "images/NAME.svg"),
        ("![A lamp](javascript:x)\n", 1, "images/NAME.svg"),
        ("One.\nHere: ![A button](images/button.svg)\n", 1, "alone in its paragraph"),
        ("## ![A button](images/button.svg)\n", 1, "alone in its paragraph"),
        ("| A |\n|---|\n| ![A button](images/button.svg) |\n", 3, "alone in its paragraph"),
        (" \n\n", 0, "empty"),
        ("One.\nTwo\x1b[31m.\n", 2, "control"),
        ("One.\nTwo \u202egnp.exe\n", 2, "reading direction"),
        (b"One.\n\xe9t\xe9\n", 2, "not UTF-8"),
        (b"x" * 600_000, 0, "divide it"),
    ],
)
def test_a_fault_of_a_module_is_reported_on_its_line(folder, written, line, words):
    folder.write("en/02-leave.md", written)
    found = faults(folder.path)
    assert any((f.file, f.line) == ("en/02-leave.md", line) and words in f.words for f in found), [
        str(fault) for fault in found
    ]


@pytest.mark.parametrize(
    "written",
    [
        "A < b, 3 > 2 & `<b>`.\n",
        "\ufeff## With a byte order mark\r\n\r\nAnd Windows line ends.\r\n",
        "    <b>code</b>\n",
        "1. ![A button](images/button.svg)\n",
        "<https://rules.example/fire?a=1&b=2>\n",
    ],
)
def test_ordinary_markdown_has_no_fault(folder, written):
    assert faults(folder.write("en/02-leave.md", written).path) == []


@pytest.mark.parametrize(
    "address", ["https://[::1", "https://a\u2100b.example", "https://exa mple.example", ""]
)
def test_an_address_that_is_none_is_no_link(address):
    assert not is_safe_link(address)


def test_an_image_of_the_language_is_enough(folder):
    folder.remove("images/button.svg")
    folder.refuses("en/01-alarm.md:5", "images/button.svg is missing: add it to images/ or en/images/")


def test_deeply_nested_markdown_is_read_without_harm(folder):
    folder.write("en/02-leave.md", "> " * 20_000 + "x\n\n" + "[" * 20_000 + "\n\n" + "*a " * 20_000 + "\n")
    assert faults(folder.path) == []
