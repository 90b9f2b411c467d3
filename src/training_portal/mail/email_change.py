"""The mails about a new e-mail address: the link to the new one, and the word to the old one."""

from ..language import marked, translated
from ..settings import Provider
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph


def email_change_asked(
    to: Addressee, username: str, address: str, until: str, provider: Provider
) -> WrittenLetter:
    """Ask whoever reads the new mailbox to confirm it. `address` is its page. It works `until` then."""
    language = to.language
    opening = marked("You asked that the portal writes to you at this address from now on. Confirm it:")
    parts = (
        Paragraph(translated(language, opening)),
        Facts(((translated(language, marked("Username")), username),)),
        Link(translated(language, marked("Confirm the new e-mail address")), address),
        Paragraph(translated(language, marked("The link works until %(last)s."), last=until)),
        Paragraph(
            translated(language, marked("If you did not ask for this, do nothing: the address is not used."))
        ),
    )
    return written(to, translated(language, marked("Confirm your new e-mail address")), parts, provider)


def email_changed(to: Addressee, username: str, provider: Provider) -> WrittenLetter:
    """Tell the old mailbox that the portal writes to another one. It does not say to which."""
    subject = marked("Your e-mail address was changed")
    opening = marked("The e-mail address of your log-in was changed. Mail of the portal goes there now.")
    return _told(to, username, subject, opening, provider)


def email_removed(to: Addressee, username: str, provider: Provider) -> WrittenLetter:
    """Tell the old mailbox that the portal writes to it no more, and what that means."""
    subject = marked("Your e-mail address was removed")
    opening = marked(
        "The e-mail address of your log-in was removed. The portal writes to you no more; if you forget your "
        "password, your manager can reset it."
    )
    return _told(to, username, subject, opening, provider)


def _told(to: Addressee, username: str, subject: str, opening: str, provider: Provider) -> WrittenLetter:
    language = to.language
    warning = marked("If it was not you, tell us and a manager of your company at once.")
    parts = (
        Paragraph(translated(language, opening)),
        Facts(((translated(language, marked("Username")), username),)),
        Paragraph(translated(language, warning)),
    )
    return written(to, translated(language, subject), parts, provider)
