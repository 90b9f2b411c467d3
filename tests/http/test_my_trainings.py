"""My trainings: what to do next, and what was reached."""

from browsing import Browser
from studying import words
from training_portal.aggregates.account import Account
from training_portal.event_store.work import Work


def suspend(world, company):
    def decide(work: Work):
        work.get(Account, company.id).suspend("an old invoice", world.clock.now)
        return {}

    world.portal.store.perform(world.portal.context("system", company.id), decide)


def test_signing_in_leads_to_my_trainings(student):
    assert student.browser.get("/").location == "/my-trainings"


def test_a_training_that_waits_is_the_next_step(student):
    page = student.browser.get("/my-trainings")
    assert "Safe lifting" in words(page)
    assert "Not started" in words(page)
    assert "Registered 23 November 2026" in words(page)
    assert f'role="button" href="{student.desk}"' in page.text


def test_a_training_under_way_comes_before_one_that_waits(student, world, company, changed_mini):
    student.press("", "/start")
    student.press("/modules/why", "/modules/why/complete")
    world.order(company, world.course(changed_mini), known=[student.now.trainee.id])
    page = student.browser.get("/my-trainings")
    assert "Go on: module 2 of 2" in words(page)
    assert "1 of 2 modules finished" in words(page)
    assert f'role="button" href="{student.desk}/continue"' in page.text


def test_after_the_modules_the_next_step_is_the_test(student):
    student.read_everything()
    page = words(student.browser.get("/my-trainings"))
    assert "All 2 modules finished, the final test is next" in page
    assert "Go on: the final test" in page


def test_what_was_passed_shows_result_certificate_and_verification(student):
    student.read_everything()
    student.take_test()
    page = student.browser.get("/my-trainings")
    assert "There is nothing to do now" in words(page)
    assert "Passed" in words(page)
    assert "100% after 1 attempt" in words(page)
    assert "Valid until 30 November 2028" in words(page)
    assert "/my-certificates/" in page.text
    assert 'href="/verify/' in page.text


def test_what_was_failed_says_who_can_help(student):
    student.read_everything()
    student.take_test(rightly=False)
    student.take_test(rightly=False)
    page = words(student.browser.get("/my-trainings"))
    assert "Failed" in page
    assert "0% after 2 attempts" in page
    assert "No attempt is left. Your manager can register you again." in page


def test_a_certificate_that_is_over_says_so(student, world):
    student.read_everything()
    student.take_test()
    world.clock.moves(days=3 * 365)
    student.browser.log_in("trainee", student.now.trainee.identifier, "sept girafes bleues")
    page = words(student.browser.get("/my-trainings"))
    assert "Expired on 30 November 2028" in page


def test_a_trainee_downloads_their_own_certificate_and_nobody_elses(students):
    karim, zoe = students
    karim.read_everything()
    karim.take_test()
    page = karim.browser.get("/my-trainings").text
    path = "/my-certificates/" + page.partition("/my-certificates/")[2].partition('"')[0]
    answer = karim.browser.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "C-2026-000001.pdf" in answer.headers["Content-Disposition"]
    assert karim.browser.get(path).data == answer.data
    elses, absent = zoe.browser.get(path), zoe.browser.get("/my-certificates/none.pdf")
    assert elses.status_code == absent.status_code == 404


def test_while_the_company_is_suspended_the_started_goes_on_and_the_new_waits(students, world, company):
    karim, zoe = students
    karim.press("", "/start")
    suspend(world, company)
    assert "Go on: module 1 of 2" in words(karim.browser.get("/my-trainings"))
    assert karim.press("/modules/why", "/modules/why/complete").status_code == 303
    assert "New trainings cannot be started at the moment." in words(zoe.browser.get("/my-trainings"))
    assert f"{zoe.desk}/start" not in zoe.get().text
    refused = zoe.post("/start")
    assert refused.status_code == 422
    assert "suspended" in words(refused)
    assert zoe.now.state == "not_started"


def test_nobody_else_has_a_page_of_trainings(manager, app):
    assert manager.get("/my-trainings").status_code == 404
    assert Browser(app).get("/my-trainings").location.startswith("/trainee/log-in")
