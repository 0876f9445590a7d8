"""Selenium 4 with chromedriver, as its documentation teaches: explicit waits, a browser a session.

It gets the same headless shell as the others. Each filing signs in afresh, as in a new context.
"""

from __future__ import annotations

import importlib.util
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD, PLACE, TYPE, Filing
from bench.peer import PeerRun, run_thread_sessions
from ipp_bot.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WAIT = 30


class Selenium:
    name = "selenium-chrome"
    title = "Selenium 4, chromedriver"
    skins = frozenset({"classic"})
    most_sessions = 4

    def missing(self) -> str:
        if importlib.util.find_spec("selenium") is None:
            return "the package selenium is not installed (requirements/bench.txt)"
        if shutil.which("chromedriver") is None:
            return "there is no chromedriver (Debian: chromium-driver)"
        return ""

    def run(self, run: PeerRun) -> None:
        run_thread_sessions(run, lambda: _session(run.url))


@contextmanager
def _session(url: str) -> Iterator[Callable[[Filing], None]]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(find_browser().path)
    for flag in ("--headless", "--no-sandbox", "--window-size=1280,900"):
        options.add_argument(flag)
    service = Service(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)

    def fresh(filing: Filing) -> None:
        driver.delete_all_cookies()
        _sign_in(driver, url)
        _file(driver, filing)

    try:
        yield fresh
    finally:
        driver.quit()


def _sign_in(driver: Any, url: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support import expected_conditions as conditions
    from selenium.webdriver.support.wait import WebDriverWait

    driver.get(url)
    driver.find_element(By.NAME, "loginId").send_keys(ACCOUNT)
    driver.find_element(By.NAME, "password").send_keys(PASSWORD)
    driver.find_element(By.CSS_SELECTOR, "form button[type=submit]").click()
    WebDriverWait(driver, WAIT).until(conditions.url_contains("/uc/"))


def _file(driver: Any, filing: Filing) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support import expected_conditions as conditions
    from selenium.webdriver.support.select import Select
    from selenium.webdriver.support.wait import WebDriverWait

    wait = WebDriverWait(driver, WAIT)

    def button(words: str) -> None:
        driver.find_element(By.XPATH, f"//main//button[normalize-space()='{words}']").click()

    def radio(name: str, value: str) -> None:
        driver.find_element(By.CSS_SELECTOR, f"[name={name}][value='{value}']").click()

    def select(name: str, value: str) -> None:
        Select(driver.find_element(By.NAME, name)).select_by_value(value)

    def saved() -> None:
        wait.until(conditions.visibility_of_element_located((By.CLASS_NAME, "saved")))

    driver.find_element(By.LINK_TEXT, "IPR Submission").click()
    wait.until(conditions.visibility_of_element_located((By.ID, "place")))
    radio("type", TYPE)
    select("place", PLACE)
    button("Save Draft")
    saved()
    button("Next")
    wait.until(conditions.visibility_of_element_located((By.ID, "details")))
    radio("has_certificate", "yes")
    radio("work_group", "joined")
    select("work", "software")
    texts = {
        "name": filing.name,
        "short_name": filing.short_name,
        "version": filing.version,
        "registration_number": filing.registration_number,
        "certificate_number": filing.certificate_number,
        "holder": COMPLAINANT,
    }
    for name, value in texts.items():
        driver.find_element(By.NAME, name).send_keys(value)
    for name, day in (
        ("completed_on", filing.completed_on),
        ("first_published_on", filing.first_published_on),
    ):
        year, month, of_month = day.split("-")
        # Chrome's own date field takes month, day, year, as its locale shows them.
        driver.find_element(By.NAME, name).send_keys(f"{month}{of_month}{year}")
    radio("holder_kind", "entity")
    select("acquisition", "original")
    radio("rights_scope", "all")
    driver.find_element(By.ID, "f-certificate").send_keys(filing.certificate)
    driver.find_element(By.ID, "f-screenshot").send_keys(filing.screenshot)
    wait.until(lambda d: len(d.find_elements(By.CSS_SELECTOR, ".file.done")) == 2)
    form = driver.find_element(By.ID, "details")
    button("Save Draft")
    wait.until(conditions.staleness_of(form))
    saved()
    button("Submit for verification")
    wait.until(conditions.url_contains("/success.htm"))


PEER = Selenium()
