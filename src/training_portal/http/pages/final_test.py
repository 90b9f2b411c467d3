"""The final test: its introduction, one question a page, the answers at a glance, handing in, the result."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from training_portal.application.study_desk import Desk
from training_portal.application.test_sheet import Sheet
from training_portal.errors import NotFound
from training_portal.http.access import TRAINEE, may_enter, send_to
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.study import AnswerGiven
from training_portal.http.study_place import next_page, own_desk, sheet_page, study_session
from training_portal.projections.certified_trainees import certificate_of_trainee
from training_portal.projections.my_trainings import training_of

blueprint = Blueprint("final_test", __name__, url_prefix="/my-trainings/<enrolment>/test")


@blueprint.get("")
@may_enter(TRAINEE)
def show(enrolment: str) -> ResponseReturnValue:
    """What the test asks for, and the button that begins it, or goes on with it."""
    seat = own_desk(enrolment)
    if not seat.is_under_way:
        return send_to(next_page(seat))
    return render_template("final_test/intro.html", desk=seat, sheet_page=sheet_page(seat))


@blueprint.post("")
@may_enter(TRAINEE)
@shows_again(show)
def begin(enrolment: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one under way."""
    portal().application.begin_test(command_context(), enrolment, study_session())
    return send_to(sheet_page(own_desk(enrolment)))


@blueprint.get("/questions/<int:number>")
@may_enter(TRAINEE)
def question(enrolment: str, number: int) -> ResponseReturnValue:
    """One question, with what was chosen."""
    seat = own_desk(enrolment)
    if seat.sheet is None:
        return send_to(_without_sheet(seat))
    asked = seat.sheet.question(number)
    return render_template("final_test/question.html", desk=seat, sheet=seat.sheet, asked=asked)


@blueprint.post("/questions/<int:number>")
@may_enter(TRAINEE)
@shows_again(question)
def answer(enrolment: str, number: int) -> ResponseReturnValue:
    """Keep an answer and go on. A question that was never answered may be left open."""
    told, sheet = read_form(AnswerGiven), own_desk(enrolment).sheet
    if sheet is None:
        return send_to(url_for("final_test.show", enrolment=enrolment))
    sheet.check_attempt(told["attempt"])
    asked, chosen = sheet.question(number), told["answers"]
    if chosen or asked.chosen or told["go"] == "stay":
        asked.check(chosen)
        portal().application.answer_question(command_context(), enrolment, study_session(), asked.id, chosen)
    if told["go"] == "stay":
        return Response(status=204)
    return send_to(_onward(enrolment, sheet, number, told["go"]))


@blueprint.get("/answers")
@may_enter(TRAINEE)
def answers(enrolment: str) -> ResponseReturnValue:
    """Which questions are answered and which are open."""
    seat = own_desk(enrolment)
    if seat.sheet is None:
        return send_to(_without_sheet(seat))
    return render_template("final_test/answers.html", desk=seat, sheet=seat.sheet)


@blueprint.get("/hand-in")
@may_enter(TRAINEE)
def confirm(enrolment: str) -> ResponseReturnValue:
    """Ask before the test is handed in; with open questions it is not asked yet."""
    seat = own_desk(enrolment)
    if seat.sheet is None:
        return send_to(_without_sheet(seat))
    if seat.sheet.open_questions:
        return send_to(url_for("final_test.answers", enrolment=enrolment))
    return render_template("final_test/confirm.html", desk=seat, sheet=seat.sheet)


@blueprint.post("/hand-in")
@may_enter(TRAINEE)
@shows_again(answers)
def hand_in(enrolment: str) -> ResponseReturnValue:
    """Hand the test in, and see the result."""
    portal().application.hand_in_test(command_context(), enrolment, study_session())
    return send_to(url_for("final_test.result", enrolment=enrolment))


@blueprint.get("/result")
@may_enter(TRAINEE)
def result(enrolment: str) -> ResponseReturnValue:
    """The result of the attempt handed in last, with explanations; not while another attempt is under way."""
    seat = own_desk(enrolment)
    if seat.marks is None:
        return send_to(url_for("learn.show", enrolment=enrolment) if not seat.sheet else sheet_page(seat))
    with portal().reading() as tx:
        row = training_of(tx, visitor().person_id, enrolment)
        if row is None:
            raise NotFound
        certificate = certificate_of_trainee(tx, visitor().person_id, row["certificate"])
    return render_template(
        "final_test/result.html", desk=seat, marks=seat.marks, row=row, certificate=certificate
    )


def _without_sheet(seat: Desk) -> str:
    """Where a page of a test leads when no test is under way."""
    return next_page(seat) if not seat.is_under_way else url_for("final_test.show", enrolment=seat.enrolment)


def _onward(enrolment: str, sheet: Sheet, number: int, way: str) -> str:
    wanted = number + {"next": 1, "back": -1}.get(way, len(sheet.questions))
    if 1 <= wanted <= len(sheet.questions):
        return url_for("final_test.question", enrolment=enrolment, number=wanted)
    return url_for("final_test.answers", enrolment=enrolment)
