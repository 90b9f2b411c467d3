"""Trainees: everybody whom the company registered, and a page for each."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.validity import validity_today
from training_portal.language import marked
from training_portal.projections import trainees
from training_portal.projections.certified_trainees import certificates_of_company_trainee
from training_portal.projections.my_trainings import trainings_of_company_trainee

blueprint = Blueprint("trainees", __name__)
_SHAPE = ListShape(
    sorts=("sort_name", "identifier", "-registered_at", "-registrations", "-passed"),
    days="registered_at",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        Column(marked("E-mail"), "email"),
        Column(marked("Registered"), "registered_at"),
        Column(marked("Trainings"), "registrations"),
        Column(marked("Of these passed"), "passed"),
    ),
)


@blueprint.get("/trainees")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """The company's trainees."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "trainees", lambda wanted: trainees.page(tx, visitor().company, wanted))
        found = trainees.page(tx, visitor().company, wanted_by(state))
    return render_template("trainees/show.html", state=state, page=page_with(found))


@blueprint.get("/trainees/<id>")
@may_enter(MANAGER)
def one(id: str) -> ResponseReturnValue:
    """One trainee with every registration, how far it has come, and its certificate."""
    company = visitor().company
    with portal().reading() as tx:
        trainee = trainees.trainee(tx, company, id)
        registrations = trainings_of_company_trainee(tx, company, id)
        certificates = certificates_of_company_trainee(tx, company, id)
    if trainee is None:
        raise NotFound
    return render_template(
        "trainees/one.html",
        trainee=trainee,
        registrations=registrations,
        certificates={row["id"]: row for row in certificates},
        validity=validity_today,
    )
