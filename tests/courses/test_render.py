"""Modules as HTML: what a reader gets, and what an attacker does not."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training_portal.courses.render import module_html

ALLOWED = {
    *(
        "h2",
        "h3",
        "p",
        "strong",
        "em",
        "code",
        "pre",
        "hr",
        "br",
        "ul",
        "ol",
        "li",
        "a",
        "figure",
        "img",
        "div",
    ),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *(
        "href",
        "rel",
        "target",
        "src",
        "alt",
        "loading",
        "id",
        "class",
        "role",
        "scope",
        "start",
        "data-label",
    ),
}


def shown(markdown):
    return str(module_html(markdown, lambda name: f"/courses/7/images/{name}"))


def test_headings_get_ids_of_their_words_and_never_the_same():
    html = shown("## Sûreté & Łódź\n\n### Rules\n\n## Rules\n")
    assert re.findall(r'id="([^"]*)"', html) == ["part-surete-lodz", "part-rules", "part-rules-2"]


def test_block_quotes_become_boxes_to_remember():
    assert '<div class="remember" role="note">\n<p><strong>Remember.</strong> Leave.</p>\n</div>' in shown(
        "> **Remember.** Leave.\n"
    )


def test_images_become_figures_with_the_address_of_the_page():
    assert (
        '<figure class="illustration"><img src="/courses/7/images/button.svg" alt="A &quot;red&quot; button"'
        ' loading="lazy"></figure>'
    ) in shown('![A "red" button](images/button.svg)\n')


def test_tables_carry_the_heading_of_each_cell_so_that_they_reflow():
    html = shown("| Colour | **Mean**ing |\n|---|--:|\n| Red | Stop |\n| Blue | |\n")
    assert '<div class="table-frame"><table class="reflow">' in html
    assert '<th scope="col">Colour</th>' in html
    assert '<th class="right" scope="col">' in html
    assert '<td data-label="Colour">Red</td>' in html
    assert '<td class="right" data-label="Meaning">Stop</td>' in html
    assert html.count('data-label="Meaning"') == 2
    assert html.rstrip().endswith("</table></div>")


def test_each_table_has_its_own_headings():
    html = shown("| A |\n|---|\n| 1 |\n\n| B |\n|:-:|\n| 2 |\n")
    assert '<td data-label="A">1</td>' in html
    assert '<td class="centre" data-label="B">2</td>' in html


def test_links_open_apart_and_tell_nobody_where_they_come_from():
    html = shown("[rules](https://rules.example/fire)\n")
    assert re.search(r'<a href="https://rules.example/fire"', html)
    assert 'rel="noopener noreferrer"' in html
    assert 'target="_blank"' in html


def test_lists_and_code_are_kept():
    html = shown("3. three\n4. four\n\n- `a < b`\n\n```python\nx = 1\n```\n")
    assert '<ol start="3">' in html
    assert "<code>a &lt; b</code>" in html
    assert "<pre><code>x = 1\n</code></pre>" in html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onmouseover=alert(1)>b</b>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<!--><script>alert(1)</script>-->",
        "[x](javascript:alert(1))",
        "[x](JaVa&#x53;cript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](//evil.example)",
        "[x](/sign-out)",
        "<javascript:alert(1)>",
        '[x](https://a.example/"onclick="alert(1))',
        '[x](https://a.example "title" onclick=alert(1))',
        "![x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        '![x" onerror="alert(1)](images/button.svg)',
        "![<script>alert(1)</script>](images/button.svg)",
        "![x](images/../../sign-out)",
        "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "```html onclick=alert(1)\n<script>alert(1)</script>\n```",
        '``` "><script>alert(1)</script>\nx\n```',
        "| <script>alert(1)</script> |\n|---|\n| x |",
        '| " onclick="alert(1) |\n|---|\n| x |',
        "## <img src=x onerror=alert(1)>",
        '## " onclick="alert(1)',
        "> <script>alert(1)</script>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_an_attack_is_shown_as_text_or_dropped(attack):
    only_harmless(shown(attack + "\n"))


def test_a_link_that_is_no_https_leads_nowhere():
    assert "href" not in shown("[x](http://a.example) [y](/orders) [z](mailto:a@b.example)\n")


def test_an_image_from_elsewhere_is_only_its_words():
    html = shown("![A lamp](https://evil.example/pixel.png)\n")
    assert "A lamp" in html
    assert "<img" not in html


_PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            '"',
            "'",
            "&",
            "`",
            "*",
            "_",
            "[",
            "]",
            "(",
            ")",
            "!",
            "#",
            "|",
            "-",
            "\n",
            "\n\n",
            "\\",
            ":",
        ),
        *(
            "<script>",
            "</script>",
            "<img src=x onerror=alert(1)>",
            "javascript:",
            "https://a.example/",
            "images/",
        ),
        *(
            "button.svg",
            "&#106;",
            "&lt;",
            "<!--",
            "-->",
            "<style>",
            "onclick=",
            "    ",
            "> ",
            "| a |\n|---|\n",
            "x",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_no_text_whatever_becomes_more_than_what_is_allowed(markdown):
    only_harmless(shown(markdown))


def only_harmless(html):
    """Read HTML as a browser's parser would, and expect allowed elements, attributes and addresses only."""
    seen = _Seen()
    seen.feed(html)
    seen.close()
    assert {name for name, _ in seen.elements} <= ALLOWED
    for _, attributes in seen.elements:
        assert set(attributes) <= ATTRIBUTES
        assert attributes.get("href", "https://").startswith("https://")
        assert attributes.get("src", "/courses/7/images/").startswith("/courses/7/images/")
        assert attributes.get("id", "part-").startswith("part-")


class _Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
