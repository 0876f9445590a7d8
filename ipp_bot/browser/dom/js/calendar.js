// A calendar that is open: the cell of a day, and the way to its month.

/** What a calendar may be drawn in; the picture in a field may bear such a name as well. */
const CALENDAR =
  "[class*=calendar i],[class*=picker i],[class*=date i],[role=grid],[role=dialog],table";

/** The height in pixels that no calendar exceeds. */
const CALENDAR_HEIGHT = 700;

/**
 * Whether the element shows a month with its days.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isCalendar = (el) =>
  isVisible(el) &&
  !el.closest("svg") &&
  el.getBoundingClientRect().height < CALENDAR_HEIGHT &&
  shownMonth(el) !== null &&
  (monthCells(el).length > 0 || numberedCells(el).length >= 28);

/**
 * The open calendar, the innermost element with the month's name and its days; of several the last
 * one. Null if there is none.
 * @returns {PageElement | null}
 */
const openCalendar = () => {
  const named = [...allWithin(document, CALENDAR)].filter(isCalendar).at(-1);
  if (named) return named;
  let box = monthCells(document.body)[0] || null;
  while (box && box !== document.body && !box.querySelector(CONTROL)) {
    if (isCalendar(box)) return box;
    box = box.parentElement;
  }
  // A calendar may be a document of its own, in a frame.
  const whole = document.querySelector("body");
  return window !== window.parent && isCalendar(whole) ? whole : null;
};

/**
 * The open calendar with what stands around it and holds no control: its buttons may lie outside
 * of what shows the month.
 * @returns {PageElement | null}
 */
const calendarBox = () => {
  let box = openCalendar();
  while (
    box &&
    box.parentElement &&
    box.parentElement !== document.body &&
    !box.parentElement.matches("main,form,section") &&
    box.parentElement.getBoundingClientRect().height < CALENDAR_HEIGHT &&
    !box.parentElement.querySelector(`${CONTROL},h1`)
  )
    box = box.parentElement;
  return box;
};

/** A month in Chinese numerals, the longer ones first. */
const CHINESE_MONTH = /(十一|十二|[一二三四五六七八九十])月/;

/** The numerals of the months, January first. */
const CHINESE_MONTHS = "一 二 三 四 五 六 七 八 九 十 十一 十二".split(" ");

/**
 * Year and month (1 to 12) that a calendar shows; null if it tells none.
 * @param {PageElement} root
 * @returns {{ year: number, month: number } | null}
 */
const shownMonth = (root) => {
  const typed = [...allWithin(root, "input[type=text],input[type=number],input:not([type])")].map(
    (el) => el.value,
  );
  const lists = [.../** @type {NativeList[]} */ (allWithin(root, "select"))].filter(isVisible);
  // Of a native list all options are its text.
  const shown = lists.reduce(
    (text, list) => text.replace(normalizeText(list.innerText), " "),
    normalizeText(root.innerText),
  );
  const chosen = lists.flatMap((list) => [...list.selectedOptions].map((one) => one.textContent));
  const text = `${normalizeText([...typed, ...chosen].join(" "))} ${shown}`;
  const year = /(19|20)\d\d/.exec(text);
  const named = MONTHS.findIndex((name) => text.includes(name));
  const numbered = /(?<!\d)(1[0-2]|0?[1-9])月/.exec(text),
    spelled = CHINESE_MONTH.exec(text);
  const month = numbered
    ? Number(numbered[1])
    : spelled
      ? CHINESE_MONTHS.indexOf(spelled[1]) + 1
      : named + 1;
  return year && month ? { year: Number(year[0]), month } : null;
};

/**
 * The visible cells that can be told by their role and begin with a day's number.
 * @param {PageElement} root
 * @returns {PageElement[]}
 */
const numberedCells = (root) =>
  [...allWithin(root, "td,[role=gridcell],button")].filter(
    (el) => /^([12]?\d|3[01])(?!\d)/.test(collapseSpace(el.textContent)) && isVisible(el),
  );

/**
 * The cells of a month, the first at 0, where they have no role: of all numbers that stand alone,
 * those that count from 1 up to the end of a month. Empty if they are not to be told.
 * @param {PageElement | HTMLElement} root
 * @returns {PageElement[]}
 */
const monthCells = (root) => {
  const alone = [...allWithin(root, "*")].filter(
    (el) => !el.children.length && /^\s*\d\d?\s*$/.test(el.textContent) && isVisible(el),
  );
  const numbers = alone.map((el) => Number(el.textContent));
  for (let first = numbers.indexOf(1); first >= 0; first = numbers.indexOf(1, first + 1)) {
    let end = first;
    while (numbers[end] === end - first + 1 && end - first < 31) end++;
    if (end - first >= 28) return alone.slice(first, end);
  }
  return [];
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
  const cells = [...allWithin(root, "td,[role=gridcell],button")].filter(
    (el) => isVisible(el) && !isDisabled(el),
  );
  const parts = date.split("-").map(Number);
  /** @param {string | null | undefined} text */
  const says = (text) => {
    const numbers = ((text || "").match(/\d+/g) || []).map(Number);
    return parts.every((part, place) => part === numbers[place]);
  };
  const named = cells.filter((el) =>
    [el.title, el.dataset.date, el.getAttribute("aria-label")].some(says),
  );
  if (named.length) return named.slice(-1);
  const foreign = /(prev|last|next|other|outside|disabled)/i;
  const bare = cells.filter(
    (el) =>
      collapseSpace(el.textContent) === String(Number(date.slice(8))) &&
      !foreign.test(el.className) &&
      !el.querySelector("td,button"),
  );
  const counted = monthCells(root)[Number(date.slice(8)) - 1];
  const same = bare.find((el) => counted && (el.contains(counted) || counted.contains(el)));
  if (same) return [same];
  return bare.length || !counted || counted.closest("[class*=disabled i],[aria-disabled=true]")
    ? bare.slice(0, 1)
    : [counted];
};

/**
 * The buttons of a calendar that are told by where they stand alone: of those beside the month's
 * name, the outer ones are for years, the inner ones for months.
 * @param {string} step
 * @returns {PageElement[]}
 */
const stepButtonsByPlace = (step) => {
  const root = openCalendar(),
    day = monthCells(root)[0] || numberedCells(root)[0],
    title = [...allWithin(root, "*")].find(
      (el) =>
        /(19|20)\d\d/.test(el.matches("input") ? el.value : el.textContent) &&
        !el.querySelector("*") &&
        isVisible(el),
    );
  if (!day || !title) return [];
  const top = day.getBoundingClientRect().top,
    middle = title.getBoundingClientRect();
  const beside = [...calendarBox().querySelectorAll("button,[role=button],a,span,i,div,th")]
    .filter((el) => !/[\p{L}\p{N}]/u.test(el.textContent) && isVisible(el))
    .filter(
      (el) => el.matches("button,[role=button],a") || getComputedStyle(el).cursor === "pointer",
    )
    .filter((el, _, all) => !all.some((other) => other !== el && other.contains(el)))
    .map((el) => ({ el, box: el.getBoundingClientRect() }))
    .filter(({ box }) => box.bottom <= top && box.bottom > middle.top && box.top < middle.bottom)
    .sort((one, other) => one.box.x - other.box.x);
  const before = beside.filter(({ box }) => box.x < middle.x),
    after = beside.filter(({ box }) => box.x >= middle.right);
  const several = before.length > 1 && after.length > 1;
  const found = {
    "previous month": before.at(-1),
    "next month": after[0],
    "previous year": several ? before[0] : undefined,
    "next year": several ? after.at(-1) : undefined,
  }[step];
  return found ? [found.el] : [];
};

/**
 * The button for a step such as "next month" or "previous year"; at most one.
 * @param {string} step
 * @returns {PageElement[]}
 */
const stepButtons = (step) => {
  const box = calendarBox();
  if (!box) return [];
  const [way, unit] = step.split(" ");
  const back = /prev|last|前|上/i;
  // A library whose name is "next" has that word in all its classes.
  /** @param {string} text */
  const leads = (text) =>
    way === "previous" ? back.test(text) : /next|后|下/i.test(text) && !back.test(text);
  const units = { month: /month|月/i, year: /year|年|super/i }[unit];
  const signs = {
    "next month": /^[›>→▶]$/,
    "next year": /^[»≫]$|^(>>|››)$/,
    "previous month": /^[‹<←◀]$/,
    "previous year": /^[«≪]$|^(<<|‹‹)$/,
  }[step];
  const every = [...box.querySelectorAll("button,[role=button],a,span[class],i[class],th[class]")];
  const named = every.filter((el) => {
    const text = `${el.title} ${el.getAttribute("aria-label") || ""} ${el.getAttribute("class") || ""}`;
    return (
      isVisible(el) &&
      ((el.matches("button,[role=button],a") && leads(text) && units.test(text)) ||
        signs.test(collapseSpace(el.textContent)))
    );
  });
  if (named.length) return named.slice(0, 1);
  // The only one that leads that way, and names nothing else, leads by a month.
  const plain = every.filter(
    (el) =>
      isVisible(el) &&
      el.matches("button,[role=button],a") &&
      leads(`${el.title} ${el.getAttribute("aria-label") || ""} ${el.getAttribute("class") || ""}`),
  );
  const placed = stepButtonsByPlace(step);
  return placed.length || unit !== "month" || plain.length !== 1 ? placed : plain;
};

/**
 * Wait: the step that leads towards that month, "" if it is shown, no calendar is open, or nothing
 * leads there; and how many months there are to go. A calendar that was `away` from it, and is not nearer yet, is waited
 * for.
 * @param {{ year: number, month: number, away: number | null }} arg
 * @returns {false | { step: string, months: number }}
 */
const calendarStep = (arg) => {
  const root = openCalendar(),
    at = root && shownMonth(root);
  if (!at) return { step: "", months: 0 };
  const months = (arg.year - at.year) * 12 + arg.month - at.month;
  if (!months) return { step: "", months };
  if (arg.away !== null && Math.abs(months) >= arg.away) return false;
  const way = months > 0 ? "next" : "previous",
    far = Math.abs(months) >= 12 && stepButtons(`${way} year`).length,
    step = `${way} ${far ? "year" : "month"}`;
  return { step: stepButtons(step).length ? step : "", months: Math.abs(months) };
};

/**
 * Wait: no calendar is open, or the one that is shows this month.
 * @param {{ year: number, month: number }} arg
 * @returns {false | Nothing}
 */
const calendarFollows = (arg) => {
  const root = openCalendar(),
    at = root && shownMonth(root);
  return !root || !at || (at.year === arg.year && at.month === arg.month) ? {} : false;
};

/**
 * Wait: a calendar is open.
 * @returns {false | Nothing}
 */
const calendarShown = () => (openCalendar() ? {} : false);

/** Milliseconds after which a calendar that lies still is no longer about to close. */
const RESTS = 300;

/**
 * Wait: no calendar is open, or the one that is lies still. One that stays after its field was
 * left has not taken what was typed. `after_click` asks whether the click before was held back.
 * @param {{ after_click: boolean }} arg
 * @returns {false | CalendarRest}
 */
const calendarRests = (arg) => {
  if (arg.after_click && documentState.clickMissed) return { open: true, missed: true };
  const root = openCalendar();
  const moves = document
    .getAnimations()
    .map((motion) => motion.playState === "running" && motion.effect && motion.effect.target)
    .some((el) => root && el && (el.contains(root) || root.contains(el)));
  const now = performance.now();
  if (!root || moves) documentState.calendarSince = 0;
  if (!root) return { open: false };
  if (moves) return false;
  documentState.calendarSince = documentState.calendarSince || now;
  if (now - documentState.calendarSince < RESTS) return false;
  documentState.calendarSince = 0;
  return { open: true };
};
