// Signing in: what only a person can pass, and what came of a try.

/**
 * What only a person can pass: a slider, or a field for a code; "" if neither is there.
 * @param {ChallengeLabels} arg
 * @returns {string}
 */
const challenge = (arg) => {
  const texts = [...document.querySelectorAll("body *")]
    .filter((el) => !el.children.length || el.children.length < 3)
    .filter(
      (el) =>
        arg.slider.some((label) => normalizeText(el.textContent).includes(normalizeText(label))) &&
        normalizeText(el.textContent).length < 120,
    );
  if (
    texts.some(isVisible) ||
    [...document.querySelectorAll("[role=slider],[class*=nc_wrapper],[id^=nc_]")].some(isVisible)
  )
    return "slider";
  if (findControls(document.body).some((control) => matchesAny(control.label, arg.code)))
    return "field for a code";
  return "";
};

/**
 * Ask: what only a person can pass.
 * @param {ChallengeLabels} arg
 * @returns {{ met: string }}
 */
const signInChallenge = (arg) => ({ met: challenge(arg) });

/**
 * Wait: another page, a complaint, or a challenge. `wrong` is what the page says of a wrong
 * password, "" if it does not.
 * @param {LookArguments & ChallengeLabels & { wrong: string[] }} arg
 * @returns {false | { sight: SeenPage, wrong: string }}
 */
const signInAnswered = (arg) => {
  if (isNetworkError()) return { sight: pageState(arg), wrong: "" };
  if (document.readyState === "loading") return false;
  const sight = pageState(arg);
  const said = [...noticeTexts(), ...fieldErrors().map((one) => one.error)];
  const wrong =
    said.find((text) =>
      arg.wrong.some((label) => normalizeText(text).includes(normalizeText(label))),
    ) || "";
  if (sight.status >= 400 && document.readyState !== "complete") return false;
  const changed =
    !documentState.click || documentState.click.before !== answerState(sight, fieldErrors());
  return wrong || (changed && (sight.page || sight.status >= 400)) || challenge(arg)
    ? { sight, wrong }
    : false;
};
