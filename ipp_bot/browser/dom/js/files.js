// Uploaded files as the portal lists them beside a slot: name, size, state, and how to remove them.
const SIZE = /([\d][\d.,  ]*)\s*(bytes?|b|kib|kb|mib|mb|字节)(?![a-z])/gi;
const UNIT = { b: 1, byte: 1, bytes: 1, 字节: 1, kb: 1024, kib: 1024, mb: 1048576, mib: 1048576 };

const sizeIn = (text) => {
  // "12.3 KB (12,595 bytes)": what is told in bytes counts.
  const all = [...text.matchAll(SIZE)];
  const found = all.find((one) => UNIT[one[2].toLowerCase()] === 1) || all[0];
  if (!found) return null;
  const unit = found[2].toLowerCase();
  const exact = UNIT[unit] === 1;
  const digits = exact ? found[1].replace(/[^\d]/g, "") : found[1].replace(/[,\s]/g, "");
  return { bytes: Number(digits) * UNIT[unit], exact };
};

// A name stands in the element's own words, or in its title where the words are cut short.
const nameIn = (el) => {
  const own = tidy(
    [...el.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.data)
      .join(" "),
  );
  const titled = FILE_NAME.exec(tidy(el.getAttribute("title")));
  const found = own && (titled || FILE_NAME.exec(own));
  return found ? found[1] : "";
};

// What goes from a list folds up before it is gone.
const flat = (el, root) =>
  el !== root && (el.getBoundingClientRect().height < 1 || flat(el.parentElement, root));
const moves = (box) =>
  document
    .getAnimations()
    .some(
      ({ playState, effect }) =>
        playState === "running" &&
        effect &&
        effect.target &&
        box.contains(effect.target) &&
        effect.getComputedTiming().iterations !== Infinity,
    );

const items = (unit) => {
  const names = [...unit.box.querySelectorAll("a,span,td,li,p,strong,div,output")].filter(
    (el) =>
      nameIn(el) &&
      seen(el) &&
      !flat(el, unit.box) &&
      !el.closest("label,legend,button,[role=alert],[class*=error i]"),
  );
  return names.map((el) => {
    let item = el;
    while (
      item !== unit.box &&
      names.every((other) => other === el || !item.parentElement.contains(other)) &&
      !item.parentElement.querySelector("input[type=file]")
    )
      item = item.parentElement;
    return { el: item, name: nameIn(el), tail: item === el ? tail(el, names) : [] };
  });
};
// What a page tells of a file on the same line: some put name, size and the way to change it in one row.
const tail = (el, names) => {
  const line = [];
  for (
    let at = el.nextSibling;
    at &&
    !(
      at instanceof Element && at.matches("br,button,p,div,ul,ol,table,input:not([type=checkbox])")
    ) &&
    !names.includes(at);
    at = at.nextSibling
  )
    line.push(at);
  return line.some((one) => one instanceof Element && one.querySelector("input[type=file]"))
    ? []
    : line;
};

const stateOf = (item, text, marks) => {
  const classes = [item, ...item.querySelectorAll("*")]
    .map(
      (el) =>
        `${el.getAttribute("class") || ""} ${el.dataset.state || ""} ${el.dataset.status || ""}`,
    )
    .join(" ");
  const says = (labels) => labels.some((label) => fold(text).includes(fold(label)));
  if (says(marks.failed) || /(^|[\s-])(error|failed)(\s|$)/i.test(classes)) return "failed";
  if (says(marks.uploaded)) return "done";
  if (
    says(marks.uploading) ||
    [...item.querySelectorAll("[role=progressbar],progress")].some(seen) ||
    /(^|[\s-])uploading(\s|$)/i.test(classes)
  )
    return "uploading";
  return /(^|[\s-])(done|success|uploaded)(\s|$)/i.test(classes) ? "done" : "unknown";
};

// A slot may say that sending failed without a file in its list.
const unsent = (unit, marks) => {
  if (unit.kind !== "file") return "";
  const says = [...unit.box.querySelectorAll("*")].find(
    (el) => !el.children.length && among(el.textContent, marks.failed) && seen(el),
  );
  return says && !items(unit).some(({ el }) => el.contains(says)) ? tidy(says.textContent) : "";
};

// What the input itself holds: it goes with the form, if the page does not send it before.
const held = (unit) =>
  [...((unit.els[0] || {}).files || [])].map((file) => ({
    name: file.name,
    size: file.size,
    exact: true,
    state: "held",
    fixed: false,
    boxed: false,
  }));

const boxesOf = ({ el, tail: line }) =>
  [
    ...el.querySelectorAll("input[type=checkbox]"),
    ...line.filter((one) => one instanceof HTMLInputElement),
  ].filter(clears);
const listed = (unit, marks) => {
  const shown = items(unit)
    .filter((item) => !boxesOf(item).some((box) => box.checked))
    .map((item) => {
      // a file may be called "1.5 MB done.png": what its name says is told of no upload
      const text = tidy(
        [item.el.innerText, ...item.tail.map((one) => one.textContent)].join(" "),
      ).replaceAll(item.name, " ");
      const size = sizeIn(text);
      return {
        name: item.name,
        size: size && size.bytes,
        exact: Boolean(size && size.exact),
        state: stateOf(item.el, text, marks),
        fixed: !crosses(item, marks.remove).length,
        boxed: boxesOf(item).length > 0,
      };
    });
  // A file that cannot be taken away is replaced by the one that the input holds for it.
  const own = held(unit),
    joins = own.length > 0 && unit.els[0].multiple && shown.some((file) => file.boxed);
  const alike = (file, one) =>
    file.name === one.name &&
    (file.size === null ||
      Math.abs(file.size - one.size) <= (file.exact ? 0 : Math.max(1024, 0.06 * one.size)));
  const replaces = shown.every(
    (file) => (file.fixed || file.boxed) && !own.some((one) => alike(file, one)),
  );
  if (joins) return [...shown, ...own];
  return own.length && replaces ? own : shown;
};
