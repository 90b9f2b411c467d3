"""The mail that brings a manager a new temporary password, asked for by a colleague or the provider."""

from ..language import marked, translated
from ..settings import Provider
from .manager_appointed import ManagerAccess, how_to_sign_in
from .message import Addressee, WrittenLetter, written
from .parts import Paragraph


def log_in_sent_again(to: Addressee, access: ManagerAccess, provider: Provider) -> WrittenLetter:
    """Tell a manager how to sign in again, and that the password of before is dead."""
    language = to.language
    subject = translated(
        language, marked("Your new temporary password for %(company)s"), company=access.company
    )
    opening = translated(
        language,
        marked(
            "Your log-in for %(company)s was asked for again. The password that you had until now is dead, "
            "and you were signed out everywhere."
        ),
        company=access.company,
    )
    return written(to, subject, (Paragraph(opening), *how_to_sign_in(access, language)), provider)
