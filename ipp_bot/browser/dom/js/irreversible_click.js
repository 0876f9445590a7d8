// A click that must be made once: prepared, guarded by the document, and its answer waited for.

/**
 * Whether the page shows what it showed before, or less: a message that goes away, as a toast
 * does, is no answer to a click.
 * @param {string} before
 * @param {string} now
 * @returns {boolean}
 */
const onlyLostNotices = (before, now) => {
  const [page, number, ...lists] = JSON.parse(before),
    [page2, number2, ...lists2] = JSON.parse(now);
  return (
    page === page2 &&
    number === number2 &&
    lists2.every((/** @type {unknown[]} */ list, /** @type {number} */ at) => {
      const old = lists[at].map((/** @type {unknown} */ one) => JSON.stringify(one));
      // Words that are there twice now are news as well.
      return list.every((one) => {
        const place = old.indexOf(JSON.stringify(one));
        return place >= 0 && old.splice(place, 1);
      });
    })
  );
};

/**
 * A number for the place of a message: the same words in a new place are news, since a second
 * toast may say what the first, still there, says. A status always has the same.
 * @param {PageElement} el
 * @returns {number}
 */
const noticeId = (el) => {
  const told = documentState.notices;
  if (!told.places.has(el)) told.places.set(el, ++told.last);
  return el.getAttribute("role") === "status" ? 0 : told.places.get(el);
};

/**
 * All that an answer to a click may change, as text: page, IPR number, messages, dialogs,
 * complaints.
 * @param {SeenPage} shown
 * @param {FieldComplaint[]} wrong
 * @returns {string}
 */
const answerState = (shown, wrong) =>
  JSON.stringify([
    shown.page,
    shown.number,
    answerElements().map((el) => [noticeId(el), collapseSpace(el.innerText)]),
    shown.dialogs,
    wrong,
  ]);

/**
 * Ask: before an irreversible click all that could fail is looked at, and the document is marked
 * with the token. A click later than `left` milliseconds from now is held back.
 * @param {LookArguments & { buttons: string[], yes: string[], token: string, left: number }} arg
 * @returns {Promise<PreparedClick>}
 */
const prepareClick = async (arg) => {
  const began = performance.now();
  const named = () => clickablesNamed(mainRegion(), arg.buttons);
  const [one, ...others] = named();
  if (one && !others.length && !isDisabled(one) && aimAt(one).why) await comesToRest(one);
  const found = named();
  const shown = pageState(arg);
  const state = { shown, count: found.length, ready: false, why: "" };
  if (found.length !== 1)
    return {
      ...state,
      why: found.length ? "several buttons bear the name" : "the button is not there",
    };
  const el = found[0];
  if (isDisabled(el)) return { ...state, why: "the button is disabled" };
  const at = aimAt(el);
  if (at.why) return { ...state, ...at };
  guardClicks();
  const red = redWords("*");
  documentState.buttonsBefore = new WeakSet(clickablesNamed(document, arg.yes));
  documentState.click = {
    token: arg.token,
    before: answerState(shown, [...fieldErrors(), ...redWords(COLOURED)]),
    older: [],
    hit: false,
    late: false,
    until: began + arg.left,
  };
  return { ...state, ...at, ready: true, red: red.map(({ error }) => error) };
};

/**
 * The messages that were not there before the click.
 * @param {string} before
 * @param {string} now
 * @returns {string[]}
 */
const newNotices = (before, now) => {
  const [, , old] = JSON.parse(before),
    /** @type {[unknown, unknown, [number, string][]]} */
    [, , told] = JSON.parse(now);
  const known = new Set(old.map((/** @type {unknown} */ one) => JSON.stringify(one)));
  return told.filter((one) => !known.has(JSON.stringify(one))).map(([, text]) => text);
};

/**
 * Whether there is nothing more to wait for: the confirmation, or a new message that the draft is
 * saved, with the record's number.
 * @param {string} before
 * @param {string} now
 * @param {string[]} told
 * @param {readonly string[]} saved
 * @returns {boolean}
 */
const isCompleteAnswer = (before, now, told, saved) => {
  const [page] = JSON.parse(before),
    [page2, number, , asked, wrong] = JSON.parse(now);
  if (number === null || asked.length || wrong.length) return false;
  if (page2 === "confirmation" && page !== page2) return true;
  return (
    page === page2 &&
    told.some((text) => saved.some((label) => normalizeText(text).startsWith(normalizeText(label))))
  );
};

/** Milliseconds that a page which says nothing may be what is shown until the next one has come. */
const PAGE_COMES = 3000;

/**
 * Whether a page is none of those that are known, and neither tells nor asks anything.
 * @param {SeenPage} shown
 * @returns {boolean}
 */
const isUnknownPage = (shown) =>
  shown.page === "other" &&
  !shown.headings.length &&
  !shown.notices.length &&
  !shown.dialogs.length;

/**
 * Words in red that did not stand there before, and that no other complaint holds.
 * @param {FieldComplaint[]} wrong
 * @param {string[]} before
 * @returns {FieldComplaint[]}
 */
const newRedWords = (wrong, before) =>
  redWords("*").filter(
    ({ error }) =>
      !before.includes(error) && !wrong.some((complaint) => complaint.error.includes(error)),
  );

/**
 * Wait: the first change after the click that is an answer, be it a new document or a message on
 * the old one. `same` says whether it is the marked document.
 * @param {LookArguments & { token: string, yes: string[], red: string[], refused: string[], saved: string[] }} arg
 * @returns {false | ClickAnswer | Missed}
 */
const clickAnswered = (arg) => {
  if (isNetworkError()) return { shown: pageState(arg), mistakes: [], same: false };
  const press = documentState.click;
  const same = Boolean(press && press.token === arg.token);
  if (document.readyState === "loading") return false;
  if (same && press.missed && !press.hit) return { missed: true };
  if (same && [...allWithin(document, "[aria-busy=true],[class*=btn-loading i]")].some(isVisible))
    return false;
  const shown = pageState(arg);
  const wrong = fieldErrors();
  if (same) {
    if (!shown.dialogs.length) shown.dialogs = newQuestions(arg.yes);
    const now = answerState(shown, [...wrong, ...redWords(COLOURED)]);
    if (!shown.page || [press.before, ...press.older].some((state) => onlyLostNotices(state, now)))
      return false;
    shown.notices = newNotices(press.before, now);
    if (isUnknownPage(shown) && !wrong.length) {
      press.unknownSince = press.unknownSince || performance.now();
      if (performance.now() - press.unknownSince < PAGE_COMES) return false;
    }
    // One script shows its answer in several steps: the words above first, those at the fields later.
    if (!press.since) press.since = performance.now();
    const refused = shown.notices.some((words) =>
      arg.refused.some((label) => normalizeText(words).includes(normalizeText(label))),
    );
    const rest =
      refused && !wrong.length
        ? 1500
        : isCompleteAnswer(press.before, now, shown.notices, arg.saved)
          ? 0
          : 200;
    if (performance.now() - press.since < rest) return false;
  } else if (!shown.page && (shown.status < 400 || document.readyState !== "complete"))
    return false;
  if (press) press.until = Infinity;
  const red = newRedWords(wrong, arg.red);
  // Beside a field they complain about it; elsewhere they may say anything.
  shown.notices = [
    ...shown.notices,
    ...red.filter(({ label }) => !label).map(({ error }) => error),
  ];
  return { shown, mistakes: [...wrong, ...red.filter(({ label }) => label)], same };
};

/**
 * Ask: whether the marked document is still there, and whether the click reached it.
 * @param {{ token: string }} arg
 * @returns {ClickReceipt}
 */
const clickReceived = (arg) => {
  const press = documentState.click || {};
  return {
    same: press.token === arg.token,
    hit: Boolean(press.hit),
    late: Boolean(press.late && !press.hit),
  };
};

/**
 * Ask: whatever of a click may still be on its way is held back from now on; tells whether it had
 * come.
 * @param {{ token: string }} arg
 * @returns {ClickReceipt}
 */
const cancelClick = (arg) => {
  const press = documentState.click || {};
  if (press.token === arg.token) press.until = -1;
  return clickReceived(arg);
};

/**
 * Ask: the dialog that asks is about to go: neither the page with it nor the one beneath it is an
 * answer. `left`: milliseconds in which a click may still go through.
 * @param {LookArguments & { left?: number }} arg
 * @returns {void}
 */
const resetClickBaseline = (arg) => {
  const press = documentState.click || {};
  const until = arg.left === undefined ? Infinity : performance.now() + arg.left;
  documentState.click = {
    ...press,
    before: answerState(pageState(arg), [...fieldErrors(), ...redWords(COLOURED)]),
    older: press.before ? [press.before] : [],
    since: 0,
    unknownSince: 0,
    hit: false,
    until,
  };
};
