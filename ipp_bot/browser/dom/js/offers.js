// The list that is open, as far as it is drawn; it is scrolled on for the next look.
// It hangs at the end of the body, or in the form beneath its control.
const POPUP =
  "[role=listbox],[role=menu],[class*=option i],[class*=drop i],[class*=menu i],[class*=select i],[class*=pop i]";
const drawn = () =>
  [...document.querySelectorAll("[role=option],[role=menuitem],[role=treeitem],[title],li")].filter(
    (el) =>
      seen(el) &&
      !el.closest("nav,header,footer") &&
      (!el.closest("main,form") || (el.matches("[role=option],li") && el.closest(POPUP))) &&
      !el.querySelector("li,[role=option],[title]"),
  );
const unrolled = () => (offering().length ? {} : false);
const offering = () => drawn().filter((el) => !(window.__ippDrawn || new WeakSet()).has(el));
const rolled = () => (offering().length ? false : {});
// What is drawn before a list is opened is none of its options; but while it closes, as lists do
// slowly, it cannot be told from the list that opens next.
const closing_still = () => {
  const own = window.__ippOwn;
  return Boolean(own) && drawn().some((el) => own.els.has(el));
};
const unrolling = (arg) => {
  const name = (arg.labels || [])[0] || "";
  if (window.__ippOwn && window.__ippOwn.name === name && closing_still()) return false;
  window.__ippDrawn = new WeakSet(drawn());
  window.__ippUnrolled = window.__ippTook = 0;
  window.__ippOwn = { name, els: new WeakSet() };
  return {};
};
// The control that opens the list, if it may be pressed at once.
const opens = (arg) => (unrolling(arg) ? aim(arg) : { ready: false });
const scrolls = (open) => {
  let box = open.length ? open[0].parentElement : null;
  while (
    box &&
    box !== document.body &&
    (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === "visible")
  )
    box = box.parentElement;
  return box && box !== document.body && box !== document.documentElement ? box : null;
};
const offered = async (arg) => {
  const open = offering(),
    box = scrolls(open);
  if (window.__ippOwn) for (const el of open) window.__ippOwn.els.add(el);
  const more = Boolean(box && box.scrollTop + box.clientHeight < box.scrollHeight - 1);
  const options = open
    .map((el) => tidy(el.getAttribute("title") || el.textContent))
    .filter(Boolean);
  if (options.some((words) => among(words, arg.labels))) return { options, more, found: true };
  if (more) {
    box.scrollTop += Math.max(box.clientHeight - 40, 40);
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  }
  return { options, more, found: false };
};
// The list shows the option, or can be scrolled on to it, or is all there by now.
const SETTLED = 700;
// Where it shows the option, that is aimed at as well.
const unfolded = (arg) => {
  if (window.__ippMissed) return { missed: true, options: [], found: false };
  const open = offering();
  if (!open.length) return false;
  window.__ippUnrolled = window.__ippUnrolled || performance.now();
  const there =
    open.some((el) => among(el.getAttribute("title") || el.textContent, arg.labels)) ||
    scrolls(open);
  if (!there && performance.now() - window.__ippUnrolled <= SETTLED) return false;
  const spec = { what: "option", labels: arg.labels };
  return offered(arg).then((told) => (told.found ? { ...told, at: aim({ spec }) } : told));
};
// The control shows the option; a list for several choices stays open then, any other one goes by
// itself as a rule, and a little later.
const LINGERS = 100;
const took = (arg) => {
  if (window.__ippMissed) return { missed: true };
  const units = matching(within(region()), arg.labels);
  if (!units.flatMap(valueOf).some((text) => among(text, arg.words))) return false;
  const told = units[0].els[0].getAttribute("aria-expanded");
  const open = told === null ? offering().length > 0 : told === "true";
  window.__ippTook = window.__ippTook || performance.now();
  if (open && !arg.several && performance.now() - window.__ippTook < LINGERS) return false;
  return { missed: false, open };
};
