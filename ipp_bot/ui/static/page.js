// Keeps the page as the server would draw it now: the stream says that something changed, then the
// page is asked for again and its parts marked with data-live are replaced. Nothing is kept here.
"use strict";

const live = () => [...document.querySelectorAll("[data-live]")];

let pending = false;
let again = false;
let outdated = false; // a part that was in use stayed as it was

const RETRY_AFTER = 2000;

async function refresh() {
  if (pending) {
    again = true;
    return;
  }
  pending = true;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (response.ok) replaceParts(new DOMParser().parseFromString(await response.text(), "text/html"));
    else if (response.status === 409 || response.status >= 500) setTimeout(refresh, RETRY_AFTER);
  } catch {
    told = ""; // the server ended: its next mark, whatever that is, asks again
  } finally {
    pending = false;
    if (again) {
      again = false;
      setTimeout(refresh, 500);
    }
  }
}

function replaceParts(fresh) {
  outdated = false;
  for (const part of live()) {
    const next = fresh.getElementById(part.id);
    if (!next || next.innerHTML === part.innerHTML) continue;
    if (isInUse(part)) {
      outdated = true;
      continue;
    }
    if (next.dataset.key && next.dataset.key === part.dataset.key) continue;
    const focused = part.contains(document.activeElement) ? pathOf(document.activeElement, part) : null;
    const scrolled = [...part.querySelectorAll("pre")].map((pre) => pre.scrollTop);
    part.replaceChildren(...next.childNodes);
    part.querySelectorAll("pre").forEach((pre, at) => {
      pre.scrollTop = pre.classList.contains("log") ? pre.scrollHeight : (scrolled[at] ?? 0);
    });
    if (focused) elementAt(focused, part)?.focus();
    if ("key" in next.dataset) part.dataset.key = next.dataset.key;
    if (next.dataset.title) document.title = next.dataset.title;
  }
}

// What a person types or has opened is not taken away.
function isInUse(part) {
  return (
    part.querySelector("details[open]") !== null ||
    [...part.querySelectorAll("input, textarea")].some((input) =>
      input.type === "checkbox" ? input.checked !== input.defaultChecked : input === document.activeElement || input.value !== input.defaultValue,
    )
  );
}

function pathOf(element, top) {
  const path = [];
  for (let at = element; at !== top; at = at.parentElement) path.unshift([...at.parentElement.children].indexOf(at));
  return path;
}

function elementAt(path, top) {
  return path.reduce((at, index) => at?.children[index], top);
}

// Only the page in front listens: a browser opens few connections to one server, whatever the tabs.
let stream = null;
let told = document.body.dataset.mark || null; // the page shows what was so then, or later

function listen() {
  const wanted = live().length > 0 && document.visibilityState === "visible";
  if (!wanted) {
    stream?.close();
    stream = null;
  } else if (stream === null) {
    stream = new EventSource(document.body.dataset.events);
    stream.onmessage = (event) => {
      if (told !== null && told !== event.data) refresh();
      told = event.data;
    };
  }
}

if (live().length > 0) {
  listen();
  document.addEventListener("visibilitychange", () => {
    listen();
    if (stream !== null) refresh();
  });
  for (const end of ["focusout", "toggle"]) {
    // a toggle does not bubble
    document.addEventListener(end, () => outdated && setTimeout(refresh), true);
  }
  addEventListener("pagehide", () => {
    stream?.close();
    stream = null;
  });
  for (const log of document.querySelectorAll("pre.log")) log.scrollTop = log.scrollHeight;
}

// What sessions show, while this page is in front.
async function showPictures() {
  if (document.visibilityState !== "visible") return;
  for (const picture of document.querySelectorAll("img[data-picture]")) {
    try {
      const response = await fetch(picture.dataset.picture);
      if (!response.ok) continue;
      const address = URL.createObjectURL(await response.blob());
      if (picture.src) URL.revokeObjectURL(picture.src);
      picture.src = address;
    } catch {
      return; // the server ended
    }
  }
}

if (document.getElementById("pictures")) {
  showPictures();
  setInterval(showPictures, 2000);
}

// A box above a list checks all boxes of the list.
document.addEventListener("change", (event) => {
  const { all } = event.target.dataset ?? {};
  if (!all) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${all}"]`)) box.checked = event.target.checked;
});

// A form is sent once.
document.addEventListener("submit", (event) => {
  if (event.submitter?.dataset.download !== undefined) return; // the page stays as it is
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  listen();
  for (const form of document.forms) delete form.dataset.sent;
});
