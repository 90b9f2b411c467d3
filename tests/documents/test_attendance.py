"""The certificate of attendance: what it says, the same bytes for the same facts, and that all fits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest

from training_portal.documents.attendance import attendance_pdf
from training_portal.documents.attendance_facts import (
    AttendanceFacts,
    Connection,
    HandedInTest,
    StudiedModule,
)
from training_portal.settings import Provider

BEGIN = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


def facts(connections: int = 3, **changes: object) -> AttendanceFacts:
    """Karim Benali, who has passed."""
    stretches = tuple(
        Connection(BEGIN + timedelta(days=n), BEGIN + timedelta(days=n, minutes=25), 25 * 60 + n)
        for n in range(connections)
    )
    made = AttendanceFacts(
        language="en",
        first_name="Karim",
        last_name="Benali",
        company="Fret Atlantique SAS",
        training="Air dangerous goods: awareness",
        state="passed",
        started_on=date(2026, 11, 2),
        ended_on=date(2026, 11, 20),
        made_on=date(2026, 11, 20),
        seconds=sum(one.seconds for one in stretches),
        planned_minutes=240,
        modules=(
            StudiedModule("Why it matters", 20, date(2026, 11, 3)),
            StudiedModule("How it is done", 35, date(2026, 11, 4)),
        ),
        connections=stretches,
        tests=(
            HandedInTest(1, date(2026, 11, 19), 5, 10, 50),
            HandedInTest(2, date(2026, 11, 20), 9, 10, 90),
        ),
        provider=Provider(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in one line."""
    document = pypdfium2.PdfDocument(pdf)
    found = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def test_it_says_who_did_what_when_and_for_how_long() -> None:
    first, record = pages_of(attendance_pdf(facts()))
    for words in (
        "Certificate of attendance",
        "Cap Sûreté Formation",
        "52440000044",
        "This registration is no approval by the State.",
        "Karim Benali",
        "employee of the company Fret Atlantique SAS",
        "has followed the training Air dangerous goods: awareness",
        "training action",
        "2 November 2026",
        "20 November 2026",
        "1 h 15 min 03 s",
        "55 minutes",
        "2 of 2",
        "passed, 90%",
        "three years from the end of the year of the last payment",
        "Hélène Garnier",
        "Page 1 of 2",
    ):
        assert words in first
    for words in (
        "08:30 08:55 25 min 00 s",
        "Total time 1 h 15 min 03 s",
        "Why it matters 20 minutes 3 Nov",
        "50%",
    ):
        assert words in record


def test_no_head_of_the_record_is_cut_short_in_french() -> None:
    _, record = pages_of(attendance_pdf(facts(language="fr")))
    assert "Bonnes réponses" in record
    assert "…" not in record


def test_one_of_an_unfinished_training_says_so_and_until_when() -> None:
    unfinished = facts(
        state="in_progress",
        made_on=date(2026, 11, 24),
        tests=(),
        modules=(StudiedModule("Why it matters", 20, date(2026, 11, 3)), StudiedModule("How", 35, None)),
    )
    first, record = pages_of(attendance_pdf(unfinished))
    assert "Interim statement: the training is under way. As of 24 November 2026." in first
    assert "follows the training" in first
    assert "1 of 2" in first
    assert "not handed in yet" in first
    assert "not yet" in record


def test_the_same_facts_give_the_same_bytes() -> None:
    assert attendance_pdf(facts()) == attendance_pdf(facts())
    assert attendance_pdf(facts()) != attendance_pdf(facts(made_on=date(2026, 11, 21)))


def test_a_long_record_goes_on_with_its_heads_on_further_pages() -> None:
    pages = pages_of(attendance_pdf(facts(connections=140)))
    assert len(pages) == 5
    assert all("Day Start End Duration" in page for page in pages[1:4])
    assert [f"Page {n} of 5" in page for n, page in enumerate(pages, 1)] == [True] * 5


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Łucja Anna Maria Elżbieta Katarzyna", "Wójcik-Brzęczyszczykiewicz-Dąbrowska-Żółkiewska"),
        ("Θεόδωρος", "Παπαδόπουλος"),
        ("Д’Артаньян", "Żółć-O’Neill de la Fontaine"),
        ("W" * 60, "M" * 60),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_long_and_odd_names_stay_within_the_page(first: str, last: str, language: str) -> None:
    pdf = attendance_pdf(
        facts(
            first_name=first, last_name=last, language=language, company="Société " * 12, training="W" * 160
        )
    )
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars())]
        assert min(left for left, *_ in boxes) >= 40
        assert max(right for *_, right, _ in boxes) <= page.get_width() - 40
        assert min(low for _, low, *_ in boxes) > 15
