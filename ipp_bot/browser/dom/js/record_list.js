// Lists of records: the rows under known headings, and where the list goes on.

/**
 * The cells with a table's headings; plain cells of its first row, where it has no others. What
 * heads a row is none of them.
 * @param {PageElement} table
 * @returns {PageElement[]}
 */
const headCells = (table) => {
  const heads = [...table.querySelectorAll("thead th,[role=columnheader]")];
  const first = table.querySelector("tr");
  if (heads.length || !first) return heads;
  const own = [...table.querySelectorAll("tr:first-child th:not([scope=row])")];
  return own.length ? own : [...first.children];
};

/**
 * The index of each wanted column, by its heading.
 * @param {PageElement} table
 * @param {Record<string, string[]>} wanted
 * @returns {Record<string, number>}
 */
const columnIndexes = (table, wanted) => {
  const cells = headCells(table),
    heads = cells.map((el) => collapseSpace(el.textContent));
  /** @type {Record<string, number>} */
  const at = {};
  for (const [key, labels] of Object.entries(wanted)) {
    const index = heads.findIndex((text) => matchesAny(text, labels));
    if (index >= 0) at[key] = index;
  }
  // Two cells of a row may as well be a fact with its value.
  const plain = cells.length > 0 && cells.every((el) => el.matches("td"));
  return plain && Object.keys(at).length < 3 ? {} : at;
};

/**
 * Whether the page says that the list is empty.
 * @param {ListArguments} arg
 * @returns {boolean}
 */
const saysEmpty = (arg) =>
  [...allWithin(document, "*")].some(
    (el) => !el.children.length && matchesAny(el.textContent, arg.empty) && isVisible(el),
  );

/**
 * The rows of the list; null if there is none, and nothing says that it is empty.
 * @param {ListArguments} arg
 * @returns {SeenRow[] | null}
 */
const listRows = (arg) => {
  const tables = [...allWithin(document, "table,[role=table],[role=grid]")].filter(isVisible);
  const head = tables.find((table) => "number" in columnIndexes(table, arg.columns));
  if (!head) return saysEmpty(arg) ? [] : null;
  const at = columnIndexes(head, arg.columns),
    [first] = headCells(head),
    plainHead = first.matches("td") ? first.parentElement : null;
  /** @param {PageElement} row */
  const cells = (row) =>
    [...row.children].filter((el) =>
      el.matches("td,th,[role=cell],[role=gridcell],[role=rowheader]"),
    );
  /** @param {PageElement} table */
  const body = (table) =>
    [...table.querySelectorAll("tbody tr,[role=row]")].filter(
      (row) =>
        isVisible(row) &&
        !row.closest("thead") &&
        row !== plainHead &&
        cells(row).some((cell) => !cell.matches("th")) &&
        cells(row).length > at.number &&
        cells(row).length >= Object.keys(at).length,
    );
  // Some libraries put the heading row into a table of its own: then the rows are in the next one.
  // Further tables repeat them for columns that stay in sight, whose cells are hidden in this one.
  const found =
    tables
      .slice(tables.indexOf(head))
      .map(body)
      .find((some) => some.length) || [];
  /** @param {PageElement | undefined} cell */
  const words = (cell) => (cell ? shownWords(cell) || collapseSpace(cell.textContent) : "");
  return found.map((row) => {
    const own = cells(row);
    const link = row.querySelector("a[href]");
    return {
      values: Object.fromEntries(
        Object.entries(at).map(([key, index]) => [key, words(own[index])]),
      ),
      link: link && link.href,
      actions: [...row.querySelectorAll(CLICKABLE)].filter(isVisible).map(elementName),
    };
  });
};

/** What leads to another page of a list, among the buttons for its pages. */
const PAGE_BUTTON = "[class*=pag i] :is(button,a,li,span[onclick]),:is(button,a)[rel=next]";

/** The class of a button that leads to the next page: the last word of its name. */
const NEXT_CLASS = /(^|[-_])next$/i;

/** The class of a button for a page that does not exist: the last word of its name. */
const OFF_CLASS = /(^|[-_])disabled?$/i;

/**
 * Arrows without words that lead to the next page, told by their class or by `rel`; what they are
 * called for those who do not see them may be in words that the profile lacks.
 * @returns {PageElement[]}
 */
const nextPageArrows = () =>
  [...allWithin(document, PAGE_BUTTON)].filter(
    (el) =>
      isVisible(el) &&
      !/[\p{L}\p{N}]/u.test(el.textContent) &&
      (el.getAttribute("rel") === "next" ||
        [...el.classList].some((name) => NEXT_CLASS.test(name) && !/jump/i.test(name))),
  );

/**
 * What leads to the next page of the list, or would if it were not disabled. It may be no button: a
 * picture in a line of a list, named for those who do not see it, or an arrow that nothing names.
 * @param {readonly string[]} labels
 * @returns {PageElement[]}
 */
const nextPageButtons = (labels) => {
  const named = [
    ...clickablesNamed(document, labels),
    ...[...allWithin(document, "li[title],a[title],button[title],li[aria-label]")].filter(
      (el) => (matchesAny(el.title, labels) || hasName(el, labels)) && isVisible(el),
    ),
  ];
  return named.length ? named : nextPageArrows();
};

/**
 * What leads to the next page of the list, at most one.
 * @param {readonly string[]} labels
 * @returns {PageElement[]}
 */
const nextPageButton = (labels) =>
  nextPageButtons(labels)
    .filter(
      (el) =>
        !isDisabled(el) &&
        !el.closest("[aria-disabled=true],li[tabindex='-1']") &&
        ![...el.classList, ...el.parentElement.classList].some((name) => OFF_CLASS.test(name)),
    )
    .slice(0, 1);

/**
 * Whether the page shows that the list goes no further: by its words, or by a disabled button.
 * @param {ListArguments} arg
 * @returns {boolean}
 */
const listEnds = (arg) =>
  (nextPageButtons(arg.next).length > 0 && !nextPageButton(arg.next).length) ||
  [...allWithin(document, "*")].some(
    (el) => !el.children.length && matchesAny(el.textContent, arg.end) && isVisible(el),
  );

/**
 * Ask: the end of the list is brought into sight, where some lists go on by themselves.
 * @returns {void}
 */
const scrollToListEnd = () => {
  const rows = [...allWithin(document, "tbody tr,[role=row]")].filter(isVisible);
  if (rows.length) rows[rows.length - 1].scrollIntoView({ block: "end" });
  window.scrollTo(0, document.documentElement.scrollHeight);
};

/**
 * The address behind a link if it is this one's with another page in it: following it is the same
 * as a click. "" otherwise.
 * @param {PageElement | undefined} link
 * @returns {string}
 */
const nextPageAddress = (link) => {
  if (
    !link ||
    !link.matches("a[href]") ||
    link.matches("[target]:not([target=_self]),[onclick],[download]") ||
    location.hash
  )
    return "";
  const to = new URL(link.href),
    now = [...new URLSearchParams(location.search)].filter(([, value]) => value);
  /** @param {[string, string]} pair */
  const same = ([key, value]) => to.searchParams.get(key) === value;
  const added = [...to.searchParams.keys()].filter((key) => !now.some(([known]) => known === key));
  const kept = now.length > 0 && now.filter((one) => !same(one)).length + added.length === 1;
  return kept && to.origin === location.origin && to.pathname === location.pathname && !to.hash
    ? to.href
    : "";
};

/** How a list tells the number of its records. */
const LIST_TOTALS = [
  /(?:total|共|合计)\s*[:：]?\s*([\d,]+)/i,
  /\d\s*[-–—]\s*[\d,]+\s+of\s+([\d,]+)/i,
  /([\d,]+)\s*(?:records?|results?|items?|条)/i,
];

/**
 * The number of records that the page tells; null if it tells none.
 * @returns {number | null}
 */
const listTotal = () => {
  const text = collapseSpace(mainRegion().innerText),
    found = LIST_TOTALS.map((pattern) => pattern.exec(text)).find(Boolean);
  return found ? Number(found[1].replace(/[^\d]/g, "")) : null;
};

/**
 * Ask: the list as it is shown.
 * @param {ListArguments} arg
 * @returns {SeenList}
 */
const recordList = (arg) => {
  const current = document.querySelector(
    "[aria-current=page][class*=page i],[aria-current=page]:not(nav[aria-label] *),[class*=pagination i] [class*=active i],[class*=pagination i] [class*=current i]",
  );
  const [next] = nextPageButton(arg.next);
  return {
    rows: listRows(arg),
    more: next !== undefined,
    next: nextPageAddress(next),
    grows: clickablesNamed(document, arg.grow).some((el) => !isDisabled(el)),
    ends: listEnds(arg),
    page: current ? collapseSpace(current.textContent) : "",
    tabs: seenTabs(arg.statuses),
    total: listTotal(),
  };
};

/**
 * Wait: the list shows other rows than `before`, or none; `answered` if the page has fetched what
 * was asked for, which may be the same rows.
 * @param {ListArguments & LookArguments & { before: SeenRow[] | null, answered: boolean }} arg
 * @returns {false | SeenList}
 */
const listChanged = (arg) => {
  const now = recordList(arg);
  if (
    isNetworkError() ||
    (performance.getEntriesByType("navigation")[0] || {}).responseStatus >= 400
  )
    return { ...now, rows: null };
  if (isEarly()) return false;
  if (!["ipr_management", null].includes(pageKind(arg))) return { ...now, rows: null };
  if (documentState.departedAt) {
    if (isBusy()) return false;
    if (!arg.answered && JSON.stringify(now.rows) === JSON.stringify(arg.before)) return false;
  }
  return now.rows ? now : false;
};

/** Milliseconds after which a list has drawn what its page has fetched. */
const LIST_RESTS = 100;

/**
 * Wait: the list has shown the same for a moment, in two looks at least, and the page loads nothing.
 * @param {ListArguments} arg
 * @returns {false | SeenList}
 */
const listRests = (arg) => {
  const now = recordList(arg),
    value = JSON.stringify(now),
    { list } = documentState;
  if (isEarly() || isBusy() || list.value !== value) {
    documentState.list = { value, since: performance.now() };
    return false;
  }
  if (performance.now() - list.since < LIST_RESTS) return false;
  documentState.list = { value: "", since: 0 };
  return now;
};

/**
 * Wait: the list shows more rows than before, or says that it goes no further.
 * @param {ListArguments & LookArguments & { before: SeenRow[] | null }} arg
 * @returns {false | SeenList}
 */
const listGrown = (arg) => {
  const now = recordList(arg);
  if (isBusy() || !now.rows) return false;
  return now.rows.length > (arg.before || []).length || now.ends ? now : false;
};
