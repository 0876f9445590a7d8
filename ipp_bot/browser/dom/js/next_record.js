// From a confirmation to the next record by the portal's own link, in the document that is there.

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
 * Ask: clicks the confirmation's link to a new record, if that is all there is to click and
 * nothing else stands in the way; what is still told of the record before is hidden first.
 * @param {LookArguments & { labels: string[] }} arg
 * @returns {{ went: boolean }}
 */
const startNextRecord = (arg) => {
  const told = noticeElements(),
    links = pageKind(arg) === "confirmation" ? clickablesNamed(mainRegion(), arg.labels) : [];
  if (
    links.length !== 1 ||
    !links[0].matches("a[href]:not([target])") ||
    openDialogs().length ||
    !told.every(fixedLayer)
  )
    return { went: false };
  const gone = told.map(hideNotice);
  if (noticeElements().length || !gone.every((one) => one.clear()) || !clickPoint(links[0]).free) {
    for (const one of gone) one.again();
    return { went: false };
  }
  documentState.otherPageSince = 0;
  documentState.clickMissed = false;
  links[0].click();
  return { went: true };
};
