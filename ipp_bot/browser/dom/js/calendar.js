// A calendar that is open: the cell of a day, and the way to its month.

/**
 * The open calendar; null if there is none.
 * @returns {PageElement | null}
 */
const openCalendar = () => {
  /** @param {string} what */
  const open = (what) =>
    [...document.querySelectorAll(what)].filter((el) => isVisible(el) && !el.closest("svg"));
  return (
    open("[class*=calendar i],[class*=picker-dropdown i],[class*=picker-panel i],[role=grid]")[0] ||
    open("[class*=picker i],[class*=date i]")
      .filter((el) => shownMonth(el) && monthCells(el).length)
      .at(-1) ||
    null
  );
};

/**
 * Year and month (1 to 12) that a calendar shows; null if it tells none.
 * @param {PageElement} root
 * @returns {{ year: number, month: number } | null}
 */
const shownMonth = (root) => {
  const text = normalizeText(root.innerText);
  const year = /(19|20)\d\d/.exec(text);
  const named = MONTHS.findIndex((name) => text.includes(name));
  const numbered = /(?<!\d)(1[0-2]|0?[1-9])月/.exec(text);
  const month = numbered ? Number(numbered[1]) : named + 1;
  return year && month ? { year: Number(year[0]), month } : null;
};

/**
 * The cells of a month, the first at 0, where they have no role: of all numbers that stand alone,
 * those from the first 1 on. Empty if they are not to be told.
 * @param {PageElement} root
 * @returns {PageElement[]}
 */
const monthCells = (root) => {
  const alone = [...root.querySelectorAll("*")].filter(
    (el) => !el.children.length && /^\d\d?$/.test(collapseSpace(el.textContent)) && isVisible(el),
  );
  const first = alone.findIndex((el) => collapseSpace(el.textContent) === "1");
  const run =
    first < 0
      ? []
      : alone.slice(first).filter((el, at) => collapseSpace(el.textContent) === String(at + 1));
  return run.length >= 28 ? run : [];
};

/**
 * The cell of a date (YYYY-MM-DD) in the open calendar, if its month is shown; at most one.
 * @param {string} date
 * @returns {PageElement[]}
 */
const dayCells = (date) => {
  const root = openCalendar(),
    at = root && shownMonth(root);
  if (!at || at.year !== Number(date.slice(0, 4)) || at.month !== Number(date.slice(5, 7)))
    return [];
  const cells = [...root.querySelectorAll("td,[role=gridcell],button")].filter(
    (el) => isVisible(el) && !isDisabled(el),
  );
  const named = cells.filter((el) =>
    [el.title, el.dataset.date, el.getAttribute("aria-label")].some(
      (text) => text && text.startsWith(date),
    ),
  );
  if (named.length) return named.slice(-1);
  const foreign = /(prev|next|other|outside|disabled)/i;
  const bare = cells.filter(
    (el) =>
      collapseSpace(el.textContent) === String(Number(date.slice(8))) &&
      !foreign.test(el.className) &&
      !el.querySelector("td,button"),
  );
  const counted = monthCells(root)[Number(date.slice(8)) - 1];
  return bare.length || !counted || counted.closest("[class*=disabled i],[aria-disabled=true]")
    ? bare.slice(0, 1)
    : [counted];
};

/**
 * The button for a step such as "next month" or "previous year"; at most one.
 * @param {string} step
 * @returns {PageElement[]}
 */
const stepButtons = (step) => {
  const [way, unit] = step.split(" ");
  const words = { next: /next|后|下/i, previous: /prev|last|前|上/i }[way],
    units = { month: /month|月/i, year: /year|年|super/i }[unit];
  const signs = {
    "next month": /^[›>→▶]$/,
    "next year": /^[»≫]$|^(>>|››)$/,
    "previous month": /^[‹<←◀]$/,
    "previous year": /^[«≪]$|^(<<|‹‹)$/,
  }[step];
  return [...openCalendar().querySelectorAll("button,[role=button],a,span[class],i[class]")]
    .filter((el) => {
      const text = `${el.title} ${el.getAttribute("aria-label") || ""} ${el.getAttribute("class") || ""}`;
      return (
        isVisible(el) &&
        ((el.matches("button,[role=button],a") && words.test(text) && units.test(text)) ||
          signs.test(collapseSpace(el.textContent)))
      );
    })
    .slice(0, 1);
};

/**
 * Ask: the step that leads towards that month; "" if it is shown, or no calendar is open.
 * @param {{ year: number, month: number }} arg
 * @returns {{ step: string }}
 */
const calendarStep = (arg) => {
  const root = openCalendar(),
    at = root && shownMonth(root);
  if (!at) return { step: "" };
  const months = (arg.year - at.year) * 12 + arg.month - at.month;
  if (!months) return { step: "" };
  const way = months > 0 ? "next" : "previous",
    far = Math.abs(months) >= 12 && stepButtons(`${way} year`).length;
  return { step: `${way} ${far ? "year" : "month"}` };
};

/**
 * Wait: no calendar is open. One that stays after its field was left has not taken what was
 * typed.
 * @returns {false | Nothing}
 */
const calendarClosed = () => {
  const root = openCalendar();
  return root && shownMonth(root) ? false : {};
};
