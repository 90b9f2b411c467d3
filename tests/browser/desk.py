"""Somebody at a real browser, who reads one language and finds things by the words on them."""

import email
import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from dsl import World
from training_portal.language import translated
from training_portal.worker import run_worker

OWN = "sept girafes bleues 42"
"""The password that everybody chooses."""

RIGHT = {
    *("Near the body", "The knees", "A colleague", "A trolley", "The lower back"),
    *("Près du corps", "Les genoux", "Un collègue", "Un chariot", "Le bas du dos"),
}
"""The right answers of the small course, in both languages."""


class Desk:
    """Somebody at a browser, with a window of their own."""

    def __init__(self, page: Page, world: World, language: str) -> None:
        self.page, self.world, self.language = page, world, language
        self.complaints: list[str] = []
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text and "47DEQpj8HBSa" not in message.text:
            self.complaints.append(message.text)  # the hash is that of the empty style, which htmx takes away

    def says(self, words: str) -> str:
        return translated(self.language, words)

    def opens(self, path: str = "/") -> None:
        self.page.goto(self.world.portal.settings.base_url + path)

    def follows(self, words: str) -> None:
        self.page.get_by_role("link", name=self.says(words)).filter(visible=True).first.click()

    def presses(self, words: str, nth: int = 0) -> None:
        self.named(words).nth(nth).click()

    def named(self, words: str) -> Locator:
        """A button or a link that bears these words, and nothing else."""
        bears = re.compile(rf"^\s*{re.escape(self.says(words))}\s*$")
        return self.page.locator("button, a, summary").filter(has_text=bears).filter(visible=True)

    def types(self, label: str, text: str) -> None:
        self.page.get_by_label(self.says(label), exact=True).first.fill(text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def signs_in(self, door: str, username: str, temporary: str) -> None:
        """Sign in for the first time, and choose a password, as one has to."""
        self.opens()
        self.follows(door)
        self.types("Username", username)
        self.types("Password", temporary)
        self.presses("Log in")
        fields = self.page.locator("main input[type=password]")
        expect(fields).to_have_count(2)
        for place in (0, 1):
            fields.nth(place).fill(OWN)
        self.page.locator("main form button").first.click()
        expect(fields).to_have_count(0)

    def signs_out(self) -> None:
        menu = self.page.get_by_text("Menu", exact=True).filter(visible=True)
        if menu.count():
            menu.first.click()
        self.presses("Log out")

    def goes_to(self, words: str) -> None:
        """Follow a link of the rail, which a phone keeps behind Menu."""
        menu = self.page.get_by_text("Menu", exact=True).filter(visible=True)
        if menu.count():
            menu.first.click()
        self.page.locator("nav").get_by_role("link", name=self.says(words)).filter(visible=True).first.click()
        expect(self.page.locator("h1")).to_contain_text(self.says(words))

    def acts(self, on: str, words: str) -> None:
        """Open the Actions of the row that names something, and choose one of them."""
        row = self.page.locator("tr", has_text=on).filter(visible=True).first
        if not row.locator("details[open]").count():
            row.locator("summary", has_text=self.says("Actions")).click()
        row.locator("details[open]").get_by_text(self.says(words), exact=True).click()

    def downloads(self, click: Callable[[], None]) -> bytes:
        """What the browser saves when something is clicked."""
        with self.page.expect_download() as saved:
            click()
        return Path(saved.value.path()).read_bytes()

    def letters(self) -> list[EmailMessage]:
        """Every letter that has left so far, in the order it left."""
        run_worker(self.world.portal, once=True)
        folder = self.world.portal.settings.mail_folder
        files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in files]  # type: ignore[misc]

    def check_access(self) -> None:
        """Axe has nothing to say against the page, and nothing scrolls sideways."""
        self.page.wait_for_load_state("load")
        found = Axe().run(self.page).response["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == [], self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, self.page.url


def buys(desk: Desk) -> tuple[str, str]:
    """Chapter 2 of the guide. Answers the new trainee's identifier and temporary password."""
    desk.opens("/dashboard")
    desk.check_access()
    desk.follows("Purchase Training") if desk.page.viewport_size["width"] > 1000 else desk.opens(
        "/purchase-training"
    )
    desk.check_access()
    desk.presses("Add to cart")
    expect(desk.named("Purchase").last).to_be_visible()
    desk.named("Purchase").last.click()
    desk.presses("Add new trainee user")
    desk.types("First name", "Zoé")
    desk.types("Last name", "Perrin")
    desk.presses("Add")
    expect(desk.page.get_by_text("Zoé Perrin").first).to_be_visible()
    desk.presses("Search")
    desk.page.get_by_role("searchbox").first.fill("wojcik")
    chosen = desk.page.get_by_role("button", name=re.compile("Wójcik")).first
    chosen.click()
    expect(desk.page.get_by_text(re.compile(r"2 × 49[.,]00")).first).to_be_visible()
    desk.check_access()
    desk.named("Next").last.click()
    desk.page.wait_for_url("**/terms")
    desk.check_access()
    desk.page.get_by_label(desk.says("I accept the terms and conditions")).check()
    desk.page.locator("main button").filter(has_text=re.compile("117[.,]60")).click()
    desk.page.wait_for_url("**/credentials")
    desk.check_access()
    text = desk.page.locator("main").inner_text()
    password = re.search(r"\b[0-9a-z]{4}(-[0-9a-z]{4}){3}\b", text)
    assert password
    assert "z.perrin" in text
    return "z.perrin", password.group(0)


def studies(desk: Desk) -> None:
    """Open the training and finish both modules."""
    desk.opens("/my-trainings")
    desk.check_access()
    desk.page.locator("main a").filter(has_text=re.compile("Safe lifting|Lever sans risque")).first.click()
    expect(desk.named("Start the training")).to_be_visible()
    desk.check_access()
    desk.presses("Start the training")
    for module in ("why", "how"):
        desk.page.wait_for_url(f"**/modules/{module}")
        desk.check_access()
        desk.presses("Finish this module and go on")


def passes(desk: Desk) -> None:
    """Take the final test with right answers, and hand it in."""
    if not desk.page.url.endswith("/test"):
        desk.page.locator("main a[href$='/test']").first.click()
    desk.check_access()
    desk.presses("Begin the test")
    for number in (1, 2, 3):
        expect(desk.page).to_have_url(re.compile(rf"/test/{number}$|/questions/{number}$|{number}$"))
        expect(desk.named("Save and go on")).to_be_visible()
        for label in desk.page.locator("main fieldset label").all():
            if label.inner_text().strip() in RIGHT:
                label.click()
        desk.check_access()
        desk.presses("Save and go on")
    desk.presses("Hand in the test")
    desk.presses("Hand in now")
    desk.sees("100")


def address_on(pdf: bytes) -> str:
    """What the QR code of a printed certificate says."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=2).to_pil()
    [code] = zxingcpp.read_barcodes(image)
    document.close()
    return str(code.text)
