"""Amending and revoking certificates: versions, who is told, and what the views say afterwards."""

from datetime import timedelta
from typing import Any

import pytest

from dsl import Company, World
from training_portal.aggregates.certificate import (
    AmendmentIsWaiting,
    CertificateHasChanged,
    CertificateIsRevoked,
    NoAmendmentIsWaiting,
    NothingIsAmended,
)
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.trainee import Trainee
from training_portal.application.certificates import Amendment, ReasonIsWrong
from training_portal.application.names import CompanyNameIsWrong, FirstNameIsWrong, LastNameIsWrong
from training_portal.certificate_audit import audit_certificate
from training_portal.certificate_papers import certificate_pdf, certificate_version
from training_portal.errors import NotFound, Refusal
from training_portal.event_store.context import Context
from training_portal.event_store.lists import Wanted
from training_portal.event_store.outbox import Letter
from training_portal.event_store.rebuild import verify
from training_portal.letters import write_letter
from training_portal.portal import PROJECTIONS
from training_portal.projections import (
    certificate_history,
    certificate_verification,
    certified_trainees,
)
from training_portal.projections.certificate_amendments import amendment_waiting, amendments_waiting

COMPANY = "Fret Atlantique SAS"


class Told:
    """A company in which Karim Benali has passed, and Zoé Lefèvre too; the letters so far have left."""

    def __init__(self, world: World, folder: Any) -> None:
        self.world, self.application = world, world.application
        self.company: Company = world.company()
        self.course = world.course(folder)
        self.karim, zoe = world.enrolments(
            world.order(self.company, self.course, ["Karim Benali", "Zoé Lefèvre"])
        )
        for one in (self.karim, zoe):
            world.passes(one)
        self.id, self.other = [row["id"] for row in self.rows()]
        self.letters()

    def rows(self) -> list[Any]:
        with self.world.portal.reading() as tx:
            return list(certified_trainees.page(tx, self.company.id, Wanted()).rows)

    @property
    def row(self) -> Any:
        return next(row for row in self.rows() if row["id"] == self.id)

    def letters(self) -> list[Letter]:
        """What waits in the outbox, taken."""
        outbox = self.world.portal.store.outbox
        found = outbox.take_due(self.world.clock.now, 50)
        for letter in found:
            outbox.mark_sent(letter.id, self.world.clock.now)
        return found

    def amend(
        self,
        first: str,
        last: str,
        company: str = COMPANY,
        seen: int = 1,
        with_record: bool = False,
        **who: Any,
    ) -> Any:
        context = who.get("context") or self.world.as_manager(self.company)
        wanted = Amendment(first, last, company, with_record)
        return self.application.amend_certificate(context, self.id, wanted, seen)

    def as_staff(self) -> Context:
        return self.world.portal.context("staff", self.company.id)

    def seen(self) -> int:
        """The version of the stream that staff look at."""
        with self.world.portal.reading() as tx:
            return int((amendment_waiting(tx, self.id) or {"seen": 0})["seen"])

    def standing(self, code: str) -> str:
        with self.world.portal.reading() as tx:
            row = certificate_verification.verification(tx, code)
            assert row is not None
            return certificate_verification.standing(row, self.world.portal.today)

    def pdf(self, version: int) -> bytes:
        with self.world.portal.reading() as tx:
            row = certificate_version(tx, self.row, version)
        return certificate_pdf(self.world.portal, row)


@pytest.fixture
def told(world: World, mini: Any) -> Told:
    return Told(world, mini)


def test_an_amended_certificate_prints_the_new_spelling_under_its_old_number(told: Told) -> None:
    before, first = told.row, told.pdf(1)
    amended = told.amend("Karim", "Bénali", "Fret Atlantique SA")
    assert (amended.version, amended.is_waiting) == (2, False)
    after = told.row
    assert (after["last_name"], after["company_name"], after["version"]) == (
        "Bénali",
        "Fret Atlantique SA",
        2,
    )
    for same in ("number", "completed_on", "renewal_on", "trainee", "identifier"):
        assert after[same] == before[same]
    assert after["code"] != before["code"]
    assert told.pdf(1) == first
    assert told.pdf(2) != first
    assert (told.standing(before["code"]), told.standing(after["code"])) == ("superseded", "valid")


def test_an_old_version_that_nobody_downloaded_still_prints_what_it_said(told: Told) -> None:
    told.amend("Karim", "Bénali")
    with told.world.portal.reading() as tx:
        old = certificate_version(tx, told.row, 1)
        with pytest.raises(NotFound):
            certificate_version(tx, told.row, 3)
    assert (old["last_name"], old["version"]) == ("Benali", 1)
    assert told.pdf(1) != told.pdf(2)


def test_the_new_version_goes_to_the_manager_once(told: Told) -> None:
    context = told.world.as_manager(told.company, "twice")
    for _ in range(2):
        told.amend("Karim", "Bénali", context=context)
    [letter] = told.letters()
    assert (letter.occasion, letter.recipient) == ("certificate_amended", told.company.manager.person)
    told.amend("Karim", "Bennali", seen=2)
    written = write_letter(told.world.portal, letter)
    assert written.subject == "Certificate C-2026-000001 with the new spelling: Karim Bénali"
    assert "Printed before: Karim Benali, Fret Atlantique SAS" in written.text
    assert written.attachments[0].name == "certificate-C-2026-000001-v2.pdf"
    assert written.attachments[0].content == told.pdf(2)


def test_a_trainee_with_an_address_receives_it_too(world: World, mini: Any) -> None:
    company, course = world.company(), world.course(mini)
    line = world.application.add_to_cart(world.as_manager(company), course, "en", 24)
    world.application.name_newcomers(world.as_manager(company), line, [("Ann", "Zed", "ann@example.com")])
    order = world.application.place_order(world.as_manager(company), "2026-01", world.cart_version(company))
    with world.portal.reading() as tx:
        trainee = tx.exec_driver_sql("SELECT id, trainee FROM view_my_trainings").one()
    assert order
    world.passes(world.portal.store.get(Enrolment, trainee[0]))
    world.portal.store.outbox.take_due(world.clock.now, 50)
    [row] = world.rows(certified_trainees.certificates)
    wanted = Amendment("Anne", "Zed", COMPANY)
    world.application.amend_certificate(world.as_manager(company), row["id"], wanted, 1)
    letters = world.portal.store.outbox.take_due(world.clock.now, 50)
    assert {letter.recipient for letter in letters} == {company.manager.person, trainee[1]}
    to_her = next(letter for letter in letters if letter.recipient == trainee[1])
    assert "Your certificate C-2026-000001 was corrected." in write_letter(world.portal, to_her).text


@pytest.mark.parametrize("with_record", [True, False])
def test_the_record_is_corrected_only_when_asked(told: Told, with_record: bool) -> None:
    told.amend("Karim", "Bénali", with_record=with_record)
    record = told.world.portal.store.get(Trainee, told.karim.trainee.id).person
    assert record.last_name == ("Bénali" if with_record else "Benali")
    assert record.identifier == "k.benali"


def test_a_record_that_says_so_already_is_left_alone(told: Told) -> None:
    told.amend("Karim", "Benali", "Fret Atlantique SA", with_record=True)
    assert "trainee.details_corrected" not in told.world.names_of_events()


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (("Karim", "Benali", COMPANY), NothingIsAmended),
        ((" Karim ", "Benali", COMPANY), NothingIsAmended),
        (("", "Benali", COMPANY), FirstNameIsWrong),
        (("Karim", "", COMPANY), LastNameIsWrong),
        (("Karim", "Benali", " "), CompanyNameIsWrong),
        (("Karim", "金", COMPANY), LastNameIsWrong),
        (("Karim", "x" * 61, COMPANY), LastNameIsWrong),
        (("Karim", "Benali", "x" * 121), CompanyNameIsWrong),
    ],
)
def test_what_cannot_be_printed_or_changes_nothing_is_refused_at_its_field(
    told: Told, typed: tuple[str, str, str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        told.amend(*typed)
    assert refused.value.field
    assert told.row["version"] == 1
    assert told.letters() == []


def test_who_saw_another_version_is_told(told: Told) -> None:
    told.amend("Karim", "Bénali")
    with pytest.raises(CertificateHasChanged):
        told.amend("Karim", "Bennali")
    assert told.row["last_name"] == "Bénali"


def test_another_companys_certificate_is_not_there(told: Told) -> None:
    other = told.world.company("Nordluft Handling GmbH")
    with pytest.raises(NotFound):
        told.amend("Karim", "Bénali", context=told.world.as_manager(other))
    with pytest.raises(NotFound):
        told.application.revoke_certificate(told.world.as_manager(other), told.id, "ours now")


def test_both_names_new_wait_for_the_provider_who_approves(told: Told) -> None:
    assert told.amend("Karima", "Dahl", with_record=True).is_waiting
    assert told.row["version"] == 1
    assert told.letters() == []
    with told.world.portal.reading() as tx:
        [waiting] = amendments_waiting(tx, 10)
    assert (waiting["first_name"], waiting["manager"]) == ("Karima", told.company.manager.person)
    told.application.approve_amendment(told.as_staff(), told.id, waiting["seen"])
    assert (told.row["version"], told.row["last_name"]) == (2, "Dahl")
    assert told.world.portal.store.get(Trainee, told.karim.trainee.id).person.full_name == "Karima Dahl"
    [letter] = told.letters()
    assert letter.recipient == told.company.manager.person
    assert "Karima Dahl" in write_letter(told.world.portal, letter).subject
    assert told.seen() == 0


def test_a_withdrawn_amendment_waits_no_more_and_nobody_is_written_to(told: Told) -> None:
    told.amend("Ivo", "Dahl")
    seen = told.seen()
    other = told.world.company("Nordluft Handling GmbH")
    with pytest.raises(NotFound):
        told.application.withdraw_amendment(told.world.as_manager(other), told.id)
    told.letters()
    told.application.withdraw_amendment(told.world.as_manager(told.company), told.id)
    with pytest.raises(NoAmendmentIsWaiting):
        told.application.approve_amendment(told.as_staff(), told.id, seen)
    with told.world.portal.reading() as tx:
        assert amendments_waiting(tx, 10) == []
    assert told.letters() == []
    assert told.row["version"] == 1
    assert not told.amend("Karim", "Bénali").is_waiting


def test_a_declined_amendment_tells_the_manager_why(told: Told) -> None:
    told.amend("Ivo", "Dahl")
    told.application.decline_amendment(told.as_staff(), told.id, told.seen(), "The passport says Benali.")
    assert told.row["version"] == 1
    [letter] = told.letters()
    written = write_letter(told.world.portal, letter)
    assert written.subject == "Certificate C-2026-000001 was not amended: the reason"
    for words in ("Ivo Dahl", "Karim Benali", "The passport says Benali."):
        assert words in written.text
    assert told.amend("Karim", "Bénali").version == 2


def test_one_amendment_waits_at_a_time_and_is_decided_as_it_was_seen(told: Told) -> None:
    told.amend("Ivo", "Dahl")
    with pytest.raises(AmendmentIsWaiting):
        told.amend("Karim", "Bénali")
    seen = told.seen()
    told.application.decline_amendment(told.as_staff(), told.id, seen, "no")
    told.amend("Olga", "Petit")
    with pytest.raises(CertificateHasChanged):
        told.application.approve_amendment(told.as_staff(), told.id, seen)
    told.application.approve_amendment(told.as_staff(), told.id, told.seen())
    with pytest.raises(NoAmendmentIsWaiting):
        told.application.approve_amendment(told.as_staff(), told.id, told.seen())


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "a\x07b"])
def test_who_declines_or_revokes_says_why(told: Told, reason: str) -> None:
    told.amend("Ivo", "Dahl")
    with pytest.raises(ReasonIsWrong):
        told.application.decline_amendment(told.as_staff(), told.id, told.seen(), reason)
    with pytest.raises(ReasonIsWrong):
        told.application.revoke_certificate(told.as_staff(), told.id, reason)


def test_a_revoked_certificate_counts_no_more_in_any_version(told: Told) -> None:
    first = told.row["code"]
    told.amend("Karim", "Bénali")
    told.amend("Ivo", "Dahl", seen=2)
    told.letters()
    told.application.revoke_certificate(told.as_staff(), told.id, "The test was taken by another person.")
    assert (told.standing(first), told.standing(told.row["code"])) == ("revoked", "revoked")
    assert told.seen() == 0
    with pytest.raises(CertificateIsRevoked):
        told.amend("Karim", "Bennali", seen=2)
    with pytest.raises(CertificateIsRevoked):
        told.application.revoke_certificate(told.as_staff(), told.id, "again")
    [letter] = told.letters()
    written = write_letter(told.world.portal, letter)
    assert written.subject == "Certificate C-2026-000001 of Karim Bénali was revoked"
    assert "taken by another person" in written.text


def test_the_list_says_how_each_certificate_stands(told: Told) -> None:
    world = told.world
    told.application.revoke_certificate(told.as_staff(), told.other, "by mistake")

    def found(status: str) -> list[str]:
        with world.portal.reading() as tx:
            wanted = Wanted(filters={"status": status}, sort="number")
            rows = certified_trainees.page(tx, told.company.id, wanted, world.portal.today).rows
        assert [certified_trainees.status_on(row, world.portal.today) for row in rows] == [status] * len(rows)
        return [row["number"][-1] for row in rows]

    def standing() -> dict[str, list[str]]:
        return {status: found(status) for status in certified_trainees.STATUSES if found(status)}

    assert standing() == {"valid": ["1"], "revoked": ["2"]}
    renewal = told.row["renewal_on"]
    world.clock.now += renewal - world.portal.today - timedelta(days=93)
    assert standing() == {"valid": ["1"], "revoked": ["2"]}
    world.clock.now += timedelta(days=1)
    assert standing() == {"due": ["1"], "revoked": ["2"]}
    world.clock.now += timedelta(days=92)
    assert standing() == {"due": ["1"], "revoked": ["2"]}
    world.clock.now += timedelta(days=1)
    assert standing() == {"expired": ["1"], "revoked": ["2"]}
    world.passes(world.enrolments(world.order(told.company, told.course, known=[told.karim.trainee.id]))[0])
    assert standing() == {"valid": ["1"], "superseded": ["1"], "revoked": ["2"]}


def test_an_older_certificate_counts_again_when_the_newer_is_revoked(told: Told) -> None:
    world = told.world
    world.passes(world.enrolments(world.order(told.company, told.course, known=[told.karim.trainee.id]))[0])
    newer = told.row["superseded_by"]
    assert newer
    told.application.revoke_certificate(told.as_staff(), newer, "by mistake")
    assert told.row["superseded_by"] == ""


def test_a_certificate_is_found_under_the_new_spelling(told: Told) -> None:
    told.amend("Karim", "Żółkiewski")
    with told.world.portal.reading() as tx:
        for search in ("zolkiewski", "ZOLK k.benali"):
            assert certified_trainees.page(tx, told.company.id, Wanted(search=search)).total == 1


def test_the_history_says_who_changed_what_from_what_to_what(told: Told) -> None:
    told.amend("Karim", "Bénali")
    told.amend("Ivo", "Dahl", "Fret Atlantique SA", seen=2)
    told.application.decline_amendment(told.as_staff(), told.id, told.seen(), "no")
    with told.world.portal.reading() as tx:
        rows = certificate_history.history_of(tx, told.company.id, told.id)
        assert certificate_history.history_of(tx, "another", told.id) == []
    found = certificate_history.steps(rows)
    assert [step.row["kind"] for step in found] == ["issued", "amended", "asked", "declined"]
    assert [(c.what, c.old, c.new) for c in found[1].changes] == [("last_name", "Benali", "Bénali")]
    assert [(c.old, c.new) for c in found[2].changes] == [
        ("Karim", "Ivo"),
        ("Bénali", "Dahl"),
        (COMPANY, "Fret Atlantique SA"),
    ]
    assert [step.row["actor"] for step in found[1:]] == [told.company.manager.person] * 2 + ["staff"]


def test_every_view_equals_its_replay_after_amendments(told: Told) -> None:
    told.amend("Karim", "Bénali", with_record=True)
    told.amend("Ivo", "Dahl", seen=2)
    told.application.revoke_certificate(told.as_staff(), told.other, "by mistake")
    for projection in PROJECTIONS:
        assert verify(told.world.portal.store, projection) == [], projection.name


def test_an_audit_says_which_certificate_took_the_place_of_another_and_since_when(told: Told) -> None:
    then = told.world.portal.today
    told.world.clock.moves(days=30)
    again = told.world.order(told.company, told.course, known=[told.karim.trainee.id])
    told.world.passes(told.world.enrolments(again)[0])
    new = next(row for row in told.rows() if row["id"] not in (told.id, told.other))
    now = audit_certificate(told.world.portal, told.id, told.world.portal.today)
    assert (now.status, now.newer) == ("superseded", new["number"])
    before = audit_certificate(told.world.portal, told.id, then)
    assert (before.status, before.newer) == ("valid", "")
    assert audit_certificate(told.world.portal, new["id"], told.world.portal.today).status == "valid"
