"""Slips: each new trainee's own, readable, eight to a page."""

from datetime import date

import pytest

from training_portal.documents.slips import SlipFacts, SlipSheet, slips_pdf
from training_portal.settings import Provider

SHARED = SlipSheet(
    order_number="O-2026-000042",
    language="en",
    address="https://training.example/trainee/log-in",
    made_on=date(2026, 11, 23),
    valid_until=date(2026, 12, 7),
    provider=Provider(),
)


def slip(place: int, **changes: str) -> SlipFacts:
    """The slip of a trainee of many."""
    names = {"first_name": "Łucja", "last_name": f"Wójcik{place}", **changes}
    return SlipFacts(
        identifier=f"l.wojcik{place}",
        password=f"k7m2-p9qr-4t8x-{place:04d}",
        trainings=("Air cargo",),
        **names,
    )


def test_a_slip_says_all_that_a_first_sign_in_needs(text_of, codes_on):
    pdf = slips_pdf(SHARED, [slip(1)])
    [text] = text_of(pdf)
    for words in (
        "Łucja Wójcik1",
        "l.wojcik1",
        "k7m2-p9qr-4t8x-0001",
        "Air cargo",
        "7 December 2026",
        SHARED.address,
    ):
        assert words in text
    assert codes_on(pdf, 150) == [SHARED.address]


@pytest.mark.parametrize(("trainees", "pages"), [(1, 1), (8, 1), (9, 2), (500, 63)])
def test_eight_slips_share_a_page_and_nobody_is_left_out(text_of, trainees, pages):
    texts = text_of(slips_pdf(SHARED, [slip(place) for place in range(trainees)]))
    assert len(texts) == pages
    found = " ".join(texts)
    assert all(
        f"Wójcik{place} " in found and f"k7m2-p9qr-4t8x-{place:04d}" in found for place in range(trainees)
    )


def test_a_long_name_is_whole_on_its_slip(text_of):
    first, last = "Maximiliana Philippina Konstantina", "von Hohenzollern-Sigmaringen-Wittgenstein zu Sayn"
    [text] = text_of(slips_pdf(SHARED, [slip(1, first_name=first, last_name=last)]))
    assert f"{first} {last}" in text


def test_an_identifier_in_other_letters_is_printed_all_the_same(text_of):
    person = SlipFacts("Θεόδωρος", "Παππάς", "θ.παππάς", "k7m2-p9qr-4t8x-hjzw", ("Air cargo",))
    [text] = text_of(slips_pdf(SHARED, [person]))
    assert "θ.παππάς" in text


def test_the_same_slips_are_the_same_bytes():
    assert slips_pdf(SHARED, [slip(1), slip(2)]) == slips_pdf(SHARED, [slip(1), slip(2)])
