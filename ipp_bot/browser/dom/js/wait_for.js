// Waiting within the page: another look whenever the document has changed.

/**
 * Milliseconds in all beyond which motion may be a clock, such as the bar of a toast that goes when
 * it has run out.
 */
const BRIEF = 600;

/** How often motion is hurried while one thing is waited for. */
const HURRIES = 10;

/**
 * Has at its end what only leads from one state to the next, if anything does.
 * @returns {Promise<void> | null}
 */
const finishBriefMotion = () =>
  frameRequests.finish(
    document
      .getAnimations()
      .filter(({ effect }) => effect && Number(effect.getComputedTiming().endTime) <= BRIEF),
    BRIEF,
  );

/**
 * The verb's first result that is not false; null after `patience` milliseconds. A look costs
 * little, polling would cost the page its time.
 * @param {string} text
 * @param {(text: string) => unknown} verb
 * @returns {Promise<unknown>}
 */
const waitFor = (text, verb) =>
  new Promise((go, fail) => {
    /** @type {(() => void)[]} */
    const over = [];
    /**
     * @param {(it: unknown) => void} settle
     * @param {unknown} it
     */
    const end = (settle, it) => {
      for (const stop of over.splice(0)) stop();
      settle(it);
    };
    let cost = 0,
      ended = 0,
      hurries = 0,
      hurried = false;
    const look = () => {
      if (!over.length || !document.body) return;
      const began = performance.now();
      try {
        const result = verb(text);
        if (result !== false) end(go, result);
        else hurry();
      } catch (error) {
        end(fail, error);
      }
      ended = performance.now();
      cost = ended - began;
    };
    // What begins again and again is waited for as on a screen.
    const hurry = () => {
      const drawn = hurried || hurries >= HURRIES ? null : finishBriefMotion();
      if (!drawn) return;
      hurries++;
      hurried = true;
      drawn.then(() => {
        hurried = false;
        look();
      });
    };
    // A page that moves changes with every frame: most of its time stays its own.
    let due = 0;
    const soon = () => {
      due =
        due ||
        setTimeout(
          () => {
            due = 0;
            look();
          },
          Math.min(50, 5 + 3 * cost),
        );
    };
    const drawn = () => setTimeout(look);
    const observer = new MutationObserver(soon);
    const beat = setInterval(() => {
      if (performance.now() - ended > 3 * cost) look();
    }, 50);
    const patience = setTimeout(() => end(go, null), JSON.parse(text).patience);
    document.addEventListener("readystatechange", look);
    // Those who listen for it come first, and draw what is to be seen.
    document.addEventListener("DOMContentLoaded", drawn);
    over.push(
      () => observer.disconnect(),
      () => clearInterval(beat),
      () => clearTimeout(patience),
      () => clearTimeout(due),
      () => document.removeEventListener("readystatechange", look),
      () => document.removeEventListener("DOMContentLoaded", drawn),
    );
    observer.observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    look();
  });
