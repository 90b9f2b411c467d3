"""What changes an order's agreement, and agreeing to it, as tests command it."""

from hashlib import sha256

from dsl import Company, World
from training_portal.aggregates.convention import Convention, convention_id
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.application.conventions import document_name
from training_portal.documents.kept import kept

SIGNED = b"%PDF-1.7 signed by hand %%EOF\n"


def cancels(world: World, company: Company, order: Order, *enrolments: str) -> None:
    """Cancel registrations of an order, all by one command."""
    world.application.cancel_registrations(world.as_manager(company), order.id, enrolments)


def replaces(world: World, company: Company, enrolment: str, successor: str) -> None:
    """Let whoever has another registration take a training of an order."""
    trainee = world.portal.store.get(Enrolment, successor).trainee.id
    world.application.replace_trainee(world.as_manager(company), enrolment, trainee)


def keeps_document(world: World, order: Order, content: bytes = b"%PDF-1.7 an agreement") -> str:
    """Keep something as the document of the newest version. Answers its digest."""
    convention = world.portal.store.get(Convention, convention_id(order.id))
    name = document_name(convention.id, convention.convention_version)
    return sha256(kept(world.portal.store.engine, name, lambda: content, world.clock.now)).hexdigest()


def accepts(world: World, company: Company, order: Order) -> None:
    """Accept the newest version of an order's agreement."""
    digest = keeps_document(world, order)
    convention = world.portal.store.get(Convention, convention_id(order.id))
    context = world.as_manager(company)
    world.application.accept_convention(context, convention.id, convention.convention_version, digest)


def uploads_signed_copy(world: World, company: Company, order: Order, content: bytes = SIGNED) -> None:
    """Upload a signed copy of the newest version of an order's agreement."""
    convention = world.portal.store.get(Convention, convention_id(order.id))
    context = world.as_manager(company)
    world.application.keep_signed_copy(context, convention.id, convention.convention_version, content)
