"""A trainee at a browser: signs in with the temporary password of the order, and goes through a training."""

import re
from typing import Any

from werkzeug.test import TestResponse

from browsing import Browser
from dsl import World
from training_portal.aggregates.enrolment import Enrolment, Test
from training_portal.aggregates.order import Order
from training_portal.courses.scoring import draw
from training_portal.courses.shelf import open_package
from training_portal.identity.handover import shown


def temporary_password(world: World, order: Order, person: str) -> str:
    """What the manager sees, within the hour, of a new trainee of an order."""
    with world.portal.reading() as tx:
        key = world.portal.settings.master_key
        return shown(tx, key, order.id, order.manager, world.clock.now)[person]


class Student:
    """A trainee who is signed in, at one of their trainings."""

    def __init__(self, world: World, browser: Browser, enrolment: str) -> None:
        self.world = world
        self.browser = browser
        self.enrolment = enrolment
        self.desk = f"/my-trainings/{enrolment}"

    @property
    def now(self) -> Enrolment:
        """The enrolment as it stands."""
        return self.world.portal.store.get(Enrolment, self.enrolment)

    def get(self, path: str = "") -> TestResponse:
        """Load a page of the training."""
        return self.browser.get(self.desk + path)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send something to the training."""
        return self.browser.post(self.desk + path, fields)

    def press(self, page: str, action: str, **fields: Any) -> TestResponse:
        """Load a page of the training and press the button of one of its forms."""
        return self.browser.submit(self.desk + page, self.desk + action, **fields)

    def read_everything(self) -> None:
        """Start, and finish every module by its button."""
        self.press("", "/start")
        for module in ("why", "how"):
            self.press(f"/modules/{module}", f"/modules/{module}/complete")

    def begin(self) -> TestResponse:
        """Begin the test by its button."""
        return self.press("/test", "/test")

    def choose(self, number: int, answers: list[int], go: str = "next") -> TestResponse:
        """Answer a question of the test on its page."""
        page = f"/test/questions/{number}"
        return self.press(page, page, answers=answers, go=go)

    def answers(self, number: int, rightly: bool = True) -> list[int]:
        """The places of the right answers of a question (or all of the wrong ones' first), as shown."""
        found = self.now
        assert isinstance(found.test, Test)
        with self.world.portal.reading() as tx:
            package = open_package(tx, found.package)
        drawn = draw(package, found.language, package.draw, found.test.seed)[number - 1]
        question = package.question(found.language, drawn.question_id)
        right = [place for place, kept in enumerate(drawn.order) if kept in question.right]
        wrong = [place for place in range(len(drawn.order)) if place not in right]
        return right if rightly else wrong[:1]

    def take_test(self, rightly: bool = True) -> TestResponse:
        """Begin, answer every question, hand in; answers the result page."""
        self.begin()
        for number in (1, 2, 3):
            self.choose(number, self.answers(number, rightly))
        answer = self.press("/test/hand-in", "/test/hand-in")
        return self.browser.get(answer.location)


def words(page: TestResponse) -> str:
    """What a page says, without its tags, blanks made one."""
    body = page.text.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()
