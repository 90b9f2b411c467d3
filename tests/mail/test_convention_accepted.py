"""The letter that confirms an acceptance: who, when, which document, and the document itself."""

from datetime import UTC, datetime

from training_portal.mail.convention_accepted import AcceptedConvention, convention_accepted
from training_portal.mail.message import Addressee
from training_portal.settings import Provider

CLAIRE = Addressee("Claire Morel", "claire@fret.example", "en")
ACCEPTED = AcceptedConvention(
    number="V-2026-000042",
    version=2,
    company="Fret & Fils <SAS>",
    accepted_by="Claire Morel",
    accepted_at=datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
    zone="Europe/Paris",
    digest="ab" * 32,
    address="https://training.example/conventions/1",
    pdf=b"%PDF-1.7",
)


def test_an_acceptance_is_confirmed_with_name_instant_digest_and_document():
    letter = convention_accepted(CLAIRE, ACCEPTED, Provider())
    assert letter.subject == "Convention V-2026-000042, version 2: accepted"
    for words in (
        "Claire Morel",
        "23 November 2026, 10:05",
        "ab" * 32,
        "https://training.example/conventions/1",
    ):
        assert words in " ".join(letter.text.split())
        assert words in letter.html
    assert [(one.name, one.content) for one in letter.attachments] == [
        ("V-2026-000042-version-2.pdf", b"%PDF-1.7")
    ]


def test_names_are_text_and_never_markup():
    letter = convention_accepted(CLAIRE, ACCEPTED, Provider())
    assert "Fret & Fils <SAS>" in " ".join(letter.text.split())
    assert "Fret &amp; Fils &lt;SAS&gt;" in " ".join(letter.html.split())
