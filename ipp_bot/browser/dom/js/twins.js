// Controls that bear one label: which of them is meant.
const out = (el) => {
  const box = el.getBoundingClientRect(),
    x = box.x + box.width / 2,
    y = box.y + box.height / 2;
  if (
    box.right + window.scrollX <= 0 ||
    box.bottom + window.scrollY <= 0 ||
    !el.checkVisibility({ opacityProperty: true })
  )
    return true;
  for (let at = el.parentElement; at && at !== document.body; at = at.parentElement) {
    const around = at.getBoundingClientRect();
    if (
      getComputedStyle(at).overflow === "hidden" &&
      (x < around.left || x > around.right || y < around.top || y > around.bottom)
    )
      return true;
  }
  return false;
};
const usable = (unit) =>
  unit.els.some((el) => !barred(el)) &&
  !unit.anchor.closest("[inert]") &&
  !(unit.kind === "file"
    ? out(unit.box)
    : unit.els.every((el) => out(el) && out(el.parentElement)));
const typed = (unit) => !unit.els[0].readOnly;
const ofTheForm = (unit) =>
  !unit.anchor.closest("[role=search],nav,header,footer,aside,[role=complementary]");
// The form with most of the page's fields is what the page is about.
const ofTheLargest = (units) => {
  const counts = new Map();
  for (const unit of units)
    if (unit.label) counts.set(formOf(unit), (counts.get(formOf(unit)) || 0) + 1);
  const most = Math.max(0, ...counts.values()),
    largest = [...counts.keys()].filter((form) => counts.get(form) === most);
  return (unit) => largest.includes(formOf(unit));
};
const formOf = (unit) => unit.els[0].form || unit.els[0].closest("form,[role=form]");
// The last heading before a control, unless it names a group of controls.
const headed = (unit, units) => {
  const above = [...document.querySelectorAll("legend,h1,h2,h3,h4,h5,h6,[role=heading]")].filter(
    (el) =>
      seen(el) &&
      el.compareDocumentPosition(unit.els[0]) & Node.DOCUMENT_POSITION_FOLLOWING &&
      !units.some((one) => one.labelEl === el),
  );
  return above.length ? tidy(above.at(-1).textContent) : "";
};
const apart = (units) => {
  const bearers = new Map();
  for (const unit of units) {
    const key = unit.label && `${unit.kind === "file"} ${fold(unit.label)}`;
    if (key) bearers.set(key, [...(bearers.get(key) || []), unit]);
  }
  const left = new Set();
  for (const twins of bearers.values()) {
    if (twins.length === 1) continue;
    const meant = [usable, typed, ofTheForm, ofTheLargest(units)].reduce(
      (some, fits) => (some.some(fits) ? some.filter(fits) : some),
      twins,
    );
    // Several that nobody can change are one and the same if they show the same.
    const same =
      !meant.some(usable) && new Set(meant.map((unit) => JSON.stringify(valueOf(unit)))).size === 1;
    for (const unit of twins)
      if (!meant.includes(unit) || (same && unit !== meant[0])) left.add(unit);
    if (meant.length === 1 || same) continue;
    const over = meant.map((unit) => headed(unit, units));
    if (new Set(over.map(fold)).size === meant.length)
      meant.forEach((unit, at) => {
        unit.label = over[at] ? `${over[at]}: ${unit.label}` : unit.label;
      });
    else for (const unit of meant) unit.twin = true;
  }
  return left.size ? units.filter((unit) => !left.has(unit)) : units;
};
