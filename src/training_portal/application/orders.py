"""The command that turns a cart into an order."""

from dataclasses import replace
from typing import Any

from ..aggregates.account import Account
from ..aggregates.cart import CartHasChanged, CartLine
from ..aggregates.course import Course
from ..aggregates.enrolment import Enrolment
from ..aggregates.manager import Manager
from ..aggregates.order import AcceptedTerms, Order, OrderLine, PriceHasChanged, TermsAreNotAccepted, totals
from ..aggregates.root import new_id
from ..aggregates.trainee import Trainee
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.handover import handover_rows
from ..identity.tables import handovers
from ..settings import Settings
from ..terms import terms_of
from ..values import Person
from .cart import manager_cart
from .people import give_login


class OrderCommands:
    """Ordering what is in the cart."""

    _store: Store
    _settings: Settings

    def place_order(self, context: Context, accepted_terms: str, cart_version: int) -> str:
        """Order the cart as the manager saw it (`cart_version`), under the terms accepted.

        Answers the order's id. Registers the newcomers; the manager can see their passwords
        for an hour.
        Errors: TermsAreNotAccepted, CartIsEmpty, NobodyIsChosen, CartHasChanged, PriceHasChanged,
        OfferIsNotSold, CurrenciesDiffer, AccountIsSuspended.
        """
        terms = terms_of(self._settings.terms_version)
        if accepted_terms != terms.version:
            raise TermsAreNotAccepted
        accepted = AcceptedTerms(terms.version, terms.digest, context.actor, context.now)

        def decide(work: Work) -> dict[str, Any]:
            work.get(Account, context.company).check_open()
            order, cart = new_id(), manager_cart(work)
            lines, newcomers = cart.lines, cart.newcomers()
            seen = cart.version
            cart.check_out(order, context.now)
            if seen != cart_version:
                raise CartHasChanged
            courses = work.get_many(Course, list({line.course for line in lines.values()}))
            people = self._register(work, order, newcomers)
            ordered = []
            for id, line in lines.items():
                course = courses[line.course]
                _check_price(course, line)
                ordered.append(_enrol(work, order, id, line, course, people))
            placed = self._placed(work, order, tuple(ordered), accepted)
            work.add(placed)
            return {"order": order, "number": placed.number}

        return str(self._store.perform(context, decide)["order"])

    def _register(self, work: Work, order: str, newcomers: dict[str, Person]) -> dict[str, Person]:
        """Register the newcomers as trainees. Answers them with their identifiers, by person id."""
        context = work.context
        given = give_login(work, self._settings, "trainee", list(newcomers.values()))
        language = work.get(Manager, context.actor).language
        for person, _ in given.values():
            work.add(
                Trainee(company=context.company, person=person, language=language, timestamp=context.now)
            )
        if given:
            passwords = {id: password for id, (_, password) in given.items()}
            key = self._settings.master_key
            rows = handover_rows(key, order, context.actor, passwords, context.now)
            work.write(handovers.insert(), rows)
        return {id: person for id, (person, _) in given.items()}

    def _placed(self, work: Work, order: str, lines: tuple[OrderLine, ...], accepted: AcceptedTerms) -> Order:
        context = work.context
        net, total = totals(lines)
        return Order(
            order=order,
            company=context.company,
            number=f"O-{context.today.year}-{work.number(f'O-{context.today.year}'):06d}",
            manager=context.actor,
            lines=lines,
            terms=accepted,
            net=net,
            total=total,
            timestamp=context.now,
        )


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
