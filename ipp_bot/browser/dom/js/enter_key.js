// The Enter key in a control that takes its value with nothing else: it must send no form.

/** What a form is submitted with where Enter is pressed in one of its fields. */
const SUBMIT_BUTTON = "button:not([type]),button[type=submit],input[type=submit],input[type=image]";

/**
 * Ask: until further notice Enter submits no form, neither by itself nor by the button that the
 * browser clicks in its place. With `off` it does again.
 * @param {{ off: boolean }} arg
 * @returns {Nothing}
 */
const holdSubmits = (arg) => {
  documentState.submitsHeld = !arg.off;
  if (!documentState.submitsGuarded)
    for (const kind of ["submit", "click"])
      window.addEventListener(
        kind,
        (event) => {
          const from = /** @type {PageElement} */ (event.composedPath()[0]);
          if (!documentState.submitsHeld) return;
          if (kind === "click" && !from.closest(SUBMIT_BUTTON)) return;
          event.preventDefault();
          event.stopImmediatePropagation();
        },
        { capture: true },
      );
  documentState.submitsGuarded = true;
  return {};
};
