"""What a trainee has of each training, kept in step with the rows that say when to renew it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...event_store.recorded import Recorded
from ...event_store.rows import Rows
from .tables import FAR, due_days, known, renewals

PRESENT, LEFT, GONE = "present", "left", "gone"
_NOTHING: Mapping[str, Any] = {"proofs": [], "open": {}}


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event tells something: its place among the events, and its instant."""

    position: int
    at: datetime

    @classmethod
    def of(cls, recorded: Recorded[Any]) -> "Moment":
        """The moment of an event."""
        return cls(recorded.position, recorded.event.timestamp)


def renewal_id(trainee: str, training: str) -> str:
    """The id of the row of now of a trainee and a training."""
    return f"{trainee}/{training}"


def belongs(rows: Rows, id: str, trainee: str, training: str) -> None:
    """Note whose a registration or a certificate is."""
    rows.put(known, id, trainee=trainee, training=training, held={})


def add_proof(rows: Rows, trainee: str, training: str, proof: Mapping[str, Any], moment: Moment) -> None:
    """Let a certificate, or a past training, count for a trainee."""
    mine = _held(rows, trainee, training)
    _keep(rows, trainee, training, {**mine, "proofs": [*mine["proofs"], dict(proof)]}, moment)


def take_proof(rows: Rows, certificate: str, moment: Moment) -> None:
    """Let a certificate count no longer for whoever has it."""
    place = rows.get(known, certificate)
    if not place:
        return
    mine = _held(rows, place["trainee"], place["training"])
    kept = [proof for proof in mine["proofs"] if proof["certificate"] != certificate]
    _keep(rows, place["trainee"], place["training"], {**mine, "proofs": kept}, moment)


def open_registration(
    rows: Rows, enrolment: str, trainee: str, training: str, order: str, moment: Moment
) -> None:
    """Note that an order brings a training to a trainee."""
    belongs(rows, enrolment, trainee, training)
    mine = _held(rows, trainee, training)
    _keep(rows, trainee, training, {**mine, "open": {**mine["open"], enrolment: order}}, moment)


def close_registration(rows: Rows, enrolment: str, moment: Moment) -> str:
    """Note that a registration is over: passed, failed, cancelled. Answers its order, or ""."""
    place = rows.get(known, enrolment)
    if not place:
        return ""
    mine = _held(rows, place["trainee"], place["training"])
    still = {id: order for id, order in mine["open"].items() if id != enrolment}
    _keep(rows, place["trainee"], place["training"], {**mine, "open": still}, moment)
    return str(mine["open"].get(enrolment, ""))


def review_everything(rows: Rows, trainee: str, moment: Moment) -> None:
    """Bring every row of a trainee into step with who and where they are."""
    person = rows.get(known, trainee)
    for training in person["held"] if person else ():
        _review(rows, trainee, training, moment)


def hand_over(rows: Rows, trainee: str, survivor: str, moment: Moment) -> None:
    """Give another record of the same person everything that this one still has."""
    person = rows.get(known, trainee)
    for training, mine in person["held"].items() if person else ():
        for proof in mine["proofs"]:
            if proof["certificate"]:
                belongs(rows, proof["certificate"], survivor, training)
            add_proof(rows, survivor, training, proof, moment)
        for enrolment, order in mine["open"].items():
            open_registration(rows, enrolment, survivor, training, order, moment)
        _keep(rows, trainee, training, _NOTHING, moment)


def _held(rows: Rows, trainee: str, training: str) -> Mapping[str, Any]:
    """What a trainee has of a training: proofs, and registrations under way."""
    person = rows.get(known, trainee)
    mine: Mapping[str, Any] = person["held"].get(training, _NOTHING) if person else _NOTHING
    return mine


def _keep(rows: Rows, trainee: str, training: str, mine: Mapping[str, Any], moment: Moment) -> None:
    person = rows.get(known, trainee)
    if person:
        rows.change(known, trainee, held={**person["held"], training: mine})
        _review(rows, trainee, training, moment)


def _review(rows: Rows, trainee: str, training: str, moment: Moment) -> None:
    """Put the row of now in place of the one before, which is kept as what was known until this moment."""
    id = renewal_id(trainee, training)
    before, now = rows.get(renewals, id), _row(rows, trainee, training)
    if before and now and all(before[name] == value for name, value in now.items()):
        return
    if before:
        _count(rows, before, -1)
        if before["known_from"] < moment.at:
            closed = {**before, "known_until": moment.at}
            rows.put(renewals, f"{id}/{moment.position}", **{n: v for n, v in closed.items() if n != "id"})
    if now is None:
        rows.remove(renewals, id)
        return
    rows.put(renewals, id, **now, known_from=moment.at, known_until=FAR)
    _count(rows, now, 1)


def _row(rows: Rows, trainee: str, training: str) -> dict[str, Any] | None:
    """What there is to say now: of the newest proof. None when nothing was ever completed."""
    mine, person = _held(rows, trainee, training), rows.get(known, trainee)
    if not person or not mine["proofs"] or person["state"] == GONE:
        return None
    newest = max(enumerate(mine["proofs"]), key=lambda found: (found[1]["completed_on"], found[0]))[1]
    return {
        **{name: person[name] for name in ("company", "first_name", "last_name", "identifier", "left_on")},
        **{name: newest[name] for name in ("title", "language", "months", "certificate", "number")},
        "trainee": trainee,
        "training": training,
        "completed_on": date.fromisoformat(newest["completed_on"]),
        "renewal_on": date.fromisoformat(newest["renewal_on"]) if newest["renewal_on"] else None,
        "order": next(iter(mine["open"].values()), ""),
        "listed": person["state"] == PRESENT,
        "sort_name": person["sort_name"],
        "search": f"{person['search']} {newest['number'].casefold()}",
    }


def _count(rows: Rows, row: Mapping[str, Any], step: int) -> None:
    """Count a listed row for its day, or count it no longer."""
    if not row["listed"] or row["renewal_on"] is None:
        return
    id = f"{row['company']}/{row['training']}/{row['renewal_on']}"
    counted = rows.get(due_days, id)
    there = counted["rows"] + step if counted else step
    if not there:
        rows.remove(due_days, id)
        return
    facts = {name: row[name] for name in ("company", "training", "renewal_on")}
    title = counted["title"] if counted and step < 0 else row["title"]
    rows.put(due_days, id, **facts, title=title, rows=there)
