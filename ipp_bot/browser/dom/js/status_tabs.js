// A list that is split by status: tabs or links over it, one for each status, perhaps with a count.

/** How many records there are, behind the name of a tab; "99+" is no count. */
const COUNT_BEHIND = /[\s([]*(\d[\d,]*)[\s)\]]*$/;

/** Where words of a status choose no part of a list. */
const NO_STATUS_TAB =
  "table,[role=table],[role=grid],[role=row],select,[role=listbox],[role=radiogroup],dl";

/** How far around a tab the others are looked for. */
const TAB_ROW = 4;

/**
 * The tabs by the status that they show, of the row that has most of them; "*" stands for all.
 * Empty where no row has two.
 * @param {Record<string, string[]>} statuses
 * @returns {StatusTab[]}
 */
const statusTabs = (statuses) => {
  const keys = Object.keys(statuses);
  const named = [...allWithin(document, `${CLICKABLE},li,[onclick]`)]
    .filter((el) => !el.closest(NO_STATUS_TAB) && isVisible(el))
    .map((el) => {
      const words = shownWords(el).normalize("NFKC"),
        count = COUNT_BEHIND.exec(words),
        name = words.replace(COUNT_BEHIND, "");
      return {
        el,
        status: keys.find((key) => matchesAny(name, statuses[key])) ?? "",
        count: count && Number(count[1].replaceAll(",", "")),
      };
    })
    .filter(({ status }) => status)
    .filter(({ el }, _, all) => !all.some((one) => one.el !== el && el.contains(one.el)));
  /** @type {StatusTab[]} */
  let row = [];
  for (const { el } of named) {
    let box = el.parentElement;
    for (let up = 0; box && up < TAB_ROW; up++, box = box.parentElement) {
      const within = box,
        inside = named.filter((one) => within.contains(one.el)),
        different = new Set(inside.map(({ status }) => status));
      if (different.size === inside.length && inside.length > Math.max(1, row.length)) row = inside;
    }
  }
  return row;
};

/**
 * A tab, and what holds it and no other one.
 * @param {StatusTab} tab
 * @param {StatusTab[]} row
 * @returns {PageElement[]}
 */
const boxesOfTab = (tab, row) => {
  const boxes = [];
  for (
    let at = tab.el;
    at && !row.some((one) => one !== tab && at.contains(one.el));
    at = at.parentElement
  )
    boxes.push(at);
  return boxes;
};

/** What says of a tab whether it is chosen, and the values that say so. */
const CHOSEN_STATES = {
  "aria-selected": ["true"],
  "aria-pressed": ["true"],
  "aria-current": ["page", "true"],
};

/**
 * The tab that is drawn as chosen; undefined where none is, or where nothing sets it apart. Classes
 * count where no attribute says it: many are set by motion, or are the same for all.
 * @param {StatusTab[]} row
 * @returns {StatusTab | undefined}
 */
const chosenTab = (row) => {
  for (const [name, values] of Object.entries(CHOSEN_STATES)) {
    const telling = row.filter((tab) => boxesOfTab(tab, row).some((box) => box.hasAttribute(name)));
    const chosen = telling.filter((tab) =>
      boxesOfTab(tab, row).some((box) => values.includes(box.getAttribute(name))),
    );
    if (chosen.length || (telling.length === row.length && row.length)) return onlyOne(chosen);
  }
  return onlyOne(
    row.filter((tab) =>
      boxesOfTab(tab, row).some((box) => looksChosen(box.getAttribute("class") || "")),
    ),
  );
};

/**
 * The tab, if there is no other one.
 * @param {StatusTab[]} tabs
 * @returns {StatusTab | undefined}
 */
const onlyOne = (tabs) => (tabs.length === 1 ? tabs[0] : undefined);

/**
 * The tabs as they are shown.
 * @param {Record<string, string[]>} statuses
 * @returns {SeenTab[]}
 */
const seenTabs = (statuses) => {
  const row = statusTabs(statuses),
    chosen = chosenTab(row);
  return row.map((tab) => ({
    status: tab.status,
    count: tab.count,
    chosen: tab === chosen,
  }));
};

/** Milliseconds after which a list whose page fetches nothing has shown what a tab has. */
const TAB_RESTS = 1500;

/**
 * Wait: the list shows what the tab of a status has. Rows of another status are those of the tab
 * before, which an answer that is late leaves there; `answered` if the page has fetched what the tab
 * asks for.
 * @param {ListArguments & { status: string, before: SeenRow[] | null, answered: boolean }} arg
 * @returns {false | SeenList}
 */
const tabOpened = (arg) => {
  if (isEarly() || isBusy()) return false;
  const now = recordList(arg),
    tab = now.tabs.find(({ status }) => status === arg.status);
  if (!now.rows || !tab) return false;
  if (now.tabs.some(({ chosen }) => chosen) && !tab.chosen) return false;
  const since = documentState.departedAt,
    rows = now.rows.length;
  if (!since) return now;
  // What the tab says to have is on its way; where the list tells a number of its own, that counts.
  const least = now.total === null && !now.more && !now.grows ? tab.count : 1;
  // A list that grows as one scrolls shows its first rows only, and says so by nothing.
  const rests = arg.answered || performance.now() - since > TAB_RESTS;
  if (tab.count && rows < least && !(rows && rests)) return false;
  const words = arg.statuses[arg.status];
  if (rows && arg.status !== "*")
    if (now.rows.every(({ values }) => matchesAny(values.status, words))) return now;
  const same = JSON.stringify(now.rows) === JSON.stringify(arg.before);
  if (rows && same && arg.status !== "*") return false;
  if (arg.answered && (rows || tab.count === 0)) return now;
  return performance.now() - since > TAB_RESTS ? now : false;
};
