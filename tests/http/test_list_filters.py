"""Lists narrowed to a training, a status or days, on pages, in files and in the API alike."""

import csv
import io
from pathlib import Path

import pytest

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from programs import Program
from training_portal.aggregates.manager import ManagerRole
from training_portal.application.past_certificates import read_past_certificates
from training_portal.application.past_trainings import past_addition
from training_portal.certificate_import import judged_list
from training_portal.projections.certified_trainees import certificates

OTHER = "OTHER"


class Told:
    """Karim Benali passed the small course; Zoé Lefèvre has another one, which Ivo Dahl is out of."""

    def __init__(self, world: World, company: Company, folder: Path, tmp_path: Path) -> None:
        self.world, self.company = world, company
        self.mini = world.course(folder)
        self.other = world.course(_copied(folder, tmp_path / "other"), OTHER)
        self.first = world.order(company, self.mini, ["Karim Benali"])
        [passed] = world.enrolments(self.first)
        world.passes(passed)
        world.clock.moves(days=1)
        self.second = world.order(company, self.other, ["Zoé Lefèvre", "Ivo Dahl"])
        idle = next(one for one in world.enrolments(self.second) if one.trainee.last_name == "Dahl")
        world.application.cancel_registrations(world.as_manager(company), self.second.id, [idle.id])


def _copied(folder: Path, target: Path) -> Path:
    """The small course under another code and title."""
    for path in folder.rglob("*"):
        if path.is_file():
            place = target / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    text = (target / "course.yaml").read_text("utf-8")
    (target / "course.yaml").write_text(text.replace("MINI", OTHER), "utf-8")
    return target


@pytest.fixture
def told(world: World, company: Company, mini: Path, tmp_path: Path) -> Told:
    return Told(world, company, mini, tmp_path)


@pytest.fixture
def desk(told: Told, browser: Browser) -> Browser:
    """The manager, signed in when all that was done."""
    log_in = told.company.manager
    return browser.sign_in("manager", log_in.username, log_in.temporary_password)


def column(browser: Browser, address: str, place: int = 0) -> list[str]:
    """A column of a list's file, without its head."""
    answer = browser.get(f"{address}&format=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    return [row[place] for row in rows[1:]]


def test_each_list_is_narrowed_to_a_training(desk: Browser, told: Told) -> None:
    for training, people, orders in (
        (told.mini, ["Benali"], [told.first.number]),
        (told.other, ["Lefèvre"], [told.second.number]),
    ):
        assert column(desk, f"/trainees?training={training}") == people
        assert column(desk, f"/orders?training={training}") == orders
        assert column(desk, f"/conventions?training={training}", 1) == orders
    assert column(desk, f"/orders/{told.second.id}?training={told.mini}") == []
    assert column(desk, f"/orders/{told.second.id}?training={told.other}") == ["Dahl", "Lefèvre"]


def test_orders_are_narrowed_by_the_state_of_their_registrations(desk: Browser, told: Told) -> None:
    assert column(desk, "/orders?holds=passed") == [told.first.number]
    assert column(desk, "/orders?holds=cancelled") == [told.second.number]
    assert column(desk, "/orders?holds=failed") == []


def test_a_training_that_was_brought_along_counts_too(desk: Browser, told: Told, world: World) -> None:
    [idle] = [one for one in world.enrolments(told.second) if one.trainee.last_name == "Dahl"]
    [row] = judged_list(
        world.portal,
        told.company.id,
        read_past_certificates(
            f"Identifier;Training code;Completed on\n{idle.trainee.identifier};MINI;2025-03-03".encode()
        ),
    )
    added = past_addition([row], {})
    world.application.import_past_trainings(world.as_manager(told.company), added.rows)
    assert column(desk, f"/trainees?training={told.mini}") == ["Benali", "Dahl"]


def test_trainings_passed_and_amendable_certificates_have_a_status(
    desk: Browser, told: Told, world: World
) -> None:
    for address, place in (
        ("/training-passed?", 7),
        ("/amend-a-certificate?", 7),
        ("/certified-trainees?", 7),
    ):
        assert column(desk, f"{address}status=valid", place) == ["Valid"]
        assert column(desk, f"{address}status=revoked") == []
    [row] = world.rows(certificates)
    world.application.revoke_certificate(
        world.portal.context("staff", told.company.id), row["id"], "Somebody else sat the test."
    )
    for address in ("/training-passed?", "/amend-a-certificate?", "/certified-trainees?"):
        assert column(desk, f"{address}status=valid") == []
        assert column(desk, f"{address}status=revoked", 7) == ["Revoked"]


def test_the_certificates_of_trainings_passed_come_together(desk: Browser, told: Told, world: World) -> None:
    [enrolment] = world.enrolments(told.first)
    packed = desk.post("/training-passed/zip", {"chosen": [enrolment.id]})
    assert packed.mimetype == "application/zip"
    merged = desk.post("/training-passed/pdf", {"chosen": [enrolment.id]})
    assert merged.mimetype == "application/pdf"
    nothing = desk.post("/training-passed/zip", {"chosen": ["f" * 32]})
    assert (nothing.status_code, nothing.headers["Location"]) == (303, "/training-passed")


def test_whoever_may_only_read_downloads_certificates_together_too(
    told: Told, world: World, browser: Browser
) -> None:
    context = world.portal.context("cli", told.company.id)
    reader = world.application.appoint_manager(
        context, "Ute", "Rolle", "ute@example.com", "en", ManagerRole.READ_ONLY
    )
    browser.sign_in("manager", reader.username, reader.temporary_password)
    [row] = world.rows(certificates)
    [enrolment] = world.enrolments(told.first)
    for place, id in (("/certified-trainees", row["id"]), ("/training-passed", enrolment.id)):
        assert f'formaction="{place}/zip"' in browser.get(place).text
        assert browser.post(f"{place}/zip", {"chosen": [id]}).mimetype == "application/zip"


def test_renewals_are_narrowed_by_days_and_told_in_words(desk: Browser, told: Told, world: World) -> None:
    world.clock.moves(days=640)
    world.pays(told.company)
    desk.log_in("manager", told.company.manager.username, OWN_PASSWORD)
    [row] = world.rows(certificates)
    day = row["renewal_on"].isoformat()
    renewals = desk.get("/training-to-renew?format=csv").data.decode("utf-8-sig")
    assert "Due within 3 months" in renewals or "Due in 3 to 6 months" in renewals
    assert column(desk, f"/training-to-renew?from={day}&to={day}") == ["Benali"]
    assert column(desk, f"/training-to-renew?to={row['completed_on'].isoformat()}") == []
    page = desk.get(f"/training-to-renew?to={row['completed_on'].isoformat()}").text
    assert "Nothing matches this search" in page


def test_the_api_narrows_its_lists_alike(told: Told, world: World) -> None:
    program = Program(world, told.company)
    today, before = world.portal.today.isoformat(), "2026-11-23"
    names = lambda path: [row["last_name"] for row in program.get(path).json]  # noqa: E731
    assert names(f"/trainees?training={told.other}") == ["Lefèvre"]
    assert names(f"/trainees?from={today}") == ["Dahl", "Lefèvre"]
    assert names(f"/enrolments?training={told.mini}") == ["Benali"]
    assert names(f"/enrolments?to={before}") == ["Benali"]
    assert names(f"/certificates?to={before}") == ["Benali"]
    assert names(f"/certificates?from={today}") == []
    for place in ("orders", "conventions"):
        assert len(program.get(f"/{place}?training={told.mini}").json) == 1
        assert len(program.get(f"/{place}?from={today}").json) == 1
    assert len(program.get("/orders?holds=cancelled").json) == 1
    assert program.get("/trainees?from=yesterday").status_code == 422


def test_the_number_of_this_year_leads_to_the_trainings_it_counts(desk: Browser, told: Told) -> None:
    assert 'href="/training-passed?from=2026-01-01"' in desk.get("/dashboard").text
