"""A training of a trainee: its overview, its modules, and the time really spent in them."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.courses.render import module_html
from training_portal.errors import NotFound
from training_portal.http.access import TRAINEE, may_enter, send_to
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.study import Pulse
from training_portal.http.study_place import next_page, own_desk, study_session
from training_portal.projections.certified_trainees import certificate_of_trainee
from training_portal.projections.my_trainings import training_of

blueprint = Blueprint("learn", __name__, url_prefix="/my-trainings/<enrolment>")
_IMAGE_SECONDS = 365 * 24 * 3600


@blueprint.get("")
@may_enter(TRAINEE)
def show(enrolment: str) -> ResponseReturnValue:
    """What the training is about and asks for; once started, how far the trainee came."""
    seat = own_desk(enrolment)
    with portal().reading() as tx:
        row = training_of(tx, visitor().person_id, enrolment)
        if row is None:
            raise NotFound
        certificate = certificate_of_trainee(tx, visitor().person_id, row["certificate"])
    return render_template(
        "learn/overview.html",
        desk=seat,
        row=row,
        certificate=certificate,
        onward=next_page(seat),
        suspended=visitor().is_suspended,
        today=today(),
    )


@blueprint.post("/start")
@may_enter(TRAINEE)
@shows_again(show)
def start(enrolment: str) -> ResponseReturnValue:
    """Open the training for the first time, and go to its first module."""
    portal().application.start_training(command_context(), enrolment)
    return send_to(next_page(own_desk(enrolment)))


@blueprint.get("/continue")
@may_enter(TRAINEE)
def resume(enrolment: str) -> ResponseReturnValue:
    """Go to the place left."""
    return send_to(next_page(own_desk(enrolment)))


@blueprint.get("/modules/<module>")
@may_enter(TRAINEE)
def module(enrolment: str, module: str) -> ResponseReturnValue:
    """Read a module. Looking records nothing: time is told by pulses and by going on."""
    seat = own_desk(enrolment)
    chapter = seat.chapter(module)
    version = seat.package.sha256[:16]
    content = module_html(
        seat.text(chapter),
        lambda name: url_for("learn.image", enrolment=enrolment, name=name, v=version),
    )
    return render_template("learn/module.html", desk=seat, chapter=chapter, content=content)


@blueprint.post("/modules/<module>/complete")
@may_enter(TRAINEE)
def complete(enrolment: str, module: str) -> ResponseReturnValue:
    """Finish a module and go on: to the next one, or to the final test."""
    portal().application.complete_module(command_context(), enrolment, study_session(), module)
    seat = own_desk(enrolment)
    after = seat.after(seat.chapter(module))
    if after is None:
        return send_to(next_page(seat))
    return send_to(url_for("learn.module", enrolment=enrolment, module=after.id))


@blueprint.post("/pulse")
@may_enter(TRAINEE)
def pulse(enrolment: str) -> ResponseReturnValue:
    """Note that the trainee is really there."""
    told = read_form(Pulse)
    portal().application.spend_time(command_context(), enrolment, study_session(), told["module"])
    return Response(status=204)


@blueprint.get("/images/<name>")
@may_enter(TRAINEE)
def image(enrolment: str, name: str) -> ResponseReturnValue:
    """An image of the content. Its address names the content's version, so that it may be kept."""
    seat = own_desk(enrolment)
    found = seat.image(name)
    response = make_response(found.content)
    response.mimetype = found.mime
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if request.args.get("v") == seat.package.sha256[:16]:
        response.headers["Cache-Control"] = f"private, max-age={_IMAGE_SECONDS}, immutable"
    return response
