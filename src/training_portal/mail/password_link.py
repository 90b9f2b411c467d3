"""The mail with the link by which somebody who forgot the password sets a new one."""

from ..language import marked, translated
from ..settings import Provider
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph


def password_link(to: Addressee, username: str, address: str, provider: Provider) -> WrittenLetter:
    """Send the link, and say what to do when nobody asked for it. `address` is the page of the link."""
    language = to.language
    opening = marked("Somebody, probably you, asked for a new password for this username.")
    parts = (
        Paragraph(translated(language, opening)),
        Facts(((translated(language, marked("Username")), username),)),
        Link(translated(language, marked("Choose a new password")), address),
        Paragraph(translated(language, marked("The link works once, and for one hour."))),
        Paragraph(
            translated(
                language,
                marked(
                    "If you did not ask for it, do nothing: your password stays as it is, and nobody can "
                    "change it without this message."
                ),
            )
        ),
    )
    return written(to, translated(language, marked("Choose a new password")), parts, provider)
