// The selector engine: one control, button, option or file input by its label, for real clicks.
const seek = (root, text) => {
  const spec = JSON.parse(text);
  const scope = root === document ? region() : root;
  const units = () => matching(within(scope), spec.labels);
  switch (spec.what) {
    case "button": {
      const top = dialogs()[0];
      return pressables(spec.dialog ? top || document.createElement("i") : root === document && !spec.anywhere ? region() : root, spec.labels);
    }
    case "control": return units().filter((unit) => unit.kind !== "file").map((unit) => unit.els[0]);
    case "file": return units().filter((unit) => unit.kind === "file").map((unit) => unit.els[0]);
    case "choice": return units().flatMap((unit) => unit.els.filter((el) => choose([optionLabel(el)], spec.option) === 0)
      .map((el) => (seen(el) ? el : (el.labels && el.labels[0]) || el.closest("label") || el.parentElement)));
    case "option": {
      const open = [...document.querySelectorAll("[role=option],[role=menuitem],[role=treeitem],[title],li")].filter((el) => seen(el) && !el.closest("main,form,nav,header") && !el.querySelector("li"));
      return open.filter((el) => among(el.getAttribute("title") || el.textContent, spec.labels)).filter((el, _, all) => !all.some((other) => other !== el && other.contains(el))).slice(0, 1);
    }
    case "remove": return units().filter((unit) => unit.kind === "file").flatMap((unit) =>
      items(unit).filter((item) => item.name === spec.name).flatMap((item) => {
        const exact = pressables(item.el, spec.words);
        return exact.length ? exact : [...item.el.querySelectorAll("button,[role=button]")].filter(seen).slice(-1);
      })).slice(0, 1);
    case "row": return [...document.querySelectorAll("tbody tr,[role=row]")].filter((row) => seen(row) && [...row.children].some((cell) => tidy(cell.innerText) === spec.text));
    case "next": return onward(spec.labels);
    default: return [];
  }
};
const engine = { query: (root, text) => seek(root, text)[0] || null, queryAll: seek };

// An open calendar: the cell of a day, and the way to its month.
const calendar = () => [...document.querySelectorAll("[class*=calendar i],[class*=picker-dropdown i],[class*=picker-panel i],[role=grid]")].filter(seen)[0] || null;
const monthShown = (root) => {
  const text = fold(root.innerText);
  const year = /(19|20)\d\d/.exec(text);
  const named = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].findIndex((name) => text.includes(name));
  const numbered = /(?<!\d)(1[0-2]|0?[1-9])月/.exec(text);
  const month = numbered ? Number(numbered[1]) : named + 1;
  return year && month ? { year: Number(year[0]), month } : null;
};
const leaf = (arg) => {
  const root = calendar(), at = root && monthShown(root);
  if (!at) return { step: "" };
  const months = (arg.year - at.year) * 12 + arg.month - at.month;
  return { step: months === 0 ? "" : Math.abs(months) >= 12 ? (months > 0 ? "next year" : "previous year") : months > 0 ? "next month" : "previous month" };
};
