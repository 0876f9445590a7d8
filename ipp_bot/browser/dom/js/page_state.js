// Which page is shown, what it says, and whether it is there already.

/**
 * Whether the browser shows an error page of its own.
 * @returns {boolean}
 */
const isNetworkError = () =>
  location.protocol === "chrome-error:" ||
  (document.body && document.body.classList.contains("neterror"));

/**
 * Whether all marks that the profile names for a page are there.
 * @param {PageMarks} mark
 * @param {string[]} titles
 * @returns {boolean}
 */
const showsPage = (mark, titles) => {
  const signs = [];
  if (mark.headings.length)
    signs.push(
      () =>
        titles.some((title) => matchesAny(title, mark.headings)) ||
        (!titles.length && hasDrawnHeading(mark.headings)),
    );
  if (mark.buttons.length) signs.push(() => clickablesNamed(document, mark.buttons).length > 0);
  if (mark.facts.length)
    signs.push(
      () => factBeside(mark.facts, mainRegion()) !== null || factInShell(mark.facts) !== null,
    );
  if (mark.password)
    signs.push(() => [...allWithin(document, "input[type=password]")].some(isVisible));
  return signs.length > 0 && signs.every((sign) => sign());
};

/**
 * Which of the profile's pages is shown; null if none.
 * @param {LookArguments} arg
 * @returns {string | null}
 */
const pageKind = (arg) => {
  const titles = visibleHeadings();
  return (arg.pages.find(([, mark]) => showsPage(mark, titles)) || [null])[0];
};

/**
 * The addresses behind the menu's entries, "" where there is none.
 * @param {LookArguments} arg
 * @returns {Record<string, string>}
 */
const menuLinks = (arg) =>
  Object.fromEntries(
    Object.entries(arg.menu).map(([name, labels]) => [
      name,
      ([...allWithin(document, "a[href]")].find((el) => hasName(el, labels)) || {}).href || "",
    ]),
  );

/** The longest message, in characters, that is known by its words alone. */
const LONGEST_MESSAGE = 200;

/** What tells a message by its role or class. */
const NOTICE =
  "[role=alert],[role=status],[class*=toast i],[class*=message-notice i],[class*=flash i]";

/** Where the words of a message may stand. */
const MESSAGE_WORDS = "div,p,span,b,strong,em,li,td,output";

/**
 * What a message is known by, as the profile's words were told last.
 * @type {{ source: string, pattern: RegExp | null }}
 */
const messageWords = { source: "", pattern: null };

/**
 * How a message begins, or what it contains, by the profile's words for what is saved, submitted or
 * refused; null if it has none.
 * @returns {RegExp | null}
 */
const messagePattern = () => {
  /** @param {string} label */
  const literal = (label) => normalizeText(label).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const source = [
    ...profileLabels("said").map((label) => `^${literal(label)}`),
    ...profileLabels("told").map(literal),
  ].join("|");
  if (source !== messageWords.source) {
    messageWords.source = source;
    messageWords.pattern = source ? new RegExp(source) : null;
  }
  return messageWords.pattern;
};

/**
 * The text that stands in an element itself, and not in those within it.
 * @param {PageElement} el
 * @returns {string}
 */
const ownText = (el) => {
  let text = "";
  for (let node = el.firstChild; node; node = node.nextSibling)
    if (node instanceof Text) text += node.data;
  return text;
};

/**
 * The elements outside of notices and dialogs whose own text is a message by the profile's words.
 * @returns {PageElement[]}
 */
const knownMessages = () => {
  const pattern = messagePattern();
  if (!pattern) return [];
  return [...allWithin(document, MESSAGE_WORDS)].filter((el) => {
    const text = ownText(el);
    return (
      text.length <= LONGEST_MESSAGE &&
      /\S/.test(text) &&
      pattern.test(normalizeText(text)) &&
      !el.closest(`${NOTICE},${DIALOG},${CLICKABLE},label,legend,thead`) &&
      isVisible(el)
    );
  });
};

/**
 * The box over the page that holds the words of a message: the outermost one that is placed there,
 * holds no control, and leaves nothing to decide. Null where they stand in the page itself.
 * @param {PageElement} words
 * @returns {PageElement | null}
 */
const boxOfMessage = (words) => {
  let placed = null;
  for (
    let at = words;
    at &&
    at !== document.body &&
    at.textContent.length <= LONGEST_MESSAGE &&
    !at.querySelector(CONTROL) &&
    !at.matches("main,form");
    at = at.parentElement
  )
    if (["fixed", "absolute"].includes(getComputedStyle(at).position)) placed = at;
  const decides = placed
    ? [...placed.querySelectorAll(CLICKABLE)].filter((el) => /[\p{L}\p{N}]/u.test(elementName(el)))
    : [];
  return decides.length > 1 ? null : placed;
};

/**
 * The visible elements with a message: alerts, statuses, toasts, and boxes over the page without a
 * role that the profile's words make one; no dialogs, no forms.
 * @returns {PageElement[]}
 */
const noticeElements = () => {
  const named = [...allWithin(document, NOTICE)].filter(
    (el) =>
      isVisible(el) &&
      !el.querySelector(`${DIALOG},form`) &&
      !el.closest(DIALOG) &&
      collapseSpace(el.innerText),
  );
  const boxes = knownMessages().map(boxOfMessage).filter(Boolean);
  return [...named, ...new Set(boxes.filter((box) => !named.some((el) => box.contains(el))))];
};

/**
 * The messages that may answer a click: also those that stand in the page itself.
 * @returns {PageElement[]}
 */
const answerElements = () => [
  ...noticeElements(),
  ...knownMessages().filter((words) => !boxOfMessage(words)),
];

/**
 * What these messages say.
 * @returns {string[]}
 */
const noticeTexts = () => noticeElements().map((el) => collapseSpace(el.innerText));

/**
 * Wait: no message says any more that something was saved: the next one is news, even in the same
 * place.
 * @param {{ saved: string[] }} arg
 * @returns {false | Nothing}
 */
const savedNoticeGone = (arg) =>
  noticeTexts().some((words) =>
    arg.saved.some((label) => normalizeText(words).startsWith(normalizeText(label))),
  )
    ? false
    : {};

/**
 * What a page says that the profile does not know: from its heading on, if it has one.
 * @returns {string}
 */
const unknownPageText = () => {
  const title = [...allWithin(mainRegion(), "h1,h2,[role=heading]")].find(isVisible);
  const around = title && title.parentElement.innerText;
  return around && around.trim().length > title.innerText.trim().length
    ? around
    : mainRegion().innerText;
};

/**
 * The number that a message tells behind one of these labels, as “Draft saved, No. 1000001” does;
 * null if none does.
 * @param {readonly string[]} labels
 * @returns {string | null}
 */
const numberInNotices = (labels) => {
  for (const text of noticeTexts())
    for (const label of labels) {
      const at = text.toLowerCase().indexOf(label.toLowerCase());
      const told =
        at >= 0 &&
        /^\s*[:：#]?\s*([A-Za-z0-9-]*\d{4,}[A-Za-z0-9-]*)/.exec(text.slice(at + label.length));
      if (told) return told[1];
    }
  return null;
};

/**
 * Ask: the page at a glance.
 * @param {LookArguments} arg
 * @returns {SeenPage}
 */
const pageState = (arg) => {
  const entry = performance.getEntriesByType("navigation")[0],
    kind = pageKind(arg);
  return {
    page: kind,
    number: factBeside(arg.number) ?? numberInNotices(arg.number),
    links: menuLinks(arg),
    status: isNetworkError() ? -1 : (entry && entry.responseStatus) || 0,
    broken: isNetworkError()
      ? collapseSpace(
          (document.querySelector("#error-code,.error-code") || document.body).textContent,
        ).slice(0, 200)
      : "",
    headings: visibleHeadings(),
    notices: noticeTexts(),
    dialogs: openDialogs().map(describeDialog),
    address: location.href,
    says:
      ["other", null].includes(kind) && document.body
        ? collapseSpace(unknownPageText()).slice(0, 200)
        : "",
  };
};

/** Milliseconds after which scripts that are still to come are not waited for. */
const SCRIPTS_COME = 5000;

/**
 * Whether a script that the document names has not come yet.
 * @returns {boolean}
 */
const awaitsScripts = () => {
  const fetched = new Set(performance.getEntriesByType("resource").map((one) => one.name));
  return [...document.scripts].some((el) => el.src && !fetched.has(el.src));
};

/**
 * Whether the document's own scripts were not told yet that it is there, or come later than the
 * page: what it shows may change.
 * @returns {boolean}
 */
const isEarly = () => {
  const entry = performance.getEntriesByType("navigation")[0];
  if (document.readyState !== "interactive" || !entry) return document.readyState === "loading";
  const told = entry.domContentLoadedEventEnd;
  return !told || (performance.now() - told < SCRIPTS_COME && awaitsScripts());
};

/**
 * Whether the page shows that it is loading something.
 * @returns {boolean}
 */
const isBusy = () =>
  [...allWithin(document, "[aria-busy=true],[class*=spinning i],[class*=skeleton i]")].some(
    isVisible,
  );

/**
 * Wait: one of the wanted pages, or whatever makes waiting pointless; `missed` if the click
 * before was held back. `instead` are the pages that end the waiting once they stay.
 * @param {LookArguments & { wanted: string[], instead: string[] }} arg
 * @returns {false | SeenPage | Missed}
 */
const pageArrived = (arg) => {
  if (isNetworkError()) return pageState(arg);
  if (isEarly()) return false;
  const entry = performance.getEntriesByType("navigation")[0];
  if (entry && entry.responseStatus >= 400)
    return document.readyState === "complete" ? pageState(arg) : false;
  if (documentState.reloading) return false;
  if (documentState.clickMissed) return { missed: true };
  const kind = pageKind(arg);
  if (arg.wanted.includes(kind)) return pageState(arg);
  // A frame that is still to be filled may look like another page: what it is shows in a while.
  const final = ["sign_in", "maintenance"].includes(kind);
  if (!arg.instead.includes(kind) || (isBusy() && !final)) {
    documentState.otherPageSince = 0;
    return false;
  }
  documentState.otherPageSince = documentState.otherPageSince || performance.now();
  return final || performance.now() - documentState.otherPageSince > 1500 ? pageState(arg) : false;
};

/**
 * Wait: the document shows a form to sign in with.
 * @param {LookArguments} arg
 * @returns {false | Nothing}
 */
const signInShown = (arg) => (pageKind(arg) === "sign_in" ? {} : false);

/**
 * Ask: loads the document anew at this address; nothing that it shows until then is an answer.
 * @param {{ address: string }} arg
 * @returns {void}
 */
const reloadAt = (arg) => {
  documentState.reloading = true;
  history.replaceState(null, "", arg.address);
  location.reload();
};
