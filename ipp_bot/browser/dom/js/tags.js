// Inputs for tags: each text that is typed and ended becomes a box of its own beside the input.

/** How libraries call what holds such an input with its boxes; a list in a form is none. */
const TAGS_BOX =
  /(^|[-_ ])(tags?|tokens?|chips?)[-_]?(inputs?|field|editor|box)([-_ ]|$)|(^|[-_ ])input[-_]?tags?([-_ ]|$)/i;

/** How far around an input what holds its boxes is looked for. */
const TAGS_DEPTH = 5;

/** How an input says that Enter ends what is typed, and another text may follow. */
const ENTER_HINT =
  /(press|hit|按)(下)?\s*(the )?(enter|return|回车)|(enter|return) to add|回车(键)?(添加|确认|分隔)/i;

/**
 * Whether a box is a list of which the input is an item by itself: its other items are the tags.
 * @param {PageElement} box
 * @param {PageElement} entry
 */
const isListOfTags = (box, entry) =>
  box.matches("ul,[role=list],[role=listbox]") &&
  [...box.children].some((item) => item.contains(entry) && !collapseSpace(item.textContent));

/** What may be typed into. */
const TEXT_ENTRY = `input:not([type]),input[type=text],input[type=search],${EDITABLE}`;

/**
 * What holds an input for tags and its boxes; null where the input is none. It is known by its name,
 * by the hidden input that keeps its texts, by being a list of which the input is an item, or by
 * what the input says of Enter; it holds no other control. Of several the outermost is the whole.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const tagsBox = (el) => {
  if (!el.matches(TEXT_ENTRY)) return null;
  let at = el.parentElement,
    found = null;
  for (let up = 0; at && up < TAGS_DEPTH; up++, at = at.parentElement) {
    const others = [...at.querySelectorAll(CONTROL)].filter((one) => one !== el && isDrawn(one));
    if (others.length || at.matches("form,main,fieldset,body")) break;
    if (
      TAGS_BOX.test(`${at.tagName} ${at.getAttribute("class") || ""}`) ||
      ((hiddenOriginal(at, el) ||
        isListOfTags(at, el) ||
        (!up && ENTER_HINT.test(el.getAttribute("placeholder") || ""))) &&
        !at.querySelector("label,legend"))
    )
      found = at;
  }
  return found;
};

/**
 * The hidden input beside such a box, or in it, that keeps what it says; null if there is none. It
 * has the label, unless the box is edited in place; others are hidden to mislead a browser.
 * @param {PageElement} box
 * @param {PageElement} entry
 * @returns {PageElement | null}
 */
const hiddenOriginal = (box, entry) =>
  [box.nextElementSibling, box.previousElementSibling, ...box.children].find(
    (el) =>
      el &&
      el !== entry &&
      el.matches("input:not([type]),input[type=text],textarea") &&
      (el.labels.length > 0 || entry.matches(EDITABLE)) &&
      !isDrawn(el),
  ) || null;

/** What stands in such a box and belongs to no tag. */
const NO_TAG =
  "[data-ipp-drawn=label],button[aria-haspopup],[class*=placeholder i],[role=listbox],[role=option],[aria-live],[aria-hidden=true],svg,i,label,script,style";

/** Marks that take a tag away. */
const TAKES_AWAY = /^[×✕✖xX]$/;

/** What may take a tag away, or be a tag itself. */
const TAG_BUTTON = "a,button,[role=button]";

/**
 * Whether words stand in a button behind the text of its own tag, which the button takes away. Some
 * tags are buttons themselves, one behind the other.
 * @param {PageElement} holder
 * @param {PageElement} box
 * @returns {boolean}
 */
const takesTagAway = (holder, box) => {
  const button = holder.closest(TAG_BUTTON),
    before = button && box.contains(button) ? button.previousSibling : null;
  return (
    Boolean(before && collapseSpace(before.textContent)) &&
    !(before instanceof Element && (before.matches(TAG_BUTTON) || before.querySelector(TAG_BUTTON)))
  );
};

/**
 * The texts of the tags that stand in a box, in their order, without what is typed into the entry
 * and what describes it. Where the entry is an item of a list itself, the other items are tags.
 * @param {PageElement} box
 * @param {PageElement} entry
 * @returns {string[]}
 */
const tagTexts = (box, entry) => {
  /** @type {string[]} */
  const found = [];
  const list = entry.closest("[role=listbox]"),
    described = referencedElements(entry, "aria-describedby");
  /** @param {PageElement} holder */
  const isMute = (holder) => {
    const mute = holder.closest(NO_TAG),
      own = mute && mute.closest("[role=listbox]") === list;
    return (
      Boolean(mute) &&
      mute !== box &&
      box.contains(mute) &&
      !(list && own && mute.matches("[role=listbox],[role=option]"))
    );
  };
  const nodes = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const text = collapseSpace(nodes.currentNode.textContent),
      holder = /** @type {PageElement} */ (nodes.currentNode.parentElement);
    if (
      text &&
      !TAKES_AWAY.test(text) &&
      !isMute(holder) &&
      !entry.contains(holder) &&
      !described.some((one) => one.contains(holder)) &&
      isVisible(holder)
    )
      if (!takesTagAway(holder, box)) found.push(text);
  }
  return found;
};

/**
 * What a control shows as tags, and what is typed into it and ends none yet.
 * @param {Control} control
 * @returns {{ texts: string[], typed: string }}
 */
const tagsOf = (control) => {
  const [el] = control.elements,
    input = control.search || el,
    box = tagsBox(el),
    { native } = control;
  const texts = box
    ? tagTexts(box, el)
    : native && native.multiple
      ? [...native.selectedOptions].map((one) => collapseSpace(one.textContent))
      : tagTexts(boxOfChoice(el), el);
  return { texts, typed: input.matches(TEXT_ENTRY) ? collapseSpace(entryText(input)) : "" };
};

/** Where a form says how something is entered. */
const ENTRY_HINT = "[class*=help i],[class*=hint i],[class*=tip i],[class*=extra i],small";

/**
 * Ask: the tags of the control, what is typed into it, and what it says of how it is filled in.
 * @param {{ labels: string[] }} arg
 * @returns {SeenTags}
 */
const shownTags = (arg) => {
  const [control] = controlsNamed(findControls(mainRegion()), arg.labels);
  if (!control) return { texts: [], typed: "", hint: "", focused: false };
  const inputs = [control.elements[0], control.search].filter(Boolean),
    at = focusedElement();
  const words = [
    ...inputs.flatMap((one) => [one.getAttribute("placeholder"), one.title]),
    ...inputs
      .flatMap((one) => referencedElements(one, "aria-describedby"))
      .map((one) => one.innerText),
    ...[...control.box.querySelectorAll(ENTRY_HINT)].filter(isVisible).map((one) => one.innerText),
  ];
  // The entry may come only with the focus.
  const typing = at.matches(`${TEXT_ENTRY},textarea`) && control.anchor.contains(at);
  return {
    ...tagsOf(control),
    ...(typing ? { typed: collapseSpace(entryText(at)) } : {}),
    hint: collapseSpace(words.filter(Boolean).join(" ")),
    focused: inputs.includes(at) || (!at.matches("body,form,main") && control.anchor.contains(at)),
  };
};

/**
 * Wait: the control shows other tags than these, and nothing is typed into it any more.
 * @param {{ labels: string[], before: string[] }} arg
 * @returns {false | SeenTags}
 */
const tagsChanged = (arg) => {
  const seen = shownTags(arg);
  const same = JSON.stringify(seen.texts) === JSON.stringify(arg.before);
  return same || seen.typed ? false : seen;
};
