// Signing in: typing the password, what only a person can pass, and what came of a try.

/**
 * Whether one of the patterns means this origin; `*` is exactly one label, the leftmost.
 * @param {string} origin
 * @param {string[]} patterns
 * @returns {boolean}
 */
const isNamedOrigin = (origin, patterns) =>
  patterns.some((pattern) => {
    const [scheme, rest] = pattern.split("://*.");
    if (rest === undefined) return origin === pattern;
    const host = origin.startsWith(`${scheme}://`) ? origin.slice(scheme.length + 3) : "";
    const dot = host.indexOf(".");
    return dot > 0 && host.slice(dot + 1) === rest;
  });

/**
 * Where the form would send what is typed: the origins of its action and of its buttons' own.
 * @param {PageElement | HTMLFormElement | null} form
 * @returns {string[]}
 */
const formTargets = (form) => {
  if (!form) return [];
  const actions = [form.getAttribute("action")];
  for (const el of form.querySelectorAll("[formaction]"))
    actions.push(el.getAttribute("formaction"));
  return actions
    .filter((action) => action !== null && !action.startsWith("javascript:"))
    .map((action) => new URL(action, document.baseURI).origin);
};

/**
 * Types user name and password, in a world of its own that the page's scripts cannot reach. The
 * document's origin, and where the form leads, are looked at in the same step: `refused` is the
 * origin that is not among `origins`, `absent` which of the two fields is not there.
 * @param {{ origins: string[], username: string[], password: string[], values: [string, string] }} arg
 * @returns {{ refused: string, absent: string, typed: boolean }}
 */
const typeCredentials = (arg) => {
  const told = { refused: "", absent: "", typed: false };
  if (!isNamedOrigin(location.origin, arg.origins)) return { ...told, refused: location.origin };
  const controls = findControls(document.body);
  /** @param {string[]} labels */
  const named = (labels) =>
    controls
      .filter(
        ({ label, elements: [el] }) =>
          el.matches("input") &&
          (matchesAny(label, labels) || labels.includes(el.name) || labels.includes(el.id)),
      )
      .map(({ elements: [el] }) => el);
  const secret = named(arg.password).find((el) => el.matches("[type=password]"));
  const name = named(arg.username).find((el) => !el.matches("[type=password]"));
  if (!name || !secret) return { ...told, absent: name ? "password" : "username" };
  const foreign = [name, secret]
    .flatMap((el) => formTargets(el.form))
    .find((origin) => !isNamedOrigin(origin, arg.origins));
  if (foreign !== undefined) return { ...told, refused: foreign };
  [name, secret].forEach((el, at) => changeWithFocus(el, () => setNativeValue(el, arg.values[at])));
  return { ...told, typed: name.value === arg.values[0] && secret.value === arg.values[1] };
};

/**
 * What only a person can pass: a slider, or a field for a code; "" if neither is there.
 * @param {ChallengeLabels} arg
 * @returns {string}
 */
const challenge = (arg) => {
  const texts = [...allWithin(document, "body *")]
    .filter((el) => !el.children.length || el.children.length < 3)
    .filter(
      (el) =>
        arg.slider.some((label) => normalizeText(el.textContent).includes(normalizeText(label))) &&
        normalizeText(el.textContent).length < 120,
    );
  if (
    texts.some(isVisible) ||
    [...allWithin(document, "[role=slider],[class*=nc_wrapper],[id^=nc_]")].some(isVisible)
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
 * @returns {false | { shown: SeenPage, wrong: string }}
 */
const signInAnswered = (arg) => {
  if (isNetworkError()) return { shown: pageState(arg), wrong: "" };
  if (document.readyState === "loading") return false;
  const shown = pageState(arg);
  const said = [...noticeTexts(), ...fieldErrors().map((one) => one.error)];
  const wrong =
    said.find((text) =>
      arg.wrong.some((label) => normalizeText(text).includes(normalizeText(label))),
    ) || "";
  if (shown.status >= 400 && document.readyState !== "complete") return false;
  const changed =
    !documentState.click || documentState.click.before !== answerState(shown, fieldErrors());
  // A frame that the page around it has hidden is left.
  const left = window !== window.top && !isVisible(document.querySelector("body"));
  return wrong || left || (changed && (shown.page || shown.status >= 400)) || challenge(arg)
    ? { shown, wrong }
    : false;
};

/**
 * Ask: what the form to sign in with calls its two fields and its button; "" where there is none.
 * @returns {SeenSignInForm}
 */
const signInForm = () => {
  const controls = findControls(document.body);
  const at = controls.findIndex(({ elements: [el] }) => el.matches("input[type=password]"));
  if (at < 0) return { username: "", password: "", button: "" };
  const [secret] = controls[at].elements;
  const name = controls.slice(0, at).findLast((one) => one.kind === "text");
  const buttons = [
    ...allWithin(formOf(controls[at]) || document.body, "button,[type=submit],[role=button],a"),
  ].filter(
    (el) =>
      isVisible(el) &&
      Boolean(secret.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING),
  );
  const button = buttons.find((el) => el.matches("[type=submit],button")) || buttons[0];
  return {
    username: name ? name.label : "",
    password: controls[at].label,
    button: button ? elementName(button) : "",
  };
};
