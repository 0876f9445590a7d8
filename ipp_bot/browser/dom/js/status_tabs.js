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

/** How a tab that is chosen is told by its class. */
const CHOSEN_CLASS = /(^|[\s_-])(active|current|cur|selected|checked|on|now)([\s_-]|$)/i;

/**
 * Whether a tab, or what holds it and no other one, is drawn as chosen.
 * @param {StatusTab} tab
 * @param {StatusTab[]} row
 * @returns {boolean}
 */
const isChosenTab = (tab, row) => {
  /** @type {PageElement | null} */
  let at = tab.el;
  while (at && !row.some((one) => one !== tab && at.contains(one.el))) {
    if (
      ["aria-selected", "aria-pressed"].some((name) => at.getAttribute(name) === "true") ||
      ["page", "true"].includes(at.getAttribute("aria-current")) ||
      CHOSEN_CLASS.test(at.getAttribute("class") || "")
    )
      return true;
    at = at.parentElement;
  }
  return false;
};

/**
 * The tabs as they are shown.
 * @param {Record<string, string[]>} statuses
 * @returns {SeenTab[]}
 */
const seenTabs = (statuses) => {
  const row = statusTabs(statuses);
  return row.map((tab) => ({
    status: tab.status,
    count: tab.count,
    chosen: isChosenTab(tab, row),
  }));
};

/** Milliseconds after which a list that fetches nothing has shown what a tab has. */
const TAB_RESTS = 1500;

/**
 * Wait: the list shows what the tab of a status has. Rows of another status are those of the tab
 * before, which an answer that is late leaves there.
 * @param {ListArguments & { status: string, before: SeenRow[] | null }} arg
 * @returns {false | SeenList}
 */
const tabOpened = (arg) => {
  if (document.readyState === "loading" || isBusy()) return false;
  const now = recordList(arg),
    tab = now.tabs.find(({ status }) => status === arg.status);
  if (!now.rows || !tab) return false;
  if (now.tabs.some(({ chosen }) => chosen) && !tab.chosen) return false;
  const since = documentState.departedAt,
    rows = now.rows.length;
  if (!since || (tab.count === 0 && !rows)) return now;
  // What the tab says to have is on its way; where the list tells a number of its own, that counts.
  const least = now.total === null && !now.more && !now.grows ? tab.count : 1;
  if (tab.count && rows < least) return false;
  const words = arg.statuses[arg.status];
  if (rows && arg.status !== "*")
    if (now.rows.every(({ values }) => matchesAny(values.status, words))) return now;
  const same = JSON.stringify(now.rows) === JSON.stringify(arg.before);
  if (rows && same && arg.status !== "*") return false;
  if (fetchedSince(since) && (rows || tab.count === 0)) return now;
  return performance.now() - since > TAB_RESTS ? now : false;
};
