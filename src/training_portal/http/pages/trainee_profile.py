"""My profile of a trainee: who they are to the portal, and the language of the pages."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_portal.http.access import TRAINEE, may_enter
from training_portal.http.current import portal, visitor
from training_portal.projections.trainees import trainee_himself

blueprint = Blueprint("trainee_profile", __name__)


@blueprint.get("/trainee/my-profile")
@may_enter(TRAINEE)
def show() -> ResponseReturnValue:
    """Name, username, company, language and this session."""
    with portal().reading() as tx:
        me = trainee_himself(tx, visitor().person_id)
    return render_template("trainee_profile/show.html", me=me, session=visitor().session)
