// What a control is called, and whether the page marks it as required.

/**
 * Gives a control its row, the largest element around it that holds no other control, and its
 * label.
 * @param {Control} control
 * @param {ParentNode} root
 * @returns {void}
 */
const placeControl = (control, root) => {
  const whole = control.native || control.segments ? [control.anchor] : control.elements;
  /** @param {PageElement} el */
  const own = (el) => whole.some((one) => one === el || one.contains(el) || el.contains(one));
  /** @param {PageElement} box */
  const foreign = (box) =>
    [...box.querySelectorAll(CONTROL)].some(
      (el) =>
        el !== control.native &&
        el !== control.search &&
        el !== control.original &&
        !el.closest("[aria-hidden=true]") &&
        !own(el) &&
        !isRemovalCheckbox(el),
    );
  /** @param {PageElement} box */
  const wide = (box) =>
    box.matches("form,section,fieldset,article,main,[role=region]") ||
    box.querySelector("h1,h2,h3,h4,h5,[type=submit]");
  control.box = control.lists && foreign(control.anchor) ? control.elements[0] : control.anchor;
  while (
    control.box !== root &&
    control.box.parentElement &&
    control.box.parentElement !== root &&
    !wide(control.box.parentElement) &&
    !foreign(control.box.parentElement)
  )
    control.box = control.box.parentElement;
  control.labelElement = null;
  control.label = withoutRequiredMark(labelText(control)).replace(/^[*＊\s]+|[*＊:：\s]+$/g, "");
  if (control.kind === "combobox") markInnerLabel(control);
};

/**
 * Marks the words of the label that a list bears by `aria-label`, where they stand in it before
 * what is chosen: they are none of that.
 * @param {Control} control
 * @returns {void}
 */
const markInnerLabel = ({ elements: [el], label }) => {
  if (!label || collapseSpace(el.getAttribute("aria-label")) !== label) return;
  const words = [...boxOfChoice(el).querySelectorAll("*")].find(
    (one) => !one.children.length && collapseSpace(one.textContent) === label,
  );
  if (words && words.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING)
    words.setAttribute(DRAWN, "label");
};

/**
 * The words of a label; one that holds its control may hold pictures of it as well, drawn as text.
 * @param {PageElement} label
 * @returns {string}
 */
const labelWords = (label) =>
  (label.querySelector(CONTROL) && textWithout(label, `${CONTROL},[aria-hidden=true]`)) ||
  textWithout(label, CONTROL);

/**
 * The control's label as it stands on the page: by ARIA, by `label`, or by what stands beside it.
 * @param {Control} control
 * @returns {string}
 */
const labelText = (control) => {
  /** @param {PageElement} el */
  const take = (el) => {
    control.labelElement = control.labelElement || el;
    return textWithout(el, CONTROL);
  };
  const el = control.group || control.segments ? control.anchor : control.elements[0];
  // Where files may be dropped is often named by how: a real label before it says more.
  const slot = control.kind === "file" && labelBeside(control);
  if (slot && slot.matches("label,legend,th,dt")) return take(slot);
  // Some name a list by its label and by its own value.
  const named = referencedElements(el, "aria-labelledby").filter(
    (one) =>
      one !== el &&
      (control.group ? !control.elements.some((own) => own.contains(one)) : !el.contains(one)),
  );
  if (named.length) return collapseSpace(named.map(take).join(" "));
  const aria = el.getAttribute("aria-label");
  const labelled = [control.native, control.original, control.elements[0]].filter(Boolean);
  const own = control.group
    ? undefined
    : labelled
        .flatMap((one) => [...(one.labels || [])])
        .map((label) => /** @type {const} */ ([label, labelWords(label)]))
        .find(([, text]) => text && !GENERIC.test(normalizeText(text)));
  if (own) {
    // The label of a single upload button is often the button: its words are no name, unless there is no other.
    if (control.kind !== "file" || !own[0].contains(control.elements[0])) {
      control.labelElement = own[0];
      // A label around a list holds what is chosen as well.
      const name = control.kind === "combobox" && own[0].contains(el) && aria;
      return name && own[1].startsWith(name) ? name : own[1];
    }
  }
  const found = labelBeside(control);
  // Libraries name their own kind of control there ("select"): a real label beside it says more.
  if (found && found.matches("label,legend,th,dt")) return take(found);
  if (aria && !GENERIC.test(normalizeText(aria))) {
    control.labelElement = found;
    return collapseSpace(aria);
  }
  if (found) return take(found);
  if (own) {
    control.labelElement = own[0];
    return own[1];
  }
  return collapseSpace(el.getAttribute("placeholder") || el.getAttribute("title") || "");
};

/**
 * What stands before the control in its row and may be its label.
 * @param {Control} control
 * @returns {PageElement | null}
 */
const labelBeside = (control) => {
  /** @param {PageElement} el */
  const before = (el) =>
    el.compareDocumentPosition(control.elements[0]) & Node.DOCUMENT_POSITION_FOLLOWING;
  /** @param {PageElement} el */
  const option = (el) =>
    control.elements.some((own) => el.contains(own) || (el.htmlFor && own.id === el.htmlFor)) ||
    (el.control && !control.elements.includes(el.control));
  /** @param {PageElement} el */
  const fits = (el) =>
    before(el) && !option(el) && !el.contains(control.elements[0]) && textWithout(el, CONTROL);
  const label = [...control.box.querySelectorAll(LABEL)].filter(fits);
  if (label.length) return label.find((el) => el.matches("label,legend,th,dt")) || label[0];
  for (let at = control.anchor; at && at !== control.box.parentElement; at = at.parentElement) {
    const side = at.previousElementSibling;
    const files =
      side && control.kind === "file" && [side, ...side.querySelectorAll("*")].some(fileNameIn);
    const text =
      side &&
      !files &&
      !side.querySelector(CONTROL) &&
      !side.matches(CONTROL) &&
      collapseSpace(side.textContent);
    if (text && text.length <= 160) return side;
  }
  return null;
};

/** A word in brackets at the end of a label. */
const REQUIRED_SUFFIX = /\s*[([（【]\s*([^()[\]（）【】]+?)\s*[)\]）】]\s*(?=[:：*＊\s]*$)/;

/**
 * The label without the profile's word in brackets that marks a field as required.
 * @param {string} text
 * @returns {string}
 */
const withoutRequiredMark = (text) => {
  const found = REQUIRED_SUFFIX.exec(text);
  return found &&
    matchesAny(
      found[1],
      profileLabels("required").map((mark) => mark.replace(/[()[\]（）【】]/g, "")),
    )
    ? text.slice(0, found.index) + text.slice(found.index + found[0].length)
    : text;
};

/**
 * Whether a star stands in the label or beside it, written or drawn by a style.
 * @param {Control} control
 * @returns {boolean}
 */
const hasStar = (control) => {
  const marks = [
    control.labelElement,
    ...(control.labelElement
      ? [control.labelElement.parentElement, ...control.labelElement.querySelectorAll("*")]
      : []),
  ];
  return marks.some(
    (el, at) =>
      el &&
      ((at !== 1 && /[*＊]/.test(el.textContent)) ||
        ["::before", "::after"].some((part) => /[*＊]/.test(getComputedStyle(el, part).content))),
  );
};

/**
 * Whether an element is nothing but a star.
 * @param {Element | null} el
 * @returns {boolean}
 */
const isStar = (el) => Boolean(el) && /^[*＊]$/.test(collapseSpace(el.textContent));

/**
 * Whether a star stands beside the label, as an element of its own that belongs to no other label.
 * @param {PageElement} label
 * @returns {boolean}
 */
const hasStarBeside = (label) => {
  const before = label.previousElementSibling,
    after = label.nextElementSibling;
  return (
    (isStar(before) && !before.previousElementSibling) ||
    (isStar(after) && !after.nextElementSibling?.matches("label"))
  );
};

/**
 * Whether a CSS colour is red.
 * @param {string} colour
 * @returns {boolean}
 */
const isRed = (colour) => {
  const [r, g, b] = (colour.match(/[\d.]+/g) || []).map(Number);
  return r > 150 && r > 2 * g && r > 2 * b;
};

/**
 * Whether a small red picture stands before the label's words: a star that is drawn.
 * @param {PageElement} label
 * @returns {boolean}
 */
const hasDrawnStar = (label) =>
  [...label.querySelectorAll("svg")].some((el) => {
    const before = document.createRange(),
      { color, fill } = getComputedStyle(el);
    before.setStart(label, 0);
    before.setEndBefore(el);
    return (
      !collapseSpace(before.toString()) &&
      (isRed(color) || isRed(fill)) &&
      el.getBoundingClientRect().height <= 16 &&
      isVisible(el)
    );
  });

/**
 * Whether the page marks the control as required.
 * @param {Control} control
 * @returns {boolean}
 */
const isRequired = (control) =>
  [...control.elements, ...(control.native ? [control.native] : [])].some(
    (el) => el.required || el.getAttribute("aria-required") === "true",
  ) ||
  control.anchor.getAttribute("aria-required") === "true" ||
  hasStar(control) ||
  (Boolean(control.labelElement) &&
    (hasDrawnStar(control.labelElement) || hasStarBeside(control.labelElement))) ||
  (Boolean(control.labelElement) &&
    withoutRequiredMark(collapseSpace(control.labelElement.textContent)) !==
      collapseSpace(control.labelElement.textContent));
