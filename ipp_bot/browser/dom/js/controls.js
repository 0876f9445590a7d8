// Controls of a form, whatever they are made of: each with its label, kind, value and mistakes.
const CONTROL =
  "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset])," +
  "select,textarea,[role=combobox],[role=radio],[role=checkbox],[role=switch],button[aria-haspopup=listbox]," +
  ":is([role=group],[role=radiogroup]) [aria-pressed],[role=group] [role=spinbutton]:not(input)";
const GENERIC = /^(select|please ?select|请选择|pleaseenter|请输入)$/i;
const LABEL = "label,legend,th,dt,[class*=label i]";
// "2.03 MB" is a size and no name.
const FILE_NAME =
  /([^\\/:*?"<>|\s][^\\/:*?"<>|]*\.(?!\d+(?:[kmg]i?b?)?(?![a-z0-9]))[a-z0-9]{2,5})(?=$|[\s(（,])/i;

const ticks = (el) =>
  el.matches("input[type=radio],[role=radio],[aria-pressed]")
    ? "radio"
    : el.matches("input[type=checkbox],[role=checkbox],[role=switch]")
      ? "checkbox"
      : null;

const groupOf = (el, tick) => {
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
  return tick === "radio" ? el.closest("fieldset") || el.parentElement : el;
};

// A native list that is hidden may have a stand-in, which is what a person sees and presses; what is
// chosen, and what there is to choose from, is told by the list itself.
const PRESSED =
  "[role=combobox],[aria-haspopup],input[type=text],input[type=search],[tabindex='0']";
const standIn = (select) => {
  if (seen(select) && !select.closest("[aria-hidden=true]")) return null;
  let side = select.nextElementSibling;
  while (side && !seen(side)) side = side.nextElementSibling;
  if (!side || side.matches("input,textarea,select,label,fieldset")) return null;
  const found = [side, ...side.querySelectorAll(PRESSED)].filter(
    (el) => el.matches(PRESSED) && seen(el),
  );
  const el = found.find((one) => one.matches("[role=combobox]")) || found[0];
  return el ? { side, el } : null;
};

const within = (root) => {
  const units = [],
    groups = new Map();
  const all = [...root.querySelectorAll(CONTROL)].filter((el) => !clears(el)),
    dates = datesIn(all);
  const stands = new Map(
    [...root.querySelectorAll("select")].map((el) => [el, standIn(el)]).filter(([, one]) => one),
  );
  for (const el of all) {
    if (dates.has(el)) {
      if (dates.get(el)) units.push(dates.get(el));
      continue;
    }
    if (stands.has(el)) {
      const { side, el: shown } = stands.get(el);
      units.push({ kind: "combobox", els: [shown], anchor: side, native: el });
      continue;
    }
    if ([...stands.values()].some(({ side }) => side.contains(el))) continue;
    const dated = el.matches(PART) && el.closest("[role=group]");
    if (dated) {
      const found = parts(dated);
      if (found && !groups.has(dated))
        units.push({ kind: "segments", els: [found.day], anchor: dated, parts: found });
      groups.set(dated, null);
      continue;
    }
    const outer =
      el.parentElement &&
      el.parentElement.closest("[role=combobox],[role=radio],[role=checkbox],[role=switch]");
    if (
      outer ||
      (el.closest(`${DIALOG},[role=listbox],[aria-hidden=true]`) && !root.matches(DIALOG))
    )
      continue;
    const tick = ticks(el);
    if (!tick) {
      const kind = el.matches("input[type=file]")
        ? "file"
        : el.matches("select")
          ? "select"
          : el.matches("[role=combobox],[aria-haspopup=listbox]") &&
              !el.matches("input:is([aria-haspopup=dialog],[aria-haspopup=grid])")
            ? "combobox"
            : el.matches("textarea")
              ? "textarea"
              : el.matches("input[type=date]")
                ? "date"
                : "text";
      if (
        kind === "file" ? seen(el.parentElement) || seen(el.parentElement.parentElement) : seen(el)
      )
        units.push({ kind, els: [el], anchor: el });
      continue;
    }
    const key = groupOf(el, tick);
    if (!groups.has(key)) {
      const unit = { kind: tick, els: [], anchor: key instanceof Element ? key : null };
      groups.set(key, unit);
      units.push(unit);
    }
    groups.get(key).els.push(el);
  }
  for (const unit of units) {
    if (!unit.anchor) {
      unit.anchor = unit.els[0].parentElement;
      while (!unit.els.every((el) => unit.anchor.contains(el)))
        unit.anchor = unit.anchor.parentElement;
    }
    unit.group =
      unit.kind === "radio" ||
      (unit.kind === "checkbox" && (unit.els.length > 1 || unit.anchor !== unit.els[0]));
  }
  const ticked = units.filter(
    (unit) =>
      ticks(unit.els[0]) === null ||
      seen(unit.anchor) ||
      unit.els.some((el) => seen(el.parentElement)),
  );
  for (const unit of ticked) place(unit, root);
  return apart(ticked);
};

// The row of a control is the largest element around it that holds no other control.
const place = (unit, root) => {
  const whole = unit.native || unit.parts ? [unit.anchor] : unit.els;
  const own = (el) => whole.some((one) => one === el || one.contains(el) || el.contains(one));
  const foreign = (box) =>
    [...box.querySelectorAll(CONTROL)].some(
      (el) => el !== unit.native && !el.closest("[aria-hidden=true]") && !own(el) && !clears(el),
    );
  const wide = (box) =>
    box.matches("form,section,fieldset,article,main,[role=region]") ||
    box.querySelector("h1,h2,h3,h4,h5,[type=submit]");
  unit.box = unit.lists && foreign(unit.anchor) ? unit.els[0] : unit.anchor;
  while (
    unit.box !== root &&
    unit.box.parentElement &&
    unit.box.parentElement !== root &&
    !wide(unit.box.parentElement) &&
    !foreign(unit.box.parentElement)
  )
    unit.box = unit.box.parentElement;
  unit.labelEl = null;
  unit.label = withoutMark(labelOf(unit)).replace(/^[*＊\s]+|[*＊:：\s]+$/g, "");
};

const labelOf = (unit) => {
  const take = (el) => {
    unit.labelEl = unit.labelEl || el;
    return textWithout(el, CONTROL);
  };
  const el = unit.group || unit.parts ? unit.anchor : unit.els[0];
  // Some name a list by its label and by its own value.
  const named = referred(el, "aria-labelledby").filter((one) => one !== el && !el.contains(one));
  if (named.length) return tidy(named.map(take).join(" "));
  const labelled = unit.native || unit.els[0];
  const own = unit.group
    ? undefined
    : [...(labelled.labels || [])]
        .map((label) => [label, textWithout(label, CONTROL)])
        .find(([, text]) => text && !GENERIC.test(fold(text)));
  if (own) {
    // The label of a single upload button is often the button: its words are no name, unless there is no other.
    if (unit.kind !== "file" || !own[0].contains(unit.els[0])) {
      unit.labelEl = own[0];
      return own[1];
    }
  }
  const aria = el.getAttribute("aria-label"),
    found = beside(unit);
  // Libraries name their own kind of control there ("select"): a real label beside it says more.
  if (found && found.matches("label,legend,th,dt")) return take(found);
  if (aria && !GENERIC.test(fold(aria))) {
    unit.labelEl = found;
    return tidy(aria);
  }
  if (found) return take(found);
  if (own) {
    unit.labelEl = own[0];
    return own[1];
  }
  return tidy(el.getAttribute("placeholder") || el.getAttribute("title") || "");
};

const beside = (unit) => {
  const before = (el) => el.compareDocumentPosition(unit.els[0]) & Node.DOCUMENT_POSITION_FOLLOWING;
  const option = (el) =>
    unit.els.some((own) => el.contains(own) || (el.htmlFor && own.id === el.htmlFor)) ||
    (el.control && !unit.els.includes(el.control));
  const fits = (el) =>
    before(el) && !option(el) && !el.contains(unit.els[0]) && textWithout(el, CONTROL);
  const label = [...unit.box.querySelectorAll(LABEL)].filter(fits);
  if (label.length) return label.find((el) => el.matches("label,legend,th,dt")) || label[0];
  for (let at = unit.anchor; at && at !== unit.box.parentElement; at = at.parentElement) {
    const side = at.previousElementSibling;
    const text =
      side && !side.querySelector(CONTROL) && !side.matches(CONTROL) && tidy(side.textContent);
    if (text && text.length <= 160) return side;
  }
  return null;
};

// What marks a field as required is no part of its name: a star, or the profile's word in brackets.
const MARKED = /\s*[([（【]\s*([^()[\]（）【】]+?)\s*[)\]）】]\s*(?=[:：*＊\s]*$)/;
const withoutMark = (text) => {
  const found = MARKED.exec(text);
  return found &&
    among(
      found[1],
      wordsOf("required").map((mark) => mark.replace(/[()[\]（）【】]/g, "")),
    )
    ? text.slice(0, found.index) + text.slice(found.index + found[0].length)
    : text;
};
const starred = (unit) => {
  const marks = [
    unit.labelEl,
    ...(unit.labelEl ? [unit.labelEl.parentElement, ...unit.labelEl.querySelectorAll("*")] : []),
  ];
  return marks.some(
    (el, at) =>
      el &&
      ((at !== 1 && /[*＊]/.test(el.textContent)) ||
        ["::before", "::after"].some((part) => /[*＊]/.test(getComputedStyle(el, part).content))),
  );
};
// Or a star that is drawn: a small red picture before the words.
const red = (colour) => {
  const [r, g, b] = (colour.match(/[\d.]+/g) || []).map(Number);
  return r > 150 && r > 2 * g && r > 2 * b;
};
const drawnStar = (label) =>
  [...label.querySelectorAll("svg")].some((el) => {
    const before = document.createRange(),
      { color, fill } = getComputedStyle(el);
    before.setStart(label, 0);
    before.setEndBefore(el);
    return (
      !tidy(before.toString()) &&
      (red(color) || red(fill)) &&
      el.getBoundingClientRect().height <= 16 &&
      seen(el)
    );
  });
const required = (unit) =>
  [...unit.els, ...(unit.native ? [unit.native] : [])].some(
    (el) => el.required || el.getAttribute("aria-required") === "true",
  ) ||
  unit.anchor.getAttribute("aria-required") === "true" ||
  starred(unit) ||
  (Boolean(unit.labelEl) && drawnStar(unit.labelEl)) ||
  (Boolean(unit.labelEl) &&
    withoutMark(tidy(unit.labelEl.textContent)) !== tidy(unit.labelEl.textContent));

const optionLabel = (el) => {
  const label = (el.labels && el.labels[0]) || el.closest("label");
  return tidy(
    label
      ? textWithout(label, CONTROL)
      : el.getAttribute("aria-label") ||
          el.textContent ||
          (el.nextSibling && el.nextSibling.textContent) ||
          el.value,
  );
};
const options = (unit) => {
  const list = unit.kind === "select" ? unit.els[0] : unit.native;
  const suggested = unit.kind === "text" && unit.els[0].list;
  if (suggested) return [...suggested.options].map((o) => tidy(o.value));
  if (list)
    return [...list.options]
      .filter((o) => o.value !== "" && !o.disabled)
      .map((o) => tidy(o.textContent));
  if (unit.group) return unit.els.filter((el) => !barred(el)).map(optionLabel);
  return null;
};
const on = (el) =>
  el.checked === true ||
  [el.getAttribute("aria-checked"), el.getAttribute("aria-pressed")].includes("true");

const shownText = (el) => {
  const box = el.matches("input")
    ? el.parentElement.closest("[class*=select i]") || el.parentElement
    : el;
  let top = box;
  while (
    top.parentElement &&
    /select/i.test(top.parentElement.className || "") &&
    top.parentElement.querySelectorAll("[role=combobox]").length === 1
  )
    top = top.parentElement;
  const tags = [...top.querySelectorAll("[title]")]
    .filter((tag) => tidy(tag.textContent) && !tag.querySelector("[title]"))
    .map((tag) => tidy(tag.title));
  if (tags.length > 1) return tags;
  const mute = "[class*=placeholder i],[role=listbox],[aria-live],[aria-hidden=true],svg,i";
  // What was chosen of several stands before the input, each in a box of its own.
  const chips = el.matches("input")
    ? [...el.parentElement.children]
        .filter((one) => one !== el && seen(one) && !one.matches(mute))
        .map((one) => textWithout(one, mute))
        .filter(Boolean)
    : [];
  return chips.length > 1 ? chips : textWithout(top, mute);
};
// Some draw what is chosen as if it were a placeholder, or run several choices together: then the list tells
// which it is, if the page keeps it while it is closed.
const chosenIn = (el) => {
  const shown = shownText(el),
    lists = [...referred(el, "aria-controls"), ...referred(el, "aria-owns")];
  const list = lists.find((one) => one.matches("[role=listbox]"));
  if (!list || Array.isArray(shown)) return shown;
  const chosen = [...list.querySelectorAll("[role=option][aria-selected=true]")].map((one) =>
    tidy(one.getAttribute("title") || one.textContent),
  );
  // While it is open, an option may be marked for being the one beneath the pointer.
  const box = around(el),
    told = fold((box ? box.innerText : "") + shown);
  const sure = chosen.length > 0 && chosen.every((text) => told.includes(fold(text)));
  if (sure && chosen.length > 1) return chosen;
  return shown || ((sure || !seen(list)) && chosen[0]) || "";
};
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const inParts = ({ parts: { year, month, day } }) => {
  const told = [year, month, day].map((el) => {
    const text = tidy(el.textContent),
      named = MONTHS.findIndex((name) => el === month && text.toLowerCase().startsWith(name)) + 1;
    return Number(el.getAttribute("aria-valuenow") || named || (/^\d+/.exec(text) || [0])[0]);
  });
  return told.every(Boolean)
    ? told.map((number, at) => String(number).padStart(at ? 2 : 4, "0")).join("-")
    : "";
};
const valueOf = (unit) => {
  const el = unit.native || unit.els[0];
  if (unit.parts) return inParts(unit);
  if (unit.lists) return dayIn(unit).join("-").replace(/^--$/, "");
  if (el.matches("select") && el.multiple)
    return [...el.selectedOptions].map((o) => tidy(o.textContent));
  if (el.matches("select"))
    return tidy(el.selectedOptions[0] ? el.selectedOptions[0].textContent : "");
  if (unit.kind === "radio") return unit.els.filter(on).map(optionLabel)[0] || "";
  if (unit.kind === "checkbox")
    return unit.group ? unit.els.filter(on).map(optionLabel) : on(el) ? "yes" : "no";
  if (unit.kind === "combobox") return (el.matches("input") && tidy(el.value)) || chosenIn(el);
  if (unit.kind === "file") return "";
  return el.value;
};

// A list of complaints between two rows is about the one beneath it.
const COMPLAINS = "[role=alert],[class*=error i],[class*=invalid i]";
const aboveRow = (unit) => {
  const before = unit.box.previousElementSibling;
  return before && before.matches(COMPLAINS) && before.matches("ul,ol") ? [before] : [];
};
const mistake = (unit) => {
  const parts = [
    ...unit.box.querySelectorAll(
      "[role=alert],[class*=error i],[class*=explain i],[class*=invalid i]",
    ),
    ...unit.els.flatMap((el) => referred(el, "aria-errormessage")),
  ];
  const above = aboveRow(unit);
  const texts = [...parts, ...above]
    .filter(
      (el) => !el.querySelector(CONTROL) && !el.matches(CONTROL) && !el.matches(LABEL) && seen(el),
    )
    .map((el) => tidy(el.innerText))
    .filter(Boolean);
  return [...new Set(texts)]
    .filter(
      (text, _, all) =>
        !all.some((other) => other !== text && other.includes(text) && other.length > text.length),
    )
    .join(" ");
};
