"""The reports of an agreement as PDF: every head is read whole, in both languages."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from training_portal.documents.convention_report import ReportFacts, ReportRow, report_pdf
from training_portal.settings import Provider

ROW = ReportRow(
    name="Lefèvre Zoé",
    identifier="z.lefevre",
    training="Air dangerous goods",
    state="Not started",
    started_on=date(2026, 11, 23),
    finished_on=date(2026, 11, 30),
    modules_done=10,
    modules=10,
    seconds=(100 * 60 + 59) * 60,
    percent=100,
    certificate="C-2026-000001",
)


def facts(language: str) -> ReportFacts:
    at = datetime(2026, 11, 30, 9, tzinfo=UTC)
    return ReportFacts("V-2026-000001", "O-2026-000001", "Fret SAS", language, at, "Europe/Paris", Provider())


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("en", ("Trainee", "Training", "State", "Begun on", "Ended on", "Mod.", "Time", "Result")),
        (
            "fr",
            ("Stagiaire", "Formation", "État", "Commencée le", "Terminée le", "Mod.", "Temps", "Résultat"),
        ),
    ],
)
def test_heads_and_figures_are_never_broken(
    text_of: Callable[[bytes], list[str]], language: str, heads: tuple[str, ...]
) -> None:
    [page] = text_of(report_pdf(facts(language), [ROW]))
    for word in (
        *(part for head in heads for part in head.split()),
        "23/11/2026",
        "10/10",
        "100 h 59 min",
        "100%" if language == "en" else "100 %",
    ):
        assert word in page, word
