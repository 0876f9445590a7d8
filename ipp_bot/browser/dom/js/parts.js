// A date in parts, each with its own bounds: which part is which is told by them, in any language.
const PART = "[role=spinbutton]:not(input)";
const partOf = (el) => {
  const most = Number(el.getAttribute("aria-valuemax"));
  return most === 12 ? "month" : most >= 28 && most <= 31 ? "day" : most > 1900 ? "year" : "";
};
const parts = (group) => {
  const found = Object.fromEntries([...group.querySelectorAll(PART)].map((el) => [partOf(el), el]));
  return found.year && found.month && found.day && seen(group) ? found : null;
};

// Three lists in a row that offer days, months and years are one date.
const offers = (select) =>
  [...select.options].filter((o) => o.value !== "" && /\w|[^\x00-\x7f]/.test(o.textContent));
const listOf = (el) => {
  const texts =
    el.matches("select") && !el.multiple ? offers(el).map((o) => tidy(o.textContent)) : [];
  const numbers = texts.map((text) => Number(/^\d+/.exec(text) || NaN));
  if (
    texts.length === 12 &&
    texts.every((text, at) => numbers[at] === at + 1 || text.toLowerCase().startsWith(MONTHS[at]))
  )
    return "month";
  if (texts.length >= 28 && texts.length <= 31 && numbers.every((number, at) => number === at + 1))
    return "day";
  return texts.length > 1 && texts.every((text) => /^(1[89]|2[01])\d\d\D?$/.test(text))
    ? "year"
    : "";
};
const datesIn = (els) => {
  const dates = new Map();
  for (let at = 0; at + 2 < els.length; at++) {
    const three = els.slice(at, at + 3),
      found = Object.fromEntries(three.map((el) => [listOf(el), el]));
    if (!found.year || !found.month || !found.day || !three.some(seen)) continue;
    let anchor = three[0].parentElement;
    while (!three.every((el) => anchor.contains(el))) anchor = anchor.parentElement;
    dates
      .set(three[0], { kind: "lists", els: three, anchor, lists: found })
      .set(three[1], null)
      .set(three[2], null);
    at += 2;
  }
  return dates;
};
const dayIn = (unit) =>
  ["year", "month", "day"].map((part) => {
    const at = offers(unit.lists[part]).indexOf(unit.lists[part].selectedOptions[0]);
    if (at < 0) return "";
    return part === "year"
      ? tidy(offers(unit.lists.year)[at].textContent).slice(0, 4)
      : String(at + 1).padStart(2, "0");
  });
const optionOf = (unit, part, number) =>
  offers(unit.lists[part]).find(
    (o, at) => (part === "year" ? parseInt(o.textContent, 10) : at + 1) === number,
  );

// A box beside a stored file that takes it away when the form is saved.
const clears = (el) => {
  if (!el.matches("input[type=checkbox]") || !among(optionLabel(el), wordsOf("remove")))
    return false;
  let row = el.parentElement;
  while (row && !row.matches("form,body") && !row.querySelector("input[type=file]"))
    row = row.parentElement;
  return (
    Boolean(row) &&
    !row.matches("form,body") &&
    [...row.querySelectorAll("input,select,textarea")].every((one) =>
      one.matches("input[type=file],input[type=checkbox],input[type=hidden]"),
    )
  );
};
