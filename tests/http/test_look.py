"""What every page is drawn with: static files, pictures, colours, templates that a strict policy allows."""

import re
from hashlib import sha256
from itertools import pairwise

import pytest
from flask import Flask

from training_portal.http import assets

TEMPLATES = assets.STATIC.parent / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
GROUND = (assets.STATIC / "look" / "ground.css").read_text(encoding="utf-8")


@pytest.fixture
def page():
    app = Flask("look", static_folder=str(assets.STATIC))
    with app.test_request_context("/") as context:
        yield context


def test_vendored_files_are_those_that_the_list_names():
    vendor = assets.STATIC / "vendor"
    named = re.findall(r"^([0-9a-f]{64})  (\S+)$", (vendor / "VENDORED").read_text(), re.MULTILINE)
    assert named
    for digest, name in named:
        assert sha256((vendor / name).read_bytes()).hexdigest() == digest, name
        assert any(vendor.joinpath(name).parent.glob("LICENSE*")), name


def test_the_address_of_a_static_file_follows_its_content(page):
    digest = sha256((assets.STATIC / "portal.js").read_bytes()).hexdigest()
    assert assets.asset("portal.js") == f"/static/portal.js?v={digest[:12]}"


def test_a_picture_with_words_speaks_and_escapes_them(page):
    assert 'aria-hidden="true"' in assets.icon("cart")
    assert 'aria-label="Add O&#39;Neill &lt;x&gt;"' in assets.icon("cart", "Add O'Neill <x>")


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", ""), ("pink", ""), ('"><script>', "")]
)
def test_only_known_colours_can_be_chosen(page, cookie, theme):
    page.request.cookies = {"theme": cookie}
    assert assets.theme() == theme


def test_every_command_id_is_new():
    assert len({assets.fresh_id() for _ in range(100)}) == 100


def test_every_picture_that_a_template_names_is_drawn():
    drawn = set(
        re.findall(r'<symbol id="([^"]+)"', (assets.STATIC / "icons.svg").read_text(encoding="utf-8"))
    )
    for template in PAGES:
        named = re.findall(r"\bicon\('([\w-]+)'", template.read_text(encoding="utf-8"))
        assert set(named) <= drawn, template.name


@pytest.mark.parametrize("template", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_template_holds_script_or_style_of_its_own(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text, re.IGNORECASE)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("template", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_form_that_changes_something_carries_its_token(template):
    text = template.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
        assert "csrf_token" in form or "hidden(" in form, form[:100]


THEMES = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    for block in re.findall(r"\{\s*(--ground:.*?)\}", GROUND.replace(":root {", ""), re.DOTALL)
]
READ_ON = [
    ("text", "ground panel salmon yellow blue-tint bad-tint good-tint warm-tint"),
    ("muted", "ground panel salmon yellow"),
    ("link", "ground panel salmon yellow blue-tint"),
    ("bad", "panel bad-tint"),
    ("good", "panel good-tint"),
    ("warm", "panel warm-tint"),
    ("on-blue", "blue blue-deep"),
]


def brightness(colour):
    full = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_dark_colours_of_the_device_are_those_of_the_choice():
    assert len(THEMES) == 3
    assert all(one == other for one, other in pairwise(THEMES[1:]))


@pytest.mark.parametrize("number", [0, 1, 2], ids=["light", "dark by device", "dark by choice"])
def test_words_can_be_read_on_every_ground_they_stand_on(number):
    colours = THEMES[0] | THEMES[number]
    for word, grounds in READ_ON:
        for ground in grounds.split():
            assert contrast(colours[word], colours[ground]) >= 4.5, (word, ground)
    for edge in ("ground", "panel"):
        assert contrast(colours["edge"], colours[edge]) >= 3, edge
