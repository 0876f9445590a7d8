// The list that is open, as far as it is drawn; it hangs at the end of the body, or in the form
// beneath its control.

/** What an open list may hang in. */
const POPUP =
  "[role=listbox],[role=menu],[class*=option i],[class*=drop i],[class*=menu i],[class*=select i],[class*=pop i]";

/**
 * All that may be an option of an open list.
 * @returns {PageElement[]}
 */
const drawnOptions = () =>
  [
    ...allWithin(
      document,
      "[role=option],[role=menuitem],[role=treeitem],[title],li,dd,[data-ipp-drawn=option]",
    ),
  ].filter(
    (el) =>
      isVisible(el) &&
      !el.closest("nav,header,footer") &&
      (!el.closest("main,form") ||
        el.matches("[data-ipp-drawn=option]") ||
        (el.matches("[role=option],li,dd") && el.closest(POPUP))) &&
      !el.querySelector("li,[role=option],[title]"),
  );

/**
 * The options that were drawn since the list was opened.
 * @returns {PageElement[]}
 */
const openOptions = () => drawnOptions().filter((el) => !documentState.drawnBefore.has(el));

/**
 * All that belongs to the open list of an option: the largest element around it with no control
 * of the form.
 * @param {PageElement} option
 * @returns {PageElement}
 */
const popupAround = (option) => {
  let box = option;
  while (
    box.parentElement &&
    box.parentElement !== document.body &&
    !box.parentElement.matches("main,form") &&
    !box.parentElement.querySelector("main,h1,textarea,input:not([type=search])")
  )
    box = box.parentElement;
  return box;
};

/**
 * Wait: the list shows no option any more.
 * @returns {false | Nothing}
 */
const dropdownClosed = () => (openOptions().length ? false : {});

/**
 * Whether options of the list that was opened last are still drawn: while it closes, as lists do
 * slowly, it cannot be told from the list that opens next.
 * @returns {boolean}
 */
const isStillClosing = () => {
  const own = documentState.openedList;
  return Boolean(own) && drawnOptions().some((el) => own.elements.has(el));
};

/**
 * The visible inputs that take text.
 * @returns {PageElement[]}
 */
const typedInputs = () =>
  [...allWithin(document, "input:not([type]),input[type=text],input[type=search]")].filter(
    isVisible,
  );

/**
 * Where keys go, in a shadow root as well; the body where they go nowhere.
 * @returns {PageElement}
 */
const focusedElement = () => {
  let at = document.activeElement || document.body;
  while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  return /** @type {PageElement} */ (at);
};

/**
 * Ask: whether keys go to a box that came with the open list, by which it is searched.
 * @returns {OpenSearch}
 */
const openSearch = () => {
  const at = focusedElement();
  return { focused: typedInputs().some((el) => el === at && !documentState.inputsBefore.has(el)) };
};

/**
 * Ask: whether what is typed into the control may filter its list: an input may say that no text
 * belongs there. Keys choose by their first letter then, be it another option.
 * @param {{ labels: string[] }} arg
 * @returns {ListFilter}
 */
const filtersList = (arg) => {
  const [control] = controlsNamed(findControls(mainRegion()), arg.labels);
  return { typed: !control || control.elements[0].getAttribute("inputmode") !== "none" };
};

/**
 * Ask or wait: remembers what is drawn before a list is opened, which is none of its options;
 * false while the list of the control that is named is still closing.
 * @param {{ labels?: string[] }} arg
 * @returns {false | Nothing}
 */
const prepareDropdown = (arg) => {
  const name = (arg.labels || [])[0] || "";
  if (
    name &&
    documentState.openedList &&
    documentState.openedList.name === name &&
    isStillClosing()
  )
    return false;
  documentState.drawnBefore = new WeakSet(drawnOptions());
  documentState.inputsBefore = new WeakSet(typedInputs());
  documentState.optionsSince = documentState.selectedSince = 0;
  documentState.openedList = { name, elements: new WeakSet(), fromTop: false, twice: false };
  return {};
};

/**
 * Ask: the control that opens the list, if it can be clicked at once. What is drawn by then is none
 * of its options.
 * @param {AimArguments & { labels?: string[] }} arg
 * @returns {Promise<Aim>}
 */
const aimDropdown = async (arg) => {
  const at = prepareDropdown(arg) ? await aimClick(arg) : { ready: false };
  return at.ready && !prepareDropdown(arg) ? { ready: false } : at;
};

/**
 * The box that scrolls an open list; null if all of it is drawn.
 * @param {PageElement[]} open
 * @returns {PageElement | null}
 */
const scrollBox = (open) => {
  let box = open.length ? open[0].parentElement : null;
  while (
    box &&
    box !== document.body &&
    (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === "visible")
  )
    box = box.parentElement;
  return box && box !== document.body && box !== document.documentElement ? box : null;
};

/** A class that an option has for being chosen; `active` is often the one beneath the pointer. */
const CHOSEN_OPTION = /(^|[-_ ])(selected|checked|chosen)([-_ ]|$)/i;

/**
 * Whether an option of an open list is marked as chosen.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isChosenOption = (el) =>
  ["aria-selected", "aria-checked"].some((name) => el.getAttribute(name) === "true") ||
  CHOSEN_OPTION.test(el.getAttribute("class") || "") ||
  el.querySelector("input:checked,[aria-checked=true]") !== null;

/**
 * Ask: the options that are drawn, whether the list goes on, and whether one has a wanted label,
 * and is chosen by its mark; if none has, the list is scrolled on for the next call.
 * @param {{ labels: string[] }} arg
 * @returns {Promise<OpenOptions>}
 */
const listOptions = async (arg) => {
  let open = openOptions();
  const box = scrollBox(open),
    list = documentState.openedList;
  const wanted = () =>
    open.find((el) => matchesAny(el.getAttribute("title") || el.textContent, arg.labels));
  if (box && box.scrollTop > 0 && list && !list.fromTop && !wanted()) {
    box.scrollTop = 0; // it opens where the option is that was chosen before
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    open = openOptions();
  }
  if (list) list.fromTop = true;
  if (documentState.openedList) for (const el of open) documentState.openedList.elements.add(el);
  const below = Boolean(box && box.scrollTop + box.clientHeight < box.scrollHeight - 1);
  // A list that draws only what is seen may have moved to what is chosen meanwhile.
  const again = Boolean(box && !below && box.scrollTop > 0 && list && !list.twice && !wanted());
  if (again) {
    list.twice = true;
    list.fromTop = false;
  }
  const more = below || again;
  const options = open
    .map((el) => collapseSpace(el.getAttribute("title") || el.textContent))
    .filter(Boolean);
  const option = wanted();
  if (option) return { options, more, found: true, chosen: isChosenOption(option) };
  if (below) {
    box.scrollTop += Math.max(box.clientHeight - 40, 40);
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  }
  return { options, more, found: false, chosen: false };
};

/** Milliseconds after which an open list has drawn all its options, and has come to rest. */
const SETTLED = 700;

/**
 * Wait: the list shows the option at rest, can be scrolled on to it, or is all there by now. Where
 * it shows the option, that is aimed at as well.
 * it shows the option, that is aimed at as well. With `rests` the list has been open for a while.
 * @param {{ labels: string[], rests: boolean }} arg
 * @returns {false | { missed: true, options: string[], found: boolean } | Promise<OpenOptions>}
 */
const optionReached = (arg) => {
  if (documentState.clickMissed) return { missed: true, options: [], found: false };
  const open = openOptions();
  if (!open.length) return false;
  documentState.optionsSince = documentState.optionsSince || performance.now();
  const settling = performance.now() - documentState.optionsSince <= SETTLED,
    wanted = open.find((el) => matchesAny(el.getAttribute("title") || el.textContent, arg.labels));
  if (settling && (arg.rests || (wanted ? isMoving(wanted) : !scrollBox(open)))) return false;
  /** @type {TargetSpec} */
  const spec = { what: "option", labels: arg.labels };
  return listOptions(arg).then((told) => (told.found ? { ...told, at: aimNow({ spec }) } : told));
};

/** What stands between several choices that are shown in one line. */
const SEVERAL_IN_LINE = /[,，、;；]/;

/** Milliseconds that a list may stay open after a choice. */
const LINGERS = 100;

/**
 * Wait: the control shows the option. A list for several choices stays open then, any other one
 * closes by itself as a rule, a little later.
 * @param {{ labels: string[], words: string[], several: boolean }} arg
 * @returns {false | { missed: boolean, open?: boolean }}
 */
const optionSelected = (arg) => {
  if (documentState.clickMissed) return { missed: true };
  const controls = controlsNamed(findControls(mainRegion()), arg.labels);
  const shown = controls.flatMap(controlValue);
  // A choice that was made in several levels is shown with all of them, some with such a sign.
  const levels = shown.flatMap((text) => {
    const parts = text.split(/[/>›»→\\]/).slice(1);
    return [...parts, ...parts.map((_, at) => parts.slice(at).join("/"))];
  });
  const parts = arg.several ? shown.flatMap((text) => text.split(SEVERAL_IN_LINE)) : [];
  if (![...shown, ...levels, ...parts].some((text) => matchesAny(text, arg.words))) return false;
  const told = controls[0].elements[0].getAttribute("aria-expanded");
  const open = told === null ? openOptions().length > 0 : told === "true";
  documentState.selectedSince = documentState.selectedSince || performance.now();
  if (open && !arg.several && performance.now() - documentState.selectedSince < LINGERS)
    return false;
  return { missed: false, open };
};

/** Milliseconds after which a control keeps what it shows. */
const KEPT = 400;

/**
 * Wait: what the control shows has stayed the same for a moment.
 * @param {{ labels: string[] }} arg
 * @returns {false | { value: string }}
 */
const controlRests = (arg) => {
  const value = controlsNamed(findControls(mainRegion()), arg.labels)
    .flatMap(controlValue)
    .join("; ");
  const now = performance.now(),
    { shown } = documentState;
  if (!shown.since || shown.value !== value) documentState.shown = { value, since: now };
  else if (now - shown.since > KEPT) {
    documentState.shown = { value: "", since: 0 };
    return { value };
  }
  return false;
};
