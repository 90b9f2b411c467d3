"""My trainings: the trainee's first page, and their certificates."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from training_portal.certificate_papers import certificate_pdf
from training_portal.errors import NotFound
from training_portal.http.access import TRAINEE, may_enter
from training_portal.http.current import portal, today, visitor
from training_portal.http.next_step import next_step
from training_portal.projections.certified_trainees import certificate_of_trainee, certificates_of_trainee
from training_portal.projections.my_trainings import trainings_of

blueprint = Blueprint("my_trainings", __name__)


@blueprint.get("/my-trainings")
@may_enter(TRAINEE)
def show() -> ResponseReturnValue:
    """What to do next, and every training with its progress and result."""
    with portal().reading() as tx:
        rows = trainings_of(tx, visitor().person_id)
        certificates = certificates_of_trainee(tx, visitor().person_id)
    suspended = visitor().is_suspended
    return render_template(
        "my_trainings/show.html",
        rows=rows,
        certificates={row["id"]: row for row in certificates},
        next=next_step(rows, suspended),
        suspended=suspended,
        today=today(),
    )


@blueprint.get("/my-certificates/<id>.pdf")
@may_enter(TRAINEE)
def certificate(id: str) -> ResponseReturnValue:
    """The trainee's own certificate as PDF."""
    with portal().reading() as tx:
        row = certificate_of_trainee(tx, visitor().person_id, id)
    if row is None:
        raise NotFound
    response = Response(certificate_pdf(portal(), dict(row)), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{row['number']}.pdf")
    return response
