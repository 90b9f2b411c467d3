"""The reports of a convention as PDF, in the reader's language, as they stand at the request."""

from collections.abc import Mapping, Sequence
from typing import Any

from training_portal.clock import day_of
from training_portal.documents.convention_report import ReportFacts, ReportRow, report_pdf
from training_portal.http.current import now, portal
from training_portal.http.speech import spoken_language
from training_portal.http.standing import state_words
from training_portal.http.training_titles import title_words


def report_of(convention: Mapping[Any, Any], rows: Sequence[Mapping[Any, Any]]) -> bytes:
    """The PDF of what was reported of a convention's trainees (a row of its view)."""
    settings = portal().settings
    facts = ReportFacts(
        number=convention["number"],
        order_number=convention["order_number"],
        company=convention["party"]["name"],
        language=spoken_language(),
        made_at=now(),
        zone=settings.time_zone,
        provider=settings.provider,
    )
    return report_pdf(facts, [_row(row) for row in rows])


def _row(row: Mapping[Any, Any]) -> ReportRow:
    zone = portal().settings.time_zone
    return ReportRow(
        name=f"{row['last_name']} {row['first_name']}".strip(),
        identifier=row["identifier"],
        training=title_words(row["title"]),
        state=state_words(row["state"]),
        started_on=day_of(row["started_at"], zone) if row["started_at"] else None,
        finished_on=day_of(row["finished_at"], zone) if row["finished_at"] else None,
        modules_done=row["modules_done"],
        modules=row["modules"],
        seconds=row["seconds"],
        percent=row["percent"],
        certificate=row["number"],
    )
