// Words on a page: how they are compared, whether they are seen, what stands beside what.
// The same labels are compared with every element: what was folded once is remembered.
const folds = new Map();
const fold = (text) => {
  const known = folds.get(text);
  if (known !== undefined) return known;
  const folded = (text || "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\u200b]+/g, "")
    .replace(/^[*]+/, "")
    .replace(/[:*.。]+$/, "");
  if (folds.size > 4000) folds.clear();
  folds.set(text, folded);
  return folded;
};
const tidy = (text) => (text || "").replace(/[\s\u200b]+/g, " ").trim();
const among = (text, labels) => {
  const folded = fold(text);
  return folded !== "" && labels.some((label) => fold(label) === folded);
};

// What the profile calls things that are looked at without being asked for.
const wordsOf = (key) => (window.__ippWords || {})[key] || [];

const seen = (el) => {
  if (!el || !el.isConnected || !el.checkVisibility({ visibilityProperty: true })) return false;
  const box = el.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
};
const words = (el) =>
  tidy(
    el.getAttribute("aria-label") ||
      (el.value && el.matches("input") && el.value) ||
      el.textContent,
  );
// The text of an element without that of the controls inside it (a label may wrap its select).
const textWithout = (el, selector) => {
  if (!el.querySelector(selector)) return tidy(el.textContent);
  const copy = el.cloneNode(true);
  for (const inner of copy.querySelectorAll(selector)) inner.remove();
  return tidy(copy.textContent);
};
const referred = (el, attribute) =>
  (el.getAttribute(attribute) || "")
    .split(/\s+/)
    .filter(Boolean)
    .map((id) => document.getElementById(id))
    .filter(Boolean);

// A button answers to its accessible name and to what is written on it.
const called = (el, labels) => among(words(el), labels) || among(el.textContent, labels);
const PRESSABLE =
  "button,[role=button],[role=link],[role=menuitem],[role=tab],input[type=submit],input[type=button],a";
const pressables = (root, labels) =>
  [...root.querySelectorAll(PRESSABLE)]
    .filter((el) => called(el, labels) && seen(el))
    // Of a button inside a link (or the other way round) only the inner one is meant.
    .filter((el, _, all) => !all.some((other) => other !== el && el.contains(other)));
const barred = (el) =>
  el.disabled === true ||
  el.getAttribute("aria-disabled") === "true" ||
  el.closest("fieldset:disabled") !== null;

const DIALOG = "[role=dialog],[role=alertdialog],dialog[open]";
// A calendar that a field has opened asks nothing.
const dialogs = () =>
  [...document.querySelectorAll(DIALOG)]
    .filter((el) => seen(el) && !el.querySelector("[role=grid]"))
    .filter((el, _, all) => !all.some((other) => other !== el && other.contains(el)));
const region = () => {
  const main = [...document.querySelectorAll("main,[role=main]")].find(seen);
  return main || document.body;
};
const headings = () =>
  [...document.querySelectorAll("h1,h2,h3,[role=heading]")]
    .filter(seen)
    .map((el) => tidy(el.textContent));

// The value that stands beside one of these labels: dt/dd, th/td, "label: value", or the next element.
const fact = (labels, root = document) => factsOf(labels, root, 1)[0] ?? null;
const factsOf = (labels, root, most = 9) => {
  const folded = labels.map(fold),
    found = [];
  for (const el of root.querySelectorAll("dt,th,label,strong,b,span,div,p,li,td")) {
    const own = tidy(el.textContent);
    if (!own || own.length > 300) continue;
    if (
      folded.includes(fold(own)) &&
      !el.closest("thead") &&
      !el.querySelector("input,select,textarea")
    ) {
      const next = el.nextElementSibling;
      if (
        next &&
        seen(next) &&
        !next.matches("button,[role=button],input") &&
        tidy(next.textContent)
      )
        found.push(tidy(next.innerText));
      if (found.length >= most) break;
      continue;
    }
    if (el.querySelector("div,p,li,td,dd,input,select")) continue;
    const colon = own.search(/[:：]/);
    if (colon > 0 && folded.includes(fold(own.slice(0, colon))) && seen(el)) {
      const value = tidy(own.slice(colon + 1));
      if (value) found.push(value);
      if (found.length >= most) break;
    }
  }
  return found;
};
