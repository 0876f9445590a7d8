// Signing in: what only a person can pass, and what came of a try.
const obstacle = (arg) => {
  const texts = [...document.querySelectorAll("body *")]
    .filter((el) => !el.children.length || el.children.length < 3)
    .filter(
      (el) =>
        arg.slider.some((label) => fold(el.textContent).includes(fold(label))) &&
        fold(el.textContent).length < 120,
    );
  if (
    texts.some(seen) ||
    [...document.querySelectorAll("[role=slider],[class*=nc_wrapper],[id^=nc_]")].some(seen)
  )
    return "slider";
  if (within(document.body).some((unit) => among(unit.label, arg.code))) return "field for a code";
  return "";
};
const obstacles = (arg) => ({ met: obstacle(arg) });
const admitted = (arg) => {
  if (netError()) return { sight: look(arg), wrong: "" };
  if (document.readyState === "loading") return false;
  const sight = look(arg);
  const said = [...notices(), ...mistakes().map((one) => one.error)];
  const wrong =
    said.find((text) => arg.wrong.some((label) => fold(text).includes(fold(label)))) || "";
  if (sight.status >= 400 && document.readyState !== "complete") return false;
  const changed = !window.__ippPress || window.__ippPress.before !== shows(sight, mistakes());
  return wrong || (changed && (sight.page || sight.status >= 400)) || obstacle(arg)
    ? { sight, wrong }
    : false;
};
