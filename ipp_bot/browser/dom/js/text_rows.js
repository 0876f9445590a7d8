// Texts of one field with an input each: a button adds the input for the next one.

/** What is likely to add an input, by its words. */
const ADDS = /^[+＋]|添加|增加|新增|\b(add|another|more)\b/i;

/**
 * What the inputs of one field have in common: name or id but for a number in it, else class and hint.
 * @param {PageElement} el
 * @returns {string}
 */
const rowName = (el) =>
  (
    el.getAttribute("name") ||
    el.id ||
    `${el.className} ${el.getAttribute("placeholder") || ""}`
  ).replace(/\d+/g, "");

/**
 * Whether the element is an input for plain text.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isPlainInput = (el) =>
  el.matches("input:not([type]),input[type=text]") && !el.readOnly && !el.list;

/**
 * Whether a text input is a further one of the field before it: both are called the same, in a box
 * with no other control, with no label between them, and with a button.
 * @param {Control | undefined} control
 * @param {PageElement} el
 * @returns {boolean}
 */
const isNextRow = (control, el) => {
  if (!control || control.kind !== "text" || control.tags || control.search) return false;
  const first = control.elements[0];
  if (!isPlainInput(first) || !isPlainInput(el) || rowName(first) !== rowName(el)) return false;
  /** @param {PageElement} box */
  const alike = (box) =>
    !box.matches("form,fieldset,section,main,body") &&
    [...box.querySelectorAll(CONTROL)].every(
      (one) => isPlainInput(one) && rowName(one) === rowName(el),
    );
  /** @param {PageElement} one */
  const between = (one) =>
    Boolean(first.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) &&
    Boolean(one.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING);
  let box = first.parentElement;
  while (!box.contains(el)) box = box.parentElement;
  if (!alike(box) || [...box.querySelectorAll(LABEL)].some(between)) return false;
  while (!box.querySelector(CLICKABLE) && alike(box.parentElement)) box = box.parentElement;
  return box.querySelector(CLICKABLE) !== null;
};

/**
 * The button beside a text that adds an input for another one, by the profile's names; a plus before
 * them is no part of them.
 * @param {Control} control
 * @returns {PageElement[]}
 */
const textAdders = (control) => {
  if (control.kind !== "text") return [];
  /** @param {string} text */
  const bare = (text) => text.replace(/^\s*[+＋]\s*/, "");
  const known = profileLabels("add_text").map(bare);
  return [...control.box.querySelectorAll(CLICKABLE)]
    .filter((el) => matchesAny(bare(elementName(el)), known) && isVisible(el))
    .slice(-1);
};

/**
 * The names of buttons beside a text that are likely to add an input, and that the profile lacks.
 * @param {Control} control
 * @returns {string[]}
 */
const unknownAdders = (control) =>
  control.kind === "text" && isPlainInput(control.elements[0]) && !textAdders(control).length
    ? [...control.box.querySelectorAll(CLICKABLE)]
        .filter((el) => isVisible(el) && ADDS.test(elementName(el)))
        .map(elementName)
    : [];

/**
 * Whether each text of the field has an input of its own.
 * @param {Control} control
 * @returns {boolean}
 */
const hasTextRows = (control) =>
  control.kind === "text" && (control.elements.length > 1 || textAdders(control).length > 0);

/**
 * What takes the last input of a field away; nothing where it is the only one.
 * @param {Control} control
 * @param {readonly string[]} words
 * @returns {PageElement[]}
 */
const rowRemovers = (control, words) => {
  const last = control.elements[control.elements.length - 1];
  let row = last;
  while (control.elements.every((one) => one === last || !row.parentElement.contains(one)))
    row = row.parentElement;
  return control.elements.length > 1 ? clickablesNamed(row, words).slice(-1) : [];
};

/**
 * Wait: the field has another number of inputs than `before`.
 * @param {{ labels: string[], before: number }} arg
 * @returns {false | SeenTextRows}
 */
const textRowsChanged = (arg) => {
  const [control] = controlsNamed(findControls(mainRegion()), arg.labels);
  const count = control ? control.elements.length : 0;
  return count === arg.before ? false : { count };
};

/**
 * Ask: gives each input of the field its text, the others none; how many inputs there are.
 * @param {{ labels: string[], texts: string[] }} arg
 * @returns {SeenTextRows}
 */
const setTextRows = (arg) => {
  const [control] = controlsNamed(findControls(mainRegion()), arg.labels);
  if (!control) return { count: 0 };
  control.elements.forEach((el, at) => {
    const text = arg.texts[at] || "";
    if (el.value !== text) changeWithFocus(el, () => setNativeValue(el, text));
  });
  return { count: control.elements.length };
};
