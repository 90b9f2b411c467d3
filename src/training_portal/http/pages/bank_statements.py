"""Bank statements, for staff: a camt.053 file is read, what it would do is shown, and it is recorded."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

import marshmallow as ma
import structlog
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import portal, visitor
from training_portal.http.forms import shows_again
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.http.refusals import StatementIsTooLong
from training_portal.http.schemas.payments import EntryCarried
from training_portal.payments.camt import BankEntry, StatementCannotBeRead, read_statement
from training_portal.projections import companies
from training_portal.till.bank import WHY_LEFT, Match, Verdict, foreign_accounts, matched, record
from training_portal.till.bank_books import numbers_in
from training_portal.values import sums

blueprint = Blueprint("bank_statements", __name__, url_prefix="/staff/bank-statements")
_MOST_ENTRIES = 5_000
_ENTRIES = EntryCarried(many=True)
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
    entries = read_statement(file.read() if file else b"")
    if len(entries) > _MOST_ENTRIES:
        raise StatementIsTooLong(most=_MOST_ENTRIES)
    matches = matched(portal(), entries)
    return _preview(matches, {match.tick for match in matches if match.is_sure})


@blueprint.post("/record")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(show)
def take() -> ResponseReturnValue:
    """Record what was ticked, as it was shown; what is recorded already stays as it is. Show what is left."""
    entries, ticked = _carried(request.form.get("carried", "")), set(request.form.getlist("chosen"))
    matches = matched(portal(), entries)
    if not ticked:
        flash(gettext("Nothing is ticked, and nothing was recorded."), "bad")
        return _preview(matches, ticked), 422
    if ticked - {match.tick for match in matches if _is_offered(match)} - _ticks_of_known(matches, ticked):
        flash(gettext("Something has changed meanwhile, and nothing was recorded. Look at it again."), "bad")
        return _preview(matches, ticked), 409
    recorded = sum(_record(match) for match in matches if match.tick in ticked)
    _log.info("staff imported a bank statement", person=visitor().person_id, recorded=recorded)
    flash(ngettext("%(num)s payment is recorded.", "%(num)s payments are recorded.", recorded), "good")
    return _preview(matched(portal(), entries), ticked)


def _is_offered(match: Match) -> bool:
    return match.is_sure or match.verdict is Verdict.GUESS


def _ticks_of_known(matches: Sequence[Match], ticked: Collection[str]) -> set[str]:
    """The ticks at entries that were recorded meanwhile."""
    known = {match.entry.name for match in matches if match.verdict is Verdict.KNOWN}
    return {tick for tick in ticked if tick.partition(" ")[0] in known}


def _record(match: Match) -> bool:
    context = portal().context(visitor().person_id, match.company)
    return record(portal(), context, match)


def _preview(matches: Sequence[Match], ticked: Collection[str]) -> str:
    entries = [match.entry for match in matches]
    with portal().reading() as tx:
        names = companies.names_of(tx, [match.company for match in matches if match.company])
    return render_template(
        "staff/bank_preview.html",
        matches=matches,
        ticked=ticked,
        statements=_statements(entries),
        foreign=foreign_accounts(portal(), entries),
        own=portal().settings.provider.iban,
        sure=[match for match in matches if match.is_sure],
        by={verdict.value: [m for m in matches if m.verdict is verdict] for verdict in Verdict},
        companies=names,
        why=WHY_LEFT,
        typed_form=_typed_form,
        carried=_ENTRIES.dumps(entries, ensure_ascii=False, separators=(",", ":")),
    )


def _statements(entries: Sequence[BankEntry]) -> list[dict[str, Any]]:
    """The statements of a file: account, name, how many entries, and what came in and went out by them."""
    groups = groupby(entries, key=lambda entry: (entry.account, entry.statement))
    return [_totals(account, name, list(inside)) for (account, name), inside in groups]


def _totals(account: str, name: str, entries: Sequence[BankEntry]) -> dict[str, Any]:
    booked = [entry for entry in entries if entry.obstacle != "pending"]
    return {
        "account": account,
        "name": name,
        "count": len(entries),
        "came": sums(entry.amount for entry in booked if entry.is_credit),
        "went": sums(entry.amount for entry in booked if not entry.is_credit),
    }


def _typed_form(match: Match) -> str:
    """The address of the form where an entry is recorded by hand, with what is known of it."""
    entry = match.entry
    facts: dict[str, Any] = {
        "numbers": " ".join(numbers_in(entry.text)) or None,
        "amount": str(entry.amount.decimal),
        "currency": entry.amount.currency,
        "paid_on": entry.booked_on.isoformat(),
        "reference": entry.reference,
    }
    return url_for("staff_payments.new", **facts)


def _carried(text: str) -> list[BankEntry]:
    """The entries that a preview carried along. Errors: StatementCannotBeRead, StatementIsTooLong."""
    try:
        entries: list[BankEntry] = _ENTRIES.loads(text)
    except (ma.ValidationError, ValueError, RecursionError):
        raise StatementCannotBeRead from None
    if len(entries) > _MOST_ENTRIES:
        raise StatementIsTooLong(most=_MOST_ENTRIES)
    return entries
