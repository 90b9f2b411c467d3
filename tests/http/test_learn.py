"""Studying: the overview, the modules, the time really spent."""

import pytest

from browsing import without_tokens
from studying import words


def test_before_the_start_the_training_says_what_it_asks_for_and_who_helps(student):
    page = words(student.get())
    for said in (
        "Safe lifting",
        "Judge a load",
        "Duration 30 min",
        "3 questions",
        "80% right answers",
        "Attempts 2",
        "Why backs hurt",
        "Training desk",
        "9 to 5",
        "help@training.example",
        "+33 1 23 45 67 89",
    ):
        assert said in page


def test_before_the_start_nothing_of_the_content_can_be_read(student):
    assert student.get("/modules/why").status_code == 404
    assert student.get("/images/box.svg").status_code == 404
    for page in ("/test", "/test/result", "/test/answers", "/test/hand-in", "/test/questions/1", "/continue"):
        assert student.get(page).location == student.desk


def test_starting_leads_to_the_first_module(student):
    answer = student.press("", "/start")
    assert (answer.status_code, answer.location) == (303, f"{student.desk}/modules/why")
    page = student.get("/modules/why")
    assert "Module 1 of 2" in words(page)
    assert "What a load does" in words(page)
    assert '<div class="remember"' in page.text


def test_finishing_a_module_leads_to_the_next_and_then_to_the_test(student):
    student.press("", "/start")
    first = student.press("/modules/why", "/modules/why/complete")
    assert first.location == f"{student.desk}/modules/how"
    last = student.press("/modules/how", "/modules/how/complete")
    assert last.location == f"{student.desk}/test"
    assert student.now.completed == {"why", "how"}


def test_after_the_last_module_one_left_out_comes_before_the_test(student):
    student.press("", "/start")
    answer = student.press("/modules/how", "/modules/how/complete")
    assert answer.location == f"{student.desk}/modules/why"


def test_studying_goes_on_at_the_module_that_was_left(student):
    student.press("", "/start")
    assert student.get("/continue").location == f"{student.desk}/modules/why"
    student.post("/pulse", module="how")
    assert student.get("/continue").location == f"{student.desk}/modules/how"
    student.press("/modules/how", "/modules/how/complete")
    assert student.get("/continue").location == f"{student.desk}/modules/why"


def test_a_module_that_is_not_there_is_not_found(student):
    student.press("", "/start")
    assert student.get("/modules/none").status_code == 404
    assert student.post("/modules/none/complete").status_code == 404
    assert student.post("/pulse", module="none").status_code == 404


def test_time_is_counted_between_pulses_but_not_over_a_pause(student, world):
    student.press("", "/start")
    for seconds in (0, 60, 60, 1200, 30):
        world.clock.moves(seconds=seconds)
        assert student.post("/pulse", module="why").status_code == 204
    assert student.now.seconds == 150


def test_without_a_program_going_on_counts_the_time(student, world):
    student.press("", "/start")
    student.press("/modules/why", "/modules/why/complete")
    world.clock.moves(seconds=200)
    student.press("/modules/how", "/modules/how/complete")
    assert student.now.seconds == 200
    assert "Time spent 3 min" in words(student.get())


def test_no_session_that_opens_the_portal_stands_in_an_event(student, world):
    student.press("", "/start")
    student.post("/pulse", module="why")
    session, _ = student.now.last_sign
    assert len(session) == 16
    cookie = student.browser.client.get_cookie("portal-session", domain="localhost")
    assert cookie is not None
    assert session not in cookie.value


def test_an_image_is_its_readers_alone_and_can_do_nothing(students):
    karim, zoe = students
    karim.press("", "/start")
    page = karim.get("/modules/why").text
    place = "/images/" + page.partition("/images/")[2].partition('"')[0]
    assert "?v=" in place
    answer = karim.get(place)
    assert answer.mimetype == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert karim.get("/images/box.svg").headers["Cache-Control"] == "no-store"
    assert karim.get("/images/none.svg").status_code == 404
    assert zoe.browser.get(f"{karim.desk}{place}").status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/continue",
        "/modules/why",
        "/images/box.svg",
        "/test",
        "/test/questions/1",
        "/test/answers",
        "/test/hand-in",
        "/test/result",
    ],
)
def test_somebody_elses_training_answers_as_an_absent_one(students, page):
    karim, zoe = students
    karim.read_everything()
    karim.begin()
    elses = zoe.browser.get(karim.desk + page)
    absent = zoe.browser.get("/my-trainings/" + "0" * 32 + page)
    assert elses.status_code == absent.status_code == 404
    ours = without_tokens(elses.text.replace(karim.enrolment, ""))
    assert ours == without_tokens(absent.text.replace("0" * 32, ""))


@pytest.mark.parametrize(
    "action", ["/start", "/modules/why/complete", "/pulse", "/test", "/test/questions/1", "/test/hand-in"]
)
def test_nothing_can_be_done_at_somebody_elses_training(students, world, action):
    karim, zoe = students
    karim.read_everything()
    karim.begin()
    before = world.names_of_events()
    answer = zoe.browser.post(karim.desk + action, {"module": "why", "attempt": 1, "answers": 0})
    assert answer.status_code == 404
    assert world.names_of_events() == before


def test_looking_records_nothing(student, world):
    def look():
        before = world.names_of_events()
        for page in ("", "/continue", "/modules/why", "/images/box.svg"):
            student.get(page)
        for page in ("", "/questions/1", "/questions/3", "/answers", "/hand-in", "/result"):
            student.get(f"/test{page}")
        student.browser.get("/my-trainings")
        assert world.names_of_events() == before

    look()
    student.read_everything()
    look()
    student.begin()
    look()
    for number in (1, 2, 3):
        student.choose(number, student.answers(number))
    look()
    student.press("/test/hand-in", "/test/hand-in")
    look()


def test_after_the_result_the_modules_stay_open_and_nothing_is_recorded(student, world):
    student.read_everything()
    student.take_test()
    page = student.get("/modules/why")
    assert page.status_code == 200
    assert "data-pulse" not in page.text
    assert f"{student.desk}/modules/why/complete" not in page.text
    before = world.names_of_events()
    assert student.post("/pulse", module="why").status_code == 422
    assert student.post("/modules/why/complete").status_code == 422
    assert world.names_of_events() == before


def test_a_training_under_way_keeps_its_version_of_the_content(students, world, changed_mini):
    karim, zoe = students
    karim.press("", "/start")
    world.course(changed_mini)
    assert "Safe lifting today" not in words(karim.get())
    assert "Safe lifting today" in words(zoe.get())


def test_the_content_speaks_the_language_of_the_registration(student):
    student.press("", "/start")
    student.browser.post("/language", {"language": "fr", "next": "/"})
    page = student.get("/modules/why").text
    assert '<html lang="fr"' in page
    assert '<span lang="en">Why backs hurt</span>' in page
