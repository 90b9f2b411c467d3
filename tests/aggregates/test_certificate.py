"""A certificate: its versions, what the provider checks first, and what is refused."""

from dataclasses import replace

import pytest

from builders import NOW, a_certificate, happened, person
from training_portal.aggregates.certificate import (
    AmendmentIsWaiting,
    Certificate,
    CertificateHasChanged,
    CertificateIsRevoked,
    NoAmendmentIsWaiting,
    NothingIsAmended,
)
from training_portal.errors import Refusal
from training_portal.values import Person

COMPANY = "Fret Atlantique SAS"


def named(certificate: Certificate, first: str, last: str) -> Person:
    """The printed person under other names."""
    return replace(certificate.printed, first_name=first, last_name=last)


def amend(certificate: Certificate, first: str, last: str, company: str = COMPANY) -> None:
    certificate.amend(named(certificate, first, last), company, "NEXTCODE", "manager", NOW)


def ask(certificate: Certificate, first: str = "Ann", last: str = "Zed") -> None:
    certificate.ask_amendment(named(certificate, first, last), COMPANY, "manager", True, NOW)


def test_an_amendment_makes_the_next_version_with_a_code_of_its_own() -> None:
    certificate = a_certificate()
    amend(certificate, "Karim", "Bénali")
    assert happened(certificate) == ["certificate.name_amended"]
    assert (certificate.certificate_version, certificate.code) == (2, "NEXTCODE")
    assert certificate.printed.full_name == "Karim Bénali"
    assert certificate.number == "C-2026-000001"


def test_the_company_alone_may_be_amended() -> None:
    certificate = a_certificate()
    amend(certificate, "Karim", "Benali", "Fret Atlantique SA")
    assert certificate.company_name == "Fret Atlantique SA"


def test_an_amendment_that_changes_nothing_is_refused() -> None:
    certificate = a_certificate()
    for tell in (amend, ask):
        with pytest.raises(NothingIsAmended):
            tell(certificate, "Karim", "Benali")
    assert happened(certificate) == []


def test_an_amendment_rests_on_the_version_that_was_seen() -> None:
    certificate = a_certificate()
    certificate.check_version(1)
    amend(certificate, "Karim", "Bénali")
    with pytest.raises(CertificateHasChanged):
        certificate.check_version(1)


@pytest.mark.parametrize(
    ("first", "last", "another"),
    [
        ("Karim", "Dahl", False),
        ("Ivo", "Benali", False),
        ("KARÌM", "Bénali", False),
        ("Benali", "Karim", False),
        ("Ivo", "Dahl", True),
        ("Karima", "Benalli", True),
    ],
)
def test_both_names_new_look_like_another_person(first: str, last: str, another: bool) -> None:
    certificate = a_certificate()
    assert certificate.looks_like_another_person(named(certificate, first, last)) is another


def test_two_steps_to_another_person_look_like_one() -> None:
    certificate = a_certificate()
    amend(certificate, "Ivo", "Benali")
    assert certificate.looks_like_another_person(named(certificate, "Ivo", "Dahl"))


def test_what_the_provider_approved_is_vouched_for() -> None:
    certificate = a_certificate()
    ask(certificate)
    certificate.approve_amendment("NEXTCODE", NOW)
    assert happened(certificate) == ["certificate.amendment_asked", "certificate.name_amended"]
    assert certificate.printed.full_name == "Ann Zed"
    assert not certificate.looks_like_another_person(named(certificate, "Ann", "Other"))
    assert certificate.looks_like_another_person(named(certificate, "Karim", "Benali"))


def test_one_amendment_waits_at_a_time() -> None:
    certificate = a_certificate()
    ask(certificate)
    for tell in (amend, ask):
        with pytest.raises(AmendmentIsWaiting):
            tell(certificate, "Karim", "Bénali")


def test_a_declined_amendment_leaves_the_certificate_as_it_is() -> None:
    certificate = a_certificate()
    ask(certificate)
    certificate.decline_amendment("Send us a copy of the passport.", NOW)
    assert (certificate.certificate_version, certificate.printed.full_name) == (1, "Karim Benali")
    amend(certificate, "Karim", "Bénali")
    assert certificate.certificate_version == 2


def test_a_withdrawn_amendment_leaves_the_certificate_as_it_is() -> None:
    certificate = a_certificate()
    ask(certificate)
    certificate.withdraw_amendment("manager", NOW)
    assert (certificate.certificate_version, certificate.printed.full_name) == (1, "Karim Benali")
    with pytest.raises(NoAmendmentIsWaiting):
        certificate.approve_amendment("NEXTCODE", NOW)
    amend(certificate, "Karim", "Bénali")
    assert certificate.certificate_version == 2


def test_what_nobody_asked_is_neither_approved_nor_declined_nor_withdrawn() -> None:
    certificate = a_certificate()
    with pytest.raises(NoAmendmentIsWaiting):
        certificate.approve_amendment("NEXTCODE", NOW)
    with pytest.raises(NoAmendmentIsWaiting):
        certificate.decline_amendment("", NOW)
    with pytest.raises(NoAmendmentIsWaiting):
        certificate.withdraw_amendment("manager", NOW)
    assert happened(certificate) == []


def test_a_revoked_certificate_is_neither_amended_nor_revoked_again() -> None:
    certificate = a_certificate()
    ask(certificate)
    certificate.revoke("issued by mistake", NOW)
    refused: list[type[Refusal]] = [CertificateIsRevoked, CertificateIsRevoked, NoAmendmentIsWaiting]
    tells = [
        lambda: amend(certificate, "Karim", "Bénali"),
        lambda: certificate.revoke("again", NOW),
        lambda: certificate.approve_amendment("NEXTCODE", NOW),
    ]
    for refusal, tell in zip(refused, tells, strict=True):
        with pytest.raises(refusal):
            tell()
    assert happened(certificate) == ["certificate.amendment_asked", "certificate.revoked"]


def test_a_certificate_follows_its_holder_once() -> None:
    certificate = a_certificate()
    other = person("Karim", "Benali", "k.benali2")
    certificate.merge_holder(other.id, NOW)
    certificate.merge_holder(other.id, NOW)
    assert happened(certificate) == ["certificate.holder_merged"]
    assert certificate.holder == other.id
    assert certificate.printed.identifier == "k.benali"
