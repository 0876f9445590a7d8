// A form that is spread over pages: which of them is shown, and going on to the next.
const step = (arg) => {
  const marked = [...document.querySelectorAll("[aria-current=step]")]
    .filter(seen)
    .map((el) => tidy(el.textContent));
  const shown = [marked, headings()].map((texts) =>
    arg.steps.findIndex((labels) => texts.some((text) => among(text, labels))),
  );
  return {
    at: shown[0] >= 0 ? shown[0] : shown[1],
    ends: pressables(region(), arg.ends).length > 0 && !pressables(region(), arg.next).length,
  };
};
// Before Next is pressed: complaints that are there already are no answer.
const step_off = () => {
  window.__ippStep = JSON.stringify(mistakes());
};
const stepped = (arg) => {
  if (netError() || early()) return false;
  if (window.__ippMissed) return { missed: true };
  const here = arg.steps ? step(arg) : { at: present(arg) ? 0 : -1 };
  if (here.at >= 0 && here.at !== arg.before) return { ...here, sight: look(arg), mistakes: [] };
  const wrong = mistakes();
  if (window.__ippStep !== undefined && window.__ippStep !== JSON.stringify(wrong) && wrong.length)
    return { ...here, sight: look(arg), mistakes: wrong };
  // The portal has sent the same page once more.
  if (
    arg.steps &&
    here.at >= 0 &&
    window.__ippStep === undefined &&
    document.readyState === "complete"
  )
    return { ...here, again: true, sight: look(arg), mistakes: wrong };
  const entry = performance.getEntriesByType("navigation")[0],
    gone = entry && entry.responseStatus >= 400 && document.readyState === "complete";
  return gone || ["sign_in", "maintenance"].includes(which(arg)) || dialogs().length
    ? { at: -1, sight: look(arg), mistakes: [] }
    : false;
};
const asking = (arg) => ({ there: present(arg) });

// From the confirmation the portal's own link leads on to the next record, in the document that is there. What is
// still told of the one before, and floats over the page, is put out of sight until it tells something else.
const layer = (el) =>
  !el || el === document.body
    ? null
    : getComputedStyle(el).position === "fixed"
      ? el
      : layer(el.parentElement);
const inMiddle = ({ x, y, width, height }) =>
  document.elementFromPoint(x + width / 2, y + height / 2);
const hush = (el) => {
  const before = el.style.display,
    box = el.getBoundingClientRect(),
    over = layer(el);
  el.style.setProperty("display", "none", "important");
  const again = () => {
    own.disconnect();
    el.style.display = before;
  };
  const own = new MutationObserver(again);
  own.observe(el, { subtree: true, childList: true, characterData: true });
  return {
    again,
    clear: () => ![box, over.getBoundingClientRect()].some((one) => over.contains(inMiddle(one))),
  };
};
const another = (arg) => {
  const told = noticed(),
    links = which(arg) === "confirmation" ? pressables(region(), arg.labels) : [];
  if (
    links.length !== 1 ||
    !links[0].matches("a[href]:not([target])") ||
    dialogs().length ||
    !told.every(layer)
  )
    return { went: false };
  const gone = told.map(hush);
  if (noticed().length || !gone.every((one) => one.clear()) || !middle(links[0]).free) {
    for (const one of gone) one.again();
    return { went: false };
  }
  window.__ippElse = 0;
  window.__ippMissed = false;
  links[0].click();
  return { went: true };
};
