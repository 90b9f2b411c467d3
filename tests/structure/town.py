"""Companies with one of everything that has an owner, for tests that walk through all routes."""

from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from browsing import Browser
from dsl import Company, World
from studying import temporary_password
from training_portal.aggregates.enrolment import Enrolment
from training_portal.event_store.engine import writing
from training_portal.identity.tokens import make_token, tokens_of
from training_portal.projections.certified_trainees import certificates


@dataclass(frozen=True, slots=True)
class Belongings:
    """The ids of what somebody may open. An empty one belongs to nobody here, and answers as absent."""

    order: str = ""
    line: str = ""
    trainee: str = ""
    enrolment: str = ""
    certificate: str = ""
    token: str = ""

    def or_else(self, other: "Belongings") -> dict[str, str]:
        """Every id: one's own where there is one."""
        return {name: getattr(self, name) or getattr(other, name) for name in self.__slots__}


ABSENT = Belongings(*[f"{digit:x}" * 32 for digit in range(10, 16)])
"""Ids as the portal makes them, of nothing."""


@dataclass
class Client:
    """A company whose people have bought, studied and passed; who signs in with what."""

    company: Company
    manager: Belongings
    colleague: Company
    colleagues: Belongings
    trainees: list[list[Belongings]] = field(default_factory=list)
    passwords: list[tuple[str, str]] = field(default_factory=list)


def settle(world: World, course: str, name: str, people: tuple[str, str], newcomer: str) -> Client:
    """A company with two trainees: the first has passed and is in a second test, the other has just begun.

    Both its managers have a cart with a line and an API token; `newcomer` waits in the first one's cart.
    """
    company = world.company(name)
    order = world.order(company, course, list(people))
    first, other = world.enrolments(order)
    world.passes(first)
    again = world.enrolments(world.order(company, course, known=[first.trainee.id]))[0]
    world.study(again)
    world.application.begin_test(world.as_trainee(again), again.id, "session")
    world.application.start_training(world.as_trainee(other), other.id)
    certificate = _certificate(world, first)
    line = world.cart(company, course, [newcomer], [first.trainee.id])
    appointed = world.application.appoint_manager(
        world.portal.context("cli", company.id), "Marc", "Petit", "marc@example.com", "en"
    )
    colleague = Company(company.id, appointed)
    other_line = world.cart(colleague, course, known=[other.trainee.id])
    return Client(
        company=company,
        manager=Belongings(order.id, line, first.trainee.id, first.id, certificate, _token(world, company)),
        colleague=colleague,
        colleagues=Belongings(line=other_line, token=_token(world, colleague)),
        trainees=[
            [
                Belongings(enrolment=first.id, certificate=certificate),
                Belongings(enrolment=again.id, certificate=certificate),
            ],
            [Belongings(enrolment=other.id)],
        ],
        passwords=[
            (one.trainee.identifier, temporary_password(world, order, one.trainee.id))
            for one in (first, other)
        ],
    )


def world_with_course(world: World, mini: Path) -> str:
    """Publish the small course. Answers its id."""
    return world.course(mini)


def signed_in_manager(app: Flask, company: Company) -> Browser:
    """The browser of a company's manager."""
    return Browser(app).sign_in("manager", company.manager.username, company.manager.temporary_password)


def _certificate(world: World, enrolment: Enrolment) -> str:
    rows = world.rows(certificates)
    return str(next(row["id"] for row in rows if row["trainee"] == enrolment.trainee.id))


def _token(world: World, company: Company) -> str:
    """A token of the company's manager; its id, for the page that revokes it."""
    with writing(world.portal.store.engine) as tx:
        make_token(tx, company.manager.person, company.id, "payroll", world.clock.now)
        return tokens_of(tx, company.manager.person)[0].id
