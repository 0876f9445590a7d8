// The selector engine: one control, button, option or file input by its label, for real clicks.
const seek = (root, text) => {
  const spec = JSON.parse(text);
  if (spec.marks) window.__ippWords = spec.marks;
  const scope = root === document ? region() : root;
  const units = () => matching(within(scope), spec.labels);
  switch (spec.what) {
    case "button": {
      const top = dialogs()[0];
      return pressables(
        spec.dialog
          ? top || document.createElement("i")
          : root === document && !spec.anywhere
            ? region()
            : root,
        spec.labels,
      );
    }
    case "bubble":
      return bubbles(spec.labels).slice(0, 1);
    case "control":
      return units()
        .filter((unit) => unit.kind !== "file")
        .map((unit) => unit.els[0]);
    case "part":
      return units().flatMap((unit) => (unit.parts ? [unit.parts[spec.part]] : []));
    case "file":
      return units()
        .filter((unit) => unit.kind === "file")
        .map((unit) => unit.els[0]);
    case "choice":
      return units().flatMap((unit) =>
        unit.els
          .filter((el) => choose([optionLabel(el)], spec.option) === 0)
          .map((el) =>
            seen(el) ? el : (el.labels && el.labels[0]) || el.closest("label") || el.parentElement,
          ),
      );
    case "option":
      return offering()
        .filter((el) => among(el.getAttribute("title") || el.textContent, spec.labels))
        .slice(0, 1);
    case "listed":
      return units()
        .filter((unit) => unit.kind === "file")
        .flatMap((unit) =>
          items(unit)
            .filter((item) => item.name === spec.name)
            .map((item) => item.el),
        )
        .slice(0, 1);
    case "remove":
      return units()
        .filter((unit) => unit.kind === "file")
        .flatMap((unit) =>
          items(unit)
            .filter((item) => item.name === spec.name)
            .flatMap((item) => crosses(item, spec.words)),
        )
        .slice(0, 1);
    case "view":
      return [...document.querySelectorAll("tbody tr,[role=row]")]
        .filter(
          (row) =>
            seen(row) && [...row.children].some((cell) => tidy(cell.innerText) === spec.text),
        )
        .flatMap((row) => pressables(row, spec.labels));
    case "day":
      return days(spec.date);
    case "leaf":
      return leaves(spec.step);
    case "next":
      return onward(spec.labels);
    default:
      return [];
  }
};
// The button of a dialog that only informs: all its other buttons are crosses.
const closing = (dialog, labels) => {
  const buttons = [...dialog.querySelectorAll(PRESSABLE)].filter(seen);
  const close = buttons.filter((el) => called(el, labels));
  const others = buttons.filter(
    (el) => !close.includes(el) && !["", "x", "×", "✕"].includes(fold(words(el))),
  );
  return others.length ? null : close[0] || null;
};
const shut = (arg) => {
  const open = dialogs(),
    left = open.filter((dialog) => !closing(dialog, arg.labels));
  if (!left.length) for (const dialog of open) closing(dialog, arg.labels).click();
  return { left: left.map(overlay) };
};
const cleared = (arg) => !dialogs().some((dialog) => closing(dialog, arg.labels)) && {};
const engine = { query: (root, text) => seek(root, text)[0] || null, queryAll: seek };

// What takes a file away. What bears its name opens it; and some draw the cross as a mere picture.
const crosses = ({ el: item, name, tail: line }, labels) => {
  const boxes = boxesOf({ el: item, tail: line });
  if (boxes.length) return boxes.slice(0, 1);
  const exact = pressables(item, labels);
  const all = (what) =>
    [...item.querySelectorAll(what)]
      .filter((el) => seen(el) && !el.textContent.includes(name))
      .slice(-1);
  return exact.length ? exact : [...all("button,[role=button]"), ...all("svg,i,img")].slice(0, 1);
};

const days = (date) => {
  const root = calendar(),
    at = root && monthShown(root);
  if (!at || at.year !== Number(date.slice(0, 4)) || at.month !== Number(date.slice(5, 7)))
    return [];
  const cells = [...root.querySelectorAll("td,[role=gridcell],button")].filter(
    (el) => seen(el) && !barred(el),
  );
  const named = cells.filter((el) =>
    [el.title, el.dataset.date, el.getAttribute("aria-label")].some(
      (text) => text && text.startsWith(date),
    ),
  );
  if (named.length) return named.slice(-1);
  const foreign = /(prev|next|other|outside|disabled)/i;
  const bare = cells.filter(
    (el) =>
      tidy(el.textContent) === String(Number(date.slice(8))) &&
      !foreign.test(el.className) &&
      !el.querySelector("td,button"),
  );
  const counted = month(root)[Number(date.slice(8)) - 1];
  return bare.length || !counted || counted.closest("[class*=disabled i],[aria-disabled=true]")
    ? bare.slice(0, 1)
    : [counted];
};
// Cells without a role: of all numbers that stand alone, those from the first 1 on are the month's.
const month = (root) => {
  const alone = [...root.querySelectorAll("*")].filter(
    (el) => !el.children.length && /^\d\d?$/.test(tidy(el.textContent)) && seen(el),
  );
  const first = alone.findIndex((el) => tidy(el.textContent) === "1");
  const run =
    first < 0 ? [] : alone.slice(first).filter((el, at) => tidy(el.textContent) === String(at + 1));
  return run.length >= 28 ? run : [];
};
const leaves = (step) => {
  const [way, unit] = step.split(" ");
  const words = { next: /next|后|下/i, previous: /prev|last|前|上/i }[way],
    units = { month: /month|月/i, year: /year|年|super/i }[unit];
  const signs = {
    "next month": /^[›>→▶]$/,
    "next year": /^[»≫]$|^(>>|››)$/,
    "previous month": /^[‹<←◀]$/,
    "previous year": /^[«≪]$|^(<<|‹‹)$/,
  }[step];
  return [...calendar().querySelectorAll("button,[role=button],a,span[class],i[class]")]
    .filter((el) => {
      const text = `${el.title} ${el.getAttribute("aria-label") || ""} ${el.getAttribute("class") || ""}`;
      return (
        seen(el) &&
        ((el.matches("button,[role=button],a") && words.test(text) && units.test(text)) ||
          signs.test(tidy(el.textContent)))
      );
    })
    .slice(0, 1);
};

// An open calendar: the cell of a day, and the way to its month.
const calendar = () => {
  const open = (what) =>
    [...document.querySelectorAll(what)].filter((el) => seen(el) && !el.closest("svg"));
  return (
    open("[class*=calendar i],[class*=picker-dropdown i],[class*=picker-panel i],[role=grid]")[0] ||
    open("[class*=picker i],[class*=date i]")
      .filter((el) => monthShown(el) && month(el).length)
      .at(-1) ||
    null
  );
};
// A field was left: a calendar that stays open has not taken what was typed.
const dated = () => {
  const root = calendar();
  return root && monthShown(root) ? false : {};
};
const monthShown = (root) => {
  const text = fold(root.innerText);
  const year = /(19|20)\d\d/.exec(text);
  const named = MONTHS.findIndex((name) => text.includes(name));
  const numbered = /(?<!\d)(1[0-2]|0?[1-9])月/.exec(text);
  const month = numbered ? Number(numbered[1]) : named + 1;
  return year && month ? { year: Number(year[0]), month } : null;
};
const leaf = (arg) => {
  const root = calendar(),
    at = root && monthShown(root);
  if (!at) return { step: "" };
  const months = (arg.year - at.year) * 12 + arg.month - at.month;
  if (!months) return { step: "" };
  const way = months > 0 ? "next" : "previous",
    far = Math.abs(months) >= 12 && leaves(`${way} year`).length;
  return { step: `${way} ${far ? "year" : "month"}` };
};
