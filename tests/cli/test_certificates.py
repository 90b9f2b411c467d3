"""A certificate is audited and taken back from the command line."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dsl import World, settings_for
from training_portal.application.certificates import Amendment
from training_portal.cli import main
from training_portal.event_store.engine import make_engine
from training_portal.projections.certified_trainees import certificates

Runs = Callable[..., Result]
NUMBER = "C-2025-000001"


@pytest.fixture
def runs(tmp_path: Path, mini: Path) -> Runs:
    """The command line on a portal with one certificate: passed on 3 March 2025, amended on 4 March."""
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    environment = {"TRAINING_PORTAL_DATA": str(tmp_path / "data"), "DATABASE_URL": url}

    def run(*words: str) -> Result:
        return CliRunner(env=environment).invoke(main, words)

    assert run("database", "migrate").exit_code == 0
    world = World(settings_for(url, tmp_path), datetime(2025, 3, 3, 9, tzinfo=UTC))
    company = world.company()
    world.passes(world.enrolments(world.order(company, world.course(mini), ["Łucja Wojcik"]))[0])
    [row] = world.rows(certificates)
    world.clock.moves(days=1)
    wanted = Amendment("Łucja", "Wójcik", "Fret Atlantique SAS")
    world.application.amend_certificate(world.as_manager(company), row["id"], wanted, 1)
    world.close()
    return run


def test_an_audit_says_who_changed_what_when_from_what_to_what(runs: Runs) -> None:
    told = runs("audit", "certificate", NUMBER.lower())
    assert told.exit_code == 0, told.output
    for words in (
        f"Certificate {NUMBER}, as of",
        "prints      Łucja Wójcik, Fret Atlantique SAS",
        "amended, by Claire Morel (manager",
        "last_name: from 'Wojcik' to 'Wójcik'",
        "2025-03-04 09:02:00Z",
        "superseded",
        "holds: every event is as it was recorded",
    ):
        assert words in told.output


def test_an_audit_for_machines_has_each_versions_hash_and_the_chains_proof(runs: Runs) -> None:
    told = json.loads(runs("audit", "certificate", NUMBER, "--json").output)
    assert [one["version"] for one in told["versions"]] == [1, 2]
    assert len({one["sha256"] for one in told["versions"]}) == 2
    assert told["versions"][0]["until"] == told["versions"][1]["since"]
    assert [event["kind"] for event in told["events"]] == ["issued", "amended"]
    assert told["events"][1]["changes"] == [{"what": "last_name", "old": "Wojcik", "new": "Wójcik"}]
    assert all(len(event["chain"]) == 64 for event in told["events"])
    assert told["proof"]["holds"]
    again = json.loads(runs("audit", "certificate", NUMBER, "--json").output)
    assert again["versions"] == told["versions"]


def test_an_audit_shows_the_certificate_as_it_stood_on_a_day(runs: Runs) -> None:
    told = runs("audit", "certificate", NUMBER, "--as-of", "2025-03-03").output
    assert f"Certificate {NUMBER}, as of 2025-03-03: valid, version 1" in told
    assert "Wójcik" not in told
    late = runs("audit", "certificate", NUMBER, "--as-of", "2031-01-01").output
    assert "as of 2031-01-01: expired, version 2" in late
    early = runs("audit", "certificate", NUMBER, "--as-of", "2025-03-02")
    assert early.exit_code == 2
    assert "was issued on 2025-03-03 only" in early.output


def test_an_audit_of_a_rewritten_history_says_so_and_fails(runs: Runs, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    with engine.connect() as tx:
        tx.exec_driver_sql("UPDATE events SET actor = 'nobody' WHERE name = 'certificate.name_amended'")
        tx.commit()
    engine.dispose()
    told = runs("audit", "certificate", NUMBER)
    assert told.exit_code == 1
    assert "THE CHAIN IS BROKEN at position" in told.output
    assert not json.loads(runs("audit", "certificate", NUMBER, "--json").output)["proof"]["holds"]


def test_an_unknown_number_is_refused(runs: Runs) -> None:
    for words in (("audit", "certificate"), ("certificates", "revoke", "--reason", "x")):
        told = runs(*words, "C-1999-000001")
        assert told.exit_code == 2
        assert "no certificate has this number" in told.output


def test_a_certificate_is_revoked_once_and_with_a_reason(runs: Runs) -> None:
    assert runs("certificates", "revoke", NUMBER).exit_code == 2
    assert runs("certificates", "revoke", NUMBER, "--reason", " ").exit_code == 1
    told = runs("certificates", "revoke", NUMBER, "--reason", "issued by mistake")
    assert (told.exit_code, told.output) == (0, f"{NUMBER} is revoked.\n")
    assert runs("certificates", "revoke", NUMBER, "--reason", "again").exit_code == 1
    audit = runs("audit", "certificate", NUMBER).output
    assert "revoked, by cli" in audit
    assert "reason: issued by mistake" in audit
