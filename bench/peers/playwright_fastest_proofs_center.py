"""The fastest script at the skin center with the proofs that ipp-bot keeps, by hand.

After the save the draft is loaded anew, and one script reads it back; each file that it links to is
fetched and hashed; the form and the confirmation have their pictures; after the submission the
record is loaded anew, read by one script, and its files are fetched and hashed once more. What is
read is compared with what was entered. There is no ledger and no receipt, and clicks are the
page's own: the distance to the fastest script is what proofs cost at least, the distance to ipp-bot
is the rest.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from bench.peers.playwright_fastest_center import SAVE, SUBMIT, FastestCenter, answers
from bench.peers.playwright_fastest_pictures import draw

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bench.filings import Filing

_SLOTS = {
    "certificate": "Registration certificate",
    "screenshot": "Screenshot of the operational page of the software",
}
_LINKS = """
const linksIn = (rows) => rows.map(([label, row]) =>
  [label, ...[...row.querySelectorAll("a[href*='/right/file']")].map((a) => a.href)]);
"""
READ_DRAFT = f"""async ([steps, slots]) => {{
  {_LINKS}
  const all = (what, root) => [...root.querySelectorAll(what)];
  const shown = async ([how, label]) => {{
    const row = await rowOf(label);
    if (how === "radio") {{
      const one = all("label", row).find((one) => one.querySelector("input:checked"));
      return one && one.textContent.trim();
    }}
    const text = row.querySelector(".next-select em");
    return how === "list" && text ? text.textContent.trim() : row.querySelector("input").value;
  }};
  const read = async () => Promise.all(steps.map(shown));
  let values = await read();
  for (let turn = 0; turn < 200 && !values.every(Boolean); turn++) {{
    await new Promise((go) => setTimeout(go, 5));
    values = await read();
  }}
  const rows = await Promise.all(slots.map(async (label) => [label, await rowOf(label)]));
  return {{values: steps.map(([, label], at) => [label, values[at]]), links: linksIn(rows)}};
}}"""
READ_RECORD = f"""async () => {{
  {_LINKS}
  const all = (what) => [...document.querySelectorAll(what)];
  await until(() => document.querySelector(".papers li a"));
  const name = (row) => row.querySelector(".info-label").textContent.trim().replace(/:$/, "");
  return {{
    values: all(".info li").map((row) => [name(row), row.querySelector(".info-value").textContent]),
    links: linksIn(all(".papers li").map((row) => [name(row), row])),
    says: document.querySelector("main, #root, body").innerText,
  }};
}}"""


class WithProofs(FastestCenter):
    name = "playwright-fastest-proofs-center"
    title = "Playwright, fastest script + proofs"

    async def begin(self, page: Page, url: str) -> None:
        """The record's document, asked for anew after the last filing, serves the next one."""
        if "#/rights/record" not in page.url:
            await super().begin(page, url)

    async def send(self, page: Page, filing: Filing) -> None:
        """Save Draft, what the portal keeps of it, Submit, and what the record shows."""
        folder, steps = Path(filing.certificate).parent, answers(filing)
        wanted = {label: value for _, label, value in steps}
        await page.evaluate(SAVE)
        number = page.url.rpartition("id=")[2]
        await page.reload(wait_until="commit")
        kept = await page.evaluate(READ_DRAFT, [steps, list(_SLOTS.values())])
        await _compare(page, filing, kept, wanted)
        (folder / f"{filing.ref}-form.jpg").write_bytes(await draw(page, whole=True))
        await page.evaluate(SUBMIT)
        (folder / f"{filing.ref}-end.jpg").write_bytes(await draw(page, whole=False))
        address = f"#/rights/record?id={number}"
        await page.evaluate("(hash) => history.replaceState(null, '', hash)", address)
        await page.reload(wait_until="commit")
        record = await page.evaluate(READ_RECORD)
        told = dict(record["values"])
        await _compare(page, filing, record, {key: wanted[key] for key in wanted if key in told})
        if len(told) < len(wanted) // 2 or number not in record["says"]:
            raise RuntimeError(f"{filing.ref}: the record shows {record}")


async def _compare(
    page: Page, filing: Filing, shown: dict[str, Any], wanted: dict[str, str]
) -> None:
    """RuntimeError unless the page shows these values, and hands out these files."""
    values = dict(shown["values"])
    if different := [label for label in wanted if values.get(label) != wanted[label]]:
        raise RuntimeError(f"{filing.ref}: {[(one, values.get(one)) for one in different]}")
    files = [(label, link) for label, *links in shown["links"] for link in links]
    hashes = await asyncio.gather(*(_hash_of(page, link) for _, link in files))
    slots = {label: slot for slot, label in _SLOTS.items()}
    found = Counter(
        (slots[label], digest) for (label, _), digest in zip(files, hashes, strict=True)
    )
    if found != filing.files():
        raise RuntimeError(f"{filing.ref}: other files than sent: {found}")


async def _hash_of(page: Page, link: str) -> str:
    answer = await page.context.request.get(urljoin(page.url, link))
    return hashlib.sha256(await answer.body()).hexdigest()


PEER = WithProofs()
