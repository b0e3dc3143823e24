"""The pages in a real browser: accessible, in both colour schemes, on every width, by keyboard."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = [
    "/",
    "/massnahmen",
    "/massnahmen/licht?gemeinde=12071076",
    "/suche",
    "/suche?text=&ort=Nirgendwo",
    "/suche?text=Straßenbeleuchtung",
    "/programme?text=energie&seite=2",
    "/programme/test-strassenbeleuchtung",
    "/programme/test-weg",
    "/programme/bund-smart-cities-staffel-3",
    "/programme/bb-kulturplan-lausitz-2026",
    "/quellen",
    "/abdeckung",
    "/abos/offen/abmelden",
    "/gibt-es-nicht",
]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def address(application, copy, monkeypatch) -> Iterator[str]:
    """The address of a running application."""
    app = application(copy)
    mail, tokens = app.extensions["foerdertopf"].parts.store.mail, "matcher.store.mail.secrets"
    monkeypatch.setattr(f"{tokens}.token_urlsafe", lambda length: "offen")
    mail.subscribe("12052000", "a@stadt.example", at=app.extensions["foerdertopf"].now())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is missing (make test installs it)")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_no_page_has_a_serious_barrier(chromium, address, scheme, width):
    context = chromium.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 768}, bypass_csp=True
    )
    page, axe, found = context.new_page(), Axe(), []
    for path in PAGES:
        page.goto(address + path)
        found += [
            (path, entry["id"], entry["nodes"][0]["html"])
            for entry in axe.run(page).response["violations"]
            if entry["impact"] in ("serious", "critical")
        ]
    context.close()

    assert found == []


def test_no_page_scrolls_sideways_on_a_small_screen_or_at_200_percent(chromium, address):
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page, wide = context.new_page(), []
    for path in PAGES:
        page.goto(address + path)
        for width in (320, 683):
            page.set_viewport_size({"width": width, "height": 640})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((path, width))
    context.close()

    assert wide == []


def test_every_request_goes_to_the_own_address_and_no_rule_is_broken(chromium, address):
    context = chromium.new_context(locale="de-DE")
    page, elsewhere, complaints = context.new_page(), [], []
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else elsewhere.append(request.url),
    )
    page.on(
        "console",
        lambda message: None if "status of 4" in message.text else complaints.append(message.text),
    )
    for path in PAGES:
        page.goto(address + path)
    context.close()

    assert (elsewhere, complaints) == ([], [])


def test_the_first_key_leads_past_the_navigation_to_the_answer(chromium, address):
    context = chromium.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{address}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    assert page.locator(".skip").bounding_box()["x"] >= 0

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("Straßenbeleuchtung auf LED")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?**")
    assert page.locator("article.match").count() > 0
    context.close()
