// Controls of a form, whatever they are made of: each with its label, kind, value and error.

/** An element whose text is edited in place. */
const EDITABLE =
  ":is([contenteditable=''],[contenteditable=true i],[contenteditable=plaintext-only]):not([contenteditable=false] *)";

/** What a control is found by. */
const CONTROL =
  `${EDITABLE},` +
  "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset])," +
  "select,textarea,[role=combobox],[role=radio],[role=checkbox],[role=switch],button[aria-haspopup=listbox]," +
  ":is([role=group],[role=radiogroup]) [aria-pressed],[role=group] [role=spinbutton]:not(input)," +
  "[data-ipp-drawn=list],[data-ipp-drawn=radio],[data-ipp-drawn=upload]";

/** Names that say nothing, such as libraries give their own kind of control. */
const GENERIC = /^(select|please ?select|请选择|pleaseenter|请输入)$/i;

/** What may be a label. */
const LABEL = "label,legend,th,dt,[class*=label i]";

/**
 * Whether the element is one of several choices, or can be ticked; null if neither.
 * @param {PageElement} el
 * @returns {"radio" | "checkbox" | null}
 */
const tickKind = (el) =>
  el.matches("input[type=radio],[role=radio],[aria-pressed],[data-ipp-drawn=radio]")
    ? "radio"
    : el.matches("input[type=checkbox],[role=checkbox],[role=switch]")
      ? "checkbox"
      : null;

/**
 * What all ticks of one question have in common: the element around them, or their name.
 * @param {PageElement} el
 * @param {"radio" | "checkbox"} tick
 * @returns {PageElement | string}
 */
const tickGroup = (el, tick) => {
  if (drawnRadios.has(el)) return drawnRadios.get(el).box;
  const named = el.closest(
    el.matches("[aria-pressed]")
      ? "[role=group],[role=radiogroup]"
      : tick === "radio"
        ? "[role=radiogroup]"
        : "[role=group],[class*=checkbox-group i]:not([class*=group-item i])",
  );
  if (named) return named;
  const name = el.getAttribute("name");
  if (name) {
    const peers = (el.form || document).querySelectorAll(
      `input[type=${tick}][name="${CSS.escape(name)}"]`,
    );
    if (tick === "radio" || peers.length > 1) return `${tick} ${name}`;
  }
  if (tick !== "radio") return boxesOfQuestion(el) || el;
  return el.closest("fieldset") || boxOfNamelessRadios(el);
};

/** Characters that the answer to a question has at most; an agreement is longer. */
const ANSWER_LENGTH = 40;

/**
 * The field set with a legend around a box to tick, where it holds several such with short words
 * and no other control: they are the answers to one question. Null if there is none.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const boxesOfQuestion = (el) => {
  const set = el.closest("fieldset");
  if (!set || !set.querySelector("legend")) return null;
  const within = [...set.querySelectorAll(CONTROL)];
  return within.length > 1 &&
    within.every((one) => tickKind(one) === "checkbox" && optionLabel(one).length < ANSWER_LENGTH)
    ? set
    : null;
};

/**
 * The smallest box around a radio button without name that holds another one, and no control but
 * such; its parent if there is none.
 * @param {PageElement} el
 * @returns {PageElement}
 */
const boxOfNamelessRadios = (el) => {
  for (let box = el.parentElement; box && box !== document.body; box = box.parentElement) {
    const within = [...box.querySelectorAll(CONTROL)];
    if (within.some((one) => tickKind(one) !== "radio" || one.getAttribute("name"))) break;
    if (within.length > 1) return box;
  }
  return el.parentElement;
};

/**
 * Whether a file input is a further one of a slot that stands before it: both bear one name, but for
 * a number in it, in a box with no other control, and with no label between them.
 * @param {Control} control
 * @param {PageElement} el
 * @returns {boolean}
 */
const takesSameFiles = (control, el) => {
  /** @param {PageElement} input */
  const name = (input) => (input.getAttribute("name") || "").replace(/\d+/g, "");
  const [first] = control.elements;
  if (control.kind !== "file" || !name(el) || name(first) !== name(el)) return false;
  let box = first.parentElement;
  while (box && !box.contains(el)) box = box.parentElement;
  /** @param {PageElement} one */
  const between = (one) =>
    Boolean(first.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) &&
    Boolean(one.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING);
  return (
    Boolean(box) &&
    !box.matches("table,tbody,form,fieldset,section,main,body") &&
    [...box.querySelectorAll(CONTROL)].every((one) => name(one) === name(el)) &&
    ![...box.querySelectorAll(LABEL)].some(between)
  );
};

/** What of a list's stand-in may be clicked. */
const STAND_IN =
  "[role=combobox],[aria-haspopup],input[type=text],input[type=search],[tabindex='0']";

/**
 * What a person sees and clicks in place of a native list that is hidden: what is chosen, and
 * what there is to choose from, is told by the list itself. Null where there is none.
 * @param {NativeList} select
 * @returns {{ side: PageElement, el: PageElement } | null}
 */
const visibleStandIn = (select) => {
  if (isDrawn(select) && !select.closest("[aria-hidden=true]")) return null;
  for (let side = select.nextElementSibling; side; side = side.nextElementSibling) {
    if (!isVisible(side)) continue;
    if (side.matches("input:is([type=search],[aria-autocomplete])"))
      return { side: select.parentElement, el: side };
    if (side.matches("input,textarea,select,label,fieldset")) break;
    const found = [side, ...side.querySelectorAll(STAND_IN)].filter(
      (el) => el.matches(STAND_IN) && isVisible(el),
    );
    const el = found.find((one) => one.matches("[role=combobox]")) || found[0];
    if (el) return { side, el };
  }
  // What stands for it may hold it.
  const around = select.parentElement.closest(STAND_IN);
  return around && isVisible(around) && around.querySelectorAll("select").length === 1
    ? { side: around, el: around }
    : null;
};

/**
 * Whether an element has the role of a list, and so has one in it, which it is then.
 * @param {PageElement | null} el
 * @returns {boolean}
 */
const wrapsCombobox = (el) =>
  Boolean(el) && el.matches("[role=combobox]") && el.querySelector("[role=combobox]") !== null;

/**
 * Whether a button opens the list of the input beside it, by which that is searched.
 * @param {PageElement} el
 * @returns {boolean}
 */
const opensOther = (el) =>
  el.matches("button[aria-haspopup=listbox]:not([role=combobox])") &&
  [...el.parentElement.children].some(
    (one) => one !== el && one.matches("input[role=combobox]") && isVisible(one),
  );

/**
 * Whether a label of the form stands for an input in a list: that is no search in an open one.
 * @param {PageElement} el
 * @param {PageElement} list
 * @returns {boolean}
 */
const isNamedOutside = (el, list) =>
  list.matches("[role=listbox]") &&
  [...(el.labels || [])].some((label) => !list.contains(label) && isVisible(label));

/**
 * The input in which the options of a list are searched for, where it lies within the read-only one
 * that opens the list; null if there is none.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const searchInputOf = (el) => {
  if (!el.matches("input") || !el.readOnly) return null;
  const own = el.getBoundingClientRect();
  /** @param {PageElement} box */
  const others = (box) => [...box.querySelectorAll(CONTROL)].filter((one) => one !== el);
  let box = el.parentElement;
  while (box && !box.matches("form,main,section,tr,body") && !others(box).length)
    box = box.parentElement;
  const [search, ...more] = box ? others(box) : [];
  if (!search || more.length || search.readOnly || !search.matches("input") || tickKind(search))
    return null;
  const at = search.getBoundingClientRect();
  return at.left >= own.left &&
    at.right <= own.right &&
    at.top >= own.top &&
    at.bottom <= own.bottom
    ? search
    : null;
};

/**
 * The input that a list is made of where the role stands at a box around it, as older libraries put
 * it; null where the box shows its choice beside the input, or takes the clicks itself.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const innerInput = (el) => {
  const inputs = [...el.querySelectorAll("input:not([type=hidden])")].filter(isVisible);
  if (inputs.length !== 1 || el.matches("input")) return null;
  if (getComputedStyle(inputs[0]).pointerEvents === "none") return null;
  const own = inputs[0].getBoundingClientRect().width;
  return own > Math.min(NARROW, el.getBoundingClientRect().width / 2) ? inputs[0] : null;
};

/**
 * All controls of a part of the page, labelled and told apart from their duplicates.
 * @param {PageElement | HTMLElement} root
 * @returns {Control[]}
 */
const findControls = (root) => {
  /** @type {Control[]} */
  const controls = [];
  /** @type {Map<PageElement | string, Control>} */
  const groups = new Map();
  markDrawnControls(root);
  const every = [...allWithin(root, CONTROL)].filter((el) => !isRemovalCheckbox(el));
  /** @type {Map<PageElement, PageElement>} */
  const searches = new Map(
    every
      .map((el) => /** @type {const} */ ([el, searchInputOf(el)]))
      .filter(([, search]) => search),
  );
  const all = every.filter((el) => ![...searches.values()].includes(el)),
    dates = findSelectDates(all);
  /** @type {Map<PageElement, { side: PageElement, el: PageElement }>} */
  const stands = new Map(
    [.../** @type {NativeList[]} */ (allWithin(root, "select"))]
      .map((el) => /** @type {const} */ ([el, visibleStandIn(el)]))
      .filter(([, one]) => one),
  );
  for (const el of all) {
    if (dates.has(el)) {
      if (dates.get(el)) controls.push(dates.get(el));
      continue;
    }
    if (stands.has(el)) {
      const { side, el: shown } = stands.get(el);
      controls.push({
        kind: "combobox",
        elements: [shown],
        anchor: side,
        native: /** @type {NativeList} */ (el),
      });
      continue;
    }
    if ([...stands.values()].some(({ side }) => side.contains(el))) continue;
    const dated = el.matches(DATE_SEGMENT) && el.closest("[role=group]");
    if (dated) {
      const found = dateSegments(dated);
      if (found && !groups.has(dated))
        controls.push({ kind: "segments", elements: [found.day], anchor: dated, segments: found });
      groups.set(dated, null);
      continue;
    }
    if (wrapsCombobox(el) || opensOther(el)) continue;
    const outer =
      el.parentElement &&
      el.parentElement.closest("[role=combobox],[role=radio],[role=checkbox],[role=switch]");
    // A file input is hidden itself wherever a button stands for it.
    const shown = el.matches("input[type=file]") ? el.parentElement : el;
    const over = el.closest(`${DIALOG},[role=listbox]`);
    const hidden =
      (over && !isNamedOutside(el, over)) || (shown && shown.closest("[aria-hidden=true]"));
    if ((outer && !wrapsCombobox(outer)) || (hidden && !root.matches(DIALOG))) continue;
    const tick = tickKind(el);
    if (!tick) {
      const tagged = tagsBox(el),
        tags = tagged !== null;
      const kind = el.matches("input[type=file],[data-ipp-drawn=upload]")
        ? "file"
        : el.matches("select")
          ? "select"
          : searches.has(el) ||
              tags ||
              (el.matches("[role=combobox],[aria-haspopup=listbox],[data-ipp-drawn=list]") &&
                !el.matches("input:is([aria-haspopup=dialog],[aria-haspopup=grid])"))
            ? "combobox"
            : el.matches("textarea")
              ? "textarea"
              : el.matches("input[type=date]")
                ? "date"
                : "text";
      const input = kind === "combobox" ? innerInput(el) : null;
      const before = kind === "file" && controls.find((one) => takesSameFiles(one, el));
      if (input) controls.push({ kind, elements: [input], anchor: el });
      else if (before) before.elements.push(el);
      else if (kind === "text" && isNextRow(controls[controls.length - 1], el)) {
        if (isVisible(el)) controls[controls.length - 1].elements.push(el);
      } else if (
        kind === "file"
          ? isVisible(el.parentElement) || isVisible(el.parentElement.parentElement)
          : // Beside its tags an input may have no width left.
            (kind === "combobox" ? isVisible(el) : isDrawn(el)) ||
            (tags && isVisible(tagged) && el.checkVisibility())
      )
        controls.push({
          kind,
          elements: [el],
          anchor: el,
          search: searches.get(el),
          tags,
          original: tagged ? hiddenOriginal(tagged, el) : null,
        });
      continue;
    }
    const key = tickGroup(el, tick);
    if (!groups.has(key)) {
      /** @type {Control} */
      const control = { kind: tick, elements: [], anchor: key instanceof Element ? key : null };
      groups.set(key, control);
      controls.push(control);
    }
    groups.get(key).elements.push(el);
  }
  for (const control of controls) {
    if (!control.anchor) {
      control.anchor = control.elements[0].parentElement;
      while (!control.elements.every((el) => control.anchor.contains(el)))
        control.anchor = control.anchor.parentElement;
    }
    control.group =
      control.kind === "radio" ||
      (control.kind === "checkbox" &&
        (control.elements.length > 1 || control.anchor !== control.elements[0]));
  }
  const ticked = controls.filter(
    (control) =>
      tickKind(control.elements[0]) === null ||
      isVisible(control.anchor) ||
      control.elements.some((el) => isVisible(el.parentElement)),
  );
  for (const control of ticked) placeControl(control, root);
  return separateDuplicates(ticked);
};
