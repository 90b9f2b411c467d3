"""Forgotten passwords: looking who is meant, out of sight of whoever asked, and sending the links."""

from collections.abc import Iterator

import sqlalchemy as sa

from .event_store.engine import writing
from .identity.credentials import credential_named
from .identity.password_links import Asked, forget_request, waiting_requests
from .portal import Portal
from .projections.managers import manager_himself, managers_with_email
from .projections.staff import staff_member, staff_with_email
from .projections.trainees import trainee_himself, trainees_with_email

_BY_EMAIL = {"manager": managers_with_email, "trainee": trainees_with_email, "staff": staff_with_email}

_HIMSELF = {"manager": manager_himself, "trainee": trainee_himself, "staff": staff_member}


def answer_forgotten_passwords(portal: Portal) -> None:
    """Send a link to everybody who is meant by what was asked; nothing when nobody is."""
    with portal.reading() as tx:
        asked = waiting_requests(tx, portal.settings.master_key)
    for request in asked:
        with portal.reading() as tx:
            meant = list(dict.fromkeys(_meant(tx, portal.settings.master_key, request)))
        for person in meant:
            context = portal.context(person, command_id=f"password-link/{request.id}/{person}")
            portal.application.send_password_link(context, person)
        with writing(portal.store.engine) as tx:
            tx.execute(forget_request(request.id))


def _meant(tx: sa.Connection, master_key: bytes, asked: Asked) -> Iterator[str]:
    """Whose user name or e-mail address was typed, of those who use that door."""
    named = credential_named(tx, master_key, asked.name)
    if named is not None and named.kind == asked.kind:
        person = _HIMSELF[named.kind](tx, named.person_id)
        if person is not None and person["email"]:
            yield named.person_id
    if "@" in asked.name:
        yield from _BY_EMAIL[asked.kind](tx, asked.name)
