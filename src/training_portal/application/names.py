"""How people are named: the rules for a typed name, and the identifiers made from it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

from ..aggregates.root import new_id
from ..documents.fonts import unprintable
from ..errors import Refusal
from ..event_store.mail_log import written_since
from ..event_store.work import Work
from ..language import marked
from ..values import Person, clean_text, folded

_ADDRESSES = "manager_address"
"""The claims of the e-mail addresses under which a company is managed."""

LONGEST_NAME = 60
LONGEST_COMPANY_NAME = 120
LONGEST_IDENTIFIER = 20
"""Characters of an identifier, which somebody types at every log-in."""


class FirstNameIsWrong(Refusal):
    """A first name is there, is short enough, and can be printed."""

    words = marked("First name: %(why)s")
    field = "first_name"


class LastNameIsWrong(Refusal):
    """A last name is there, is short enough, and can be printed."""

    words = marked("Last name: %(why)s")
    field = "last_name"


class FirstNameCannotBePrinted(FirstNameIsWrong):
    """A first name consists of letters that certificates can print."""

    words = marked("First name: these characters cannot be printed on a certificate: %(characters)s")


class LastNameCannotBePrinted(LastNameIsWrong):
    """A last name consists of letters that certificates can print."""

    words = marked("Last name: these characters cannot be printed on a certificate: %(characters)s")


class CompanyNameIsWrong(Refusal):
    """A company's name is there, is short enough, and can be printed."""

    words = marked("Company: %(why)s")
    field = "company_name"


class CompanyNameCannotBePrinted(CompanyNameIsWrong):
    """A company's name consists of letters that certificates can print."""

    words = marked("Company: these characters cannot be printed on a certificate: %(characters)s")


class EmailIsWrong(Refusal):
    """An e-mail address, when given, is one."""

    words = marked("This is not an e-mail address that mail can be sent to.")
    field = "email"


class EmailIsTaken(Refusal):
    """Each active manager of a company has an e-mail address of their own."""

    words = marked("Another manager of your company has this e-mail address already.")
    field = "email"


class TooManyLetters(Refusal):
    """An address that somebody types is written to, but nobody has the portal write to strangers all day."""

    words = marked("The portal has sent as many such messages as it sends in a day. Try again tomorrow.")
    field = "email"


def check_letters(work: Work, occasion: str, most: int, to: str = "") -> None:
    """Let a company have no more letters of an occasion written in a day. Errors: TooManyLetters."""
    now = work.context.now
    if written_since(work.ask(), work.context.company, occasion, now - timedelta(days=1), to) >= most:
        raise TooManyLetters


def claim_address(work: Work, company: str, address: str, manager: str) -> None:
    """Let nobody else manage a company under an e-mail address. Errors: EmailIsTaken."""
    if is_address_taken(work, company, address):
        raise EmailIsTaken
    work.claim(_ADDRESSES, _address_of(company, address), manager)


def release_address(work: Work, company: str, address: str) -> None:
    """Let others manage a company under an e-mail address again."""
    work.release(_ADDRESSES, _address_of(company, address))


def is_address_taken(work: Work, company: str, address: str) -> bool:
    """Whether an active manager of a company has an e-mail address; case does not matter."""
    return bool(work.claimed(_ADDRESSES, [_address_of(company, address)]))


def _address_of(company: str, address: str) -> str:
    return f"{company} {address.casefold()}"


def new_person(first_name: str, last_name: str, email: str = "", identifier: str = "") -> Person:
    """A person as typed, cleaned and checked, with a fresh id.

    Errors: FirstNameIsWrong, LastNameIsWrong, EmailIsWrong.
    """
    first, last = checked_names(first_name, last_name)
    return Person(new_id(), first, last, identifier, checked_email(email))


def checked_names(first_name: str, last_name: str) -> tuple[str, str]:
    """First and last name as typed, cleaned and checked. Errors: FirstNameIsWrong, LastNameIsWrong."""
    return (
        _checked(first_name, FirstNameIsWrong, FirstNameCannotBePrinted),
        _checked(last_name, LastNameIsWrong, LastNameCannotBePrinted),
    )


def checked_company_name(name: str) -> str:
    """A company's name as a certificate may print it. Errors: CompanyNameIsWrong."""
    return _checked(name, CompanyNameIsWrong, CompanyNameCannotBePrinted, LONGEST_COMPANY_NAME)


_TOO_LONG = {
    LONGEST_NAME: marked("it is longer than 60 characters."),
    LONGEST_COMPANY_NAME: marked("it is longer than 120 characters."),
}


def _checked(
    name: str, refusal: type[Refusal], unprintable_one: type[Refusal], longest: int = LONGEST_NAME
) -> str:
    try:
        clean = clean_text(name)
    except ValueError:
        raise refusal(why=marked("it holds characters that are not text.")) from None
    if not clean:
        raise refusal(why=marked("it is needed."))
    if len(clean) > longest:
        raise refusal(why=_TOO_LONG[longest])
    if "<" in clean or ">" in clean:
        raise refusal(why=marked("the signs < and > cannot be part of it."))
    if "://" in clean or "www." in clean.casefold():
        raise refusal(why=marked("an internet address cannot be part of it."))
    if missing := unprintable(clean):
        raise unprintable_one(characters=" ".join(missing))
    if not any(c.isalpha() for c in clean):
        raise refusal(why=marked("it needs at least one letter."))
    return clean


def checked_email(email: str) -> str:
    """An address as it is kept, "" for none. Errors: EmailIsWrong."""
    if not email.strip():
        return ""
    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise EmailIsWrong from None


def identifiers(people: Sequence[Person], taken: Callable[[Sequence[str]], set[str]]) -> dict[str, str]:
    """An identifier for each person, by person id: k.benali, then k.benali2, k.benali3 ...

    None is longer than LONGEST_IDENTIFIER. `taken` tells which of some identifiers are used already; it is
    asked once in nearly every case.
    """
    waiting = {person.id: _stem(person) for person in people}
    given: dict[str, str] = {}
    used: set[str] = set()
    first, more = 1, 1
    while waiting:
        alike = Counter(waiting.values())
        tried = {stem: _numbered(stem, first, count + more) for stem, count in alike.items()}
        used |= taken([identifier for some in tried.values() for identifier in some])
        for person, stem in list(waiting.items()):
            found = next((identifier for identifier in tried[stem] if identifier not in used), None)
            if found:
                given[person] = found
                used.add(found)
                del waiting[person]
        first += max(alike.values()) + more
        more *= 8
    return given


def _numbered(stem: str, first: int, count: int) -> list[str]:
    """A stem with the numbers from `first`, shortened so that the number finds room; the first has none."""
    numbers = ["" if n == 1 else str(n) for n in range(first, first + count)]
    return [stem[: LONGEST_IDENTIFIER - len(number)] + number for number in numbers]


def _stem(person: Person) -> str:
    letters = [re.sub(r"[^a-z0-9]", "", _latin(name)) for name in (person.first_name, person.last_name)]
    return f"{(letters[0] or 'x')[0]}.{letters[1] or 'trainee'}"[:LONGEST_IDENTIFIER]


def _latin(name: str) -> str:
    return "".join(_LETTERS.get(c, c) for c in folded(name))


_GREEK_AND_CYRILLIC = "αβγδεζηθικλμνξοπρστυφχψωςабвгдежзийклмнопрстуфхцчшщъыьэюяєіїґћђљњџј"
_IN_LATIN = (
    "a b g d e z i th i k l m n x o p r s t y f ch ps o s "
    "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya e i i g c dj lj nj dz j"
)
_LETTERS = dict(zip(_GREEK_AND_CYRILLIC, _IN_LATIN.split(), strict=True))
