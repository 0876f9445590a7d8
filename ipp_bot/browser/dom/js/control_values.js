// What a control shows: its value, what can be chosen, and what the page says is wrong with it.

/**
 * The label of one choice among several.
 * @param {PageElement} el
 * @returns {string}
 */
const optionLabel = (el) => {
  if (drawnRadios.has(el)) return drawnRadios.get(el).words;
  const named = el.matches("input") ? [] : referencedElements(el, "aria-labelledby");
  if (named.length) return collapseSpace(named.map((one) => one.textContent).join(" "));
  const label = (el.labels && el.labels[0]) || el.closest("label");
  return collapseSpace(
    label
      ? textWithout(label, CONTROL)
      : el.getAttribute("aria-label") ||
          el.textContent ||
          (el.nextSibling && el.nextSibling.textContent) ||
          el.value,
  );
};

/**
 * The labels of what can be chosen; null where they are seen only when the list is opened.
 * @param {Control} control
 * @returns {string[] | null}
 */
const optionLabels = (control) => {
  const list = control.kind === "select" ? control.elements[0] : control.native;
  const suggested = control.kind === "text" && control.elements[0].list;
  if (suggested) return [...suggested.options].map((o) => collapseSpace(o.value));
  if (list)
    return [...list.options]
      .filter((o) => o.value !== "" && !o.disabled)
      .map((o) => collapseSpace(o.textContent));
  if (control.group) return control.elements.filter((el) => !isDisabled(el)).map(optionLabel);
  const drawn = drawnLists.get(control.elements[0]);
  if (drawn) return drawn.items.map((item) => collapseSpace(item.textContent));
  return null;
};

/**
 * Whether a choice is ticked.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isTicked = (el) =>
  el.checked === true ||
  (drawnRadios.has(el) && isDrawnChosen(el)) ||
  [el.getAttribute("aria-checked"), el.getAttribute("aria-pressed")].includes("true");

/**
 * Boxes that stand alone, as an agreement does, and are not ticked.
 * @returns {PageElement[]}
 */
const lonelyUntickedBoxes = () =>
  findControls(mainRegion())
    .filter((control) => control.kind === "checkbox" && control.elements.length === 1)
    .map((control) => control.elements[0])
    .filter((el) => !isTicked(el) && !isDisabled(el));

/**
 * Ask: the words of each box that stands alone and is not ticked; and whether the click before was
 * held back.
 * @returns {UntickedBoxes}
 */
const untickedBoxes = () => ({
  words: lonelyUntickedBoxes().map(optionLabel).filter(Boolean),
  missed: documentState.clickMissed,
});

/** What stands in a control and is none of its value. */
const NO_VALUE =
  "label[for],[data-ipp-drawn=label],button[aria-haspopup],[class*=placeholder i],[role=listbox],[aria-live],[aria-hidden=true],svg,i,script,style";

/**
 * Of a single box the boxes in it, however deep, that are all of one kind; otherwise the boxes.
 * @param {PageElement[]} boxes
 * @returns {PageElement[]}
 */
const likeChildren = (boxes) => {
  if (boxes.length !== 1) return boxes;
  const within = [...boxes[0].children].filter(
    (one) => !one.matches(NO_VALUE) && seenText(one, NO_VALUE),
  );
  const [first] = within;
  /** @param {PageElement} one */
  const kind = (one) => `${one.tagName} ${one.className.replace(IN_MOTION, "").trim()}`;
  const alike = within.every((one) => kind(one) === kind(first));
  return !first ? boxes : within.length === 1 ? likeChildren(within) : alike ? within : boxes;
};

/** How libraries call the box of one choice among several. */
const CHIP = /(^|[-_ ]|[a-z])(chip|tag|token)s?([-_ ]|$)/i;

/**
 * The texts of what is chosen, each in a box of its own, without the mark that takes it back.
 * @param {PageElement[]} boxes
 * @returns {string[]}
 */
const chipTexts = (boxes) =>
  likeChildren(boxes)
    .map((one) => seenText(one, `${NO_VALUE},button,[role=button]`) || seenText(one, NO_VALUE))
    .map((text) => text.replace(/\s*[×✕✖,，、;；]$/, ""))
    .filter(Boolean);

/**
 * What holds a list that is drawn by scripts, with all that it shows as chosen.
 * @param {PageElement} el
 * @returns {PageElement}
 */
const boxOfChoice = (el) => {
  let top = el.matches("input")
    ? el.parentElement.closest("[class*=select i]") || boxAround(el) || el.parentElement
    : el;
  while (
    top.parentElement &&
    /select/i.test(top.parentElement.className || "") &&
    top.parentElement.querySelectorAll("[role=combobox]").length === 1
  )
    top = top.parentElement;
  return top;
};

/**
 * What a list that is drawn by scripts shows as chosen: a text, or several.
 * @param {PageElement} el
 * @returns {string | string[]}
 */
const shownText = (el) => {
  const top = boxOfChoice(el);
  const tags = [...top.querySelectorAll("[title]")]
    .filter((tag) => !tag.querySelector("[title]") && isSeenWithin(tag, top, NO_VALUE))
    .map((tag) => collapseSpace(tag.title));
  if (tags.length > 1) return tags;
  // What was chosen of several stands before the input or what holds it, each in a box of its own.
  /** @type {string[]} */
  let chips = [];
  for (let at = el; el.matches("input") && at !== top && !chips.length; at = at.parentElement)
    chips = chipTexts(
      [...at.parentElement.children].filter(
        (one) => one !== at && !one.matches(NO_VALUE) && isSeenWithin(one, top, NO_VALUE),
      ),
    );
  if (!el.matches("input") && likeChildren([top]).every((one) => CHIP.test(one.className)))
    chips = chipTexts([top]);
  return chips.length > 1 ? chips : seenText(top, NO_VALUE);
};

/**
 * What is chosen in a list that is drawn by scripts. Some draw it as if it were a placeholder, or
 * run several choices together: then the list tells which it is, if the page keeps it while it is
 * closed.
 * @param {PageElement} el
 * @returns {string | string[]}
 */
const chosenText = (el) => {
  const shown = shownText(el),
    lists = [...referencedElements(el, "aria-controls"), ...referencedElements(el, "aria-owns")];
  const list = lists.find((one) => one.matches("[role=listbox]"));
  if (!list || Array.isArray(shown)) return shown;
  const chosen = [...list.querySelectorAll("[role=option][aria-selected=true]")].map((one) =>
    collapseSpace(one.getAttribute("title") || one.textContent),
  );
  // While it is open, an option may be marked for being the one beneath the pointer.
  const box = boxAround(el),
    told = normalizeText((box ? box.innerText : "") + shown);
  const sure = chosen.length > 0 && chosen.every((text) => told.includes(normalizeText(text)));
  if (sure && chosen.length > 1) return chosen;
  return shown || ((sure || !isVisible(list)) && chosen[0]) || "";
};

/**
 * The text of what is typed into: that of an element edited in place, or an input's value.
 * @param {PageElement} el
 * @returns {string}
 */
const entryText = (el) => (el.matches(EDITABLE) ? collapseSpace(el.innerText) : el.value);

/** How a hint begins that tells what is to be typed. */
const HINT = /^(请|例如|如[:：]|please|enter |type |e\.g\.)/i;

/**
 * Whether a colour is a grey, neither black nor white.
 * @param {string} colour
 * @returns {boolean}
 */
const isGrey = (colour) => {
  const [r, g, b] = (colour.match(/[\d.]+/g) || []).map(Number);
  return r > 90 && r < 225 && Math.abs(r - g) < 12 && Math.abs(g - b) < 12;
};

/**
 * What was typed into an input; "" where it shows a hint as if it were its value: words in grey
 * that ask for something, or what an attribute keeps to be shown while it is empty.
 * @param {PageElement} el
 * @returns {string}
 */
const typedText = (el) => {
  const value = entryText(el);
  if (!value || !el.matches("input,textarea")) return value;
  const told = [el.title, el.getAttribute("placeholder"), ...Object.values(el.dataset)];
  const hint = HINT.test(value) || told.includes(value);
  return hint && isGrey(getComputedStyle(el).color) ? "" : value;
};

/**
 * What is shown over an input that stays empty, in an element beside it or beside what holds it
 * alone: a text, several where each stands in a box of its own, or "" if nothing is.
 * @param {PageElement} el
 * @returns {string | string[]}
 */
const overlaidText = (el) => {
  const own = el.getBoundingClientRect();
  for (let at = el; at.parentElement; at = at.parentElement) {
    if ([...at.parentElement.querySelectorAll(CONTROL)].some((one) => one !== el)) return "";
    const over = [...at.parentElement.children].find((one) => {
      const box = one.getBoundingClientRect();
      return (
        one !== at &&
        isVisible(one) &&
        !one.matches(`label,${CLICKABLE},[class*=placeholder i]`) &&
        box.left >= own.left &&
        box.right <= own.right &&
        box.top >= own.top &&
        box.bottom <= own.bottom &&
        seenText(one, NO_VALUE)
      );
    });
    const chips = over ? chipTexts([over]) : [];
    if (over) return chips.length > 1 ? chips : seenText(over, NO_VALUE);
  }
  return "";
};

/**
 * The control's value as a person reads it: labels of choices, dates as they are written, "yes"
 * or "no" of a single tick, "" of a file input.
 * @param {Control} control
 * @returns {string | string[]}
 */
const controlValue = (control) => {
  const el = control.native || control.elements[0];
  if (control.segments) return segmentsValue(control);
  if (control.lists) return selectedDate(control).join("-").replace(/^--$/, "");
  if (el.matches("select") && el.multiple)
    return [...el.selectedOptions].map((o) => collapseSpace(o.textContent));
  if (el.matches("select"))
    return collapseSpace(el.selectedOptions[0] ? el.selectedOptions[0].textContent : "");
  if (control.kind === "radio") return control.elements.filter(isTicked).map(optionLabel)[0] || "";
  if (control.kind === "checkbox")
    return control.group
      ? control.elements.filter(isTicked).map(optionLabel)
      : isTicked(el)
        ? "yes"
        : "no";
  if (drawnLists.has(el)) return drawnValue(el);
  if (control.kind === "text" && control.elements.length > 1)
    return control.elements.map(typedText).filter(Boolean);
  if (control.tags) return tagTexts(tagsBox(el), el);
  if (control.kind === "combobox") {
    const shown = (el.matches("input") && collapseSpace(el.value)) || chosenText(el);
    // A label may lie within the control while nothing is chosen.
    return shown === control.label ? "" : shown;
  }
  if (control.kind === "file") return "";
  return typedText(el) || (el.readOnly ? overlaidText(el) : "");
};

/** What bears the complaints about a field. */
const ERROR_TEXT = "[role=alert],[class*=error i],[class*=invalid i]";

/**
 * A list of complaints between two rows is about the one beneath it.
 * @param {Control} control
 * @returns {PageElement[]}
 */
const errorsAboveRow = (control) => {
  const before = control.box.previousElementSibling;
  return before && before.matches(ERROR_TEXT) && before.matches("ul,ol") ? [before] : [];
};

/**
 * What the page says is wrong with the control; "" if nothing.
 * @param {Control} control
 * @returns {string}
 */
const controlError = (control) => {
  const parts = [
    ...control.box.querySelectorAll(
      "[role=alert],[class*=error i],[class*=explain i],[class*=invalid i]",
    ),
    ...control.elements.flatMap((el) => referencedElements(el, "aria-errormessage")),
  ];
  const above = errorsAboveRow(control);
  const texts = [...parts, ...above]
    .filter(
      (el) =>
        !el.querySelector(CONTROL) && !el.matches(CONTROL) && !el.matches(LABEL) && isVisible(el),
    )
    .map((el) => collapseSpace(el.innerText))
    .filter(Boolean);
  return [...new Set(texts)]
    .filter(
      (text, _, all) =>
        !all.some((other) => other !== text && other.includes(text) && other.length > text.length),
    )
    .join(" ");
};

/** What older pages write a complaint in, where they change its colour. */
const COLOURED = "font[color],[style*=color i],[class*=red i],[class*=tip i],[class*=warn i]";

/**
 * Words in red, each with the label of the control in whose row they stand; "" elsewhere. Marks of
 * requirement are none.
 * @param {string} where
 * @returns {FieldComplaint[]}
 */
const redWords = (where) => {
  const found = [...allWithin(mainRegion(), where)].filter((el) => {
    const text = [...el.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => /** @type {Text} */ (node).data)
      .join(" ");
    return (
      /\p{L}{2}/u.test(text) &&
      isRed(getComputedStyle(el).color) &&
      isVisible(el) &&
      !matchesAny(text, profileLabels("required")) &&
      !el.closest(`${CLICKABLE},${DIALOG},label,legend,th`)
    );
  });
  const controls = found.length ? findControls(mainRegion()) : [];
  return found.map((el) => ({
    label: (controls.find((control) => control.box.contains(el)) || { label: "" }).label,
    error: collapseSpace(el.innerText),
  }));
};

/**
 * All controls that the page complains about.
 * @returns {FieldComplaint[]}
 */
const fieldErrors = () =>
  findControls(mainRegion())
    .map((control) => ({ label: control.label, error: controlError(control) }))
    .filter(({ error }) => error);
