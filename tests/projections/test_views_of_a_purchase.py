"""What each screen answers after one order and one passed training, with another company left untouched."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from dsl import Company, World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.courses.package import read_package
from training_portal.event_store.lists import Wanted
from training_portal.projections import (
    cart,
    catalogue,
    certificate_verification,
    certified_trainees,
    companies,
    dashboard,
    managers,
    my_trainings,
    orders,
    staff,
    trainees,
)
from training_portal.values import Money, Outline


class Told:
    """Two companies; in ours Łucja passed, Karim has started, Ann has not."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.course = world.course(folder)
        self.ours, self.theirs = world.company(), world.company("Nordluft Handling GmbH")
        self.their_order = world.order(self.theirs, self.course, ["Anke Bauer"])
        self.order = world.order(self.ours, self.course, ["Łucja Wójcik", "Karim Benali", "Ann O’Neill"])
        self.lucja, self.karim, self.ann = world.enrolments(self.order)
        world.passes(self.lucja)
        world.application.start_training(world.as_trainee(self.karim), self.karim.id)


@pytest.fixture
def told(world: World, mini: Path) -> Told:
    return Told(world, mini)


def names(rows: object) -> list[str]:
    return [row["last_name"] for row in rows]  # type: ignore[attr-defined]


def test_the_dashboard_counts_each_companys_own(told: Told) -> None:
    with told.world.portal.reading() as tx:
        ours = dashboard.numbers(tx, told.ours.id, 2026)
        theirs = dashboard.numbers(tx, told.theirs.id, 2026)
        nobodys = dashboard.numbers(tx, "nobody", 2026)
    assert ours == {"trainees": 3, "not_started": 1, "in_progress": 1, "failed": 0, "passed": 1}
    assert theirs == {"trainees": 1, "not_started": 1, "in_progress": 0, "failed": 0, "passed": 0}
    assert set(nobodys.values()) == {0}


@pytest.mark.parametrize("search", ["wojcik", "WÓJ", "łucja woj", "l.wojcik", "lucja wojcik"])
def test_trainees_are_found_by_any_part_in_any_case_without_accents(told: Told, search: str) -> None:
    with told.world.portal.reading() as tx:
        assert names(trainees.page(tx, told.ours.id, Wanted(search=search)).rows) == ["Wójcik"]
        assert trainees.page(tx, told.theirs.id, Wanted(search=search)).total == 0


def test_a_search_takes_percent_signs_literally(told: Told) -> None:
    with told.world.portal.reading() as tx:
        for search in ("%", "_", "\\"):
            assert trainees.page(tx, told.ours.id, Wanted(search=search)).total == 0


def test_trainees_are_paged_and_sorted(told: Told) -> None:
    with told.world.portal.reading() as tx:
        first = trainees.page(tx, told.ours.id, Wanted(limit=2))
        rest = trainees.page(tx, told.ours.id, Wanted(offset=2, limit=2))
        by_passed = trainees.page(tx, told.ours.id, Wanted(sort="passed", descending=True))
    assert (names(first.rows), first.total) == (["Benali", "O’Neill"], 3)
    assert names(rest.rows) == ["Wójcik"]
    assert by_passed.rows[0]["last_name"] == "Wójcik"
    assert [row["registrations"] for row in by_passed.rows] == [1, 1, 1]


def test_a_trainee_is_shown_to_the_own_company_only(told: Told) -> None:
    id = told.lucja.trainee.id
    with told.world.portal.reading() as tx:
        assert (trainees.trainee(tx, told.ours.id, id) or {})["identifier"] == "l.wojcik"
        assert trainees.trainee(tx, told.theirs.id, id) is None


def test_namesakes_are_found_however_they_are_written(told: Told) -> None:
    with told.world.portal.reading() as tx:
        found = trainees.namesakes(tx, told.ours.id, [("LUCJA", "wojcik"), ("Nobody", "Here")])
        assert names(found) == ["Wójcik"]
        assert trainees.namesakes(tx, told.theirs.id, [("Łucja", "Wójcik")]) == []


def test_a_title_is_known_in_each_language_that_the_training_is_taught_in(told: Told) -> None:
    with told.world.portal.reading() as tx:
        french, german = catalogue.titles_in(tx, "fr"), catalogue.titles_in(tx, "de")
    assert french == {"Safe lifting": "Lever sans risque", "Lever sans risque": "Lever sans risque"}
    assert german == {}


def test_a_former_title_leads_to_the_present_one(told: Told, changed_mini: Path) -> None:
    told.world.application.publish_course(told.world.portal.context("cli"), read_package(changed_mini))
    with told.world.portal.reading() as tx:
        assert catalogue.titles_in(tx, "en")["Safe lifting"] == "Safe lifting today"


def test_a_title_that_two_trainings_bear_leads_nowhere(told: Told, changed_mini: Path) -> None:
    course = changed_mini / "course.yaml"
    other = course.read_text("utf-8").replace("MINI", "OTHER").replace("Safe lifting today", "Safe lifting")
    course.write_text(other.replace("Lever sans risque", "Porter sans risque"), "utf-8")
    told.world.application.publish_course(told.world.portal.context("cli"), read_package(changed_mini))
    with told.world.portal.reading() as tx:
        french = catalogue.titles_in(tx, "fr")
    assert "Safe lifting" not in french
    assert french["Lever sans risque"] == "Lever sans risque"


def test_an_order_shows_its_lines_and_how_far_everybody_is(told: Told) -> None:
    with told.world.portal.reading() as tx:
        row = orders.order(tx, told.ours.id, told.order.id)
        lines = orders.lines_of(tx, told.order.id)
        people = orders.registrations_of(tx, told.ours.id, told.order.id, Wanted())
        assert orders.order(tx, told.theirs.id, told.order.id) is None
        assert orders.registrations_of(tx, told.theirs.id, told.order.id, Wanted()).total == 0
        assert orders.page(tx, told.theirs.id, Wanted()).total == 1
    assert row is not None
    assert [row[state] for state in ("registrations", "not_started", "in_progress", "passed")] == [3, 1, 1, 1]
    assert Money(row["total_minor"], row["currency"]) == Money(17640, "EUR")
    assert [(line["title"], line["count"], line["tax_minor"]) for line in lines] == [
        ("Safe lifting", 3, 2940)
    ]
    assert [(p["last_name"], p["state"]) for p in people.rows] == [
        ("Benali", "in_progress"),
        ("O’Neill", "not_started"),
        ("Wójcik", "passed"),
    ]


def test_a_passed_training_is_found_with_its_certificate(told: Told) -> None:
    with told.world.portal.reading() as tx:
        found = certified_trainees.page(tx, told.ours.id, Wanted(search="C-2026-000001"))
        assert certified_trainees.page(tx, told.theirs.id, Wanted()).total == 0
        assert certified_trainees.titles(tx, told.ours.id) == {told.course: "Safe lifting"}
    assert names(found.rows) == ["Wójcik"]
    assert found.rows[0]["number"] == "C-2026-000001"
    assert found.rows[0]["percent"] == 100


def test_a_certificate_is_printed_as_it_was_issued(told: Told) -> None:
    with told.world.portal.reading() as tx:
        found = certified_trainees.page(tx, told.ours.id, Wanted()).rows
        assert certified_trainees.certificate(tx, told.theirs.id, found[0]["id"]) is None
        assert certified_trainees.certificate_of_trainee(tx, told.karim.trainee.id, found[0]["id"]) is None
        assert certified_trainees.certificate_of_trainee(tx, told.lucja.trainee.id, found[0]["id"])
    assert found[0]["company_name"] == "Fret Atlantique SAS"
    assert found[0]["renewal_on"] == date(2028, 11, 30)


def test_anybody_with_the_code_can_verify(told: Told) -> None:
    with told.world.portal.reading() as tx:
        code = certified_trainees.page(tx, told.ours.id, Wanted()).rows[0]["code"]
        row = certificate_verification.verification(tx, code)
        assert certificate_verification.verification(tx, code[:-1]) is None
    assert row is not None
    assert row["printed_name"] == "Łucja Wójcik"
    assert certificate_verification.standing(row, date(2028, 11, 30)) == "valid"
    assert certificate_verification.standing(row, date(2028, 12, 1)) == "expired"


def test_my_trainings_are_mine(told: Told) -> None:
    with told.world.portal.reading() as tx:
        mine = my_trainings.trainings_of(tx, told.lucja.trainee.id)
        assert my_trainings.training_of(tx, told.karim.trainee.id, told.lucja.id) is None
    assert [(row["state"], row["modules_done"], row["seconds"]) for row in mine] == [("passed", 2, 120)]
    assert mine[0]["renewal_on"] == date(2028, 11, 30)
    assert mine[0]["certificate"]


def test_who_is_under_way_or_still_valid_is_worth_a_warning(told: Told) -> None:
    people = [e.trainee.id for e in (told.lucja, told.karim, told.ann)]
    with told.world.portal.reading() as tx:
        states = {r["state"] for r in my_trainings.standing(tx, told.ours.id, told.course, people)}
        assert my_trainings.standing(tx, told.theirs.id, told.course, people) == []
        assert my_trainings.standing(tx, told.ours.id, "another course", people) == []
    assert states == {"passed", "in_progress", "not_started"}


def test_the_cart_shows_chosen_people_and_the_running_amount(told: Told) -> None:
    world = told.world
    world.cart(told.ours, told.course, ["Zoé Perrin"], [told.ann.trainee.id])
    with world.portal.reading() as tx:
        shown = cart.cart_of(tx, told.ours.id, told.ours.manager.person)
        assert cart.trainings_in_cart(tx, told.ours.id, told.ours.manager.person) == 1
        assert cart.cart_of(tx, told.theirs.id, told.theirs.manager.person).lines == ()
        assert cart.cart_of(tx, told.theirs.id, told.ours.manager.person).lines == ()
    assert sorted(p.last_name for p in shown.lines[0].people) == ["O’Neill", "Perrin"]
    assert (shown.net, shown.total) == (Money(9800, "EUR"), Money(11760, "EUR"))


def test_the_catalogue_is_searched_and_shows_the_standing_offers(told: Told) -> None:
    with told.world.portal.reading() as tx:
        assert [row["code"] for row in catalogue.trainings_on_sale(tx, "lever", "fr")] == ["MINI"]
        assert catalogue.trainings_on_sale(tx, "nothing like it") == []
        assert [o.language for o in catalogue.offers_by_training(tx, [told.course])[told.course]] == [
            "en",
            "fr",
        ]
    for language in ("en", "fr"):
        told.world.application.withdraw_offer(told.world.portal.context("cli"), "MINI", language, 24)
    with told.world.portal.reading() as tx:
        assert catalogue.trainings_on_sale(tx) == []
        assert catalogue.training(tx, told.course) is not None


def test_managers_and_companies_are_shown_with_their_state(told: Told) -> None:
    world, ours = told.world, told.ours
    world.application.suspend_company(world.portal.context("cli", ours.id), "unpaid")
    world.application.choose_language(world.as_manager(ours), "fr")
    with world.portal.reading() as tx:
        assert [(m["username"], m["language"]) for m in managers.managers_of(tx, ours.id)] == [
            ("c.morel", "fr")
        ]
        assert managers.manager(tx, told.theirs.id, ours.manager.person) is None
        states = {row["name"]: row["state"] for row in companies.all_companies(tx)}
    assert states == {"Fret Atlantique SAS": "suspended", "Nordluft Handling GmbH": "open"}


def test_staff_are_known_by_name_and_role(world: World) -> None:
    from training_portal.aggregates.staff import StaffRole

    member = world.application.add_staff(
        world.portal.context("cli"), "Hélène", "Garnier", "", StaffRole.SUPPORT, "fr"
    )
    with world.portal.reading() as tx:
        row = staff.staff_member(tx, member.person)
    assert row is not None
    assert (row["username"], row["role"]) == ("h.garnier", "support")


def test_renewing_in_the_final_three_months_keeps_the_anniversary(world: World, mini: Path) -> None:
    company: Company = world.company()
    course = world.course(mini)
    first = world.enrolments(world.order(company, course, ["Karim Benali"]))[0]
    world.passes(first)
    world.clock.now += timedelta(days=680)  # 3 October 2028; valid until 30 November 2028
    again = world.enrolments(world.order(company, course, known=[first.trainee.id]))[0]
    world.passes(again)
    with world.portal.reading() as tx:
        found = certified_trainees.page(tx, company.id, Wanted(sort="completed_on")).rows
    assert [row["renewal_on"] for row in found] == [date(2028, 11, 30), date(2030, 11, 30)]
    outline = world.portal.store.get(Enrolment, again.id).outline
    assert isinstance(outline, Outline)
