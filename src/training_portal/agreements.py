"""Training agreements as documents: gathered from the views and course packages, kept as first rendered."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from .application.conventions import document_name, signed_name
from .clock import day_of
from .courses.parts import Package
from .courses.shelf import open_package
from .documents.convention import convention_pdf as draw_convention
from .documents.convention_facts import AgreedCourse, Amendment, Contact, ConventionFacts
from .documents.kept import kept, kept_content
from .event_store.outbox import Letter
from .language import marked, translated
from .mail.convention_accepted import AcceptedConvention, convention_accepted
from .mail.message import WrittenLetter, addressee, still_there
from .portal import Portal
from .projections.conventions import convention, names_of, versions_of
from .projections.managers import manager, manager_himself
from .values import Money, Vat, add_months, folded

PERIOD_MONTHS = 12
"""The trainings of an order are planned within so many months; access does not end with them."""

Row = Mapping[Any, Any] | sa.RowMapping


def convention_pdf(portal: Portal, row: Row, version: int) -> bytes:
    """The PDF of a version of a convention (a row of its view): the same bytes ever after."""
    name = document_name(row["id"], version)
    return kept(
        portal.store.engine, name, lambda: draw_convention(_gathered(portal, row, version)), portal.now
    )


def convention_digest(portal: Portal, row: Row, version: int) -> str:
    """The SHA-256 (hexadecimal) of a version's PDF: what its acceptance names."""
    return sha256(convention_pdf(portal, row, version)).hexdigest()


def write_accepted(portal: Portal, letter: Letter) -> WrittenLetter:
    """The confirmation of an acceptance with the document that was accepted, to who accepted."""
    version = int(letter.facts["version"])
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        row = still_there(convention(tx, letter.company, letter.about))
        [told] = [one for one in versions_of(tx, row) if one["version"] == version]
    accepted = AcceptedConvention(
        number=row["number"],
        version=version,
        company=row["party"]["name"],
        accepted_by=told["accepted_name"],
        accepted_at=told["accepted_at"],
        zone=portal.settings.time_zone,
        digest=told["digest"],
        address=f"{portal.settings.base_url}/conventions/{row['id']}",
        pdf=convention_pdf(portal, row, version),
    )
    return convention_accepted(to, accepted, portal.settings.provider)


def signed_copy(portal: Portal, version: Row) -> bytes | None:
    """The signed copy of a version (a row of its view), as uploaded; None when there is none."""
    name = signed_name(version["convention"], version["version"], version["signed_digest"])
    with portal.reading() as tx:
        return kept_content(tx, name)


def amounts(row: Row, counts: Mapping[str, int]) -> tuple[Money, Money]:
    """Net and total of a convention for so many people by line: sums of the lines' rounded amounts."""
    net = total = Money(0, row["trainings"][0]["offer"]["price"]["currency"])
    for training in row["trainings"]:
        price, vat = _offered(training)
        line = price * counts.get(training["line"], 0)
        net, total = net + line, total + line + vat.on(line)
    return net, total


def counts_in(names: Sequence[Row], version: int) -> dict[str, int]:
    """How many people a version names, by line."""
    counts: dict[str, int] = {}
    for row in _in_version(names, version):
        counts[row["line"]] = counts.get(row["line"], 0) + 1
    return counts


def _gathered(portal: Portal, row: Row, version: int) -> ConventionFacts:
    zone, party = portal.settings.time_zone, row["party"]
    ordered_on = day_of(row["drawn_up_at"], zone)
    with portal.reading() as tx:
        names = names_of(tx, row["id"])
        [drawn_up] = [one for one in versions_of(tx, row) if one["version"] == version]
        buyer = manager(tx, row["company"], row["manager"])
        packages = {one["package"]: open_package(tx, one["package"]) for one in row["trainings"]}
    language = row["language"]
    return ConventionFacts(
        number=row["number"],
        version=version,
        language=language,
        order_number=row["order_number"],
        ordered_on=ordered_on,
        drawn_up_on=day_of(drawn_up["drawn_up_at"], zone),
        until=add_months(ordered_on, PERIOD_MONTHS),
        company=party["name"],
        address=tuple(party["address"]),
        siren=party["siren"],
        vat_number=party["vat_number"],
        represented_by=_name(buyer, language) if buyer else "",
        courses=tuple(
            _course(one, packages[one["package"]], names, version, language) for one in row["trainings"]
        ),
        amendment=_amendment(names, version, language),
        terms_version=row["terms_version"],
        portal_address=portal.settings.base_url,
        provider=portal.settings.provider,
    )


def _course(
    training: Mapping[str, Any], package: Package, names: Sequence[Row], version: int, language: str
) -> AgreedCourse:
    """A training in the agreement's language where its package speaks it, else in the one it was sold in."""
    spoken = language if language in package.languages else training["offer"]["language"]
    price, vat = _offered(training)
    assistance = package.assistance
    person, hours = assistance.name[spoken], assistance.hours[spoken]
    return AgreedCourse(
        title=package.titles[spoken],
        language=training["offer"]["language"],
        objectives=package.objectives[spoken],
        modules=tuple((module.titles[spoken], module.minutes) for module in package.modules),
        duration_minutes=package.duration_minutes,
        test_minutes=package.test_minutes,
        questions=package.draw,
        pass_mark=package.pass_mark,
        attempts=package.attempts,
        contact=Contact(person, assistance.email, assistance.phone, hours),
        trainees=tuple(
            _name(row, language)
            for row in sorted(_in_version(names, version), key=_by_name)
            if row["line"] == training["line"]
        ),
        price=price,
        vat=vat,
    )


def _amendment(names: Sequence[Row], version: int, language: str) -> Amendment:
    """What became of names between a version and the one before it."""
    gone = [row for row in names if row["until"] == version]
    successors = {row["id"]: row for row in names if row["since"] == version}
    out, replaced = [], []
    for row in gone:
        successor = successors.get(row["id"].partition("/")[0])
        if successor is None or version == 1:
            out.append(_name(row, language))
        else:
            replaced.append((_name(row, language), _name(successor, language)))
    return Amendment(tuple(out), tuple(replaced))


def _in_version(names: Sequence[Row], version: int) -> list[Row]:
    return [row for row in names if row["since"] <= version and (row["until"] or version + 1) > version]


def _offered(training: Mapping[str, Any]) -> tuple[Money, Vat]:
    offer = training["offer"]
    return Money(**offer["price"]), Vat(**offer["vat"])


def _by_name(person: Row) -> tuple[str, str]:
    return folded(f"{person['last_name']} {person['first_name']}"), person["id"]


def _name(person: Row, language: str) -> str:
    name = f"{person['first_name']} {person['last_name']}".strip()
    return name or translated(language, marked("(erased)"))


CONVENTION_LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "convention_accepted": write_accepted,
}
"""Who writes which letter about an agreement, by its occasion."""
