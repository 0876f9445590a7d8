// From one record to the next in the document that is there.

/**
 * The fixed box that holds the element; null if it does not float over the page.
 * @param {PageElement | null} el
 * @returns {PageElement | null}
 */
const fixedLayer = (el) =>
  !el || el === document.body
    ? null
    : getComputedStyle(el).position === "fixed"
      ? el
      : fixedLayer(el.parentElement);

/**
 * The topmost element in the middle of a box.
 * @param {DOMRect} box
 * @returns {PageElement | null}
 */
const elementInMiddle = ({ x, y, width, height }) => elementAt(x + width / 2, y + height / 2);

/**
 * Puts a message that floats over the page out of sight until it says something else.
 * @param {PageElement} el
 * @returns {{ again: () => void, clear: () => boolean }}
 */
const hideNotice = (el) => {
  const before = el.style.display,
    box = el.getBoundingClientRect(),
    over = fixedLayer(el);
  el.style.setProperty("display", "none", "important");
  const again = () => {
    own.disconnect();
    el.style.display = before;
  };
  const own = new MutationObserver(again);
  own.observe(el, { subtree: true, childList: true, characterData: true });
  return {
    again,
    clear: () =>
      ![box, over.getBoundingClientRect()].some((one) => over.contains(elementInMiddle(one))),
  };
};

/**
 * What leads from the page that is shown to a new record without another document: the
 * confirmation's own link, or the menu's on a record's page. Null if nothing does.
 * @param {LookArguments & { labels: string[] }} arg
 * @returns {PageElement | null}
 */
const wayToNextRecord = (arg) => {
  const page = pageKind(arg);
  const links =
    page === "confirmation"
      ? clickablesNamed(mainRegion(), arg.labels)
      : page === "record"
        ? clickablesNamed(document, arg.menu.ipr_submission)
        : [];
  return links.length === 1 && links[0].matches("a[href]:not([target])") ? links[0] : null;
};

/**
 * Ask: goes on to a new record by the portal's link, or on a record's page by the address where
 * only its hash differs, if that is all there is and nothing else stands in the way; what is still
 * told of the record before is hidden first. `left` is the page that was left, "" where it stays.
 * @param {LookArguments & { labels: string[], address: string }} arg
 * @returns {{ left: string }}
 */
const startNextRecord = (arg) => {
  const told = noticeElements(),
    left = pageKind(arg),
    link = wayToNextRecord(arg);
  const routed =
    left === "record" &&
    arg.address.includes("#") &&
    arg.address.split("#")[0] === location.href.split("#")[0];
  if ((!link && !routed) || openDialogs().length || !told.every(fixedLayer)) return { left: "" };
  const gone = told.map(hideNotice);
  if (
    noticeElements().length ||
    !gone.every((one) => one.clear()) ||
    (link && !clickPoint(link).free)
  ) {
    for (const one of gone) one.again();
    return { left: "" };
  }
  documentState.otherPageSince = 0;
  documentState.clickMissed = false;
  if (link) link.click();
  else location.hash = arg.address.split("#")[1];
  return { left };
};
