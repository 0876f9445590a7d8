// Controls that are typed into: whether one takes keys, and that what is typed takes the place of
// what it shows.

/** The types of an input into which text is typed as it is; others keep to a form of their own. */
const TYPED_INTO = ["", "text", "search", "tel", "url", "email"];

/**
 * Whether text can be typed into the element as it is.
 * @param {PageElement} el
 * @returns {boolean}
 */
const takesKeys = (el) =>
  (el.matches(`textarea,${EDITABLE}`) ||
    (el.matches("input") && TYPED_INTO.includes(el.getAttribute("type") || ""))) &&
  !el.readOnly &&
  !isDisabled(el);

/**
 * Ask: selects all that the one control with one of these labels shows, so that what is typed next
 * takes its place. Tells whether keys go to it by then, and whether the click before was held back.
 * @param {{ labels: string[] }} arg
 * @returns {SelectedText}
 */
const selectText = (arg) => {
  if (documentState.clickMissed) return { taken: false, missed: true };
  const found = controlsNamed(findControls(mainRegion()), arg.labels).filter(
    (control) => control.kind !== "file",
  );
  const el = found.length === 1 ? found[0].elements[0] : null;
  if (!el || !takesKeys(el) || !isVisible(el)) return { taken: false, missed: false };
  el.focus();
  if (el.matches(EDITABLE)) getSelection().selectAllChildren(el);
  else el.select();
  return { taken: focusedElement() === el, missed: false };
};
