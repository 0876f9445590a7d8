// A form that is spread over pages: which of them is shown, and whether the next one came.

/**
 * Ask: which step is shown (-1 if none), and whether it is the last.
 * @param {StepLabels} arg
 * @returns {{ at: number, ends: boolean }}
 */
const wizardStep = (arg) => {
  const marked = [...allWithin(document, "[aria-current=step]")]
    .filter(isVisible)
    .map((el) => collapseSpace(el.textContent));
  const shown = [marked, visibleHeadings()].map((texts) =>
    arg.steps.findIndex((labels) => texts.some((text) => matchesAny(text, labels))),
  );
  return {
    at: shown[0] >= 0 ? shown[0] : shown[1],
    ends:
      clickablesNamed(mainRegion(), arg.ends).length > 0 &&
      !clickablesNamed(mainRegion(), arg.next).length,
  };
};

/**
 * Ask: remembers the complaints before Next is clicked: those that are there already are no
 * answer.
 * @returns {void}
 */
const markStep = () => {
  documentState.stepErrors = JSON.stringify(fieldErrors());
};

/**
 * Wait: another step, new complaints, the same page once more (`again`), or whatever makes
 * waiting pointless.
 * @param {LookArguments & StepArguments} arg
 * @returns {false | StepChange | Missed}
 */
const stepChanged = (arg) => {
  if (isNetworkError() || isEarly()) return false;
  if (documentState.clickMissed) return { missed: true };
  const here = "steps" in arg ? wizardStep(arg) : { at: fieldsAppeared(arg) ? 0 : -1 };
  if (here.at >= 0 && !("before" in arg && here.at === arg.before))
    return { ...here, shown: pageState(arg), mistakes: [] };
  const wrong = fieldErrors();
  if (
    documentState.stepErrors !== null &&
    documentState.stepErrors !== JSON.stringify(wrong) &&
    wrong.length
  )
    return { ...here, shown: pageState(arg), mistakes: wrong };
  // The portal has sent the same page once more.
  if (
    "steps" in arg &&
    here.at >= 0 &&
    documentState.stepErrors === null &&
    document.readyState === "complete"
  )
    return { ...here, again: true, shown: pageState(arg), mistakes: wrong };
  const entry = performance.getEntriesByType("navigation")[0],
    gone = entry && entry.responseStatus >= 400 && document.readyState === "complete";
  return gone || ["sign_in", "maintenance"].includes(pageKind(arg)) || openDialogs().length
    ? { at: -1, shown: pageState(arg), mistakes: [] }
    : false;
};
