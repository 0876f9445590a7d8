// Dates that are asked for in parts: year, month and day in segments, or in three native lists.

/**
 * The parts of a date in their order in YYYY-MM-DD.
 * @type {DatePart[]}
 */
const DATE_PARTS = ["year", "month", "day"];

/** One segment of a date, such as a calendar library draws it. */
const DATE_SEGMENT = "[role=spinbutton]:not(input)";

/**
 * Which part of a date a segment is, told by its bounds and so in any language; "" if none.
 * @param {PageElement} el
 * @returns {DatePart | ""}
 */
const segmentPart = (el) => {
  const most = Number(el.getAttribute("aria-valuemax"));
  return most === 12 ? "month" : most >= 28 && most <= 31 ? "day" : most > 1900 ? "year" : "";
};

/**
 * The three segments of a group; null if it is no visible date in segments.
 * @param {PageElement} group
 * @returns {DateParts<PageElement> | null}
 */
const dateSegments = (group) => {
  /** @type {Record<string, PageElement>} */
  const found = Object.fromEntries(
    [...group.querySelectorAll(DATE_SEGMENT)].map((el) => [segmentPart(el), el]),
  );
  return found.year && found.month && found.day && isVisible(group)
    ? /** @type {DateParts<PageElement>} */ (found)
    : null;
};

/**
 * The options of a native list that are values; "please select" is none.
 * @param {NativeList} select
 * @returns {HTMLOptionElement[]}
 */
const choosableOptions = (select) =>
  [...select.options].filter((o) => o.value !== "" && /\w|[^\x00-\x7f]/.test(o.textContent));

/**
 * Which part of a date a native list offers, told by its options; "" if none.
 * @param {PageElement} el
 * @returns {DatePart | ""}
 */
const selectPart = (el) => {
  const texts =
    el.matches("select") && !el.multiple
      ? choosableOptions(el).map((o) => collapseSpace(o.textContent))
      : [];
  const numbers = texts.map((text) => Number(/^\d+/.exec(text) || NaN));
  if (
    texts.length === 12 &&
    texts.every((text, at) => numbers[at] === at + 1 || text.toLowerCase().startsWith(MONTHS[at]))
  )
    return "month";
  if (texts.length >= 28 && texts.length <= 31 && numbers.every((number, at) => number === at + 1))
    return "day";
  return texts.length > 1 && texts.every((text) => /^(1[89]|2[01])\d\d\D?$/.test(text))
    ? "year"
    : "";
};

/**
 * Dates among these controls: three lists in a row that offer days, months and years. Under the
 * first of the three the control, under the others null.
 * @param {PageElement[]} els
 * @returns {Map<PageElement, Control | null>}
 */
const findSelectDates = (els) => {
  const dates = new Map();
  for (let at = 0; at + 2 < els.length; at++) {
    const three = els.slice(at, at + 3),
      found = Object.fromEntries(three.map((el) => [selectPart(el), el]));
    if (!found.year || !found.month || !found.day || !three.some(isVisible)) continue;
    let anchor = three[0].parentElement;
    while (!three.every((el) => anchor.contains(el))) anchor = anchor.parentElement;
    dates
      .set(three[0], { kind: "lists", elements: three, anchor, lists: found })
      .set(three[1], null)
      .set(three[2], null);
    at += 2;
  }
  return dates;
};

/**
 * Year, month and day that three lists show, each "" where nothing is chosen.
 * @param {Control} control
 * @returns {string[]}
 */
const selectedDate = (control) =>
  DATE_PARTS.map((part) => {
    const at = choosableOptions(control.lists[part]).indexOf(
      control.lists[part].selectedOptions[0],
    );
    if (at < 0) return "";
    return part === "year"
      ? collapseSpace(choosableOptions(control.lists.year)[at].textContent).slice(0, 4)
      : String(at + 1).padStart(2, "0");
  });

/**
 * The option of a year, month or day.
 * @param {Control} control
 * @param {DatePart} part
 * @param {number} number
 * @returns {HTMLOptionElement | undefined}
 */
const optionForPart = (control, part, number) =>
  choosableOptions(control.lists[part]).find(
    (o, at) => (part === "year" ? parseInt(o.textContent, 10) : at + 1) === number,
  );

/** How the English names of the months begin. */
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * The date that segments show as YYYY-MM-DD; "" if one of them is empty.
 * @param {Control} control
 * @returns {string}
 */
const segmentsValue = ({ segments: { year, month, day } }) => {
  const told = [year, month, day].map((el) => {
    const text = collapseSpace(el.textContent),
      named = MONTHS.findIndex((name) => el === month && text.toLowerCase().startsWith(name)) + 1;
    return Number(el.getAttribute("aria-valuenow") || named || (/^\d+/.exec(text) || [0])[0]);
  });
  return told.every(Boolean)
    ? told.map((number, at) => String(number).padStart(at ? 2 : 4, "0")).join("-")
    : "";
};
