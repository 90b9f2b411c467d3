"""Images: still drawings that load nothing, and files that are what their name says."""

import pytest

from training_portal.courses.check import faults

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360">'


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "<script> is not accepted"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>', "<script> is not accepted"),
        ('<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="x"/>', "<iframe> is not accepted"),
        ("<foreignObject><p/></foreignObject>", "<foreignObject> is not accepted"),
        ('<image href="data:image/png;base64,AA"/>', "<image> is not accepted"),
        ('<set attributeName="href" to="javascript:x"/>', "<set> is not accepted"),
        ('<a href="#x"><rect/></a>', "<a> is not accepted"),
        ('<rect onclick="alert(1)"/>', "onclick runs a script"),
        ('<rect OnLoad="alert(1)"/>', "OnLoad runs a script"),
        ('<use href="https://evil.example/x.svg#a"/>', "points outside"),
        ('<use href=" javascript:alert(1)"/>', "points outside"),
        (
            '<use xmlns:l="http://www.w3.org/1999/xlink" l:href="other.svg#a"/>',
            "points outside",
        ),
        ('<g xml:base="https://evil.example/"/>', "loads from elsewhere"),
        ('<rect fill="url(https://evil.example/#a)"/>', "only url"),
        ("<rect style=\"fill: url( 'https://evil.example/#a' )\"/>", "only url"),
        ('<rect style="fill: u\\72l(//evil.example)"/>', "only url"),
        ("<style>@import 'https://evil.example/x.css';</style>", "@import"),
        ("<style>rect { fill: url(//evil.example/x) }</style>", "@import"),
        ("<style>rect { fill: u\\72l(//evil.example/x) }</style>", "@import"),
        ("<style><![CDATA[ @import '//evil.example'; ]]></style>", "@import"),
        ('<?xml-stylesheet href="https://evil.example/x.css"?>', "xml-stylesheet"),
        ('<text font-size="9">Small</text>', "9.0 px when the drawing is 640 px wide"),
        ('<g transform="scale(0.5)"><text font-size="20">Small</text></g>', "10.0 px"),
        ('<text style="font-size: 13px">Small</text>', "13.0 px"),
        ('<g font-size="8"><text><tspan>Small</tspan></text></g>', "8.0 px"),
        ('<text font-family="Papyrus">Pretty</text>', "font-family sans-serif"),
    ],
)
def test_a_drawing_that_does_more_than_show_is_refused_on_its_line(folder, inside, words):
    folder.write("images/button.svg", f"{ROOT}\n<title>Button</title>\n{inside}\n</svg>\n")
    found = faults(folder.path)
    assert any((f.file, f.line) == ("images/button.svg", 3) and words in f.words for f in found), [
        str(fault) for fault in found
    ]


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]>\n' + ROOT + "<title>&a;</title></svg>", 0, "DOCTYPE"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ROOT + "</svg>", 0, "DOCTYPE"),
        ('<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">' + ROOT + "</svg>", 0, "DOCTYPE"),
        ("<svg/>", 1, "must begin with <svg xmlns"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', 1, "must begin with <svg xmlns"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', 1, "needs a viewBox"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>', 1, "needs a viewBox"),
        (ROOT + "\n<g>\n</svg>", 3, "not correct XML"),
        (ROOT + "&nbsp;</svg>", 1, "not correct XML"),
        ("", 1, "not correct XML"),
        ("PNG", 1, "not correct XML"),
        (f'<?xml version="1.0" encoding="utf-16"?>{ROOT}</svg>'.encode("utf-16"), 0, "not UTF-8"),
        (f'<?xml version="1.0" encoding="nonsense"?>{ROOT}</svg>', 0, "not correct XML"),
    ],
)
def test_a_file_that_is_no_plain_drawing_is_refused(folder, written, line, words):
    folder.write("images/button.svg", written)
    found = faults(folder.path)
    assert any((f.file, f.line) == ("images/button.svg", line) and words in f.words for f in found), [
        str(fault) for fault in found
    ]


def test_a_drawing_may_use_its_own_parts(folder):
    folder.write(
        "images/button.svg",
        ROOT.replace("640 360", "320 180")
        + '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>'
        "<style>.b{fill:url(#a)}</style>"
        '<rect class="b" fill="url(#a)" style="stroke:url(\'#a\')"/><use href="#a"/>'
        '<g transform="translate(3 4) scale(2)"><text font-size="4">Big</text></g></svg>',
    )
    assert faults(folder.path) == []


def test_a_deeply_nested_drawing_is_read_without_harm(folder):
    folder.write("images/button.svg", ROOT + "<g>" * 20_000 + "</g>" * 20_000 + "</svg>")
    assert faults(folder.path) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("images/photo.png", b"\xff\xd8\xff\xe0", "not a PNG"),
        ("images/photo.png", b"<svg/>", "not a PNG"),
        ("images/photo.png", b"\x89PNG\r\n\x1a\n", "not a PNG"),
        (
            "images/photo.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\2\0\0\0",
            "wider or higher than 6000 px",
        ),
        ("images/photo.jpg", b"GIF89a", "not a JPEG"),
        ("images/photo.jpg", b"", "not a JPEG"),
    ],
)
def test_an_image_is_what_its_name_says(folder, name, content, words):
    folder.write(name, content).refuses(name, words)
