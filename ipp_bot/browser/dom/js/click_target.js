// Where a real click goes, what lies over that place, and that the click meets nothing else.

/**
 * Whether a point of the element is scrolled out of a box around it, up to `end`: then it is not
 * at that place, though its own box says so.
 * @param {PageElement} el
 * @param {number} x
 * @param {number} y
 * @param {PageElement} end
 * @returns {boolean}
 */
const isClipped = (el, x, y, end) => {
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

/** Pixels beyond which an input fills its box; it may have an arrow beside it. */
const NARROW = 80;

/**
 * Whether an input cannot be seen itself: it is transparent, or what holds it hides it. What shows
 * its value then stands beside it, however wide that is.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isUnseen = (el) => {
  const drawn = { opacityProperty: true },
    { parentElement: box } = el;
  return (
    !el.checkVisibility(drawn) ||
    Boolean(box && hidesContent(box, box.getBoundingClientRect(), drawn))
  );
};

/**
 * The box around an input with all that it shows, words or chips, which may lie over it; it holds
 * no other control. Null if there is none.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const boxAround = (el) => {
  if (!el.matches("input") || (!el.readOnly && !el.closest("[role=combobox]"))) return null;
  /** @param {PageElement | null} box */
  const fits = (box) =>
    box &&
    box !== document.body &&
    !box.matches("form,main,section") &&
    box.getBoundingClientRect().height < 200 &&
    (narrow || box.getBoundingClientRect().width < own + NARROW) &&
    [...box.querySelectorAll(CONTROL)].every((one) => one === el || one === search);
  const search = searchInputOf(el),
    own = el.getBoundingClientRect().width,
    narrow = own < NARROW || isUnseen(el);
  // What a list shows may be called its label.
  const list = el.closest("[class*=select i]");
  /** @param {PageElement} at */
  const labelled = (at) =>
    [...at.querySelectorAll(LABEL)].some(
      (one) => one.matches("label,legend,th,dt") || !list || !list.contains(one),
    );
  let box = null;
  for (let at = el.parentElement; fits(at) && !labelled(at); at = at.parentElement) box = at;
  return box;
};

/**
 * Whether what was hit is part of what the input itself shows.
 * @param {PageElement} el
 * @param {PageElement} hit
 * @returns {boolean}
 */
const isOwnOverlay = (el, hit) => {
  const box = boxAround(el);
  return Boolean(box) && box.contains(hit) && !hit.closest(`${CLICKABLE},label,input`);
};

/**
 * Whether a click there, on what was hit, is a click on the element.
 * @param {PageElement} el
 * @param {PageElement} hit
 * @param {number} x
 * @param {number} y
 * @returns {boolean}
 */
const hitsTarget = (el, hit, x, y) =>
  holds(el, hit) ||
  (holds(hit, el) && !isClipped(el, x, y, hit)) ||
  (!holds(hit, el) && isOwnOverlay(el, hit));

/**
 * Where a real click goes: to the middle of what is meant, and through to nothing else.
 * @param {PageElement} el
 * @returns {ClickPoint}
 */
const clickPoint = (el) => {
  const own = pointWithin(el, el, 0.5),
    box = own.free ? null : boxAround(el);
  return (
    (box &&
      [0.5, 0.75, 0.9, 0.25, 0.97]
        .map((part) => pointWithin(el, box, part))
        .find((one) => one.free)) ||
    own
  );
};

/**
 * The point at a part of a box's width, and whether a click there meets the element.
 * @param {PageElement} el
 * @param {PageElement} within
 * @param {number} part
 * @returns {ClickPoint}
 */
const pointWithin = (el, within, part) => {
  const box = within.getBoundingClientRect();
  const x = box.x + box.width * part,
    y = box.y + box.height / 2;
  const hit = elementAt(x, y);
  return { x, y, free: Boolean(hit) && hitsTarget(el, hit, x, y) };
};

/**
 * What lies over an element: the positioned box around the one on top, as banners are, or the
 * largest that does not hold the element. Null if nothing does.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const coverOf = (el) => {
  const box = el.getBoundingClientRect();
  let over = elementAt(box.x + box.width / 2, box.y + box.height / 2);
  if (!over || holds(el, over) || holds(over, el)) return null;
  let placed = null;
  for (let at = over; at && at !== document.body && !at.contains(el); at = at.parentElement) {
    if (["fixed", "absolute", "sticky"].includes(getComputedStyle(at).position)) placed = at;
    over = at;
  }
  return placed || over;
};

/**
 * What lies over an element, or where that is a mask without a word the box over the page that lies
 * over the mask, known by a button that can be clicked.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const spokenCover = (el) => {
  const over = coverOf(el);
  if (!over || shownWords(over) || over.querySelector(`${CLICKABLE},${CONTROL},iframe`))
    return over;
  const boxes = [...allWithin(document, CLICKABLE)]
    .filter((one) => isVisible(one) && pointWithin(one, one, 0.5).free)
    .map(boxOfQuestion)
    .filter((box) => box && !box.contains(el) && collapseSpace(box.innerText));
  return boxes[0] || over;
};

/**
 * What lies over an element: whether it can be typed into, up to 80 characters of its text, and
 * its buttons.
 * @param {PageElement} el
 * @returns {Cover | null}
 */
const describeCover = (el) => {
  const over = spokenCover(el);
  return (
    over && {
      typed: over.querySelector("input,textarea,select") !== null,
      text: collapseSpace(over.innerText).slice(0, 80),
      buttons: [...over.querySelectorAll(CLICKABLE)]
        .filter(isVisible)
        .map(elementName)
        .filter(Boolean),
    }
  );
};

/**
 * Whether a point of this document lies within the window that shows it. A frame may be higher than
 * that; where the page around it is of another origin, nobody knows.
 * @param {ClickPoint} point
 * @returns {boolean}
 */
const isInWindow = ({ x, y }) => {
  for (let at = window; at !== at.parent; at = /** @type {typeof window} */ (at.parent)) {
    const frame = at.frameElement;
    if (!frame) return false;
    const box = frame.getBoundingClientRect(),
      outer = frame.ownerDocument.defaultView;
    x += box.x + frame.clientLeft;
    y += box.y + frame.clientTop;
    if (x < 0 || y < 0 || x >= outer.innerWidth || y >= outer.innerHeight) return false;
  }
  return true;
};

/** Milliseconds of motion beyond which what carries a target is waited for as on a screen. */
const LONG = 5000;

/**
 * All motion that moves something of which this is true.
 * @param {(target: Element) => boolean} about
 * @returns {Animation[]}
 */
const motionOf = (about) =>
  document
    .getAnimations()
    .filter(
      (motion) =>
        motion.playState === "running" &&
        motion.effect &&
        motion.effect.target &&
        about(motion.effect.target),
    );

/**
 * Whether the element moves. If that comes to an end, it does so as soon as it can.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isMoving = (el) => {
  const moving = motionOf((target) => target.contains(el));
  frameRequests.finish(moving, LONG);
  return moving.length > 0;
};

/** How often motion follows on motion until an element lies free. */
const FOLLOWS = 3;

/**
 * Waits until what carries the element, or moves over it, has come to its end, where that is as
 * soon as it can be. Returns whether there was any such motion.
 * @param {PageElement} el
 * @returns {Promise<boolean>}
 */
const comesToRest = async (el) => {
  for (let turn = 0; ; turn++) {
    const over = coverOf(el);
    const drawn = frameRequests.finish(
      motionOf(
        (target) =>
          target.contains(el) || (over && (target.contains(over) || over.contains(target))),
      ),
      LONG,
    );
    if (!drawn || turn === FOLLOWS) return turn > 0;
    await drawn;
  }
};

/**
 * Where to click the element, which is scrolled to if it must; or why it cannot be clicked now.
 * @param {PageElement} el
 * @returns {Target}
 */
const aimAt = (el) => {
  if (isMoving(el)) return { why: "the button is still moving" };
  // What lies free within the window is not moved: a page that scrolls is drawn anew.
  let at = clickPoint(el);
  if (!at.free || !isInWindow(at)) {
    el.scrollIntoView({ block: "center", behavior: "instant" });
    at = clickPoint(el);
  }
  if (!at.free)
    return { why: "something covers the button", covered: true, cover: describeCover(el) };
  documentState.clickTarget = el;
  return { x: at.x, y: at.y, why: "" };
};

/**
 * Where to click the first element that a selector means, if it can be clicked now. `goes_on` says
 * that the click belongs to the irreversible one before it.
 * @param {AimArguments} arg
 * @returns {Aim}
 */
const aimNow = (arg) => {
  documentState.clickTarget = null;
  const el = findTargets(document, JSON.stringify(arg.spec))[0];
  if (!el)
    return {
      ready: false,
      found: false,
      covered: openDialogs().length > 0,
      why: "it is not there",
    };
  if (isDisabled(el)) return { ready: false, covered: false, why: "it is disabled" };
  const at = aimAt(el);
  if (at.why) return { ready: false, covered: false, ...at };
  // The state of an earlier irreversible click concerns this one only if it answers its question.
  if (!arg.goes_on) documentState.click = null;
  guardClicks();
  documentState.clickMissed = false;
  return { ...at, ready: true };
};

/**
 * Ask: the same, once what only leads from one state of the page to the next has ended.
 * @param {AimArguments} arg
 * @returns {Promise<Aim>}
 */
const aimClick = async (arg) => {
  const at = aimNow(arg);
  if (at.ready || at.found === false) return at;
  const el = findTargets(document, JSON.stringify(arg.spec))[0];
  return !isDisabled(el) && (await comesToRest(el)) ? aimNow(arg) : at;
};

/**
 * Wait: the first element that a selector means can be clicked.
 * @param {AimArguments} arg
 * @returns {false | Aim}
 */
const actionable = (arg) => {
  const state = aimNow(arg);
  return state.ready ? state : false;
};

/** What does something when it is clicked, or may. */
const INTERACTIVE = "label,summary,iframe,[onclick],[tabindex]:not([tabindex='-1'])";

/**
 * Ask: a place where a click does nothing but to leave what is open: a heading, or a part of the
 * page that is neither a control nor a button.
 * @returns {Aim}
 */
const neutralPoint = () => {
  const headings = [...allWithin(document, "h1,h2,h3,[role=heading]")]
    .filter(isVisible)
    .map((el) => el.getBoundingClientRect())
    .map((box) => ({ x: box.x + Math.min(10, box.width / 2), y: box.y + box.height / 2 }));
  const steps = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98];
  const places = steps.flatMap((down) =>
    steps.map((along) => ({ x: innerWidth * along, y: innerHeight * down })),
  );
  const popups = [openCalendar(), ...openOptions()].filter(Boolean);
  const at = [...headings, ...places].find(({ x, y }) => {
    const hit = elementAt(x, y);
    return (
      hit &&
      !hit.closest(`${CLICKABLE},${CONTROL},${INTERACTIVE}`) &&
      getComputedStyle(hit).cursor !== "pointer" &&
      !popups.some((popup) => popup.contains(hit) || (hit.contains(popup) && hit.closest(POPUP)))
    );
  });
  if (!at) return { ready: false, why: "everything there is for clicking" };
  documentState.click = documentState.clickTarget = null;
  return { ready: true, ...at };
};

/** A step and the number of steps, as a tour shows them. */
const TOUR_STEP = /(^|\D)\d{1,2}\s*\/\s*\d{1,2}(\D|$)/;

/**
 * Ask: closes a box over the element, such as a banner, by a button of its own that the profile
 * knows for that. A tour, which tells its step, is led to its end by the buttons in `tour` too.
 * A list that opens may lie beneath the page for a moment: what stands in the page's controls, such
 * as the cross of a chip or of a file, closes nothing.
 * @param {{ spec: TargetSpec, labels: string[], tour: string[] }} arg
 * @returns {Nothing}
 */
const closeCover = (arg) => {
  const el = findTargets(document, JSON.stringify(arg.spec))[0],
    over = el && spokenCover(el);
  const main = mainRegion(),
    boxes = over ? findControls(main).map((control) => control.box) : [];
  const buttons =
    over && !over.contains(main)
      ? [...over.querySelectorAll(CLICKABLE)].filter(
          (one) => isVisible(one) && !boxes.some((box) => box.contains(one)),
        )
      : [];
  const touring = over && TOUR_STEP.test(over.innerText) && !over.querySelector("input,textarea");
  const button = [...arg.labels, ...(touring ? arg.tour : [])]
    .map((label) => buttons.find((one) => hasName(one, [label])))
    .find(Boolean);
  if (button) button.click();
  return {};
};

/**
 * Ask: whether the last click would have met something else, and was held back.
 * @returns {{ missed: boolean }}
 */
const clickMissed = () => ({ missed: Boolean(documentState.clickMissed) });

/**
 * The page may move beneath the pointer, and a process that was stopped between its last look at
 * the clock and the click must not click late: the document itself lets no such click through.
 * @returns {void}
 */
const guardClicks = () => {
  if (documentState.clicksGuarded) return;
  documentState.clicksGuarded = true;
  let wide = false;
  for (const kind of /** @type {const} */ ([
    "pointerdown",
    "mousedown",
    "pointerup",
    "mouseup",
    "click",
  ]))
    window.addEventListener(
      kind,
      (event) => {
        if (!event.isTrusted) return;
        const press = documentState.click,
          el = documentState.clickTarget,
          at = /** @type {PageElement} */ (event.composedPath()[0]);
        if (kind === "pointerdown") {
          wide = Boolean(el && !hitsTarget(el, at, event.clientX, event.clientY));
          documentState.clickTarget = null;
          documentState.clickMissed = wide;
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
