// What a person would see at a glance: which page this is, what it says, what stands in the way.
const holds = (mark, titles) => {
  const signs = [];
  if (mark.headings.length) signs.push(() => titles.some((title) => among(title, mark.headings)));
  if (mark.buttons.length) signs.push(() => pressables(document, mark.buttons).length > 0);
  if (mark.facts.length) signs.push(() => fact(mark.facts, region()) !== null);
  if (mark.password)
    signs.push(() => [...document.querySelectorAll("input[type=password]")].some(seen));
  return signs.length > 0 && signs.every((sign) => sign());
};

const noticed = () =>
  [
    ...document.querySelectorAll(
      "[role=alert],[role=status],[class*=toast i],[class*=message-notice i],[class*=flash i]",
    ),
  ].filter(
    (el) =>
      seen(el) && !el.querySelector(`${DIALOG},form`) && !el.closest(DIALOG) && tidy(el.innerText),
  );
const notices = () => noticed().map((el) => tidy(el.innerText));
// The word of an earlier deed has gone: the next one is news, even in the same place.
const silent = (arg) =>
  notices().some((words) => arg.saved.some((label) => fold(words).startsWith(fold(label))))
    ? false
    : {};

const overlay = (el) => ({
  title: tidy(
    (referred(el, "aria-labelledby")[0] || el.querySelector("h1,h2,h3,h4,[class*=title i]") || {})
      .textContent || el.getAttribute("aria-label"),
  ),
  text: tidy(el.innerText).slice(0, 600),
  buttons: [...el.querySelectorAll(PRESSABLE)].filter(seen).map(words).filter(Boolean),
});

const netError = () =>
  location.protocol === "chrome-error:" ||
  (document.body && document.body.classList.contains("neterror"));

const which = (arg) => {
  const titles = headings();
  return (arg.pages.find(([, mark]) => holds(mark, titles)) || [null])[0];
};
const links = (arg) =>
  Object.fromEntries(
    Object.entries(arg.menu).map(([name, labels]) => [
      name,
      ([...document.querySelectorAll("a[href]")].find((el) => called(el, labels)) || {}).href || "",
    ]),
  );

// What a page says that nobody knows: from its heading on, if it has one.
const strangeText = () => {
  const title = [...region().querySelectorAll("h1,h2,[role=heading]")].find(seen);
  const around = title && title.parentElement.innerText;
  return around && around.trim().length > title.innerText.trim().length
    ? around
    : region().innerText;
};
const look = (arg) => {
  const entry = performance.getEntriesByType("navigation")[0],
    kind = which(arg);
  return {
    page: kind,
    number: fact(arg.number),
    links: links(arg),
    status: netError() ? -1 : (entry && entry.responseStatus) || 0,
    broken: netError()
      ? tidy(
          (document.querySelector("#error-code,.error-code") || document.body).textContent,
        ).slice(0, 200)
      : "",
    headings: headings(),
    notices: notices(),
    dialogs: dialogs().map(overlay),
    address: location.href,
    says: ["other", null].includes(kind) && document.body ? tidy(strangeText()).slice(0, 200) : "",
  };
};

// What a page shows before its own scripts were told that it is there is not what it asks.
const early = () => {
  const entry = performance.getEntriesByType("navigation")[0];
  return (
    document.readyState === "loading" ||
    (document.readyState === "interactive" && Boolean(entry) && !entry.domContentLoadedEventEnd)
  );
};

// Wait for one of the wanted pages, or for whatever makes waiting pointless.
const arrived = (arg) => {
  if (netError()) return look(arg);
  if (early()) return false;
  const entry = performance.getEntriesByType("navigation")[0];
  if (entry && entry.responseStatus >= 400)
    return document.readyState === "complete" ? look(arg) : false;
  if (window.__ippGone) return false;
  if (window.__ippMissed) return { missed: true };
  const kind = which(arg);
  if (arg.wanted.includes(kind)) return look(arg);
  // A frame that is still to be filled may look like another page: what it is shows in a while.
  const final = ["sign_in", "maintenance"].includes(kind);
  if (!arg.instead.includes(kind) || (waiting() && !final)) {
    window.__ippElse = 0;
    return false;
  }
  window.__ippElse = window.__ippElse || performance.now();
  return final || performance.now() - window.__ippElse > 1500 ? look(arg) : false;
};

// A word of an earlier deed that goes away, as a toast does, is no answer to the press.
const onlyLess = (before, now) => {
  const [page, number, ...lists] = JSON.parse(before),
    [page2, number2, ...lists2] = JSON.parse(now);
  return (
    page === page2 &&
    number === number2 &&
    lists2.every((list, at) => {
      const old = lists[at].map((one) => JSON.stringify(one));
      // Words that are there twice now are news as well.
      return list.every((one) => {
        const place = old.indexOf(JSON.stringify(one));
        return place >= 0 && old.splice(place, 1);
      });
    })
  );
};
// The same words in a new place are news: a second toast may say what the first, still there, says.
const numbered = (el) => {
  const told = (window.__ippTold = window.__ippTold || { places: new WeakMap(), last: 0 });
  if (!told.places.has(el)) told.places.set(el, ++told.last);
  return el.getAttribute("role") === "status" ? 0 : told.places.get(el);
};
const shows = (sight, wrong) =>
  JSON.stringify([
    sight.page,
    sight.number,
    noticed().map((el) => [numbered(el), tidy(el.innerText)]),
    sight.dialogs,
    wrong,
  ]);

// Before an irreversible press: all that could fail is looked at, and the document is marked.
const prepare = (arg) => {
  const found = pressables(region(), arg.buttons);
  const sight = look(arg);
  const state = { sight, count: found.length, ready: false, why: "" };
  if (found.length !== 1)
    return {
      ...state,
      why: found.length ? "several buttons bear the name" : "the button is not there",
    };
  const el = found[0];
  if (barred(el)) return { ...state, why: "the button is disabled" };
  const at = target(el);
  if (at.why) return { ...state, ...at };
  fence();
  window.__ippPress = {
    token: arg.token,
    before: shows(sight, mistakes()),
    older: [],
    hit: false,
    late: false,
    until: performance.now() + arg.left,
  };
  return { ...state, ...at, ready: true };
};
const mistakes = () =>
  within(region())
    .map((unit) => ({ label: unit.label, error: mistake(unit) }))
    .filter(({ error }) => error);

// What is told now and was not told before the press: words of an earlier deed may still stand there.
const news = (before, now) => {
  const [, , old] = JSON.parse(before),
    [, , told] = JSON.parse(now);
  const known = new Set(old.map((one) => JSON.stringify(one)));
  return told.filter((one) => !known.has(JSON.stringify(one))).map(([, text]) => text);
};
// An answer with nothing to wait for: the confirmation, or a new word that the draft is saved, and the record's number.
const whole = (before, now, told, saved) => {
  const [page] = JSON.parse(before),
    [page2, number, , asked, wrong] = JSON.parse(now);
  if (number === null || asked.length || wrong.length) return false;
  if (page2 === "confirmation" && page !== page2) return true;
  return (
    page === page2 && told.some((text) => saved.some((label) => fold(text).startsWith(fold(label))))
  );
};

// After the press: the first change that is an answer, be it a new document or a word on the old one.
const answered = (arg) => {
  if (netError()) return { sight: look(arg), mistakes: [], same: false };
  const press = window.__ippPress;
  const same = Boolean(press && press.token === arg.token);
  if (document.readyState === "loading") return false;
  if (same && press.missed && !press.hit) return { missed: true };
  if (same && [...document.querySelectorAll("[aria-busy=true],[class*=btn-loading i]")].some(seen))
    return false;
  const sight = look(arg);
  const wrong = mistakes();
  if (same) {
    const now = shows(sight, wrong);
    if (!sight.page || [press.before, ...press.older].some((state) => onlyLess(state, now)))
      return false;
    // One script shows its answer in several steps: the words above first, those at the fields later.
    if (!press.since) press.since = performance.now();
    sight.notices = news(press.before, now);
    const refused = sight.notices.some((words) =>
      arg.refused.some((label) => fold(words).includes(fold(label))),
    );
    const rest =
      refused && !wrong.length
        ? 1500
        : whole(press.before, now, sight.notices, arg.saved)
          ? 0
          : 200;
    if (performance.now() - press.since < rest) return false;
  } else if (!sight.page && (sight.status < 400 || document.readyState !== "complete"))
    return false;
  if (press) press.until = Infinity;
  return { sight, mistakes: wrong, same };
};
const pressed = (arg) => {
  const press = window.__ippPress || {};
  return {
    same: press.token === arg.token,
    hit: Boolean(press.hit),
    late: Boolean(press.late && !press.hit),
  };
};
// Whatever of a click may still be on its way is held back from now on; tells whether it had come.
const recall = (arg) => {
  const press = window.__ippPress || {};
  if (press.token === arg.token) press.until = -1;
  return pressed(arg);
};
// The dialog that asks is about to go: neither the page with it nor the one beneath it is an answer.
const remark = (arg) => {
  const press = window.__ippPress || {};
  const until = arg.left === undefined ? Infinity : performance.now() + arg.left;
  window.__ippPress = {
    ...press,
    before: shows(look(arg), mistakes()),
    older: press.before ? [press.before] : [],
    since: 0,
    hit: false,
    until,
  };
};
