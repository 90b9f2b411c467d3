"""The command that turns a cart into an order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..aggregates.account import Account
from ..aggregates.cart import CartHasChanged, CartLine, check_filled
from ..aggregates.course import Course
from ..aggregates.enrolment import Enrolment
from ..aggregates.manager import Manager
from ..aggregates.order import (
    AcceptedTerms,
    Order,
    OrderLine,
    PriceHasChanged,
    TermsAreNotAccepted,
    TotalDiffers,
    totals,
)
from ..aggregates.root import new_id
from ..aggregates.trainee import Trainee
from ..errors import Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.credentials import without_credential
from ..identity.handover import handover_rows
from ..identity.tables import handovers
from ..settings import Settings
from ..terms import terms_of
from ..values import Money, Person
from .cart import Newcomer, manager_cart, own_trainees, present_trainees
from .invoices import check_printed, issue_invoice
from .names import new_person
from .people import give_login, open_door


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A training wanted for trainees of the company (by id) and for newcomers."""

    course: str
    language: str
    months: int
    trainees: tuple[str, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()


class OrderCommands:
    """Ordering what is in the cart."""

    _store: Store
    _settings: Settings

    def place_order(
        self, context: Context, accepted_terms: str, cart_version: int, po_number: str = ""
    ) -> str:
        """Order the cart as the manager saw it (`cart_version`), under the terms accepted.

        The invoice names `po_number`, or the company's standing one.
        Answers the order's id. Registers the newcomers; the manager can see their passwords for an hour.
        Errors: TermsAreNotAccepted, CartIsEmpty, NobodyIsChosen, CartHasChanged, PriceHasChanged,
        OfferIsNotSold, CurrenciesDiffer, AccountIsSuspended, TraineeIsGone, PONumberIsMissing,
        PONumberCannotBePrinted.
        """
        accepted = self._accepted(context, accepted_terms)

        def decide(work: Work) -> dict[str, Any]:
            work.get(Account, context.company).check_open()
            order, cart = new_id(), manager_cart(work)
            lines, newcomers, seen = cart.lines, cart.newcomers(), cart.version
            cart.check_out(order, context.now)
            if seen != cart_version:
                raise CartHasChanged
            return self._order(work, order, lines, newcomers, accepted, po_number=po_number)

        return str(self._store.perform(context, decide)["order"])

    def order_at_once(
        self,
        context: Context,
        accepted_terms: str,
        wanted: Sequence[WantedLine],
        agreed: Money | None = None,
        po_number: str = "",
    ) -> str:
        """Order trainings for people without a cart, as a manager's own program does. Answers the order's id.

        Each newcomer is one person in all lines. `agreed` is the total the program reckons with, if it says
        one. Errors: those of `place_order`, NotFound, FirstNameIsWrong, LastNameIsWrong, EmailIsWrong.
        """
        accepted = self._accepted(context, accepted_terms)
        fresh = [_newcomers(line, f"lines/{place}/newcomers") for place, line in enumerate(wanted)]

        def decide(work: Work) -> dict[str, Any]:
            work.get(Account, context.company).check_open()
            lines = {}
            for line, people in zip(wanted, fresh, strict=True):
                offer = work.get(Course, line.course).offer_for(line.language, line.months)
                known = [trainee.person for trainee in own_trainees(work, line.trainees)]
                lines[new_id()] = CartLine(line.course, offer, {p.id: p for p in (*known, *people)})
            check_filled(lines)
            newcomers = {person.id: person for people in fresh for person in people}
            return self._order(work, new_id(), lines, newcomers, accepted, agreed, po_number)

        return str(self._store.perform(context, decide)["order"])

    def _accepted(self, context: Context, version: str) -> AcceptedTerms:
        terms = terms_of(self._settings.terms_version)
        if version != terms.version:
            raise TermsAreNotAccepted
        return AcceptedTerms(terms.version, terms.digest, context.actor, context.now)

    def _order(
        self,
        work: Work,
        order: str,
        lines: dict[str, CartLine],
        newcomers: dict[str, Person],
        accepted: AcceptedTerms,
        agreed: Money | None = None,
        po_number: str = "",
    ) -> dict[str, Any]:
        """Register the newcomers, enrol everybody, and place the order with the next number."""
        number = work.get(Account, work.context.company).po_number_for(po_number)
        check_printed(number)
        courses = work.get_many(Course, list({line.course for line in lines.values()}))
        chosen = dict.fromkeys(id for line in lines.values() for id in line.people if id not in newcomers)
        known = present_trainees(work, list(chosen))
        people = register(work, self._settings, order, newcomers, known)
        ordered = []
        for id, line in lines.items():
            course = courses[line.course]
            _check_price(course, line)
            ordered.append(_enrol(work, order, id, line, course, people))
        net, total = totals(tuple(ordered))
        if agreed is not None and agreed != total:
            raise TotalDiffers(total=f"{total.decimal} {total.currency}")
        year = work.context.today.year
        placed = Order(
            order=order,
            company=work.context.company,
            number=f"O-{year}-{work.number(f'O-{year}'):06d}",
            manager=work.context.actor,
            lines=tuple(ordered),
            terms=accepted,
            net=net,
            total=total,
            timestamp=work.context.now,
        )
        work.add(placed)
        issue_invoice(work, self._settings.provider, placed, number)
        return {"order": order, "number": placed.number}


def register(
    work: Work,
    settings: Settings,
    order: str,
    newcomers: dict[str, Person],
    known: Sequence[Trainee] = (),
) -> dict[str, Person]:
    """Register newcomers as trainees, and let known ones sign in who never could.

    Their temporary passwords are ready for the order's page. Answers all with their identifiers, as the
    records stand now, by person id.
    """
    context = work.context
    given = give_login(work, settings, "trainee", list(newcomers.values()))
    language = work.get(Manager, context.actor).language
    for person, _ in given.values():
        work.add(Trainee(company=context.company, person=person, language=language, timestamp=context.now))
    passwords = {id: password for id, (_, password) in given.items()}
    strangers = without_credential(work.ask(), [trainee.id for trainee in known])
    passwords |= open_door(work, settings, "trainee", [t.person for t in known if t.id in strangers])
    if passwords:
        rows = handover_rows(settings.master_key, order, context.actor, passwords, context.now)
        work.write(handovers.insert(), rows)
    people = {id: person for id, (person, _) in given.items()}
    return people | {trainee.id: trainee.person for trainee in known}


def _check_price(course: Course, line: CartLine) -> None:
    if course.offer_for(line.offer.language, line.offer.months) != line.offer:
        raise PriceHasChanged(title=course.outline.titles[line.offer.language])


def _enrol(
    work: Work, order: str, id: str, line: CartLine, course: Course, registered: dict[str, Person]
) -> OrderLine:
    """Enrol everybody chosen for a line of the cart."""
    title = course.outline.titles[line.offer.language]
    enrolments = []
    for person in line.people.values():
        enrolments.append(new_id())
        work.add(
            Enrolment(
                enrolment=enrolments[-1],
                company=work.context.company,
                order=order,
                manager=work.context.actor,
                course=course.id,
                title=title,
                language=line.offer.language,
                months=line.offer.months,
                trainee=replace(registered.get(person.id, person), email=""),
                timestamp=work.context.now,
            )
        )
    return OrderLine(id, course.id, title, line.offer, tuple(enrolments))


def _newcomers(line: WantedLine, place: str) -> tuple[Person, ...]:
    """The people whom a line names; a refusal says which of them it is about."""
    people = []
    for number, newcomer in enumerate(line.newcomers):
        try:
            people.append(new_person(*newcomer))
        except Refusal as refusal:
            refusal.within = f"{place}/{number}"
            raise
    return tuple(people)
