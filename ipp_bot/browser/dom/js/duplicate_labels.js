// Controls that bear one label: which of them is meant.

/**
 * Whether the element lies off the page, is clipped away by a box around it, or is transparent.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isOutOfSight = (el) => {
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

/**
 * Whether somebody can see and change the control.
 * @param {Control} control
 * @returns {boolean}
 */
const isUsable = (control) =>
  control.elements.some((el) => !isDisabled(el)) &&
  !control.anchor.closest("[inert]") &&
  !(control.kind === "file"
    ? isOutOfSight(control.box)
    : control.elements.every((el) => isOutOfSight(el) && isOutOfSight(el.parentElement)));

/**
 * Whether the control can be typed into.
 * @param {Control} control
 * @returns {boolean}
 */
const isEditable = (control) => !control.elements[0].readOnly;

/**
 * Whether the control is part of the page's content, and not of its search, navigation or frame.
 * @param {Control} control
 * @returns {boolean}
 */
const isInContent = (control) =>
  !control.anchor.closest("[role=search],nav,header,footer,aside,[role=complementary]");

/**
 * Tells whether a control is in the form with most of the page's fields: that is what the page is
 * about.
 * @param {Control[]} controls
 * @returns {(control: Control) => boolean}
 */
const inLargestForm = (controls) => {
  const counts = new Map();
  for (const control of controls)
    if (control.label) counts.set(formOf(control), (counts.get(formOf(control)) || 0) + 1);
  const most = Math.max(0, ...counts.values()),
    largest = [...counts.keys()].filter((form) => counts.get(form) === most);
  return (control) => largest.includes(formOf(control));
};

/**
 * The form that a control belongs to.
 * @param {Control} control
 * @returns {PageElement | null}
 */
const formOf = (control) =>
  control.elements[0].form || control.elements[0].closest("form,[role=form]");

/**
 * The last heading before a control, unless it names a group of controls; "" if there is none.
 * @param {Control} control
 * @param {Control[]} controls
 * @returns {string}
 */
const headingAbove = (control, controls) => {
  const above = [...allWithin(document, "legend,h1,h2,h3,h4,h5,h6,[role=heading]")].filter(
    (el) =>
      isVisible(el) &&
      el.compareDocumentPosition(control.elements[0]) & Node.DOCUMENT_POSITION_FOLLOWING &&
      !controls.some((one) => one.labelElement === el),
  );
  return above.length ? collapseSpace(above.at(-1).textContent) : "";
};

/**
 * The controls without those whose label means another one. Labels that several must share are
 * told apart by the headings above them, or the controls are marked as ambiguous.
 * @param {Control[]} controls
 * @returns {Control[]}
 */
const separateDuplicates = (controls) => {
  /** @type {Map<string, Control[]>} */
  const bearers = new Map();
  for (const control of controls) {
    const key = control.label && `${control.kind === "file"} ${normalizeText(control.label)}`;
    if (key) bearers.set(key, [...(bearers.get(key) || []), control]);
  }
  const left = new Set();
  for (const twins of bearers.values()) {
    if (twins.length === 1) continue;
    const meant = [isUsable, isEditable, isInContent, inLargestForm(controls)].reduce(
      (some, fits) => (some.some(fits) ? some.filter(fits) : some),
      twins,
    );
    // Several that nobody can change are one and the same if they show the same.
    const same =
      !meant.some(isUsable) &&
      new Set(meant.map((control) => JSON.stringify(controlValue(control)))).size === 1;
    for (const control of twins)
      if (!meant.includes(control) || (same && control !== meant[0])) left.add(control);
    if (meant.length === 1 || same) continue;
    const over = meant.map((control) => headingAbove(control, controls));
    if (new Set(over.map(normalizeText)).size === meant.length)
      meant.forEach((control, at) => {
        control.label = over[at] ? `${over[at]}: ${control.label}` : control.label;
      });
    else for (const control of meant) control.ambiguous = true;
  }
  return left.size ? controls.filter((control) => !left.has(control)) : controls;
};
