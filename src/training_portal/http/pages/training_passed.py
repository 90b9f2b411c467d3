"""Training Passed: the company's registrations that ended with a passed test."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.http.access import MANAGER, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.language import marked
from training_portal.projections import training_passed

blueprint = Blueprint("training_passed", __name__)
_SHAPE = ListShape(
    sorts=("-passed_on", "sort_name", "title", "-percent", "-number"),
    filters={"training": None},
    days="passed_on",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        Column(marked("Training"), "title"),
        Column(marked("Passed"), "passed_on"),
        Column(marked("Result in percent"), "percent"),
        Column(marked("Certificate"), "number"),
    ),
)


@blueprint.get("/training-passed")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """Who passed what, and when; Actions has the certificate."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(
                state, "training-passed", lambda wanted: training_passed.page(tx, visitor().company, wanted)
            )
        found = training_passed.page(tx, visitor().company, wanted_by(state))
        titles = training_passed.titles(tx, visitor().company)
    return render_template("training_passed/show.html", state=state, page=page_with(found), titles=titles)
