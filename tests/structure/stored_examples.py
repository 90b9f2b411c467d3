"""Examples of stored events: one for each event and version, written once from real events and never again.

`python tests/structure/stored_examples.py` adds the examples of events that have none yet, and their names to
the list of stored names. An example holds the row as the database keeps it, the wrapped keys of its persons
(under `MASTER_KEY`, which seals nothing else), and what the event meant.
"""

import base64
import dataclasses
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from agreeing import accepts, cancels, replaces, uploads_signed_copy  # noqa: E402
from dsl import Company, World, settings_for  # noqa: E402
from paying import event, invoice_of, opened, sends, session_object  # noqa: E402
from training_portal.aggregates.credit_note import CreditNote  # noqa: E402
from training_portal.aggregates.invoice import Invoice, PutOffReason, invoice_id  # noqa: E402
from training_portal.aggregates.manager import Manager, ManagerRole, Notifications, ReminderFrequency  # noqa: E402
from training_portal.aggregates.payment import payment_id  # noqa: E402
from training_portal.aggregates.root import Event  # noqa: E402
from training_portal.aggregates.staff import StaffRole  # noqa: E402
from training_portal.aggregates.trainee import Trainee  # noqa: E402
from training_portal.application.certificates import Amendment  # noqa: E402
from training_portal.application.past_trainings import PastRow, PastTraining  # noqa: E402
from training_portal.application.payments import Transfer  # noqa: E402
from training_portal.application.profiles import ProfileEdits  # noqa: E402
from training_portal.courses.package import read_package  # noqa: E402
from training_portal.event_store.codec import EventCodec, StoredEvent, StoredNames  # noqa: E402
from training_portal.event_store.engine import make_engine  # noqa: E402
from training_portal.event_store.schema import create_schema, events, person_keys  # noqa: E402
from training_portal.event_store.sealing import PersonKeys  # noqa: E402
from training_portal.event_store.work import Work  # noqa: E402
from training_portal.portal import AGGREGATES  # noqa: E402
from training_portal.projections.certificate_amendments import waiting  # noqa: E402
from training_portal.projections.certified_trainees import certificates  # noqa: E402
from training_portal.values import Money, add_months  # noqa: E402

EXAMPLES = TESTS / "stored_events"
LIST = TESTS / "structure" / "stored_names.txt"
MASTER_KEY = b"opens nothing but these examples"
MINI = TESTS / "mini_course"


def label(codec: EventCodec) -> str:
    """An event's stored name with the version of its present shape: `order.placed.v1`."""
    return f"{codec.name}.v{getattr(codec.event_class, 'class_version', 1)}"


def plain(value: Any) -> Any:
    """What a value means, as JSON can say it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {plain(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def meaning(event: Event) -> dict[str, Any]:
    """What an event says, by field."""
    return {name: plain(value) for name, value in sorted(vars(event).items()) if name != "originator_topic"}


def all_names() -> StoredNames:
    """How every event of the portal is written and read."""
    return StoredNames(AGGREGATES)


def play(world: World) -> None:
    """Tell a short story in which everything happens that is recorded."""
    application, cli = world.application, lambda: world.portal.context("cli")
    course, company = world.course(MINI), world.company()
    application.choose_purchase_order_rule(world.as_manager(company), "PO-4711", True)
    application.publish_course(cli(), read_package(_later_version(world.portal.settings.data_dir)))
    application.withdraw_offer(cli(), "MINI", "fr", 24)
    application.add_staff(cli(), "Olga", "Petit", "olga@example.com", StaffRole.ADMINISTRATOR, "en")
    application.choose_language(world.as_manager(company), "fr")
    passed, failed = world.enrolments(world.order(company, course, ["Karim Benali", "Zoé Lefèvre"]))
    world.passes(passed)
    world.study(failed)
    for _ in range(2):
        world.take_test(failed, rightly=False)
    application.reset_password(world.as_manager(company), passed.trainee.id)
    application.correct_details(world.as_manager(company), passed.trainee.id, ("Karim", "Ben Ali", ""))
    past = PastTraining(course, "Safe lifting", "en", 24, date(2024, 2, 29), None, "X-17")
    application.import_past_trainings(world.as_manager(company), [PastRow(passed.trainee.id, "", "", past)])
    application.mark_left(world.as_manager(company), passed.trainee.id)
    application.mark_returned(world.as_manager(company), passed.trainee.id)
    line = world.cart(company, course, known=[passed.trainee.id])
    application.drop_trainees(world.as_manager(company), line, [passed.trainee.id])
    application.remove_from_cart(world.as_manager(company), line)
    order = world.order(company, course, ["Ann O’Neill", "Ivo Dahl"])
    replaces(world, company, order.enrolments[0], order.enrolments[1])
    cancels(world, company, order, order.enrolments[1])
    accepts(world, company, order)
    uploads_signed_copy(world, company, order)
    _play_managers(world, company)
    _play_certificates(world, company)
    _play_records(world, company, course)
    _play_money(world, company, course)
    _play_payments(world, company, course)
    for tell in (application.suspend_company, application.reinstate_company):
        tell(world.portal.context("cli", company.id), "unpaid invoices")


def _play_payments(world: World, company: Company, course: str) -> None:
    """An invoice is paid twice by card and once by mistake; what is too much goes back, or stays credit."""
    application, boss = world.application, lambda: world.as_manager(company)
    bill, other = (invoice_of(world, company, course) for _ in range(2))
    tries = [opened(world, company, bill) for _ in range(4)]
    for one in tries[:2]:
        sends(world, event(world, session_object(one.aggregate(world), one.session)))
    gone = session_object(tries[2].aggregate(world), tries[2].session, status="expired")
    sends(world, event(world, gone, "expired"))
    failed = session_object(tries[3].aggregate(world), tries[3].session, payment_status="unpaid")
    sends(world, event(world, failed, "async_payment_failed"))
    surplus, part = payment_id(tries[1].id), Money(1_000, bill.total.currency)
    application.refuse_refund(boss(), surplus, application.ask_refund(boss(), surplus, part), "too late")
    application.confirm_refund(boss(), surplus, application.ask_refund(boss(), surplus, part), "re_1")
    transfer = Transfer(other.total, world.portal.today, "VIR 4711", (other.id,), "FR76/4711")
    application.withdraw_payment(boss(), application.record_transfer(boss(), transfer), "another company's")


def _play_managers(world: World, company: Company) -> None:
    """A second manager comes, changes and goes."""
    application, boss = world.application, lambda: world.as_manager(company)
    second = application.appoint_manager(boss(), "Marc", "Petit", "marc@example.com", "en").person
    notifications = Notifications(ReminderFrequency.WEEKLY, 21, renewals=False)
    application.choose_notifications(world.portal.context(second, company.id), notifications)
    application.edit_profile(world.portal.context(second, company.id), ProfileEdits("m@example.com"))
    letters = world.portal.store.outbox.take_due(world.clock.now, limit=1000)
    [token] = [letter.secret for letter in letters if letter.occasion == "email_change_asked"]
    application.confirm_email(world.portal.context(second, company.id), token)
    application.modify_manager(boss(), second, "Marc", "Lepetit", ManagerRole.PURCHASING)
    application.deactivate_manager(boss(), second)


def _play_certificates(world: World, company: Company) -> None:
    """A certificate is amended; the provider declines an odd amendment; the certificate is taken back."""
    application, boss = world.application, lambda: world.as_manager(company)
    row = world.rows(certificates)[0]
    application.amend_certificate(boss(), row["id"], Amendment("Karim", "Bénali", "Fret", True), 1)
    application.amend_certificate(boss(), row["id"], Amendment("Ivo", "Dahl", "Fret"), 2)
    application.decline_amendment(boss(), row["id"], world.rows(waiting)[0]["seen"], "It is another person.")
    application.amend_certificate(boss(), row["id"], Amendment("Iva", "Dahl", "Fret"), 2)
    application.withdraw_amendment(boss(), row["id"])
    application.revoke_certificate(boss(), row["id"], "The test was taken by another person.")


def _play_money(world: World, company: Company, course: str) -> None:
    """An invoice is paid, put off, given a purchase order number, and credited; the credit is used."""
    old, new = (invoice_id(world.order(company, course, [name]).id) for name in ("Al Kay", "Bo Lee"))
    staff, now, today = "staff", world.clock.now, world.portal.today

    def settle(work: Work) -> dict[str, Any]:
        invoice, month = work.get(Invoice, old), add_months(today, 1)
        invoice.edit_po_number("PO-7781", company.manager.person, now)
        invoice.put_off(PutOffReason.DISPUTE, month, "The price is disputed.", staff, today, now)
        invoice.end_put_off(staff, now)
        invoice.apply_payment("payment", invoice.open, today, now)
        invoice.take_back("payment", Money(100, "EUR"), today, "The transfer came back.", now)
        return {}

    def use_credit(work: Work) -> dict[str, Any]:
        credit = work.get(CreditNote, note)
        part = Money(credit.left.minor // 2, "EUR")
        credit.allocate(new, part, today, now)
        work.get(Invoice, new).apply_payment(note, part, today, now)
        credit.refund(credit.left, today, "SEPA-1", staff, now)
        return {}

    context = lambda: world.portal.context("cli", company.id)  # noqa: E731
    world.portal.store.perform(context(), settle)
    note = world.application.credit_invoice(context(), old, "Agreed by telephone.")
    world.portal.store.perform(context(), use_credit)


def _play_records(world: World, company: Company, course: str) -> None:
    """A record turns out to be a double, an address is confirmed, and people are forgotten."""
    boss = lambda: world.as_manager(company)  # noqa: E731
    twice = world.enrolments(world.order(company, course, ["Lena Dubois", "Léna Dubois"]))
    world.passes(twice[0])
    other = world.application.appoint_manager(boss(), "Nils", "Berg", "nils@example.com", "en").person

    def confirm(work: Work) -> dict[str, Any]:
        work.get(Manager, other).confirm_email("n.berg@example.com", world.clock.now)
        return {}

    def forget(work: Work) -> dict[str, Any]:
        work.get(Trainee, twice[1].trainee.id).forget(world.clock.now)
        work.get(Manager, other).forget(world.clock.now)
        return {}

    world.application.merge_trainees(boss(), twice[1].trainee.id, twice[0].trainee.id)
    world.portal.store.perform(boss(), confirm)
    world.application.deactivate_manager(boss(), other)
    world.portal.store.perform(boss(), forget)


def stored(world: World) -> Iterator[dict[str, Any]]:
    """The last event of each stored name, as it is kept."""
    with world.portal.reading() as tx:
        rows = {row.name: row for row in tx.execute(sa.select(events).order_by(events.c.position))}
        keys = {row.person_id: row.wrapped_key for row in tx.execute(sa.select(person_keys))}
    for name, row in rows.items():
        persons = all_names().people([_of_row(row)])
        yield {
            "name": name,
            "stream": row.stream,
            "version": row.version,
            "company": row.company,
            "recorded_at": row.recorded_at.isoformat(),
            "payload": row.payload.decode(),
            "keys": {id: base64.b64encode(keys[id]).decode() for id in sorted(persons)},
        }


def load(tx: sa.Connection, example: dict[str, Any]) -> Event:
    """An example's event, brought back by the code of today."""
    codec = all_names().called(example["name"])
    recorded_at = datetime.fromisoformat(example["recorded_at"])
    row = StoredEvent(
        example["stream"],
        example["version"],
        example["name"],
        example["payload"].encode(),
        example["company"],
        recorded_at,
    )
    tx.execute(sa.delete(person_keys))
    for person, key in example["keys"].items():
        tx.execute(person_keys.insert(), {"person_id": person, "wrapped_key": base64.b64decode(key)})
    return codec.event(row, PersonKeys(MASTER_KEY).ring(tx, example["keys"]))


def write_missing(world: World) -> list[str]:
    """Write the examples that are not there yet. Answers their labels."""
    play(world)
    made = []
    EXAMPLES.mkdir(exist_ok=True)
    for example in stored(world):
        called = label(all_names().called(example["name"]))
        path = EXAMPLES / f"{called}.json"
        if not path.exists():
            with world.portal.store.engine.connect() as tx:
                example["means"] = meaning(load(tx, example))
                tx.rollback()
            path.write_text(json.dumps(example, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            made.append(called)
    return made


def _of_row(row: Any) -> StoredEvent:
    return StoredEvent(row.stream, row.version, row.name, row.payload, row.company, row.recorded_at)


def _later_version(folder: Path) -> Path:
    later = Path(shutil.copytree(MINI, folder / "later"))
    course = later / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("Safe lifting", "Safe lifting today"), "utf-8")
    return later


def main() -> None:
    """Write what is missing into the tests."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/portal.db"
        engine = make_engine(url)
        create_schema(engine)
        engine.dispose()
        world = World(settings_for(url, Path(folder)).with_changes(master_key=MASTER_KEY))
        made = write_missing(world)
        world.close()
    listed = LIST.read_text("utf-8").split() if LIST.exists() else []
    LIST.write_text("\n".join([*listed, *(one for one in made if one not in listed)]) + "\n", "utf-8")
    sys.stdout.write("".join(f"{one}\n" for one in made))


if __name__ == "__main__":
    main()
