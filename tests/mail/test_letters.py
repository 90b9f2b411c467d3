"""The letters of each occasion: what they say, as text and as HTML, in English and French."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from training_portal.mail.certificate_issued import (
    IssuedCertificate,
    certificate_for_manager,
    certificate_for_trainee,
)
from training_portal.mail.manager_appointed import ManagerAccess, manager_appointed
from training_portal.mail.message import Addressee, WrittenLetter
from training_portal.mail.order_placed import OrderedTrainee, OrderedTraining, PlacedOrder, order_placed
from training_portal.settings import Provider
from training_portal.values import Money

CLAIRE = Addressee("Claire Morel", "claire@fret.example", "en")
LUCJA = OrderedTrainee("Łucja Wójcik", "l.wojcik")
SLY = OrderedTrainee("Bobby <img src=x onerror=alert(1)> O'Neil & Sons", "b.oneil")


def order(*lines: OrderedTraining) -> PlacedOrder:
    """An order of two trainings, unless the test wants others."""
    both = (
        OrderedTraining("Air dangerous goods", "en", 24, (LUCJA, SLY), Money(19800, "EUR")),
        OrderedTraining("Aviation security", "fr", 0, (LUCJA,), Money(9900, "EUR")),
    )
    return PlacedOrder(
        number="O-2026-000042",
        placed_on=date(2026, 11, 23),
        company="Fret Atlantique SAS",
        lines=lines or both,
        net=Money(29700, "EUR"),
        total=Money(35640, "EUR"),
        address="https://training.example/orders/42",
        log_in_address="https://training.example/trainee/log-in",
    )


def issued(renewal_on: date | None = date(2028, 11, 30)) -> IssuedCertificate:
    """A certificate with its PDF."""
    return IssuedCertificate(
        number="C-2026-000123",
        trainee="Łucja Wójcik",
        training="Air dangerous goods",
        completed_on=date(2026, 11, 23),
        renewal_on=renewal_on,
        verification_address="https://training.example/verify/K7M2",
        pdf=b"%PDF-1.7 certificate",
    )


def access() -> ManagerAccess:
    """A new manager's log-in."""
    return ManagerAccess(
        company="Fret Atlantique SAS",
        username="c.morel",
        password="k7m2-p9qr-4t8x-hjzw",
        log_in_address="https://training.example/manager/log-in",
        valid_until=date(2026, 12, 7),
    )


WRITERS: list[Callable[[Addressee], WrittenLetter]] = [
    lambda to: order_placed(to, order(), Provider()),
    lambda to: certificate_for_manager(to, issued(), Provider()),
    lambda to: certificate_for_trainee(to, issued(), Provider()),
    lambda to: manager_appointed(to, access(), Provider()),
]


class Reader(HTMLParser):
    """What somebody sees of a page, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note each kind of element, and links."""
        self.tags.add(tag)
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, data: str) -> None:
        """Note what is read."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """All that is read, in one line."""
        return " ".join(" ".join(self.words).split())


def test_an_order_is_confirmed_with_its_trainees_and_totals():
    letter = order_placed(CLAIRE, order(), Provider())
    assert letter.subject == "Order O-2026-000042 confirmed: 3 registrations"
    read = Reader(letter.html)
    for text in (" ".join(letter.text.split()), read.text):
        for words in (
            "Hello Claire Morel,",
            "O-2026-000042 of Fret Atlantique SAS, placed on 23 November 2026",
            "Air dangerous goods (English, every 24 months): 198.00 EUR",
            "Aviation security (French, once): 99.00 EUR",
            "Łucja Wójcik",
            "l.wojcik",
            "297.00 EUR",
            "59.40 EUR",
            "356.40 EUR",
            "https://training.example/trainee/log-in",
            "Cap Sûreté Formation",
        ):
            assert words in text
    assert "https://training.example/orders/42" in letter.text
    assert read.links == ["https://training.example/orders/42"]
    assert "/trainee/log-in\n" in letter.text


def test_one_registration_is_said_in_the_singular():
    line = OrderedTraining("Air dangerous goods", "en", 24, (LUCJA,), Money(9900, "EUR"))
    assert order_placed(CLAIRE, order(line), Provider()).subject.endswith("confirmed: 1 registration")


def test_five_hundred_trainees_stand_in_one_confirmation():
    crowd = tuple(OrderedTrainee(f"Trainee{n} Benali", f"t.benali{n}") for n in range(500))
    letter = order_placed(
        CLAIRE, order(OrderedTraining("Air cargo", "en", 24, crowd, Money(1, "EUR"))), Provider()
    )
    assert all(f"  - {person.name} | {person.identifier}\n" in letter.text for person in crowd)


def test_a_name_is_text_in_html_and_never_markup():
    letter = order_placed(CLAIRE, order(), Provider())
    read = Reader(letter.html)
    assert "img" not in read.tags
    assert SLY.name in read.text
    assert SLY.name in letter.text


def test_a_manager_receives_the_certificate_of_a_trainee():
    letter = certificate_for_manager(CLAIRE, issued(), Provider())
    assert letter.subject == "Łucja Wójcik has passed Air dangerous goods: certificate C-2026-000123"
    [attachment] = letter.attachments
    assert (attachment.name, attachment.content) == (
        "certificate-C-2026-000123.pdf",
        b"%PDF-1.7 certificate",
    )
    assert "Valid until: 30 November 2028" in letter.text
    assert Reader(letter.html).links == ["https://training.example/verify/K7M2"]


def test_a_trainee_is_congratulated():
    letter = certificate_for_trainee(CLAIRE, issued(), Provider())
    assert letter.subject == "Your certificate C-2026-000123: Air dangerous goods"
    assert "Congratulations" in letter.text


def test_a_certificate_that_never_ends_names_no_end():
    assert "Valid until" not in certificate_for_manager(CLAIRE, issued(renewal_on=None), Provider()).text


@pytest.mark.parametrize(
    ("role", "says"),
    [("full", "buy training"), ("invoices", "pay the invoices"), ("read_only", "follow the trainees")],
)
def test_a_new_manager_reads_what_the_role_is_for(role: str, says: str) -> None:
    letter = manager_appointed(CLAIRE, replace(access(), role=role), Provider())
    assert says in letter.text
    assert ("buy" in letter.text) == (role == "full")


def test_a_new_manager_receives_the_temporary_password_and_its_last_day():
    letter = manager_appointed(CLAIRE, access(), Provider())
    assert letter.subject == "You are now a manager of Fret Atlantique SAS: your log-in"
    for words in ("Username: c.morel", "k7m2-p9qr-4t8x-hjzw", "7 December 2026"):
        assert words in letter.text
    assert "k7m2" in letter.html
    assert "k7m2" not in repr(access())


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_letter_reads_well_in_each_language(write, language):
    letter = write(Addressee("Claire Morel", "claire@fret.example", language))
    assert f'<html lang="{language}">' in letter.html
    assert "%(" not in letter.subject + letter.text + letter.html
    assert ("23 novembre 2026" in letter.text or "7 décembre 2026" in letter.text) == (language == "fr")
    assert "\n\n\n" not in letter.text
    prose = [line for line in letter.text.splitlines() if "://" not in line and not line.startswith("  ")]
    assert max(map(len, prose)) <= 80
    assert Reader(letter.html).tags.isdisjoint({"script", "img", "form", "iframe", "link"})
