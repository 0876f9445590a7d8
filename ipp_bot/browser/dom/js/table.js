// Lists of records: the rows under known headings, and where the list goes on.
const columns = (table, wanted) => {
  const heads = [...table.querySelectorAll("thead th,tr:first-child th,[role=columnheader]")].map(
    (el) => tidy(el.textContent),
  );
  const at = {};
  for (const [key, labels] of Object.entries(wanted)) {
    const index = heads.findIndex((text) => among(text, labels));
    if (index >= 0) at[key] = index;
  }
  return at;
};

const none = (arg) =>
  [...document.querySelectorAll("*")].some(
    (el) => !el.children.length && among(el.textContent, arg.empty) && seen(el),
  );
const rows = (arg) => {
  const tables = [...document.querySelectorAll("table,[role=table],[role=grid]")].filter(seen);
  const head = tables.find((table) => "number" in columns(table, arg.columns));
  if (!head) return none(arg) ? [] : null;
  const at = columns(head, arg.columns);
  const cells = (row) =>
    [...row.children].filter((el) =>
      el.matches("td,th,[role=cell],[role=gridcell],[role=rowheader]"),
    );
  const body = (table) =>
    [...table.querySelectorAll("tbody tr,[role=row]")].filter(
      (row) =>
        seen(row) &&
        !row.closest("thead") &&
        cells(row).some((cell) => !cell.matches("th")) &&
        cells(row).length > at.number &&
        cells(row).length >= Object.keys(at).length,
    );
  // Some libraries put the heading row into a table of its own: then the rows are in the next one.
  const found = body(head).length
    ? body(head)
    : tables.slice(tables.indexOf(head) + 1).flatMap(body);
  return found.map((row) => {
    const own = cells(row);
    const link = row.querySelector("a[href]");
    return {
      values: Object.fromEntries(
        Object.entries(at).map(([key, index]) => [key, tidy(own[index] && own[index].innerText)]),
      ),
      link: link && link.href,
      actions: [...row.querySelectorAll(PRESSABLE)].filter(seen).map(words),
    };
  });
};

// What leads on may be no button: a picture in a line of a list, named for those who do not see it.
const onward = (labels) =>
  [
    ...pressables(document, labels),
    ...[...document.querySelectorAll("li[title],a[title],button[title],li[aria-label]")].filter(
      (el) => (among(el.title, labels) || called(el, labels)) && seen(el),
    ),
  ]
    .filter((el) => !barred(el) && !el.closest("[aria-disabled=true],.disabled,li[tabindex='-1']"))
    .slice(0, 1);

// A link whose address is this one's with another page in it: following it is the same as a click.
const address = (link) => {
  if (
    !link ||
    !link.matches("a[href]") ||
    link.matches("[target]:not([target=_self]),[onclick],[download]") ||
    location.hash
  )
    return "";
  const to = new URL(link.href),
    now = [...new URLSearchParams(location.search)].filter(([, value]) => value);
  const same = ([key, value]) => to.searchParams.get(key) === value;
  const added = [...to.searchParams.keys()].filter((key) => !now.some(([known]) => known === key));
  const kept = now.length > 0 && now.filter((one) => !same(one)).length + added.length === 1;
  return kept && to.origin === location.origin && to.pathname === location.pathname && !to.hash
    ? to.href
    : "";
};

const list = (arg) => {
  const current = document.querySelector(
    "[aria-current=page][class*=page i],[aria-current=page]:not(nav[aria-label] *),[class*=pagination i] [class*=active i],[class*=pagination i] [class*=current i]",
  );
  const total = arg.total
    .map((pattern) => new RegExp(pattern, "i").exec(tidy(region().innerText)))
    .find(Boolean);
  const [next] = onward(arg.next);
  return {
    rows: rows(arg),
    more: next !== undefined,
    next: address(next),
    page: current ? tidy(current.textContent) : "",
    total: total ? Number(total[1].replace(/[^\d]/g, "")) : null,
  };
};

// The list shows other rows than before, or none.
const turned = (arg) => {
  const now = list(arg);
  if (netError() || (performance.getEntriesByType("navigation")[0] || {}).responseStatus >= 400)
    return { ...now, rows: null };
  if (document.readyState === "loading") return false;
  if (!["ipr_management", null].includes(which(arg))) return { ...now, rows: null };
  // On the same document new rows count, or that something was fetched and nothing is on its way.
  if (window.__ippLeaving) {
    if (waiting()) return false;
    if (
      JSON.stringify(now.rows) === JSON.stringify(arg.before) &&
      !fetchedSince(window.__ippLeaving)
    )
      return false;
  }
  return now.rows ? now : false;
};

// A document that is about to be left is marked, so that its end is seen.
const fetchedSince = (when) =>
  performance
    .getEntriesByType("resource")
    .some((one) => ["fetch", "xmlhttprequest"].includes(one.initiatorType) && one.startTime > when);
const waiting = () =>
  [...document.querySelectorAll("[aria-busy=true],[class*=spinning i],[class*=skeleton i]")].some(
    seen,
  );
const depart = (arg) => {
  window.__ippLeaving = performance.now();
  window.__ippDialogs = dialogs().length;
  window.__ippThere = new WeakSet(pressables(document, arg.yes || []));
};
// A question may hang as a bubble at the button that asks it: all that is new is its button for yes.
const bubbles = (labels) =>
  window.__ippThere
    ? pressables(document, labels).filter((el) => !window.__ippThere.has(el) && !el.closest(DIALOG))
    : [];
// Or it stands on a page of its own.
const asked = (arg) => ({
  page: which(arg),
  text: tidy(region().innerText).slice(0, 600),
  yes: pressables(region(), arg.yes).length,
});
const departed = (arg) => {
  if (netError()) return { dialogs: [], bubble: false, left: false };
  if (document.readyState === "loading") return false;
  const open = dialogs();
  const bubble = bubbles(arg.yes || []).length > 0;
  return !window.__ippLeaving || bubble || open.length > (window.__ippDialogs || 0)
    ? { dialogs: open.map(overlay), bubble, left: !window.__ippLeaving }
    : false;
};
const closed = (arg) =>
  netError() ||
  (document.readyState !== "loading" &&
    (!window.__ippLeaving || (dialogs().length === 0 && !bubbles(arg.yes || []).length)));
