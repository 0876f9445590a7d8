// Filling a form in one go: plain controls by their native setters, then reading all of it back.
const native = (el, value) => {
  const kind = el.matches("textarea")
    ? HTMLTextAreaElement
    : el.matches("select")
      ? HTMLSelectElement
      : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(el, value);
};
const announce = (el, ...kinds) => {
  for (const kind of kinds) el.dispatchEvent(new Event(kind, { bubbles: true }));
};
// A task later: frameworks have drawn by then, and no frame was waited for.
const pause = () =>
  new Promise((go) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      go();
    };
    channel.port2.postMessage(0);
  });
const visit = (el, change) => {
  for (const kind of ["focus", "focusin"])
    el.dispatchEvent(new FocusEvent(kind, { bubbles: kind === "focusin" }));
  change();
  announce(el, "input", "change");
  for (const kind of ["blur", "focusout"])
    el.dispatchEvent(new FocusEvent(kind, { bubbles: kind === "focusout" }));
  return "set";
};

// The labels of an option stand in order of preference: a general one comes last.
const choose = (offered, labels) => {
  for (const label of labels) {
    const at = offered.findIndex((text) => fold(text) === fold(label));
    if (at >= 0) return at;
  }
  return -1;
};

const setters = {
  text: (unit, wanted) => {
    const el = unit.els[0],
      text = unit.kind === "date" ? wanted.text : wanted.typed;
    if (el.value === text && !wanted.pick) return "same";
    if (el.readOnly || barred(el)) return "custom";
    const suggested = options(unit);
    if (wanted.pick && suggested) {
      const word = suggested[choose(suggested, wanted.choices[0])];
      return word === undefined
        ? "absent"
        : word === el.value
          ? "same"
          : visit(el, () => native(el, word));
    }
    if (wanted.pick) return "custom";
    return visit(el, () => native(el, text));
  },
  select: (unit, wanted) => {
    const el = unit.els[0],
      open = [...el.options].filter((o) => !o.disabled);
    if (barred(el)) return "custom";
    const picked = wanted.choices.map(
      (labels) =>
        open[
          choose(
            open.map((o) => o.textContent),
            labels,
          )
        ],
    );
    if (picked.includes(undefined)) return "absent";
    if (!el.multiple && picked.length && el.selectedOptions[0] === picked[0]) return "same";
    return visit(el, () => {
      if (el.multiple) for (const o of el.options) o.selected = picked.includes(o);
      else native(el, picked.length ? picked[0].value : "");
    });
  },
  lists: (unit, wanted) => {
    const numbers = wanted.text.split("-").map(Number),
      names = ["year", "month", "day"];
    const picked = names.map((part, at) =>
      wanted.text
        ? optionOf(unit, part, numbers[at])
        : [...unit.lists[part].options].find((o) => !offers(unit.lists[part]).includes(o)),
    );
    if (unit.els.some(barred)) return "custom";
    if (picked.includes(undefined)) return "absent";
    if (names.every((part, at) => unit.lists[part].selectedOptions[0] === picked[at]))
      return "same";
    names.forEach((part, at) =>
      visit(unit.lists[part], () => {
        native(unit.lists[part], picked[at].value);
      }),
    );
    return "set";
  },
  tick: (unit, wanted) => {
    const open = unit.els.filter((el) => !barred(el));
    const picked = wanted.choices.map((labels) => open[choose(open.map(optionLabel), labels)]);
    if (picked.includes(undefined)) return "absent";
    const press = (el) => {
      el.click();
      return 1;
    };
    let changed = 0;
    for (const el of unit.els)
      if (unit.kind === "radio" ? picked.includes(el) && !on(el) : picked.includes(el) !== on(el))
        changed += press(el);
    return changed ? "set" : "same";
  },
  single: (unit, wanted) => {
    if (on(unit.els[0]) === (wanted.text === "yes")) return "same";
    unit.els[0].click();
    return "set";
  },
};
const setter = (unit) =>
  ["text", "textarea", "date"].includes(unit.kind)
    ? setters.text
    : unit.kind === "select"
      ? setters.select
      : unit.kind === "lists"
        ? setters.lists
        : unit.group
          ? setters.tick
          : unit.kind === "checkbox"
            ? setters.single
            : null;

const matching = (units, labels) => units.filter((unit) => among(unit.label, labels));

const pour = async (arg) => {
  const outcome = {};
  for (let round = 0; round < 6; round++) {
    let progress = false;
    const units = within(region());
    for (const wanted of arg.plan) {
      for (const unit of matching(units, wanted.labels)) {
        if (unit.kind === "file" || unit.twin) continue;
        const name = `${wanted.key}\n${unit.label}`;
        if (outcome[name] && outcome[name] !== "absent") continue;
        const set = setter(unit);
        const result = set ? set(unit, wanted) : "custom";
        progress = progress || result === "set" || !(name in outcome);
        outcome[name] = result;
      }
    }
    await pause();
    if (!progress) break;
  }
  // Some widgets take back with the next frame what they were only shown.
  await frames.drawn();
  return {
    outcome: Object.entries(outcome).map(([name, result]) => [...name.split("\n"), result]),
    survey: survey(arg),
  };
};

const survey = (arg) => ({
  number: fact(arg.number),
  headings: headings(),
  buttons: [...region().querySelectorAll(PRESSABLE)]
    .filter(
      (el) =>
        !el.matches("a") && !el.closest("header,nav,[role=banner],[role=navigation]") && seen(el),
    )
    .map(words)
    .filter(Boolean),
  controls: within(region()).map((unit) => ({
    label: unit.label,
    kind: unit.kind,
    required: required(unit),
    options: options(unit),
    value: valueOf(unit),
    error: mistake(unit) || unsent(unit, arg.marks),
    multiple:
      Boolean((unit.native || unit.els[0]).multiple) || (unit.kind === "checkbox" && unit.group),
    twin: Boolean(unit.twin),
    disabled: unit.els.every(barred),
    files: unit.kind === "file" ? listed(unit, arg.marks) : [],
    holding: held(unit).length,
  })),
});

// All slots show their files, or one of them failed: then waiting is over.
const uploaded = (arg) => {
  const units = within(region()).filter((unit) => unit.kind === "file");
  const slots = arg.slots
    .map((slot) => units.find((unit) => among(unit.label, slot.labels)))
    .map(
      (unit) =>
        unit && {
          files: listed(unit, arg.marks),
          holding: held(unit).length,
          error: mistake(unit) || unsent(unit, arg.marks),
        },
    );
  // What stood beside the empty slot, or only says that it must be filled, is about no file.
  const stood = (words, before) => words === before || among(words, wordsOf("required"));
  const over = slots.some(
    (unit, at) =>
      (unit && unit.files.some((file) => file.state === "failed")) ||
      (unit && unit.error && !stood(unit.error, arg.slots[at].stood)),
  );
  const counts = (file) => file.state === "done" || (file.state === "unknown" && !arg.strict);
  const stored = (unit) => Math.max(unit.files.filter(counts).length, arg.held ? unit.holding : 0);
  const complete = slots.every((unit, at) => unit && stored(unit) >= arg.slots[at].count);
  const still = () =>
    !document.getAnimations().length ||
    !within(region()).some((unit) => unit.kind === "file" && moves(unit.box));
  return over || (complete && still()) ? survey(arg) : false;
};

// Fields that a choice reveals are drawn a little later.
const present = (arg) => {
  const units = within(region());
  return arg.fields.every((labels) => matching(units, labels).length > 0);
};

// A file was taken away from its slot.
const fewer = (arg) => {
  const shown = survey(arg);
  const [slot] = arg.slots;
  const unit = shown.controls.find((one) => one.kind === "file" && among(one.label, slot.labels));
  return unit && unit.files.length < slot.count ? shown : false;
};
