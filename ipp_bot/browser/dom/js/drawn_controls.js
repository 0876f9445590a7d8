// Controls that a page draws of elements without roles: a list of a span and a ul, radio buttons
// of <i> or of pictures. They are marked by an attribute, by which selectors find them.

/** The attribute that says what such an element is: list, option, radio, upload or label. */
const DRAWN = "data-ipp-drawn";

/** Where no control of a form stands. */
const NO_FORM = "nav,header,footer,a,button,thead,[role=menu],[role=menubar],[role=listbox]";

/** Pixels that a mark, such as a drawn radio button, has at most in each direction. */
const MARK_SIZE = 32;

/**
 * The lists that were found, by what opens them.
 * @type {WeakMap<PageElement, { items: PageElement[] }>}
 */
const drawnLists = new WeakMap();

/**
 * The radio buttons that were found: each with its words, and with what they have in common.
 * @type {WeakMap<PageElement, { words: string, box: PageElement, marks: PageElement[] }>}
 */
const drawnRadios = new WeakMap();

/**
 * Whether the element answers to clicks, as far as its style says so.
 * @param {PageElement} el
 * @returns {boolean}
 */
const hasPointer = (el) => getComputedStyle(el).cursor === "pointer";

/**
 * The hidden input in which a drawn control keeps what is sent; null if its box has none, or
 * several.
 * @param {PageElement} box
 * @returns {PageElement | null}
 */
const hiddenValue = (box) => {
  const found = box.querySelectorAll("input[type=hidden]");
  return found.length === 1 ? found[0] : null;
};

/**
 * Whether a link leads to another page.
 * @param {PageElement} el
 * @returns {boolean}
 */
const leadsAway = (el) => !/^(#|javascript:|$)/i.test(el.getAttribute("href") || "");

/**
 * Marks a list that shows only when what stands before it is clicked.
 * @param {PageElement} list
 * @returns {void}
 */
const markDrawnList = (list) => {
  const items = [...list.querySelectorAll("li,dd")];
  const wrapped = list.parentElement.children.length === 1 && !isVisible(list.parentElement);
  const opener = (wrapped ? list.parentElement : list).previousElementSibling,
    box = opener && opener.parentElement;
  if (
    items.length < 2 ||
    !box ||
    isVisible(list) ||
    !isVisible(opener) ||
    opener.getBoundingClientRect().height > 2 * MARK_SIZE ||
    opener.matches("label,input,select,ul,ol,dl,table,tr,td,h1,h2,h3,h4") ||
    opener.querySelector(CONTROL) ||
    box.querySelector("select") ||
    list.closest(NO_FORM) ||
    items.some((item) => item.querySelector(CONTROL) || !collapseSpace(item.textContent)) ||
    [...list.querySelectorAll("a[href]")].some(leadsAway) ||
    !(hiddenValue(box) || hasPointer(opener))
  )
    return;
  opener.setAttribute(DRAWN, "list");
  for (const item of items) item.setAttribute(DRAWN, "option");
  drawnLists.set(opener, { items });
};

/**
 * The text of a mark's box that stands before it.
 * @param {PageElement} mark
 * @returns {string}
 */
const textBefore = (mark) => {
  let text = "";
  for (let at = mark.previousSibling; at; at = at.previousSibling) text = at.textContent + text;
  return text.trim();
};

/**
 * What stands behind a mark up to the next one.
 * @param {PageElement} mark
 * @returns {string}
 */
const wordsBehind = (mark) => {
  for (let at = mark.nextSibling; at; at = at.nextSibling) {
    const text = collapseSpace(at.textContent);
    if (text) return text;
    if (at instanceof Element && at.tagName === mark.tagName) break;
  }
  return "";
};

/**
 * Marks small elements without text as radio buttons where several of one kind stand in a box, each
 * with words of its own behind it, and a click on them answers or a hidden input keeps the answer.
 * @param {PageElement | HTMLElement} root
 * @returns {void}
 */
const markDrawnRadios = (root) => {
  /** @type {Map<PageElement, { mark: PageElement, words: string }[]>} */
  const groups = new Map();
  const hidden = [...allWithin(root, "input[type=hidden]")].map((el) => el.parentElement);
  const candidates = new Set([
    ...allWithin(root, "i,em,img"),
    ...hidden.flatMap((box) => [...box.querySelectorAll("span,div,b,s")]),
  ]);
  for (const mark of candidates) {
    const shape = mark.getBoundingClientRect();
    if (
      mark.children.length ||
      mark.textContent.trim() ||
      shape.width > MARK_SIZE ||
      shape.height > MARK_SIZE ||
      !isVisible(mark) ||
      mark.closest(NO_FORM)
    )
      continue;
    const parent = mark.parentElement,
      own = collapseSpace(parent.textContent);
    // A mark behind the words takes away what was chosen.
    const wraps =
      own &&
      parent.children.length <= 2 &&
      !parent.matches("td,th,tr,form") &&
      parent.textContent.trim() !== textBefore(mark);
    const behind = wordsBehind(mark);
    const several = [...parent.children].filter((one) => one.tagName === mark.tagName).length > 1;
    if (several && behind)
      groups.set(parent, [...(groups.get(parent) || []), { mark, words: behind }]);
    else if (wraps) {
      const box = parent.parentElement;
      groups.set(box, [...(groups.get(box) || []), { mark, words: own }]);
    }
  }
  for (const [box, choices] of groups) {
    const marks = choices.map(({ mark }) => mark);
    if (
      choices.length < 2 ||
      new Set(choices.map(({ words }) => normalizeText(words))).size < choices.length ||
      choices.some(({ mark, words }) => mark.tagName !== marks[0].tagName || words.length > 60) ||
      box.querySelector(CONTROL.replace(`,[${DRAWN}=radio]`, "")) ||
      !(hiddenValue(box) || marks.every((mark) => hasPointer(mark)))
    )
      continue;
    for (const { mark, words } of choices) {
      mark.setAttribute(DRAWN, "radio");
      drawnRadios.set(mark, { words, box, marks });
    }
  }
};

/**
 * Marks buttons through which files go, where the page has no input for files: they open a window or
 * a chooser of their own.
 * @param {PageElement | HTMLElement} root
 * @returns {void}
 */
const markUploadButtons = (root) => {
  if ([...allWithin(root, "input[type=file]")].length) return;
  for (const el of clickablesNamed(root, profileLabels("upload")))
    if (!el.matches("a[href]:not([onclick])")) el.setAttribute(DRAWN, "upload");
};

/**
 * Marks all drawn controls of a part of the page; those that were marked before stay so.
 * @param {PageElement | HTMLElement} root
 * @returns {void}
 */
const markDrawnControls = (root) => {
  for (const list of allWithin(root, "ul,ol,dl")) markDrawnList(list);
  markDrawnRadios(root);
  markUploadButtons(root);
};

/** A word in a class or a picture's name that says that something is chosen. */
const CHOSEN = /(^|[-_/ ])(on|now|checked|selected|active|current|cur|chosen)\d*(?=$|[-_. ])/i;

/** Classes that an element has while it appears, goes or moves; some stay. */
const IN_MOTION = /\S*(appear|enter|leave|exit|move)\S*-active\S*/gi;

/**
 * Whether classes, or a picture's name among them, say that something is chosen.
 * @param {string} words
 * @returns {boolean}
 */
const looksChosen = (words) => CHOSEN.test(words.replace(IN_MOTION, " "));

/**
 * Whether a drawn radio button is chosen: told by what its hidden input keeps, or by a class or
 * picture that only one of them has.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isDrawnChosen = (el) => {
  const { box, marks } = drawnRadios.get(el),
    kept = hiddenValue(box);
  if (kept && !kept.value) return false;
  const named = marks.filter(
    (mark) =>
      kept &&
      [...mark.attributes, ...(mark.parentElement === box ? [] : mark.parentElement.attributes)]
        .filter(({ name }) => name !== "class")
        .some(({ value }) => value === kept.value),
  );
  if (named.length === 1) return named[0] === el;
  const looks = marks.filter((mark) =>
    looksChosen(
      [
        mark.className,
        mark.getAttribute("src") || "",
        mark.parentElement === box ? "" : mark.parentElement.className,
      ].join(" "),
    ),
  );
  return looks.length === 1 && looks[0] === el;
};

/**
 * What a drawn list shows as chosen; "" where it shows none of its items.
 * @param {PageElement} el
 * @returns {string}
 */
const drawnValue = (el) => {
  const shown = collapseSpace(el.textContent);
  return drawnLists.get(el).items.some((item) => collapseSpace(item.textContent) === shown)
    ? shown
    : "";
};
