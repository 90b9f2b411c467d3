"""The training agreement: all that the law asks in its body, every name, every page whole, the same bytes."""

from datetime import date
from typing import Any

import pypdfium2 as pdfium
import pytest

from training_portal.documents.convention import convention_pdf
from training_portal.documents.convention_facts import AgreedCourse, Amendment, Contact, ConventionFacts
from training_portal.settings import Provider
from training_portal.values import Money, Vat

NAMES = ("Karim Benali", "Łucja Wójcik", "Θεόδωρος Παππάς", "Sinéad O'Connor", "Анастасія Крижановська")


def a_course(**changes: Any) -> AgreedCourse:
    """A training of two modules and a test, for some people."""
    facts: dict[str, Any] = {
        "title": "Safe lifting",
        "language": "en",
        "objectives": ("Lift a crate without harm", "Say when not to lift", "Use a trolley"),
        "modules": (("Why backs break", 20), ("How to lift", 25)),
        "duration_minutes": 60,
        "test_minutes": 15,
        "questions": 10,
        "pass_mark": 80,
        "attempts": 2,
        "contact": Contact("Training support team", "help@training.example", "+33 1 23 45 67 89", "Mondays"),
        "trainees": NAMES,
        "price": Money(4900, "EUR"),
        "vat": Vat(2000),
    }
    return AgreedCourse(**{**facts, **changes})


def agreed(*courses: AgreedCourse, **changes: Any) -> ConventionFacts:
    """An agreement about some trainings."""
    facts: dict[str, Any] = {
        "number": "V-2026-000042",
        "version": 1,
        "language": "en",
        "order_number": "O-2026-000017",
        "ordered_on": date(2026, 11, 23),
        "drawn_up_on": date(2026, 11, 23),
        "until": date(2027, 11, 23),
        "company": "Fret Atlantique SAS",
        "address": ("14 rue du Port", "44600 Saint-Nazaire"),
        "siren": "552100554",
        "vat_number": "FR03552100554",
        "represented_by": "Claire Morel",
        "courses": courses or (a_course(),),
        "amendment": Amendment(),
        "terms_version": "2026-01",
        "portal_address": "https://training.example",
        "provider": Provider(),
    }
    return ConventionFacts(**{**facts, **changes})


def test_an_agreement_says_all_that_the_law_asks_in_its_body(text_of):
    text = " ".join(text_of(convention_pdf(agreed())))
    for said in (
        *("V-2026-000042, version 1 of 23 November 2026", "order O-2026-000017", "L6353-1 and D6353-1"),
        *("Cap Sûreté Formation", "SIREN 732829320", "52440000044", "no approval by the State"),
        *("Fret Atlantique SAS", "14 rue du Port", "SIREN 552100554", "represented by Claire Morel"),
        *("Safe lifting", "Lift a crate without harm", "Why backs break", "20 minutes", "Final test"),
        *("1 hour", "23 November 2026 to 23 November 2027", "https://training.example"),
        *("Technical and pedagogical assistance", "help@training.example", "+33 1 23 45 67 89", "Mondays"),
        *("10 questions, passed with 80%", "certificate of completion", "certificate of attendance"),
        *(
            "49.00 EUR",
            "245.00 EUR",
            "294.00 EUR",
            "within thirty days",
            "three times the legal interest rate",
            "40.00 EUR",
        ),
        *("may cancel the registration", "version 2026-01", "French law", "For the company"),
        *NAMES,
    ):
        assert said in text, said


def test_an_amendment_says_what_it_changes(text_of):
    changed = Amendment(("Zoé Lefèvre",), (("Karim Benali", "Ann Zed"),))
    text = " ".join(text_of(convention_pdf(agreed(version=3, amendment=changed))))
    for said in (
        "Amendment to the professional training agreement",
        "takes the place of version 2",
        "Zoé Lefèvre is registered no more.",
        "Ann Zed takes the place of Karim Benali.",
    ):
        assert said in text, said


def test_an_agreement_about_nobody_says_so(text_of):
    text = " ".join(text_of(convention_pdf(agreed(a_course(trainees=()), version=2))))
    assert "nobody is registered any more" in text
    assert "0.00 EUR" in text


def test_five_hundred_names_go_over_pages_under_their_training_and_end_before_the_foot(text_of):
    names = tuple(f"Prénom Nomdefamille{n:03d}" for n in range(1, 501))
    pages = text_of(convention_pdf(agreed(a_course(trainees=names))))
    for name in names:
        assert sum(name in page for page in pages) == 1, name
    with_names = [page for page in pages if "Nomdefamille" in page]
    assert all("Safe lifting (500 trainees)" in page for page in with_names)
    assert all(f"page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1))


def test_long_names_and_titles_stay_within_the_margins():
    long = ("Maximiliana " * 7 + "von Hohenzollern", "W" * 80)
    courses = a_course(trainees=long, title="Handling " * 9), a_course(trainees=long[:1])
    document = pdfium.PdfDocument(convention_pdf(agreed(*courses, company="Société " * 14)))
    for page in document:
        for index in range(page.get_textpage().count_chars()):
            left, _, right, _ = page.get_textpage().get_charbox(index)
            assert 40 < left <= right < 560


def test_tables_and_headings_are_never_left_behind_at_the_end_of_a_page(text_of):
    for modules in range(15, 50):
        course = a_course(modules=tuple((f"Module {n}", 5) for n in range(modules)))
        for page in text_of(convention_pdf(agreed(course))):
            body = page.partition(" Cap Sûreté Formation · 12 quai")[0]
            assert not body.endswith(("Average duration", "Trainees", "each activity")), (modules, body[-80:])


def test_the_places_to_sign_never_stand_on_a_page_without_the_words_above_them(text_of):
    for modules in range(15, 50):
        course = a_course(modules=tuple((f"Module {n}", 5) for n in range(modules)))
        [page] = [one for one in text_of(convention_pdf(agreed(course))) if "For the company" in one]
        assert "The company agrees either on the portal" in page, modules


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_same_facts_give_the_same_bytes(language):
    assert convention_pdf(agreed(language=language)) == convention_pdf(agreed(language=language))


def test_an_exempt_training_names_the_article(text_of):
    exempt = a_course(vat=Vat(0, "article 261-4-4° a CGI"))
    text = " ".join(text_of(convention_pdf(agreed(exempt))))
    assert "article 261-4-4° a CGI" in text
