"""The history of one company of many trainees, as events: what orders of 100 trainees each bring."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from training_portal.aggregates.certificate import Certificate
from training_portal.aggregates.convention import Convention, Party, convention_id
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import AcceptedTerms, Order, OrderLine
from training_portal.aggregates.root import Event, new_id
from training_portal.aggregates.trainee import Trainee
from training_portal.event_store.recorded import Recorded
from training_portal.values import Money, Offer, Outline, Person, RenewalRule, Vat

_FIRST = ("Karim", "Zoé", "Łucja", "Ann", "Jean-Marc", "Inès", "Ольга", "Élodie", "Hugo", "Noémie", "Mehdi")
_LAST = ("Benali", "Lefèvre", "Wójcik", "O’Neill", "d’Aubigné", "Haddad", "Петрова", "Guérin", "Martins")
_RARE = "Quetzalcoatlus"
_TITLE = "Air dangerous goods, awareness"
OFFER = Offer("en", 24, Money(9900, "EUR"), Vat(2000))


def events(people: int, company: str, manager: str, course: str) -> Iterator[Event]:
    """Nine in ten pass and are certified, the others never start, one in fifty leaves; one name is rare."""
    for start in range(0, people, 100):
        at = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(minutes=start * 13)
        newcomers = [_person(number) for number in range(start, start + 100)]
        bought: dict[str, Any] = {
            "company": company,
            "order": new_id(),
            "manager": manager,
            "course": course,
            "title": _TITLE,
            "language": "en",
            "months": 24,
        }
        taken = [(new_id(), person) for person in newcomers]
        for person in newcomers:
            begun = _begun(person.id, Trainee, at)
            yield Trainee.TraineeRegistered(**begun, company=company, person=person, language="en")
        for id, person in taken:
            yield Enrolment.TraineeEnrolled(
                **_begun(id, Enrolment, at), enrolment=id, trainee=person, **bought
            )
        yield _placed(bought, tuple(id for id, _ in taken), start // 100 + 1, at)
        yield _agreed(bought, start // 100 + 1, at)
        for number, (id, person) in enumerate(taken, start):
            if number % 10:
                yield from _passed(bought, id, person, number, at)
            if number % 50 == 7:
                yield Trainee.TraineeLeft(**_next(person.id, 2, at), on=at.date())


def _person(number: int) -> Person:
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // 7 % len(_LAST)]
    if number == 505:
        last = _RARE
    return Person(new_id(), first, f"{last} {number % 89}", f"{first[0].lower()}.{number}", "")


def _placed(bought: dict[str, Any], enrolments: tuple[str, ...], number: int, at: datetime) -> Event:
    line = OrderLine(new_id(), bought["course"], _TITLE, OFFER, enrolments)
    return Order.OrderPlaced(
        **_begun(bought["order"], Order, at),
        order=bought["order"],
        company=bought["company"],
        number=f"O-2026-{number:06d}",
        manager=bought["manager"],
        lines=(line,),
        terms=AcceptedTerms("2026-01", "0" * 64, bought["manager"], at),
        net=line.net,
        total=line.net + line.tax,
    )


def _agreed(bought: dict[str, Any], number: int, at: datetime) -> Event:
    """The agreement that an order's own policy would draw up."""
    return Convention.ConventionDrawnUp(
        **_begun(convention_id(bought["order"]), Convention, at),
        order=bought["order"],
        company=bought["company"],
        number=f"K-2026-{number:06d}",
        order_number=f"O-2026-{number:06d}",
        manager=bought["manager"],
        language="en",
        party=Party("Grand Fret SA"),
        trainings=(),
        registrations=100,
        terms_version="2026-01",
    )


def _passed(
    bought: dict[str, Any], enrolment: str, person: Person, number: int, at: datetime
) -> Iterator[Event]:
    """A training that is started, passed and certified."""
    started = _next(enrolment, 2, at)
    yield Enrolment.TrainingStarted(**started, package="0" * 64, content_version=1, outline=_OUTLINE)
    day = (at + timedelta(days=number % 400)).date()
    yield Enrolment.TrainingPassed(**_next(enrolment, 3, at), on=day, percent=90)
    certificate = new_id()
    yield Certificate.CertificateIssued(
        **_begun(certificate, Certificate, at),
        **bought,
        certificate=certificate,
        number=f"C-2026-{number:06d}",
        code=certificate[:20].upper(),
        enrolment=enrolment,
        printed=person,
        company_name="Grand Fret SA",
        completed_on=day,
        renewal_on=day + timedelta(days=730),
        duration_minutes=90,
        percent=90,
    )


_OUTLINE = Outline({"en": _TITLE}, {"en": ""}, ("en",), ("why",), 90, 80, 2, 3, RenewalRule.ONCE, 24)


def _begun(id: str, cls: type[Any], at: datetime) -> dict[str, Any]:
    return {"originator_topic": cls.TOPIC, **_next(id, 1, at)}


def _next(id: str, version: int, at: datetime) -> dict[str, Any]:
    return {"originator_id": id, "originator_version": version, "timestamp": at}


def recorded(place: int, event: Event, company: str) -> Recorded[Any]:
    """An event as the store would hand it to projections."""
    return Recorded(
        place,
        event.originator_id,
        event.originator_version,
        type(event).__name__,
        event,
        company,
        "bench",
        "bench",
        "bench",
        event.timestamp,
    )
