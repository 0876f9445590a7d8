// Filling a form in one go: plain controls by their native setters, then reading all of it back.

/**
 * Sets the value past the setter with which a framework may have replaced the element's own.
 * @param {PageElement} el
 * @param {string} value
 * @returns {void}
 */
const setNativeValue = (el, value) => {
  const kind = el.matches("textarea")
    ? HTMLTextAreaElement
    : el.matches("select")
      ? HTMLSelectElement
      : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(el, value);
};

/**
 * Dispatches bubbling events of these kinds.
 * @param {PageElement} el
 * @param {string[]} kinds
 * @returns {void}
 */
const dispatchEvents = (el, ...kinds) => {
  for (const kind of kinds) el.dispatchEvent(new Event(kind, { bubbles: true }));
};

/**
 * The next task: frameworks have drawn by then, and no frame was waited for.
 * @returns {Promise<void>}
 */
const nextTask = () =>
  new Promise((go) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      go();
    };
    channel.port2.postMessage(0);
  });

/** Whether a calendar was open while a script changed a day; it may have closed by itself since. */
const calendarMet = { open: false };

/**
 * Makes a change with the events that a person's visit to the control would bring.
 * @param {PageElement} el
 * @param {() => void} change
 * @param {boolean} [dated]
 * @returns {FillResult}
 */
const changeWithFocus = (el, change, dated = false) => {
  for (const kind of ["focus", "focusin"])
    el.dispatchEvent(new FocusEvent(kind, { bubbles: kind === "focusin" }));
  change();
  dispatchEvents(el, "input", "change");
  if (dated && openCalendar()) calendarMet.open = true;
  for (const kind of ["blur", "focusout"])
    el.dispatchEvent(new FocusEvent(kind, { bubbles: kind === "focusout" }));
  return "set";
};

/**
 * The place of the first label that is offered, -1 if none is. The labels of an option stand in
 * order of preference: a general one comes last.
 * @param {string[]} offered
 * @param {readonly string[]} labels
 * @returns {number}
 */
const preferredIndex = (offered, labels) => {
  for (const label of labels) {
    const at = offered.findIndex((text) => normalizeText(text) === normalizeText(label));
    if (at >= 0) return at;
  }
  return -1;
};

/**
 * How each kind of control is set: "same" if it shows the value already, "custom" if only a
 * person's way works, "absent" if it is not offered.
 * @type {Record<string, (control: Control, wanted: FieldValue) => FillResult | Promise<FillResult>>}
 */
const setters = {
  text: (control, wanted) => {
    const el = control.elements[0],
      text = control.kind === "date" ? wanted.text : wanted.typed;
    if (
      control.elements.length > 1 ||
      (wanted.many && (hasTextRows(control) || unknownAdders(control).length))
    )
      return [controlValue(control)].flat().join("; ") === text ? "same" : "custom";
    if (typedText(el) === text && !wanted.pick) return "same";
    if (el.readOnly || isDisabled(el) || el.matches(EDITABLE)) return "custom";
    const suggested = optionLabels(control);
    if (wanted.pick && suggested) {
      const word = suggested[preferredIndex(suggested, wanted.choices[0])];
      return word === undefined
        ? "absent"
        : word === el.value
          ? "same"
          : changeWithFocus(el, () => setNativeValue(el, word));
    }
    if (wanted.pick) return "custom";
    return changeWithFocus(el, () => setNativeValue(el, text), wanted.dated);
  },
  select: (control, wanted) => {
    const el = control.elements[0],
      open = [...el.options].filter((o) => !o.disabled);
    if (isDisabled(el)) return "custom";
    const picked = wanted.choices.map(
      (labels) =>
        open[
          preferredIndex(
            open.map((o) => o.textContent),
            labels,
          )
        ],
    );
    if (picked.includes(undefined)) return "absent";
    if (!el.multiple && picked.length && el.selectedOptions[0] === picked[0]) return "same";
    return changeWithFocus(el, () => {
      if (el.multiple) for (const o of el.options) o.selected = picked.includes(o);
      else setNativeValue(el, picked.length ? picked[0].value : "");
    });
  },
  lists: (control, wanted) => {
    const numbers = wanted.text.split("-").map(Number),
      names = DATE_PARTS;
    const picked = names.map((part, at) =>
      wanted.text
        ? optionForPart(control, part, numbers[at])
        : [...control.lists[part].options].find(
            (o) => !choosableOptions(control.lists[part]).includes(o),
          ),
    );
    if (control.elements.some(isDisabled)) return "custom";
    if (picked.includes(undefined)) return "absent";
    if (names.every((part, at) => control.lists[part].selectedOptions[0] === picked[at]))
      return "same";
    names.forEach((part, at) =>
      changeWithFocus(control.lists[part], () => {
        setNativeValue(control.lists[part], picked[at].value);
      }),
    );
    return "set";
  },
  tick: async (control, wanted) => {
    const open = control.elements.filter((el) => !isDisabled(el));
    const picked = wanted.choices.map(
      (labels) => open[preferredIndex(open.map(optionLabel), labels)],
    );
    if (picked.includes(undefined)) return "absent";
    const other = control.elements.filter((el) =>
      control.kind === "radio"
        ? picked.includes(el) && !isTicked(el)
        : picked.includes(el) !== isTicked(el),
    );
    for (const el of other) {
      el.click();
      // A framework adds the next one to what it keeps of this one only once it has drawn.
      await nextTask();
    }
    return other.length ? "set" : "same";
  },
  single: (control, wanted) => {
    if (isTicked(control.elements[0]) === (wanted.text === "yes")) return "same";
    control.elements[0].click();
    return "set";
  },
};

/**
 * The setter of a control; null if only a person's way works.
 * @param {Control} control
 * @returns {((control: Control, wanted: FieldValue) => FillResult | Promise<FillResult>) | null}
 */
const setterFor = (control) =>
  ["text", "textarea", "date"].includes(control.kind)
    ? setters.text
    : control.kind === "select"
      ? setters.select
      : control.kind === "lists"
        ? setters.lists
        : control.group
          ? setters.tick
          : control.kind === "checkbox"
            ? setters.single
            : null;

/**
 * The controls with one of these labels.
 * @param {Control[]} controls
 * @param {readonly string[]} labels
 * @returns {Control[]}
 */
const controlsNamed = (controls, labels) =>
  controls.filter((control) => matchesAny(control.label, labels));

/**
 * Where the controls of a form are looked for: in the page, or in the dialog over it.
 * @param {{ inDialog?: boolean }} arg
 * @returns {PageElement | HTMLElement}
 */
const formRegion = (arg) => (arg.inDialog && openDialogs().at(-1)) || mainRegion();

/**
 * Ask: sets all fields that take their value from a script, those too that a choice reveals, and
 * reads the form back.
 * @param {{ plan: FieldValue[], marks: UploadMarks, inDialog?: boolean } & NumberLabels} arg
 * @returns {Promise<FilledForm>}
 */
const fillFields = async (arg) => {
  /** @type {Record<string, FillResult>} */
  const outcome = {};
  calendarMet.open = false;
  for (let round = 0; round < 6; round++) {
    let progress = false;
    const controls = findControls(formRegion(arg));
    for (const wanted of arg.plan) {
      for (const control of controlsNamed(controls, wanted.labels)) {
        if (control.kind === "file" || control.ambiguous) continue;
        const name = `${wanted.key}\n${control.label}`;
        if (outcome[name] && outcome[name] !== "absent") continue;
        const set = setterFor(control);
        const result = set ? await set(control, wanted) : "custom";
        progress = progress || result === "set" || !(name in outcome);
        outcome[name] = result;
      }
    }
    await nextTask();
    if (!progress) break;
  }
  // Some widgets take back with the next frame what they were only shown.
  await frameRequests.drawn();
  return {
    outcome: Object.entries(outcome).map(([name, result]) => {
      const [key, label] = name.split("\n");
      return [key, label, result];
    }),
    opened: calendarMet.open || openCalendar() !== null,
    snapshot: formSnapshot(arg),
  };
};

/**
 * Whether it is a button or a link that acts as one, or is drawn as one by other elements, and is
 * no part of such a one.
 * @param {PageElement} el
 */
const isButtonItself = (el) => {
  const around = el.closest(CLICKABLE);
  if (around === el) return !el.matches("a") || isButtonLink(el);
  const counts = around && (!around.matches("a") || isButtonLink(around));
  return !counts && !el.querySelector(CLICKABLE);
};

/**
 * The visible buttons of a form, each once. An icon in a control, such as that which clears a list,
 * is a part of it.
 * @param {ParentNode} region
 * @param {readonly Control[]} controls
 */
const formButtons = (region, controls) =>
  [...allWithin(region, `${CLICKABLE},${DRAWN_BUTTON}`)].filter(
    (el) =>
      isButtonItself(el) &&
      !el.closest("header,nav,[role=banner],[role=navigation]") &&
      isVisible(el) &&
      (el.matches("input") ||
        el.textContent.trim() ||
        !controls.some(({ box }) => box && box.contains(el))),
  );

/**
 * Ask: the whole form as it stands.
 * @param {{ marks: UploadMarks, inDialog?: boolean } & NumberLabels} arg
 * @returns {SeenForm}
 */
const formSnapshot = (arg) => {
  const region = formRegion(arg);
  const found = findControls(region);
  return {
    number: factBeside(arg.number),
    headings: visibleHeadings(),
    buttons: formButtons(region, found).map(elementName).filter(Boolean),
    controls: found.map((control) => ({
      label: control.label,
      kind: control.kind,
      required: isRequired(control),
      options: optionLabels(control),
      value: controlValue(control),
      error: controlError(control) || uploadError(control, arg.marks),
      multiple:
        Boolean((control.native || control.elements[0]).multiple) ||
        (control.kind === "checkbox" && control.group),
      ambiguous: Boolean(control.ambiguous),
      disabled: control.elements.every(isDisabled),
      files: control.kind === "file" ? listedFiles(control, arg.marks) : [],
      holding: heldFiles(control).length,
      opens: control.elements[0].getAttribute(DRAWN) === "upload",
      tags: Boolean(control.tags),
      rows: hasTextRows(control),
      adders: unknownAdders(control),
      takes_keys: takesKeys(control.elements[0]),
    })),
  };
};

/**
 * Wait: a control of each field is there; those that a choice reveals are drawn a little later.
 * With `any` one of the fields is enough.
 * @param {{ fields: string[][], any?: boolean }} arg
 * @returns {boolean}
 */
const fieldsAppeared = (arg) => {
  const controls = findControls(mainRegion());
  /** @param {string[]} labels */
  const there = (labels) => controlsNamed(controls, labels).length > 0;
  return arg.any ? arg.fields.some(there) : arg.fields.every(there);
};

/**
 * Wait: the whole form, once a control of each field shows a value or a file: a page may fetch them
 * after its fields.
 * @param {{ fields: string[][], marks: UploadMarks } & NumberLabels} arg
 * @returns {false | SeenForm}
 */
const formFilled = (arg) => {
  const controls = findControls(mainRegion());
  /** @param {Control} control */
  const shows = (control) =>
    control.kind === "file"
      ? fileItems(control).length > 0
      : [controlValue(control)].flat().some(Boolean);
  return arg.fields.every((labels) => controlsNamed(controls, labels).some(shows))
    ? formSnapshot(arg)
    : false;
};

/**
 * Ask: whether a control of each field is there.
 * @param {{ fields: string[][] }} arg
 * @returns {{ there: boolean }}
 */
const fieldsPresent = (arg) => ({ there: fieldsAppeared(arg) });
