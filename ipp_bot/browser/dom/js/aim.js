// What is scrolled out of a box around it is not at that place, though its own box says so.
const cut = (el, x, y, end) => {
  for (
    let at = el.parentElement;
    at && at !== end && at !== document.body && getComputedStyle(at).position !== "fixed";
    at = at.parentElement
  ) {
    const box = at.getBoundingClientRect();
    if (
      getComputedStyle(at).overflow !== "visible" &&
      (x < box.left || x > box.right || y < box.top || y > box.bottom)
    )
      return true;
  }
  return false;
};
// What a list shows, words or chips, may lie over its input: all of it is in a box that holds no other control.
const around = (el) => {
  if (!el.matches("input") || (!el.readOnly && el.getAttribute("role") !== "combobox")) return null;
  const fits = (box) =>
    box &&
    box !== document.body &&
    !box.matches("form,main,section") &&
    box.getBoundingClientRect().height < 200 &&
    [...box.querySelectorAll(CONTROL)].every((one) => one === el);
  let box = null;
  for (let at = el.parentElement; fits(at) && !at.querySelector(LABEL); at = at.parentElement)
    box = at;
  return box;
};
const veils = (el, hit) => {
  const box = around(el);
  return Boolean(box) && box.contains(hit) && !hit.closest(`${PRESSABLE},label`);
};
const meets = (el, hit, x, y) =>
  el.contains(hit) ||
  (hit.contains(el) && !cut(el, x, y, hit)) ||
  (!hit.contains(el) && veils(el, hit));
// Where a real click goes: to the middle of what is meant, and through to nothing else.
const middle = (el) => {
  const own = spot(el, el, 0.5),
    box = own.free ? null : around(el);
  return (
    (box && [0.5, 0.75, 0.9, 0.25].map((part) => spot(el, box, part)).find((one) => one.free)) ||
    own
  );
};
const spot = (el, within, part) => {
  const box = within.getBoundingClientRect();
  const x = box.x + box.width * part,
    y = box.y + box.height / 2;
  const hit = document.elementFromPoint(x, y);
  return { x, y, free: Boolean(hit) && meets(el, hit, x, y) };
};
// What lies over an element: the box with a place of its own around the one on top, as banners are,
// or the largest that does not hold the element.
const coverOf = (el) => {
  const box = el.getBoundingClientRect();
  let over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (!over || el.contains(over) || over.contains(el)) return null;
  let placed = null;
  for (let at = over; at && at !== document.body && !at.contains(el); at = at.parentElement) {
    if (["fixed", "absolute", "sticky"].includes(getComputedStyle(at).position)) placed = at;
    over = at;
  }
  return placed || over;
};
const cover = (el) => {
  const over = coverOf(el);
  return (
    over && {
      typed: over.querySelector("input,textarea,select") !== null,
      text: tidy(over.innerText).slice(0, 80),
      buttons: [...over.querySelectorAll("button,[role=button]")]
        .filter(seen)
        .map(words)
        .filter(Boolean),
    }
  );
};
const target = (el) => {
  if (
    document
      .getAnimations()
      .some(
        (motion) =>
          motion.playState === "running" &&
          motion.effect &&
          motion.effect.target &&
          motion.effect.target.contains(el),
      )
  )
    return { why: "the button is still moving" };
  // What lies free within the window is not moved: a page that scrolls is drawn anew.
  let at = middle(el);
  if (!at.free) {
    el.scrollIntoView({ block: "center", behavior: "instant" });
    at = middle(el);
  }
  if (!at.free) return { why: "something covers the button", covered: true, cover: cover(el) };
  window.__ippAim = el;
  return { x: at.x, y: at.y, why: "" };
};

// The first thing that a selector means, ready to be clicked; what is not ready is left to patience.
const aim = (arg) => {
  window.__ippAim = null;
  const el = seek(document, JSON.stringify(arg.spec))[0];
  if (!el) return { ready: false, covered: dialogs().length > 0, why: "it is not there" };
  if (barred(el)) return { ready: false, covered: false, why: "it is disabled" };
  const at = target(el);
  if (at.why) return { ready: false, covered: false, ...at };
  // What is left of an earlier press concerns this click only if it goes on with that press.
  if (!arg.goes_on) window.__ippPress = null;
  fence();
  window.__ippMissed = false;
  return { ...at, ready: true };
};
const poised = (arg) => {
  const state = aim(arg);
  return state.ready ? state : false;
};
// A box over the button, such as a banner, is put away by a button of its own that the profile knows for it.
const uncover = (arg) => {
  const el = seek(document, JSON.stringify(arg.spec))[0],
    over = el && coverOf(el);
  const buttons = over ? [...over.querySelectorAll("button,[role=button]")].filter(seen) : [];
  const button = arg.labels
    .map((label) => buttons.find((one) => called(one, [label])))
    .find(Boolean);
  if (button) button.click();
  return {};
};
const astray = () => ({ missed: Boolean(window.__ippMissed) });

// The page may move beneath the pointer, and a process that was stopped between its last look at the
// clock and the click must not press late: the document itself lets no such click through.
const fence = () => {
  if (window.__ippFence) return;
  window.__ippFence = true;
  let wide = false;
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"])
    window.addEventListener(
      kind,
      (event) => {
        if (!event.isTrusted) return;
        const press = window.__ippPress,
          el = window.__ippAim,
          at = event.composedPath()[0];
        if (kind === "pointerdown") {
          wide = Boolean(el && !meets(el, at, event.clientX, event.clientY));
          window.__ippAim = null;
          window.__ippMissed = wide;
          if (wide && press) press.missed = true;
        }
        if (!wide && (!press || performance.now() <= press.until)) {
          if (press) press.hit = true;
          return;
        }
        if (press && !wide) press.late = true;
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture: true },
    );
};
