"""What follows from an event in the same transaction: further events, and mail for the outbox."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .aggregates.account import Account
from .aggregates.certificate import Certificate
from .aggregates.convention import AgreedTraining, Convention, Party, convention_id
from .aggregates.course import Course
from .aggregates.credit_note import CreditNote
from .aggregates.enrolment import Enrolment
from .aggregates.invoice import Invoice, invoice_id
from .aggregates.order import Order
from .aggregates.root import new_id
from .aggregates.trainee import Trainee
from .billing import credited_totals
from .event_store.work import Work
from .identity.rights import Right
from .projections.invoices import credit_notes, day_of_issue
from .projections.managers import readers
from .values import Money, renewal_date

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def verification_code() -> str:
    """A random code that nobody guesses (98 bits), in letters that nobody mixes up."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(20))


def when_order_placed_confirm_by_mail(work: Work, event: Order.OrderPlaced) -> None:
    """The manager receives a summary of the order and its trainees."""
    work.mail("order_placed", to=event.manager, about=event.order)


def when_order_placed_draw_up_convention(work: Work, event: Order.OrderPlaced) -> None:
    """The order's training agreement is drawn up, numbered without gaps, in the company's language."""
    account = work.get(Account, event.company)
    courses = work.get_many(Course, list({line.course for line in event.lines}))
    identity, year = account.identity, work.context.today.year
    convention = Convention(
        order=event.order,
        company=event.company,
        number=f"V-{year}-{work.number(f'V-{year}'):06d}",
        order_number=event.number,
        manager=event.manager,
        language=identity.language,
        party=Party(identity.name, identity.address, identity.siren, identity.vat_number),
        trainings=tuple(
            AgreedTraining(line.line, line.course, courses[line.course].package, line.title, line.offer)
            for line in event.lines
        ),
        registrations=sum(len(line.enrolments) for line in event.lines),
        terms_version=event.terms.version,
        timestamp=event.timestamp,
    )
    work.add(convention)


def when_registrations_cancelled_amend_convention(work: Work, event: Order.RegistrationsCancelled) -> None:
    """The agreement is amended once, however many registrations a command cancelled."""
    convention = work.get(Convention, convention_id(event.originator_id))
    convention.leave_out(event.enrolments, event.manager, event.timestamp)


def when_registrations_cancelled_issue_credit_note(work: Work, event: Order.RegistrationsCancelled) -> None:
    """What the invoice still charges for the cancelled registrations is credited, by one credit note."""
    order, cancelled = work.get(Order, event.originator_id), set(event.enrolments)
    if order.total.minor == 0:
        return
    invoice = work.get(Invoice, invoice_id(order.id))
    people = {line.line: len(cancelled.intersection(line.enrolments)) for line in order.lines}
    quantities = {line: min(people[line], left) for line, left in invoice.chargeable.items() if people[line]}
    if quantities:
        credit_invoice_lines(work, invoice, quantities)


def credit_invoice_lines(work: Work, invoice: Invoice, quantities: dict[str, int], reason: str = "") -> str:
    """Take so many people of an invoice's lines back by a credit note, whose id is answered.

    What is still owed on the invoice falls by it; the rest stays on the credit note as the company's credit.
    Errors: NothingIsLeftToCredit.
    """
    work.alone()
    context, lines, id = work.context, invoice.creditable(quantities), new_id()
    net, total = credited_totals(lines)
    day = day_of_issue(work.ask(), credit_notes, context.today)
    number = f"A-{day.year}-{work.number(f'A-{day.year}'):06d}"
    credit_note = CreditNote(
        credit_note=id,
        invoice=invoice.id,
        invoice_number=invoice.number,
        invoiced_on=invoice.issued_on,
        order=invoice.order,
        order_number=invoice.order_number,
        company=invoice.company,
        number=number,
        actor=context.actor,
        language=invoice.language,
        issued_on=day,
        seller=invoice.seller,
        buyer=invoice.buyer,
        lines=lines,
        net=net,
        total=total,
        po_number=invoice.po_number,
        reason=reason,
        timestamp=context.now,
    )
    invoice.credit(id, number, lines, context.now)
    work.add(credit_note)
    owed = Money(min(total.minor, invoice.open.minor), total.currency)
    if owed.minor:
        credit_note.allocate(invoice.id, owed, context.today, context.now)
        invoice.apply_payment(id, owed, context.today, context.now)
    return id


def when_invoice_issued_send_it(work: Work, event: Invoice.InvoiceIssued) -> None:
    """The manager who ordered receives the invoice."""
    work.mail("invoice_issued", to=event.manager, about=event.originator_id)


def when_credit_note_issued_send_it(work: Work, event: CreditNote.CreditNoteIssued) -> None:
    """The manager who ordered receives the credit note, or those who see invoices now."""
    manager = work.get(Order, event.order).manager
    for reader in readers(work.ask(), event.company, manager, Right.READ_INVOICES):
        work.mail("credit_note_issued", to=reader, about=event.originator_id)


def when_registration_replaced_amend_convention(work: Work, event: Order.RegistrationReplaced) -> None:
    """The agreement is amended: it names who takes the training now."""
    successor = work.get(Enrolment, event.enrolment).trainee
    convention = work.get(Convention, convention_id(event.originator_id))
    convention.put_in_place(event.enrolment, successor, event.manager, event.timestamp)


def when_convention_accepted_confirm_by_mail(work: Work, event: Convention.ConventionAccepted) -> None:
    """The manager who accepted receives the document that was accepted."""
    work.mail(
        "convention_accepted", to=event.by.id, about=event.originator_id, version=event.convention_version
    )


def when_training_passed_issue_certificate(work: Work, event: Enrolment.TrainingPassed) -> None:
    """The trainee receives a numbered certificate under the name on record."""
    enrolment = work.get(Enrolment, event.originator_id)
    trainee = work.get(Trainee, enrolment.trainee.id)
    account = work.get(Account, enrolment.company)
    outline = enrolment.outline
    if outline is None:
        raise ValueError(f"enrolment {enrolment.id} was passed without having been started")
    old = trainee.renewal_of(enrolment.course)
    renewal_on = renewal_date(outline.renewal_rule, event.on, enrolment.months, old)
    certificate = Certificate(
        certificate=new_id(),
        company=enrolment.company,
        number=f"C-{event.on.year}-{work.number(f'C-{event.on.year}'):06d}",
        code=verification_code(),
        enrolment=enrolment.id,
        order=enrolment.order,
        manager=enrolment.manager,
        course=enrolment.course,
        title=outline.titles[enrolment.language],
        language=enrolment.language,
        printed=trainee.person,
        company_name=account.identity.name,
        completed_on=event.on,
        renewal_on=renewal_on,
        months=enrolment.months,
        duration_minutes=outline.duration_minutes,
        percent=event.percent,
        timestamp=event.timestamp,
    )
    work.add(certificate)
    trainee.certify(enrolment.course, certificate.id, renewal_on, event.timestamp)


def when_certificate_issued_send_it(work: Work, event: Certificate.CertificateIssued) -> None:
    """The manager who ordered receives the certificate; so does the trainee who has an e-mail address."""
    _tell(work, "certificate_issued", event.certificate, event.manager)
    if event.printed.email:
        work.mail("certificate_issued", to=event.printed.id, about=event.certificate)


def when_registrations_cancelled_confirm_by_mail(work: Work, event: Order.RegistrationsCancelled) -> None:
    """The manager who cancelled receives a confirmation that names everybody concerned."""
    cancelled = list(event.enrolments)
    work.mail("registrations_cancelled", to=event.manager, about=event.originator_id, enrolments=cancelled)


def when_registration_replaced_confirm_by_mail(work: Work, event: Order.RegistrationReplaced) -> None:
    """The manager who gave a registration to somebody else receives a confirmation."""
    work.mail(
        "registration_replaced",
        to=event.manager,
        about=event.enrolment,
        previous=event.previous,
        trainee=event.trainee,
        change=event.originator_version,
    )


def when_name_amended_send_it(work: Work, event: Certificate.NameAmended) -> None:
    """Who asked for the amendment receives the new version; so does the trainee who has an e-mail address."""
    certificate, version = event.originator_id, event.certificate_version
    _tell(work, "certificate_amended", certificate, event.manager, version=version)
    if event.printed.email:
        work.mail("certificate_amended", to=event.printed.id, about=certificate, version=version)


def when_amendment_declined_say_why(work: Work, event: Certificate.AmendmentDeclined) -> None:
    """Who asked for the amendment is told why the certificate stays as it is."""
    _tell(work, "amendment_declined", event.originator_id, event.manager, event=event.originator_version)


def when_certificate_revoked_tell_the_manager(work: Work, event: Certificate.CertificateRevoked) -> None:
    """The manager who ordered the training is told that the certificate counts no more, and why."""
    manager = work.get(Certificate, event.originator_id).manager
    _tell(work, "certificate_revoked", event.originator_id, manager, event=event.originator_version)


def _tell(work: Work, occasion: str, certificate: str, manager: str, **facts: Any) -> None:
    """Write about a certificate to the manager whom it concerns, or to those who follow (see `readers`)."""
    company = work.get(Certificate, certificate).company
    for reader in readers(work.ask(), company, manager, Right.READ):
        work.mail(occasion, to=reader, about=certificate, **facts)


POLICIES: Mapping[type, Sequence[Callable[[Work, Any], None]]] = {
    Order.OrderPlaced: [when_order_placed_confirm_by_mail, when_order_placed_draw_up_convention],
    Order.RegistrationsCancelled: [
        when_registrations_cancelled_amend_convention,
        when_registrations_cancelled_issue_credit_note,
        when_registrations_cancelled_confirm_by_mail,
    ],
    Order.RegistrationReplaced: [
        when_registration_replaced_amend_convention,
        when_registration_replaced_confirm_by_mail,
    ],
    Invoice.InvoiceIssued: [when_invoice_issued_send_it],
    CreditNote.CreditNoteIssued: [when_credit_note_issued_send_it],
    Convention.ConventionAccepted: [when_convention_accepted_confirm_by_mail],
    Enrolment.TrainingPassed: [when_training_passed_issue_certificate],
    Certificate.CertificateIssued: [when_certificate_issued_send_it],
    Certificate.NameAmended: [when_name_amended_send_it],
    Certificate.AmendmentDeclined: [when_amendment_declined_say_why],
    Certificate.CertificateRevoked: [when_certificate_revoked_tell_the_manager],
}
