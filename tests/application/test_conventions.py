"""Agreeing to a convention: only as its document says, only by its company, and only once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agreeing import SIGNED, accepts, cancels, keeps_document
from dsl import Company, World
from training_portal.aggregates.convention import (
    Convention,
    ConventionIsAccepted,
    DocumentDiffers,
    VersionIsSuperseded,
    convention_id,
)
from training_portal.aggregates.order import Order
from training_portal.application.conventions import LARGEST_COPY, CopyIsNoPdf, CopyIsTooLarge, signed_name
from training_portal.documents.kept import kept_content
from training_portal.errors import NotFound
from training_portal.event_store.schema import outbox
from training_portal.letters import write_letter


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def order(world: World, company: Company, mini: Path) -> Order:
    return world.order(company, world.course(mini), ["Karim Benali", "Zoé Lefèvre"])


@pytest.fixture
def accept(world: World, company: Company, order: Order) -> Callable[[int, str], None]:
    """Accepts a version of the order's convention by a digest."""
    return lambda version, digest: world.application.accept_convention(
        world.as_manager(company), convention_id(order.id), version, digest
    )


def test_a_document_that_was_never_rendered_cannot_have_been_read(accept: Callable[..., None]) -> None:
    with pytest.raises(DocumentDiffers):
        accept(1, "a" * 64)


def test_acceptance_is_by_the_digest_of_the_kept_document(
    world: World, order: Order, accept: Callable[..., None]
) -> None:
    digest = keeps_document(world, order)
    with pytest.raises(DocumentDiffers):
        accept(1, "a" * 64)
    accept(1, digest)
    with pytest.raises(ConventionIsAccepted):
        accept(1, digest)
    assert world.names_of_events().count("convention.accepted") == 1


def test_acceptance_is_confirmed_by_mail_to_who_accepted(
    world: World, company: Company, order: Order
) -> None:
    accepts(world, company, order)
    letters = [row for row in world.rows(outbox) if row["occasion"] == "convention_accepted"]
    assert [(one["recipient"], one["about"]) for one in letters] == [
        (company.manager.person, convention_id(order.id))
    ]


def test_an_amended_version_takes_the_place_of_the_accepted_one(
    world: World, company: Company, order: Order, accept: Callable[..., None]
) -> None:
    digest = keeps_document(world, order)
    cancels(world, company, order, order.enrolments[0])
    with pytest.raises(VersionIsSuperseded):
        accept(1, digest)


def test_nobody_agrees_for_another_company(world: World, order: Order) -> None:
    digest, other = keeps_document(world, order), world.company("Nordluft Handling GmbH")
    id = convention_id(order.id)
    with pytest.raises(NotFound):
        world.application.accept_convention(world.as_manager(other), id, 1, digest)
    with pytest.raises(NotFound):
        world.application.keep_signed_copy(world.as_manager(other), id, 1, SIGNED)
    assert world.portal.store.get(Convention, id).version == 1


def test_a_signed_copy_is_kept_byte_for_byte(world: World, company: Company, order: Order) -> None:
    id = convention_id(order.id)
    world.application.keep_signed_copy(world.as_manager(company), id, 1, SIGNED)
    digest = world.portal.store.get(Convention, id).signed_copy
    with world.portal.reading() as tx:
        assert kept_content(tx, signed_name(id, 1, digest)) == SIGNED


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", CopyIsNoPdf),
        (b"<html>not a PDF %PDF- %%EOF", CopyIsNoPdf),
        (b"%PDF-1.7 cut off", CopyIsNoPdf),
        (b"%PDF-" + b"0" * LARGEST_COPY + b"%%EOF", CopyIsTooLarge),
    ],
)
def test_what_is_no_pdf_or_too_large_is_no_signed_copy(
    world: World, company: Company, order: Order, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        world.application.keep_signed_copy(world.as_manager(company), convention_id(order.id), 1, content)
    assert world.portal.store.get(Convention, convention_id(order.id)).version == 1


def test_the_confirmation_is_written_with_the_document_that_was_accepted(
    world: World, company: Company, order: Order
) -> None:
    accepts(world, company, order)
    letters = world.portal.store.outbox.take_due(world.clock.now, limit=50)
    [letter] = [one for one in letters if one.occasion == "convention_accepted"]
    written = write_letter(world.portal, letter)
    assert (written.to.email, written.attachments[0].content) == (
        "claire@example.com",
        b"%PDF-1.7 an agreement",
    )
