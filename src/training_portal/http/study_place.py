"""Where a trainee stands in the pages of a training: their desk, their session, the page to go on with."""

from hashlib import sha256

from flask import url_for

from training_portal.application.study_desk import Desk, desk
from training_portal.http.current import portal, visitor


def own_desk(enrolment: str) -> Desk:
    """The visitor's desk for one of their enrolments. Errors: NotFound."""
    return desk(portal().store, enrolment, visitor().person_id)


def study_session() -> str:
    """What time is counted under: it tells sign-ins apart, and opens none."""
    session = visitor().session
    return sha256(f"study/{session.id if session else ''}".encode()).hexdigest()[:16]


def next_page(seat: Desk) -> str:
    """The page to go on with: the module left, the test, its result, or the overview before the start."""
    if not seat.is_open:
        return url_for("learn.show", enrolment=seat.enrolment)
    if seat.sheet:
        return sheet_page(seat)
    if not seat.is_under_way:
        return url_for("final_test.result", enrolment=seat.enrolment)
    chapter = seat.resumed
    if chapter:
        return url_for("learn.module", enrolment=seat.enrolment, module=chapter.id)
    return url_for("final_test.show", enrolment=seat.enrolment)


def sheet_page(seat: Desk) -> str:
    """The first question of the test under way that is open; all answered, the list of answers."""
    left = seat.sheet.open_questions if seat.sheet else ()
    if not left:
        return url_for("final_test.answers", enrolment=seat.enrolment)
    return url_for("final_test.question", enrolment=seat.enrolment, number=left[0].number)
