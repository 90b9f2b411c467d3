"""An agreement: versions that follow one another, each accepted once, by the digest of its document."""

import pytest

from builders import NOW, happened, offer, person, settled
from training_portal.aggregates.convention import (
    AgreedTraining,
    Convention,
    ConventionIsAccepted,
    DocumentDiffers,
    NobodyIsLeft,
    Party,
    VersionIsSuperseded,
    convention_id,
)

DIGEST = "a" * 64
CLAIRE = person("Claire", "Morel", email="claire@example.com")


def a_convention(registrations: int = 3) -> Convention:
    """An agreement that was drawn up for some people."""
    training = AgreedTraining("line", "course", "b" * 64, "Safe lifting", offer())
    return settled(
        Convention(
            order="order",
            company="company",
            number="V-2026-000001",
            order_number="O-2026-000001",
            manager="manager",
            language="fr",
            party=Party("Fret Atlantique SAS"),
            trainings=(training,),
            registrations=registrations,
            terms_version="2026-01",
            timestamp=NOW,
        )
    )


def test_an_order_has_one_convention_whose_id_follows_from_it() -> None:
    assert a_convention().id == convention_id("order") != convention_id("another order")


def test_the_newest_version_is_accepted_by_the_digest_of_its_document() -> None:
    convention = a_convention()
    convention.accept(1, DIGEST.upper(), DIGEST, CLAIRE, NOW)
    [accepted] = convention.pending_events
    assert isinstance(accepted, Convention.ConventionAccepted)
    assert (accepted.convention_version, accepted.sha256, accepted.by) == (1, DIGEST, CLAIRE)


def test_a_version_is_accepted_once() -> None:
    convention = a_convention()
    convention.accept(1, DIGEST, DIGEST, CLAIRE, NOW)
    with pytest.raises(ConventionIsAccepted):
        convention.accept(1, DIGEST, DIGEST, CLAIRE, NOW)
    assert happened(convention) == ["convention.accepted"]


@pytest.mark.parametrize(("said", "kept"), [("c" * 64, DIGEST), ("", DIGEST), ("", ""), (DIGEST, "")])
def test_another_document_than_the_kept_one_is_not_accepted(said: str, kept: str) -> None:
    convention = a_convention()
    with pytest.raises(DocumentDiffers):
        convention.accept(1, said, kept, CLAIRE, NOW)
    assert happened(convention) == []


def test_an_amendment_is_to_be_accepted_anew_and_the_version_before_no_more() -> None:
    convention = a_convention()
    convention.accept(1, DIGEST, DIGEST, CLAIRE, NOW)
    convention.leave_out(("one", "two"), "manager", NOW)
    with pytest.raises(VersionIsSuperseded, match="Look at version 2"):
        convention.accept(1, DIGEST, DIGEST, CLAIRE, NOW)
    convention.accept(2, DIGEST, DIGEST, CLAIRE, NOW)
    assert happened(convention) == ["convention.accepted", "convention.amended", "convention.accepted"]


def test_an_agreement_about_nobody_is_not_accepted_nor_signed() -> None:
    convention = a_convention(registrations=2)
    convention.leave_out(("one", "two"), "manager", NOW)
    with pytest.raises(NobodyIsLeft):
        convention.accept(2, DIGEST, DIGEST, CLAIRE, NOW)
    with pytest.raises(NobodyIsLeft):
        convention.take_signed_copy(2, DIGEST, 1000, CLAIRE, NOW)


def test_a_replacement_keeps_the_number_of_people_and_names_the_successor() -> None:
    convention, ann = a_convention(), person("Ann", "Zed")
    convention.put_in_place("enrolment", ann, "manager", NOW)
    [amended] = convention.pending_events
    assert isinstance(amended, Convention.ConventionAmended)
    assert (amended.convention_version, amended.replaced, amended.successor) == (2, "enrolment", ann)
    assert convention.registrations == 3


def test_a_signed_copy_counts_as_agreement_and_the_same_one_twice_as_one() -> None:
    convention = a_convention()
    for _ in range(2):
        convention.take_signed_copy(1, "d" * 64, 1000, CLAIRE, NOW)
    with pytest.raises(ConventionIsAccepted):
        convention.accept(1, DIGEST, DIGEST, CLAIRE, NOW)
    assert happened(convention) == ["convention.signed_copy_uploaded"]


def test_a_signed_copy_of_an_accepted_version_is_kept_too_but_of_an_old_one_not() -> None:
    convention = a_convention()
    convention.accept(1, DIGEST, DIGEST, CLAIRE, NOW)
    convention.take_signed_copy(1, "d" * 64, 1000, CLAIRE, NOW)
    convention.leave_out(("one",), "manager", NOW)
    with pytest.raises(VersionIsSuperseded):
        convention.take_signed_copy(1, "e" * 64, 1000, CLAIRE, NOW)
