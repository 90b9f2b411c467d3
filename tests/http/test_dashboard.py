"""The dashboard counts, shows what happened last, and tells a new company where to begin."""

from datetime import date

from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from training_portal.aggregates.order import Order


def figures(page: str) -> list[str]:
    """The numbers on the tiles: not started, in progress, passed this year, trainees."""
    return [part.partition("<")[0] for part in page.split('<b class="figure">')[1:]]


def test_the_tile_of_those_passed_this_year_opens_those_of_this_year(manager: Browser) -> None:
    assert 'href="/training-passed?from=2026-01-01"' in manager.get("/dashboard").text


def test_a_new_company_is_told_what_to_do_first(manager: Browser) -> None:
    page = manager.get("/dashboard").text
    assert "What to do first" in page
    assert page.count('href="/purchase-training"') >= 2
    assert "Latest orders" not in page


def test_the_numbers_and_the_latest_of_everything_are_shown(
    world: World, manager: Browser, order: Order
) -> None:
    karim, _ = world.enrolments(order)
    world.passes(karim)
    page = manager.get("/dashboard").text
    assert figures(page) == ["1", "0", "1", "2"]
    assert f'href="/orders/{order.id}"' in page
    assert "1 of 2 passed" in page
    assert "Karim Benali" in page
    assert "/certificates/" in page


def test_last_years_certificates_are_not_counted_as_passed_this_year(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    world.passes(world.enrolments(order)[0])
    world.clock.moves(days=60)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    assert figures(manager.get("/dashboard").text) == ["1", "0", "0", "2"]


def test_the_rail_counts_trainees_and_trainings_in_the_cart(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    world.cart(company, order.lines[0].course, ["Ann Lee"])
    page = manager.get("/my-profile").text
    assert '<span>Trainees</span> <small class="count">2</small>' in page
    assert '<span>Cart</span> <small class="count" id="rail-cart">1</small>' in page


def test_another_companys_numbers_stay_with_it(world: World, app: Flask, order: Order) -> None:
    world.passes(world.enrolments(order)[0])
    other = world.company("Nordluft Handling GmbH")
    page = (
        Browser(app)
        .sign_in("manager", other.manager.username, other.manager.temporary_password)
        .get("/dashboard")
    )
    assert "What to do first" in page.text
    assert "Benali" not in page.text


def test_renewals_are_counted_by_colour_and_lead_to_their_list(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    for enrolment in world.enrolments(order):
        world.passes(enrolment)
    assert "All trainings to renew" not in manager.get("/dashboard").text
    world.pays(company)
    world.clock.moves(days=(date(2028, 11, 1) - world.portal.today).days)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    page = manager.get("/dashboard").text
    assert figures(page)[-3:] == ["0", "2", "0"]
    assert 'href="/training-to-renew?colour=yellow"' in page


def test_the_tiles_lead_to_the_orders_they_count(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    begun = world.order(company, order.lines[0].course, ["Ann Zed"])
    world.study(world.enrolments(begun)[0])
    dashboard = manager.get("/dashboard").text
    for state, shown, hidden in (("not_started", order, begun), ("in_progress", begun, order)):
        assert f'href="/orders?holds={state}"' in dashboard
        listed = manager.get(f"/orders?holds={state}").text
        assert f"/orders/{shown.id}" in listed
        assert f"/orders/{hidden.id}" not in listed
