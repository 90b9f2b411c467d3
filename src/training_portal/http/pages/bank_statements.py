"""Bank statements, for staff: a camt.053 file is read, what it would do is shown, and it is recorded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import portal, visitor
from training_portal.http.forms import shows_again
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.payments.camt import BankEntry, read_statement
from training_portal.projections import companies
from training_portal.till.bank import WHY_LEFT, Verdict, matched, record
from training_portal.values import Money

blueprint = Blueprint("bank_statements", __name__, url_prefix="/staff/bank-statements")
_MOST_ENTRIES = 5_000
_CELLS = 7
_log = structlog.get_logger(__name__)


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show() -> ResponseReturnValue:
    """Where a statement is chosen."""
    return render_template("staff/bank_statement.html")


@blueprint.post("")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(show)
def preview() -> ResponseReturnValue:
    """Read the file and show what it would do. Nothing is recorded yet."""
    file = request.files.get("file")
    return _preview(read_statement(file.read() if file else b"")[:_MOST_ENTRIES])


@blueprint.post("/record")
@may_enter(STAFF, roles=MONEY_ROLES)
def take() -> ResponseReturnValue:
    """Record what is sure, and the guesses that were ticked; what is recorded already stays as it is."""
    entries, ticked = _carried(request.form.get("carried", "")), set(request.form.getlist("chosen"))
    matches = matched(portal(), entries)
    chosen = [m for m in matches if m.is_sure or (m.verdict is Verdict.GUESS and m.entry.name in ticked)]
    if not chosen:
        return _preview(entries), 422
    for match in chosen:
        record(portal(), replace(portal().context(visitor().person_id), company=match.company), match)
    _log.info("staff imported a bank statement", person=visitor().person_id, recorded=len(chosen))
    words = ngettext("%(num)s payment is recorded.", "%(num)s payments are recorded.", len(chosen))
    flash(words, "good")
    return redirect(url_for("staff_payments.show"), 303)


def _preview(entries: Sequence[BankEntry]) -> str:
    matches = matched(portal(), entries)
    with portal().reading() as tx:
        names = companies.names_of(tx, [match.company for match in matches if match.company])
    by_verdict = {verdict.value: [m for m in matches if m.verdict is verdict] for verdict in Verdict}
    return render_template(
        "staff/bank_preview.html",
        matches=matches,
        sure=[match for match in matches if match.is_sure],
        by=by_verdict,
        companies=names,
        why=WHY_LEFT,
        carried="\n".join(map(_line, entries)),
    )


def _line(entry: BankEntry) -> str:
    cells = (entry.name, entry.account, entry.booked_on.isoformat(), str(entry.amount.minor))
    return "\t".join((*cells, entry.amount.currency, "1" if entry.is_credit else "", entry.text))


def _carried(text: str) -> list[BankEntry]:
    """The entries that a preview carried along; lines that are none are passed over."""
    found = []
    for line in text.splitlines()[:_MOST_ENTRIES]:
        cells = line.split("\t")
        if len(cells) == _CELLS and cells[3].isdecimal() and len(cells[3]) < 15:
            name, account, day, minor, currency, credit, told = cells
            try:
                booked_on = date.fromisoformat(day)
            except ValueError:
                continue
            found.append(BankEntry(name, account, booked_on, Money(int(minor), currency), bool(credit), told))
    return found
