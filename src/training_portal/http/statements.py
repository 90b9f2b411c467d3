"""Account statements as managers and staff see them: a page of entries with balances, files, the document."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext

from training_portal.documents.statement import StatementFacts, StatementLine, statement_pdf
from training_portal.http.columns import Column, money_in
from training_portal.http.current import portal, today
from training_portal.http.downloads import pdf_download
from training_portal.http.list_files import rows_file
from training_portal.http.list_question import wanted_by
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.speech import spoken_language
from training_portal.language import marked
from training_portal.projections import statement
from training_portal.values import Money

_KINDS: Mapping[str, str] = {
    "invoice": marked("Invoice %(number)s"),
    "credit_note": marked("Credit note %(number)s"),
    "card": marked("Card payment"),
    "transfer": marked("Bank transfer %(number)s"),
    "refund": marked("Refund %(number)s"),
    "withdrawn": marked("Payment taken back %(number)s"),
}


def entry_words(row: Mapping[Any, Any]) -> str:
    """What an entry of a statement is, in the reader's language."""
    words = _KINDS[row["kind"]]
    return str(gettext(words, number=row["number"])).strip()


_SHAPE = ListShape(
    sorts=("-on",),
    filters={"currency": None},
    days="on",
    columns=(
        Column(marked("Date"), "on"),
        Column(marked("Entry"), entry_words),
        Column(marked("Amount"), money_in("minor")),
        Column(marked("Balance"), money_in("balance_minor")),
        Column(marked("Currency"), "currency"),
    ),
)


def statement_asked() -> ListState:
    """Which part of a statement the address asks for."""
    return ListState.read(request.args, request.path, _SHAPE)


def statement_page(state: ListState, company: str) -> dict[str, Any]:
    """What a page of a company's statement shows, the newest entry first."""
    wanted = wanted_by(state)
    with portal().reading() as tx:
        currencies = statement.currencies_of(tx, company)
        currency = _chosen(state, currencies)
        found = statement.page(tx, company, currency, wanted)
        rows = statement.with_balance(tx, company, currency, found.rows, newest_first=state.descending)
        told = statement.balances(tx, company, currency, wanted.days)
    return {
        "state": state,
        "page": Page(rows, found.total),
        "currencies": currencies,
        "told": told,
        "entry_words": entry_words,
        "money_of": Money,
    }


def statement_file(state: ListState, company: str) -> Response:
    """A company's statement for spreadsheets, the oldest entry first. Errors: ListIsTooLong."""
    _, _, rows = _whole(state, company)
    return rows_file(state, "statement", rows, len(rows))


def statement_document(state: ListState, company: str, name: str) -> Response:
    """A company's statement as PDF, under its name."""
    currency, told, rows = _whole(state, company)
    facts = StatementFacts(
        company=name,
        first=state.first_day,
        last=state.last_day or today(),
        opening=told.opening,
        closing=told.closing,
        language=spoken_language(),
        made_on=today(),
        provider=portal().settings.provider,
    )
    lines = [
        StatementLine(
            row["on"], entry_words(row), Money(row["minor"], currency), Money(row["balance_minor"], currency)
        )
        for row in rows
    ]
    return pdf_download(statement_pdf(facts, lines), f"statement-{facts.last.isoformat()}")


def _whole(state: ListState, company: str) -> tuple[str, statement.Balances, list[dict[str, Any]]]:
    """The currency asked for, the balances of the period, and all its entries, the oldest first."""
    days = wanted_by(state).days
    with portal().reading() as tx:
        currency = _chosen(state, statement.currencies_of(tx, company))
        found = statement.entries(tx, company, currency, days)
        rows = statement.with_balance(tx, company, currency, found, newest_first=False)
        return currency, statement.balances(tx, company, currency, days), rows


def _chosen(state: ListState, currencies: Sequence[str]) -> str:
    """The currency that is asked for, else the first."""
    asked = state.filters.get("currency", "")
    return asked if asked in currencies else currencies[0]
