// Dialogs that are open over the page, and questions that a page asks before it goes on.

/** An open dialog. */
const DIALOG = "[role=dialog],[role=alertdialog],dialog[open]";

/**
 * Whether the element holds the days of a month; a form may bear the role of a grid as well.
 * @param {PageElement} el
 * @returns {boolean}
 */
const holdsMonth = (el) =>
  [...el.querySelectorAll("[role=grid]")].some((grid) => numberedCells(grid).length >= 28);

/**
 * The visible dialogs, outermost only. A calendar that a field has opened asks nothing.
 * @returns {PageElement[]}
 */
const openDialogs = () =>
  [...allWithin(document, DIALOG)]
    .filter((el) => isVisible(el) && !holdsMonth(el))
    .filter((el, _, all) => !all.some((other) => other !== el && other.contains(el)));

/**
 * Title, text of up to 600 characters, and the names of the buttons of a dialog.
 * @param {PageElement} el
 * @returns {SeenDialog}
 */
const describeDialog = (el) => ({
  title: collapseSpace(
    (
      referencedElements(el, "aria-labelledby")[0] ||
      el.querySelector("h1,h2,h3,h4,[class*=title i]") ||
      {}
    ).textContent || el.getAttribute("aria-label"),
  ),
  text: collapseSpace(el.innerText).slice(0, 600),
  buttons: [...el.querySelectorAll(CLICKABLE)].filter(isVisible).map(elementName).filter(Boolean),
});

/**
 * The close button of a dialog that only informs: all its other buttons are crosses. Null of any
 * other dialog.
 * @param {PageElement} dialog
 * @param {readonly string[]} labels
 * @returns {PageElement | null}
 */
const closeButton = (dialog, labels) => {
  const buttons = [...dialog.querySelectorAll(CLICKABLE)].filter(isVisible);
  const close = buttons.filter((el) => hasName(el, labels));
  const others = buttons.filter(
    (el) => !close.includes(el) && !["", "x", "×", "✕"].includes(normalizeText(elementName(el))),
  );
  return others.length ? null : close[0] || null;
};

/**
 * Ask: closes all open dialogs if each of them only informs; tells those that do not.
 * @param {{ labels: string[] }} arg
 * @returns {{ left: SeenDialog[] }}
 */
const closeDialogs = (arg) => {
  const open = openDialogs(),
    left = open.filter((dialog) => !closeButton(dialog, arg.labels));
  if (!left.length) for (const dialog of open) closeButton(dialog, arg.labels).click();
  return { left: left.map(describeDialog) };
};

/**
 * Wait: no dialog that only informs is open any more.
 * @param {{ labels: string[] }} arg
 * @returns {false | Nothing}
 */
const dialogsClosed = (arg) =>
  !openDialogs().some((dialog) => closeButton(dialog, arg.labels)) && {};

/**
 * Ask: remembers what the document shows before a click that is to leave it or to ask something.
 * `yes` are the names of a button that confirms.
 * @param {{ yes?: string[] }} arg
 * @returns {void}
 */
const markDeparture = (arg) => {
  documentState.departedAt = performance.now();
  documentState.dialogsBefore = openDialogs().length;
  documentState.buttonsBefore = new WeakSet(clickablesNamed(document, arg.yes || []));
};

/**
 * Buttons for yes that are new since `markDeparture`: a question may hang as a bubble at the
 * button that asks it.
 * @param {readonly string[]} labels
 * @returns {PageElement[]}
 */
const newConfirmButtons = (labels) =>
  documentState.buttonsBefore
    ? clickablesNamed(document, labels).filter(
        (el) => !documentState.buttonsBefore.has(el) && !el.closest(DIALOG),
      )
    : [];

/**
 * The box around a button that confirms: the outermost one that is placed over the page and holds
 * no control of a form. Null where the button stands in the page itself.
 * @param {PageElement} button
 * @returns {PageElement | null}
 */
const boxOfQuestion = (button) => {
  let placed = null;
  for (
    let at = button.parentElement;
    at && at !== document.body && !at.querySelector(CONTROL) && !at.matches("main,form");
    at = at.parentElement
  )
    if (["fixed", "absolute"].includes(getComputedStyle(at).position)) placed = at;
  return placed;
};

/**
 * What questions without a role ask that have come up since the buttons were remembered: a layer
 * over the page, or a bubble at a button. One with a single button asks nothing.
 * @param {readonly string[]} labels
 * @returns {SeenDialog[]}
 */
const newQuestions = (labels) =>
  newConfirmButtons(labels)
    .map(boxOfQuestion)
    .filter(Boolean)
    .slice(0, 1)
    .map(describeDialog)
    .filter(({ buttons }) => buttons.length > 1);

/**
 * What a question that stands in the page itself asks, beside what was clicked: a new button for yes
 * with another button beside it.
 * @param {readonly string[]} labels
 * @returns {SeenDialog[]}
 */
const questionsInPage = (labels) =>
  newConfirmButtons(labels)
    .slice(0, 1)
    .map((button) => {
      let box = button.parentElement;
      while (box.parentElement && box.querySelectorAll(CLICKABLE).length < 2)
        box = box.parentElement;
      return describeDialog(box);
    });

/**
 * Wait: since `markDeparture` the document asks something, in a dialog or without a role; with
 * `inPage` also where the question is placed over nothing.
 * @param {{ yes: string[], inPage: boolean }} arg
 * @returns {false | SeenDialog}
 */
const questionAsked = (arg) => {
  const open = openDialogs();
  const asks =
    open.length > documentState.dialogsBefore
      ? open.map(describeDialog)
      : [...newQuestions(arg.yes), ...(arg.inPage ? questionsInPage(arg.yes) : [])];
  return asks[0] || false;
};

/**
 * Ask: a question that stands on a page of its own, with the number of its buttons for yes.
 * @param {LookArguments & { yes: string[] }} arg
 * @returns {{ page: string | null, text: string, yes: number }}
 */
const confirmationPage = (arg) => ({
  page: pageKind(arg),
  text: collapseSpace(mainRegion().innerText).slice(0, 600),
  yes: clickablesNamed(mainRegion(), arg.yes).length,
});

/**
 * Wait: since `markDeparture` another document has come, a dialog has opened, or a bubble asks.
 * @param {{ yes?: string[] }} arg
 * @returns {false | { dialogs: SeenDialog[], bubble: boolean, left: boolean }}
 */
const departureAnswered = (arg) => {
  if (isNetworkError()) return { dialogs: [], bubble: false, left: false };
  if (document.readyState === "loading") return false;
  const open = openDialogs();
  const bubble = newConfirmButtons(arg.yes || []).length > 0;
  return !documentState.departedAt || bubble || open.length > documentState.dialogsBefore
    ? { dialogs: open.map(describeDialog), bubble, left: !documentState.departedAt }
    : false;
};

/**
 * Wait: the question is gone, or its document is.
 * @param {{ yes?: string[] }} arg
 * @returns {boolean}
 */
const questionClosed = (arg) =>
  isNetworkError() ||
  (document.readyState !== "loading" &&
    (!documentState.departedAt ||
      (openDialogs().length === 0 && !newConfirmButtons(arg.yes || []).length)));
