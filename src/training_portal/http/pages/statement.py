"""Account statement: what the company owed and paid, entry by entry, on the page, as PDF, CSV and XLSX."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.documents.statement import StatementFacts, StatementLine, statement_pdf
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, today, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.list_files import rows_file
from training_portal.http.list_question import wanted_by
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.speech import spoken_language
from training_portal.identity.rights import Right
from training_portal.language import marked
from training_portal.projections import statement
from training_portal.values import Money

blueprint = Blueprint("statement", __name__, url_prefix="/statement")
_reads = may_enter(MANAGER, suspended=True, needs=Right.READ_INVOICES)
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


def _money(column: str) -> Callable[[Mapping[Any, Any]], Money]:
    return lambda row: Money(row[column], row["currency"])


_SHAPE = ListShape(
    sorts=("-on",),
    filters={"currency": None},
    days="on",
    columns=(
        Column(marked("Date"), "on"),
        Column(marked("Entry"), entry_words),
        Column(marked("Amount"), _money("minor")),
        Column(marked("Balance"), _money("balance_minor")),
        Column(marked("Currency"), "currency"),
    ),
)


@blueprint.get("")
@_reads
def show() -> ResponseReturnValue:
    """The statement of a period, the newest entry first, with the balance before, after, and after each."""
    state, company = ListState.read(request.args, request.path, _SHAPE), visitor().company
    with portal().reading() as tx:
        currencies = statement.currencies_of(tx, company)
        currency = _chosen(state, currencies)
        wanted = wanted_by(state)
        if state.format:
            found = statement.entries(tx, company, currency, wanted.days)
            rows = statement.with_balance(tx, company, currency, found, newest_first=False)
            return rows_file(state, "statement", rows, len(rows))
        listed = statement.page(tx, company, currency, wanted)
        rows = statement.with_balance(tx, company, currency, listed.rows, newest_first=state.descending)
        told = statement.balances(tx, company, currency, wanted.days)
    return render_template(
        "statement/show.html",
        state=state,
        page=Page(rows, listed.total),
        currencies=currencies,
        told=told,
        entry_words=entry_words,
        money_of=Money,
    )


@blueprint.get("/statement.pdf")
@_reads
def document() -> ResponseReturnValue:
    """The statement of a period as PDF."""
    state, company = ListState.read(request.args, request.path, _SHAPE), visitor().company
    if state.is_turned_round:
        return redirect(f"{url_for('statement.show')}?{request.query_string.decode()}")
    days = wanted_by(state).days
    with portal().reading() as tx:
        currency = _chosen(state, statement.currencies_of(tx, company))
        found = statement.entries(tx, company, currency, days)
        rows = statement.with_balance(tx, company, currency, found, newest_first=False)
        told = statement.balances(tx, company, currency, days)
    facts = StatementFacts(
        company=visitor().company_name,
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


def _chosen(state: ListState, currencies: Sequence[str]) -> str:
    """The currency that is asked for, else the first."""
    asked = state.filters.get("currency", "")
    return asked if asked in currencies else currencies[0]
