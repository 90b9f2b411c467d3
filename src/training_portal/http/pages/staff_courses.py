"""Courses: what the provider sells, as staff see it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import portal
from training_portal.projections.catalogue import offers_by_training, trainings_on_sale

blueprint = Blueprint("staff_courses", __name__)


@blueprint.get("/staff/courses")
@may_enter(STAFF)
def show() -> ResponseReturnValue:
    """Every training on sale with its offers."""
    with portal().reading() as tx:
        trainings = trainings_on_sale(tx)
        offers = offers_by_training(tx, [row["id"] for row in trainings])
    return render_template("staff/courses.html", trainings=trainings, offers=offers)
