"""Merge a double: one record of two that are the same trainee's."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.aggregates.trainee import CannotMergeWithSelf
from training_portal.erasure import KnownPerson, known_person
from training_portal.errors import NotFound, Refusal
from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import command_context, portal
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.privacy import DoubleNamed
from training_portal.language import marked
from training_portal.projections.companies import names_of

blueprint = Blueprint("merge_trainees", __name__, url_prefix="/staff/people")
_ADMINISTRATOR = ("administrator",)


class NoSuchDouble(Refusal):
    """A double is another trainee of the same company."""

    words = marked("No other trainee of %(company)s has the identifier %(identifier)s.")
    field = "double"


@blueprint.get("/<id>/merge")
@may_enter(STAFF, roles=_ADMINISTRATOR)
def show(id: str) -> ResponseReturnValue:
    """Ask for the double; once it is named, show both records and what moves."""
    kept, company = _trainee(id)
    wanted = request.args.get("double", "").strip()
    double, refusal = None, None
    if wanted:
        try:
            double = _double(kept, company, wanted)
        except Refusal as refused:
            refusal = refused
    return render_template(
        "staff/merge.html", kept=kept, double=double, company=company, wanted=wanted, refusal=refusal
    )


@blueprint.post("/<id>/merge")
@may_enter(STAFF, roles=_ADMINISTRATOR)
@shows_again(show)
def merge(id: str) -> ResponseReturnValue:
    """Let the double give way."""
    kept, company = _trainee(id)
    double = _double(kept, company, read_form(DoubleNamed)["double"])
    context = replace(command_context(), company=kept.company)
    portal().application.merge_trainees(context, kept.ids[0], double.ids[0])
    flash(gettext("The records are one now: %(name)s.", name=kept.person.full_name), "good")
    return redirect(url_for("staff_people.one", id=id), 303)


def _trainee(id: str) -> tuple[KnownPerson, str]:
    """The record that stays, and the name of its company. Errors: NotFound."""
    known = known_person(portal(), id)
    if known is None or known.ids[0] != id or known.kind != "trainee" or known.person.forgotten:
        raise NotFound
    with portal().reading() as tx:
        return known, names_of(tx, [known.company]).get(known.company, "")


def _double(kept: KnownPerson, company: str, wanted: str) -> KnownPerson:
    """The other record. Errors: NoSuchDouble, CannotMergeWithSelf."""
    double = known_person(portal(), wanted)
    if double is None or (double.kind, double.company) != ("trainee", kept.company):
        raise NoSuchDouble(company=company, identifier=wanted)
    if double.ids[0] == kept.ids[0]:
        raise CannotMergeWithSelf
    return double
