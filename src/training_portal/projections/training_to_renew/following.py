"""How the events move what is known of renewals."""

from datetime import date
from typing import Any

from ...aggregates.certificate import Certificate
from ...aggregates.enrolment import Enrolment
from ...aggregates.trainee import Trainee
from ...event_store.projection import Projection, follows
from ...event_store.recorded import Recorded
from ...event_store.rows import Rows
from ...values import Person, folded
from .standing import (
    GONE,
    LEFT,
    PRESENT,
    Moment,
    add_proof,
    belongs,
    close_registration,
    hand_over,
    open_registration,
    renewal_id,
    review_everything,
    take_proof,
)
from .tables import due_days, known, renewals


class TrainingToRenew(Projection):
    """The newest certificate of each trainee for each training, and whether its renewal is ordered."""

    name = "training_to_renew"
    tables = (known, renewals, due_days)

    @follows(Trainee.TraineeRegistered, begins=True)
    def _registered(self, recorded: Recorded[Trainee.TraineeRegistered], rows: Rows) -> None:
        names, company = _names(recorded.event.person), recorded.event.company
        whose = {"trainee": recorded.stream, "company": company}
        rows.put(known, recorded.stream, **whose, **names, state=PRESENT, held={})

    @follows(Trainee.DetailsCorrected, reads=lambda r: [(known, r.stream)])
    def _corrected(self, recorded: Recorded[Trainee.DetailsCorrected], rows: Rows) -> None:
        _rename(rows, recorded.stream, recorded.event.person)

    @follows(Trainee.TraineeLeft, reads=lambda r: [(known, r.stream)])
    def _left(self, recorded: Recorded[Trainee.TraineeLeft], rows: Rows) -> None:
        rows.change(known, recorded.stream, state=LEFT, left_on=recorded.event.on)
        review_everything(rows, recorded.stream, Moment.of(recorded))

    @follows(Trainee.TraineeReturned, reads=lambda r: [(known, r.stream)])
    def _returned(self, recorded: Recorded[Trainee.TraineeReturned], rows: Rows) -> None:
        rows.change(known, recorded.stream, state=PRESENT, left_on=None)
        review_everything(rows, recorded.stream, Moment.of(recorded))

    @follows(Trainee.MergedInto, reads=lambda r: [(known, r.stream), (known, r.event.survivor)])
    def _merged(self, recorded: Recorded[Trainee.MergedInto], rows: Rows) -> None:
        hand_over(rows, recorded.stream, recorded.event.survivor, Moment.of(recorded))
        rows.change(known, recorded.stream, state=GONE)

    @follows(Trainee.TraineeForgotten, reads=lambda r: [(known, r.stream)])
    def _forgotten(self, recorded: Recorded[Trainee.TraineeForgotten], rows: Rows) -> None:
        rows.change(known, recorded.stream, state=GONE)
        review_everything(rows, recorded.stream, Moment.of(recorded))
        _rename(rows, recorded.stream, Person(recorded.stream, "", "", forgotten=True))

    @follows(Trainee.PastTrainingRecorded, reads=lambda r: _places(r.stream, r.event.course))
    def _past_recorded(self, recorded: Recorded[Trainee.PastTrainingRecorded], rows: Rows) -> None:
        event = recorded.event
        add_proof(rows, recorded.stream, event.course, _proof("", event), Moment.of(recorded))

    @follows(Certificate.CertificateIssued, reads=lambda r: _places(r.event.printed.id, r.event.course))
    def _issued(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        event, trainee = recorded.event, recorded.event.printed.id
        belongs(rows, recorded.stream, trainee, event.course)
        add_proof(rows, trainee, event.course, _proof(recorded.stream, event), Moment.of(recorded))

    @follows(Certificate.CertificateRevoked, reads=lambda r: [(known, r.stream)])
    def _revoked(self, recorded: Recorded[Certificate.CertificateRevoked], rows: Rows) -> None:
        take_proof(rows, recorded.stream, Moment.of(recorded))

    @follows(Certificate.HolderMerged, reads=lambda r: [(known, r.stream)])
    def _holder_merged(self, recorded: Recorded[Certificate.HolderMerged], rows: Rows) -> None:
        place = rows.get(known, recorded.stream)
        if place:  # what it proves went to the survivor with the merged record
            belongs(rows, recorded.stream, recorded.event.holder, place["training"])

    @follows(
        Enrolment.TraineeEnrolled, reads=lambda r: _places(r.event.trainee.id, r.event.course), begins=True
    )
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        moment = Moment.of(recorded)
        open_registration(rows, recorded.stream, event.trainee.id, event.course, event.order, moment)

    @follows(Enrolment.TrainingPassed, reads=lambda r: [(known, r.stream)])
    def _passed(self, recorded: Recorded[Enrolment.TrainingPassed], rows: Rows) -> None:
        close_registration(rows, recorded.stream, Moment.of(recorded))

    @follows(Enrolment.TrainingFailed, reads=lambda r: [(known, r.stream)])
    def _failed(self, recorded: Recorded[Enrolment.TrainingFailed], rows: Rows) -> None:
        close_registration(rows, recorded.stream, Moment.of(recorded))

    @follows(Enrolment.EnrolmentCancelled, reads=lambda r: [(known, r.stream)])
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        close_registration(rows, recorded.stream, Moment.of(recorded))

    @follows(Enrolment.TraineeReplaced, reads=lambda r: [(known, r.stream)])
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        _move(recorded, rows)

    @follows(Enrolment.TraineeMerged, reads=lambda r: [(known, r.stream)])
    def _trainee_merged(self, recorded: Recorded[Enrolment.TraineeMerged], rows: Rows) -> None:
        _move(recorded, rows)


def _move(recorded: Recorded[Any], rows: Rows) -> None:
    """Let a registration under way be somebody else's."""
    place, trainee = rows.get(known, recorded.stream), recorded.event.trainee.id
    if place is None or place["trainee"] == trainee:
        return
    moment = Moment.of(recorded)
    order = close_registration(rows, recorded.stream, moment)
    if order:
        open_registration(rows, recorded.stream, trainee, place["training"], order, moment)


def _proof(certificate: str, event: Any) -> dict[str, Any]:
    """What a certificate, or a past training, proves."""
    renewal_on: date | None = event.renewal_on
    return {
        "certificate": certificate,
        "number": event.number,
        "title": event.title,
        "language": event.language,
        "months": event.months,
        "completed_on": event.completed_on.isoformat(),
        "renewal_on": renewal_on.isoformat() if renewal_on else "",
    }


def _places(trainee: str, training: str) -> list[Any]:
    id = renewal_id(trainee, training)
    return [(known, trainee), (renewals, id)]


def _names(person: Person) -> dict[str, str]:
    names = f"{person.last_name} {person.first_name}"
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "identifier": person.identifier,
        "sort_name": folded(names),
        "search": folded(f"{names} {person.last_name} {person.identifier}"),
    }


def _rename(rows: Rows, trainee: str, person: Person) -> None:
    """Write a name as it is now into everything that was ever known: corrections are not history."""
    names = _names(person)
    rows.change(known, trainee, **names)
    for row in rows.where(renewals, trainee=trainee):
        search = f"{names['search']} {row['number'].casefold()}"
        rows.change(renewals, row["id"], **{**names, "search": search})
