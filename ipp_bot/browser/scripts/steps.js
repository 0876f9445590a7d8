// A form that is spread over pages: which of them is shown, and going on to the next.
const step = (arg) => {
  const marked = [...document.querySelectorAll("[aria-current=step]")].filter(seen).map((el) => tidy(el.textContent));
  const shown = [marked, headings()].map((texts) => arg.steps.findIndex((labels) => texts.some((text) => among(text, labels))));
  return { at: shown[0] >= 0 ? shown[0] : shown[1], ends: pressables(region(), arg.ends).length > 0 && !pressables(region(), arg.next).length };
};
// Before Next is pressed: complaints that are there already are no answer.
const step_off = () => { window.__ippStep = JSON.stringify(mistakes()); };
const stepped = (arg) => {
  if (netError() || early()) return false;
  if (window.__ippMissed) return { missed: true };
  const here = arg.steps ? step(arg) : { at: present(arg) ? 0 : -1 };
  if (here.at >= 0 && here.at !== arg.before) return { ...here, sight: look(arg), mistakes: [] };
  const wrong = mistakes();
  if (window.__ippStep !== undefined && window.__ippStep !== JSON.stringify(wrong) && wrong.length) return { ...here, sight: look(arg), mistakes: wrong };
  // The portal has sent the same page once more.
  if (arg.steps && here.at >= 0 && window.__ippStep === undefined && document.readyState === "complete")
    return { ...here, again: true, sight: look(arg), mistakes: wrong };
  const entry = performance.getEntriesByType("navigation")[0], gone = entry && entry.responseStatus >= 400 && document.readyState === "complete";
  return gone || ["sign_in", "maintenance"].includes(which(arg)) || dialogs().length ? { at: -1, sight: look(arg), mistakes: [] } : false;
};
const asking = (arg) => ({ there: present(arg) });
