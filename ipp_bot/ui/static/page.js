// Keeps the page as the server would draw it now: the stream says that something changed, then the
// page is asked for again and its parts marked with data-live are replaced. Nothing is kept here.
"use strict";

const live = () => [...document.querySelectorAll("[data-live]")];

let pending = false;
let again = false;

async function refresh() {
  if (pending) {
    again = true;
    return;
  }
  pending = true;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (response.ok) replaceParts(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // the server ended: the stream tells when it is there again
  } finally {
    pending = false;
    if (again) {
      again = false;
      setTimeout(refresh, 500);
    }
  }
}

function replaceParts(fresh) {
  for (const part of live()) {
    const next = fresh.getElementById(part.id);
    if (!next || next.innerHTML === part.innerHTML || isInUse(part)) continue;
    const focused = part.contains(document.activeElement) ? pathOf(document.activeElement, part) : null;
    const scrolled = [...part.querySelectorAll("pre")].map((pre) => pre.scrollTop);
    part.replaceChildren(...next.childNodes);
    part.querySelectorAll("pre").forEach((pre, at) => {
      pre.scrollTop = pre.classList.contains("log") ? pre.scrollHeight : (scrolled[at] ?? 0);
    });
    if (focused) elementAt(focused, part)?.focus();
    if (next.dataset.title) document.title = next.dataset.title;
  }
}

// What a person types or has opened is not taken away.
function isInUse(part) {
  return (
    part.querySelector("details[open]") !== null ||
    [...part.querySelectorAll("input, textarea")].some(
      (input) => input === document.activeElement || input.value !== input.defaultValue || input.checked !== input.defaultChecked,
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
let told = null;

function listen() {
  const wanted = live().length > 0 && document.visibilityState === "visible";
  if (!wanted) {
    stream?.close();
    stream = null;
  } else if (stream === null) {
    stream = new EventSource("/events");
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
  addEventListener("pagehide", () => {
    stream?.close();
    stream = null;
  });
  for (const log of document.querySelectorAll("pre.log")) log.scrollTop = log.scrollHeight;
}

// A form is sent once.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  listen();
  for (const form of document.forms) delete form.dataset.sent;
});
