// What a page needs a frame for: a browser that draws when it is told to is told of it.

/**
 * Tells the client of every frame that the page needs. `drawn` resolves when nothing of the page
 * waits for a frame any more; what moves on and on is not waited for. `finish` has motion at its
 * end with the next frames, where the client waits for it and nobody looks.
 */
const frameRequests = (() => {
  const tell = globalThis.__ippFrame || (() => {}),
    unseen = Boolean(globalThis.__ippFrame);
  // Of such a page's window only a strip is drawn by itself: to the page it is as high as ever.
  if (unseen)
    Object.defineProperty(window, "outerHeight", {
      get: () => screen.height,
      configurable: true,
    });
  delete globalThis.__ippFrame;
  const next = requestAnimationFrame.bind(window);
  let asked = false,
    wanted = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    next(() => {
      asked = false;
    });
    tell("");
  };
  // What asks in each frame for the next one, such as a toast that counts its time, is drawn at a slower pace.
  const DEEP = 6,
    PACE = 80;
  let depth = 0,
    due = 0,
    frame = 0,
    shown = 0;
  // A frame may bear a later time than the page's clock: to the page's scripts it never does.
  /** @param {number} time */
  const timeOf = (time) => {
    if (time !== frame) shown = Math.min(time, performance.now());
    frame = time;
    return shown;
  };
  const later = () => {
    due =
      due ||
      setTimeout(() => {
        due = 0;
        ask();
      }, PACE);
  };
  window.requestAnimationFrame = (go) => {
    const mine = depth + 1;
    if (mine > DEEP) later();
    else {
      if (!wanted)
        next(() => {
          wanted = false;
        });
      wanted = true;
      ask();
    }
    return next((time) => {
      depth = mine;
      try {
        go(timeOf(time));
      } finally {
        depth = 0;
      }
    });
  };
  // Observers are told of changes with a frame.
  let watched = false;
  const watch = () => {
    ask();
    if (!watched)
      new MutationObserver(ask).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
    watched = true;
  };
  for (const { prototype: own } of [ResizeObserver, IntersectionObserver]) {
    const observe = own.observe;
    own.observe = function (/** @type {[target: Element]} */ ...about) {
      watch();
      return observe.apply(this, about);
    };
  }
  // What moves, and comes to an end, gets there with the frames.
  /** @param {Animation} motion */
  const ends = (motion) =>
    motion.playState === "running" &&
    motion.effect &&
    motion.effect.getComputedTiming().iterations !== Infinity;
  /**
   * Milliseconds until motion is at its end.
   * @param {Animation} motion
   */
  const left = ({ effect, playbackRate }) => {
    const { endTime, localTime } = effect.getComputedTiming(),
      to = playbackRate < 0 ? localTime : Number(endTime) - Number(localTime);
    return Number(to) / Math.abs(playbackRate);
  };
  const RARELY = 1000;
  let looks = false,
    ending = 0;
  const move = () => {
    if (looks) return;
    looks = true;
    ask();
    next(() => {
      looks = false;
      clearTimeout(ending);
      // What lies between is drawn for nobody: the page is told of the end.
      const soonest = Math.min(...document.getAnimations().filter(ends).map(left));
      if (soonest < Infinity) ending = setTimeout(move, Math.min(soonest, RARELY));
    });
  };
  for (const kind of ["transitionrun", "animationstart"])
    document.addEventListener(kind, move, true);
  /** @type {Promise<void> | null} */
  let hurried = null;
  /**
   * Has motion at its end that will be there within so many milliseconds: the next frame bears that
   * time. Resolves when it was drawn; null where there is nothing to hurry, or somebody looks.
   * @param {Animation[]} motions
   * @param {number} longest
   * @returns {Promise<void> | null}
   */
  const finish = (motions, longest) => {
    if (!unseen || hurried) return hurried;
    const brief = motions.filter((motion) => ends(motion) && left(motion) <= longest);
    if (!brief.length) return null;
    // What has just begun takes its start from the next frame.
    const pending = brief.some((motion) => motion.pending);
    hurried = new Promise((go) => next(() => setTimeout(go))).then(() => {
      hurried = null;
      return pending ? finish(brief, longest) : null;
    });
    tell(pending ? "0" : `${Math.ceil(Math.max(...brief.map(left)))}`);
    return hurried;
  };
  // Until nothing of the page waits for a frame any more; what moves on and on is not waited for.
  const drawn = async () => {
    for (let left = 3; wanted && left; left--)
      await new Promise((go) => {
        tell("0");
        next(go);
      });
  };
  return { drawn, finish };
})();
