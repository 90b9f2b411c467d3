"""Every page of the rail on the narrowest window, in the longer of the two languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.desk import Desk
from dsl import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_at_320_px(
    chromium: Browser, served: World, mini: Path, scheme: str
) -> None:
    company, course = served.company(), served.course(mini)
    served.passes(served.enrolments(served.order(company, course, ["Jean-Christophe Lefèvre-d’Aubigné"]))[0])
    served.order(company, course, ["Łucja Wójcik"])
    size = {"width": 320, "height": 640}
    context = chromium.new_context(viewport=size, locale="fr-FR", color_scheme=scheme)  # type: ignore[arg-type]
    desk = Desk(context.new_page(), served, "fr")
    desk.signs_in("Manager Log-In", company.manager.username, company.manager.temporary_password)
    desk.page.wait_for_url("**/dashboard")
    pages = [link.get_attribute("href") for link in desk.page.locator("nav a").all()]
    assert "/invoices" in pages
    for page in pages:
        desk.opens(str(page))
        desk.check_access()
    context.close()
    assert desk.complaints == []
