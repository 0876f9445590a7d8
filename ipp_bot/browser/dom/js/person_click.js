// The irreversible click of a person: let through once, and told with what the form shows then.

/** Milliseconds in which a second click on the same button is one too many. */
const DOUBLE_CLICK = 1000;

/**
 * The button with one of the names that a click meets; null if it meets none.
 * @param {Event} event
 * @param {readonly string[]} names
 * @param {ParentNode} root
 * @returns {PageElement | null}
 */
const clickedButton = (event, names, root) => {
  const path = event.composedPath();
  return clickablesNamed(root, names).find((el) => path.includes(el)) || null;
};

/**
 * Whether a click may not pass: it is late, the second one of a double click, or the portal has been
 * sent something since the first.
 * @param {PersonState} person
 * @param {PageElement} el
 * @param {boolean} first
 * @returns {boolean}
 */
const isOneTooMany = (person, el, first) => {
  const now = performance.now(),
    before = person.clicked.get(el);
  if (now > person.until) return true;
  if (before !== undefined && now - before < DOUBLE_CLICK) return true;
  return person.sent && (first || before !== undefined);
};

/**
 * Tells the first of what is to be told, if somebody asks.
 * @param {PersonState} person
 * @returns {void}
 */
const tellPersonClick = (person) => {
  if (!person.answer || !person.untold.length) return;
  const answer = person.answer;
  person.answer = null;
  answer(person.untold.shift());
};

/**
 * Has the form told as it is before the click does anything: if the click sends it, or if one of
 * several steps has changed, which another click may leave.
 * @param {PersonState} person
 * @param {boolean} sends
 * @returns {void}
 */
const noteFormAtClick = (person, sends) => {
  if (!sends && !person.look.steps.length) return;
  const form = formSnapshot(person.look),
    shown = JSON.stringify(form.controls);
  if (!sends && shown === person.shown) return;
  person.shown = shown;
  person.untold.push({ form, at: wizardStep(person.look).at, sends });
  tellPersonClick(person);
};

/**
 * Every click on a button that sends, or that confirms, passes here first, whoever makes it.
 * @returns {void}
 */
const guardPersonClicks = () => {
  if (documentState.personGuarded) return;
  documentState.personGuarded = true;
  window.addEventListener(
    "click",
    (event) => {
      const person = documentState.person;
      if (!person) return;
      const sends = clickedButton(event, person.buttons, mainRegion());
      const el = sends || clickedButton(event, person.yes, document);
      if (!el) {
        noteFormAtClick(person, false);
        return;
      }
      if (isOneTooMany(person, el, Boolean(sends))) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      person.clicked.set(el, performance.now());
      if (!sends) return;
      documentState.buttonsBefore = new WeakSet(clickablesNamed(document, person.yes));
      documentState.click = {
        token: person.token,
        before: answerState(pageState(person.look), [...fieldErrors(), ...redWords(COLOURED)]),
        older: [],
        hit: true,
        late: false,
        until: Infinity,
      };
      noteFormAtClick(person, true);
    },
    { capture: true },
  );
  // A form that is on its way is sent, though its document is still there.
  window.addEventListener("submit", (event) => {
    const person = documentState.person;
    if (person && person.clicked.has(event.submitter) && !event.defaultPrevented)
      person.sent = true;
  });
};

/**
 * Ask: the form as it is when the person clicks one of the buttons, or leaves a step of it that has
 * changed. Whatever of the clicks comes later than `left` milliseconds from now is held back.
 * @param {LookArguments & StepLabels & { buttons: string[], yes: string[], token: string, left: number, marks: UploadMarks }} arg
 * @returns {Promise<FormAtClick>}
 */
const personClicked = (arg) =>
  new Promise((answer) => {
    const before = documentState.person,
      same = before !== null && before.token === arg.token;
    // The answer to an earlier click may still be on its way.
    if (!same) documentState.click = documentState.clickTarget = null;
    documentState.person = {
      token: arg.token,
      buttons: arg.buttons,
      yes: arg.yes,
      until: performance.now() + arg.left,
      clicked: same ? before.clicked : new WeakMap(),
      sent: same && before.sent,
      look: arg,
      shown: same ? before.shown : "",
      untold: same ? before.untold : [],
      answer,
    };
    guardPersonClicks();
    tellPersonClick(documentState.person);
  });

/**
 * Ask: the portal was sent something, or the time is over: no second click passes; with `over` none.
 * @param {{ over: boolean }} arg
 * @returns {Nothing}
 */
const holdPersonClicks = (arg) => {
  const person = documentState.person;
  if (person) {
    person.sent = true;
    if (arg.over) person.until = -1;
  }
  return {};
};
