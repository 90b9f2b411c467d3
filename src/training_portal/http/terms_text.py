"""The terms and conditions as a page shows them."""

from functools import cache

from markupsafe import Markup

from training_portal.courses.render import module_html


@cache
def terms_html(markdown: str) -> Markup:
    """The text of the terms as safe HTML: written in Markdown, without images."""
    return module_html(markdown, lambda name: "")
