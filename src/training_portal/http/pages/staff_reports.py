"""What accountants ask for: what is owed by age, and VAT by month."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column, money_in
from training_portal.http.current import portal, today, visitor
from training_portal.http.list_files import rows_file
from training_portal.http.listing import ListShape, ListState
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.http.speech import spoken_language
from training_portal.language import marked
from training_portal.projections import companies, overdue, vat
from training_portal.values import Money

blueprint = Blueprint("staff_reports", __name__, url_prefix="/staff/reports")
_AGES = (
    marked("Not due"),
    marked("1 to 30 days"),
    marked("31 to 60 days"),
    marked("61 to 90 days"),
    marked("Over 90 days"),
)
_log = structlog.get_logger(__name__)


def rate_words(row: Mapping[str, Any]) -> str:
    """A rate of VAT in words, or the article that exempts."""
    if row["exemption"]:
        return str(gettext("exempt, %(article)s", article=row["exemption"]))
    figure = f"{row['basis_points'] / 100:g}".replace(".", "," if spoken_language() == "fr" else ".")
    return str(gettext("%(rate)s%%", rate=figure))


_AGEING = ListShape(
    sorts=("-total",),
    filters={},
    columns=(
        Column(marked("Company"), "name"),
        *(Column(words, money_in(f"age{number}")) for number, words in enumerate(_AGES)),
        Column(marked("Total"), money_in("total")),
        Column(marked("Currency"), "currency"),
    ),
)
_VAT = ListShape(
    sorts=("month",),
    filters={},
    columns=(
        Column(marked("Month"), lambda row: f"{row['year']}-{int(row['month']):02d}"),
        Column(marked("Rate"), rate_words),
        Column(marked("Net"), money_in("net_minor")),
        Column(marked("VAT"), money_in("tax_minor")),
        Column(marked("Currency"), "currency"),
    ),
)


@blueprint.get("/ageing")
@may_enter(STAFF, roles=MONEY_ROLES)
def ageing() -> ResponseReturnValue:
    """What every company owes today, by how long it is past due."""
    state = ListState.read(request.args, request.path, _AGEING)
    with portal().reading() as tx:
        found = overdue.ageing(tx, today())
        names = companies.names_of(tx, [row["company"] for row in found])
    rows = [{**row, "name": names.get(row["company"], "")} for row in found]
    _log.info("staff looked at the ageing", person=visitor().person_id, shown=len(rows))
    if state.format:
        return rows_file(state, "ageing", rows)
    totals = _totals(rows, ["total", *(f"age{number}" for number in range(len(_AGES)))])
    ages = [gettext(words) for words in _AGES]
    return render_template(
        "staff/ageing.html", state=state, rows=rows, ages=ages, totals=totals, money_of=Money
    )


@blueprint.get("/vat")
@may_enter(STAFF, roles=MONEY_ROLES)
def vat_by_month() -> ResponseReturnValue:
    """VAT of a year by month, at each rate or exemption; `?year=`, else the present one."""
    state = ListState.read(request.args, request.path, _VAT)
    text = request.args.get("year", "")
    year = int(text) if len(text) == 4 and text.isascii() and text.isdigit() else today().year
    with portal().reading() as tx:
        rows = [{**row, "year": year} for row in vat.by_month(tx, year)] if year >= 1 else []
        years = vat.years(tx)
    _log.info("staff looked at the VAT", person=visitor().person_id, year=year)
    if state.format:
        return rows_file(state, f"vat-{year}", rows)
    return render_template(
        "staff/vat.html",
        state=state,
        rows=rows,
        months=[format_date(date(2000, month, 1), "LLLL").capitalize() for month in range(1, 13)],
        totals=_totals(rows, ["net_minor", "tax_minor"]),
        year=year,
        years=years or [year],
        rate_words=rate_words,
        money_of=Money,
    )


def _totals(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """What some columns of all rows come to, one row for each currency."""
    sums: dict[str, dict[str, Any]] = {}
    for row in rows:
        mine = sums.setdefault(row["currency"], {"currency": row["currency"]})
        for column in columns:
            mine[column] = mine.get(column, 0) + int(row[column])
    return list(sums.values())
