// Uploaded files as the portal lists them beside a slot: name, size, state, and how to remove
// them.

/** A file's name within a text; "2.03 MB" and "0.00B" are sizes and no names. */
const FILE_NAME =
  /([^\\/:*?"<>|\s][^\\/:*?"<>|]*\.(?!\d+(?:[kmg]i?b?|b|bytes?)?(?![a-z0-9]))[a-z0-9]{2,5})(?=$|[\s(（,])/i;

/** A size within a text. */
const SIZE = /([\d][\d.,  ]*)\s*(bytes?|b|kib|kb|k|mib|mb|m|字节)(?![a-z])/gi;

/**
 * How many bytes a unit has.
 * @type {Record<string, number>}
 */
const BYTES = {
  b: 1,
  byte: 1,
  bytes: 1,
  字节: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: 1048576,
  mb: 1048576,
  mib: 1048576,
};

/**
 * The size that a text tells; of "12.3 KB (12,595 bytes)" what is told in bytes counts.
 * @param {string} text
 * @returns {{ bytes: number, exact: boolean, digit: number } | null}
 */
const parseSize = (text) => {
  // "12.3 KB (12,595 bytes)": what is told in bytes counts.
  const all = [...text.matchAll(SIZE)];
  const found = all.find((one) => BYTES[one[2].toLowerCase()] === 1) || all[0];
  if (!found) return null;
  const name = found[2].toLowerCase();
  const exact = BYTES[name] === 1;
  // Bytes have thousands and no parts, though some write them with two digits more.
  const digits = exact
    ? found[1]
        .trim()
        .replace(/[.,]\d\d?$/, "")
        .replace(/[^\d]/g, "")
    : found[1].replace(/[,\s]/g, "");
  const decimals = exact ? 0 : (digits.split(".")[1] || "").length;
  return { bytes: Number(digits) * BYTES[name], exact, digit: BYTES[name] / 10 ** decimals };
};

/**
 * The file's name that stands in the element's own words, or in its title where they are cut
 * short.
 * @param {PageElement} el
 * @returns {string}
 */
const fileNameIn = (el) => {
  const own = collapseSpace(
    [...el.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => /** @type {Text} */ (node).data)
      .join(" "),
  );
  const titled = FILE_NAME.exec(collapseSpace(el.getAttribute("title")));
  const found = own && (titled || FILE_NAME.exec(own));
  return found ? found[1] : "";
};

/**
 * Whether something within the box is on its way out: what goes from a list folds up, or fades,
 * before it is gone.
 * @param {PageElement} el
 * @param {PageElement} root
 * @returns {boolean}
 */
const isGoing = (el, root) =>
  el !== root &&
  (el.getBoundingClientRect().height < 1 || isLeaving(el) || isGoing(el.parentElement, root));

/**
 * Whether an animation that will end runs within the box.
 * @param {PageElement} box
 * @returns {boolean}
 */
const isAnimated = (box) =>
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

/**
 * The files that are listed in a control's row, each with its element.
 * @param {Control} control
 * @returns {FileItem[]}
 */
const fileItems = (control) => {
  const names = [...control.box.querySelectorAll("a,span,td,li,p,strong,div,output")].filter(
    (el) =>
      fileNameIn(el) &&
      isVisible(el) &&
      !isGoing(el, control.box) &&
      !el.closest("label,legend,button,[role=alert],[class*=error i]"),
  );
  return names.map((el) => {
    let item = el;
    while (
      item !== control.box &&
      names.every((other) => other === el || !item.parentElement.contains(other)) &&
      !item.parentElement.querySelector("input[type=file]")
    )
      item = item.parentElement;
    return {
      el: item,
      named: el,
      name: fileNameIn(el),
      tail: item === el ? restOfLine(el, names) : [],
    };
  });
};

/**
 * What a page tells of a file on the same line: some put name, size and the way to change it in
 * one row.
 * @param {PageElement} el
 * @param {PageElement[]} names
 * @returns {Node[]}
 */
const restOfLine = (el, names) => {
  const line = [];
  for (
    let at = el.nextSibling;
    at &&
    !(
      at instanceof Element && at.matches("br,button,p,div,ul,ol,table,input:not([type=checkbox])")
    ) &&
    !names.includes(/** @type {PageElement} */ (at));
    at = at.nextSibling
  )
    line.push(at);
  return line.some((one) => one instanceof Element && one.querySelector("input[type=file]"))
    ? []
    : line;
};

/**
 * How far an upload is, by the profile's marks and by the page's classes.
 * @param {PageElement} item
 * @param {string} text
 * @param {UploadMarks} marks
 * @returns {UploadState}
 */
const uploadState = (item, text, marks) => {
  const classes = [item, ...item.querySelectorAll("*")]
    .map(
      (el) =>
        `${el.getAttribute("class") || ""} ${el.dataset.state || ""} ${el.dataset.status || ""}`,
    )
    .join(" ");
  /** @param {string[]} labels */
  const says = (labels) =>
    labels.some((label) => normalizeText(text).includes(normalizeText(label)));
  if (says(marks.failed) || /(^|[\s-])(error|failed)(\s|$)/i.test(classes)) return "failed";
  if (says(marks.uploaded)) return "done";
  if (
    says(marks.uploading) ||
    [...item.querySelectorAll("[role=progressbar],progress")].some(isVisible) ||
    /(^|[\s-])uploading(\s|$)/i.test(classes)
  )
    return "uploading";
  return /(^|[\s-])(done|success|uploaded)(\s|$)/i.test(classes) ? "done" : "unknown";
};

/**
 * What a slot says of an upload that failed without being in its list; "" if nothing.
 * @param {Control} control
 * @param {UploadMarks} marks
 * @returns {string}
 */
const uploadError = (control, marks) => {
  if (control.kind !== "file") return "";
  const says = [...control.box.querySelectorAll("*")].find(
    (el) => !el.children.length && matchesAny(el.textContent, marks.failed) && isVisible(el),
  );
  return says && !fileItems(control).some(({ el }) => el.contains(says))
    ? collapseSpace(says.textContent)
    : "";
};

/**
 * What the input itself holds: it goes with the form, if the page does not send it before.
 * @param {Control} control
 * @returns {SeenFile[]}
 */
const heldFiles = (control) =>
  control.elements
    .flatMap((el) => [...(el.files || [])])
    .map((file) => ({
      name: file.name,
      size: file.size,
      exact: true,
      digit: 1,
      state: "held",
      fixed: false,
      boxed: false,
      link: "",
    }));

/**
 * Where a file's name links to; "" if it is no link, one that stays on the page, or one that takes
 * the file away.
 * @param {FileItem} item
 * @param {readonly string[]} words
 * @returns {string}
 */
const linkOfFile = (item, words) => {
  const found = item.named.closest("a[href]");
  const href = found ? found.getAttribute("href") : "";
  if (!found || !URL.canParse(href, document.baseURI)) return "";
  const target = new URL(href, document.baseURI);
  if (!/^https?:$/.test(target.protocol)) return "";
  if (removeButtons(item, words).some((el) => el === found || found.contains(el))) return "";
  const here = [location.href, document.baseURI].map((one) => one.split("#")[0]);
  return here.includes(target.href.split("#")[0]) ? "" : target.href;
};

/**
 * Whether this is a box beside a stored file that takes the file away when the form is saved.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isRemovalCheckbox = (el) => {
  if (!el.matches("input[type=checkbox]") || !matchesAny(optionLabel(el), profileLabels("remove")))
    return false;
  let row = el.parentElement;
  while (row && !row.matches("form,body") && !row.querySelector("input[type=file]"))
    row = row.parentElement;
  return (
    Boolean(row) &&
    !row.matches("form,body") &&
    [...row.querySelectorAll("input,select,textarea")].every((one) =>
      one.matches("input[type=file],input[type=checkbox],input[type=hidden]"),
    )
  );
};

/**
 * The boxes that take a listed file away.
 * @param {Pick<FileItem, "el" | "tail">} item
 * @returns {PageElement[]}
 */
const removalCheckboxes = ({ el, tail: line }) =>
  [
    ...el.querySelectorAll("input[type=checkbox]"),
    .../** @type {(HTMLInputElement & PageElement)[]} */ (
      /** @type {unknown[]} */ (line).filter((one) => one instanceof HTMLInputElement)
    ),
  ].filter(isRemovalCheckbox);

/**
 * What takes a listed file away: a box, a button of one of these names, or the last button or
 * picture that is not the file's name (its name opens it).
 * @param {FileItem} item
 * @param {readonly string[]} labels
 * @returns {PageElement[]}
 */
const removeButtons = ({ el: item, name, tail: line }, labels) => {
  const boxes = removalCheckboxes({ el: item, tail: line });
  if (boxes.length) return boxes.slice(0, 1);
  const exact = clickablesNamed(item, labels);
  /** @param {string} what */
  const all = (what) =>
    [...item.querySelectorAll(what)]
      .filter((el) => isVisible(el) && !el.textContent.includes(name))
      .slice(-1);
  return exact.length ? exact : [...all("button,[role=button]"), ...all("svg,i,img")].slice(0, 1);
};

/**
 * The files of a slot as the page lists them. A file that cannot be taken away is replaced by the
 * one that the input holds for it.
 * @param {Control} control
 * @param {UploadMarks} marks
 * @returns {SeenFile[]}
 */
const listedFiles = (control, marks) => {
  const shown = fileItems(control)
    .filter((item) => !removalCheckboxes(item).some((box) => box.checked))
    .map((item) => {
      // a file may be called "1.5 MB done.png": what its name says is told of no upload
      const text = collapseSpace(
        [item.el.innerText, ...item.tail.map((one) => one.textContent)].join(" "),
      ).replaceAll(item.name, " ");
      const size = parseSize(text);
      return {
        name: item.name,
        size: size && size.bytes,
        exact: Boolean(size && size.exact),
        digit: size ? size.digit : 0,
        state: uploadState(item.el, text, marks),
        fixed: !removeButtons(item, marks.remove).length,
        boxed: removalCheckboxes(item).length > 0,
        link: linkOfFile(item, marks.remove),
      };
    });
  // A file that cannot be taken away is replaced by the one that the input holds for it.
  const own = heldFiles(control),
    joins = own.length > 0 && control.elements[0].multiple && shown.some((file) => file.boxed);
  /** @type {(file: SeenFile, one: SeenFile) => boolean} */
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

/**
 * The files that a text names, none of which has an element of its own: a line or a part each.
 * @param {PageElement} box
 * @param {UploadMarks} marks
 * @returns {SeenFile[]}
 */
const filesInText = (box, marks) => {
  const text = collapseSpace(box.innerText);
  const parts = box.innerText
    .split(/,\s|[，;；、\n]/)
    .map(collapseSpace)
    .filter(Boolean);
  const named = parts.every((part) => FILE_NAME.test(part)) ? parts : [text];
  /** @type {(part: string) => SeenFile[]} */
  const fileIn = (part) => {
    const found = FILE_NAME.exec(part);
    if (!found) return [];
    const told = part.replace(found[1], " "),
      size = parseSize(told);
    return [
      {
        name: found[1],
        size: size && size.bytes,
        exact: Boolean(size && size.exact),
        digit: size ? size.digit : 0,
        state: uploadState(box, told, marks),
        fixed: true,
        boxed: false,
        link: "",
      },
    ];
  };
  return named.flatMap(fileIn);
};

/**
 * Wait: all slots show their files, or one of them failed. `strict` counts only what the page
 * marks as stored, `held` also what an input holds; `stood` is what stood beside the slot before,
 * and is about no file.
 * @param {{ slots: UploadSlot[], marks: UploadMarks, strict: boolean, held: boolean } & NumberLabels} arg
 * @returns {false | SeenForm}
 */
const uploadsDone = (arg) => {
  const controls = findControls(mainRegion()).filter((control) => control.kind === "file");
  const slots = arg.slots
    .map((slot) => controls.find((control) => matchesAny(control.label, slot.labels)))
    .map(
      (control) =>
        control && {
          files: listedFiles(control, arg.marks),
          holding: heldFiles(control).length,
          error: controlError(control) || uploadError(control, arg.marks),
        },
    );
  // What stood beside the empty slot, or only says that it must be filled, is about no file.
  /** @type {(words: string, before: string) => boolean} */
  const stood = (words, before) => words === before || matchesAny(words, profileLabels("required"));
  const over = slots.some(
    (control, at) =>
      (control && control.files.some((file) => file.state === "failed")) ||
      (control && control.error && !stood(control.error, arg.slots[at].stood)),
  );
  /** @param {SeenFile} file */
  const counts = (file) => file.state === "done" || (file.state === "unknown" && !arg.strict);
  /** @type {(control: { files: SeenFile[], holding: number }) => number} */
  const stored = (control) =>
    Math.max(control.files.filter(counts).length, arg.held ? control.holding : 0);
  const complete = slots.every((control, at) => control && stored(control) >= arg.slots[at].count);
  const still = () =>
    !document.getAnimations().length ||
    !findControls(mainRegion()).some(
      (control) => control.kind === "file" && isAnimated(control.box),
    );
  return over || (complete && still()) ? formSnapshot(arg) : false;
};

/**
 * Wait: a slot shows fewer files than `count`.
 * @param {{ slots: { labels: string[], count: number }[], marks: UploadMarks } & NumberLabels} arg
 * @returns {false | SeenForm}
 */
const fileRemoved = (arg) => {
  const shown = formSnapshot(arg);
  const [slot] = arg.slots;
  const control = shown.controls.find(
    (one) => one.kind === "file" && matchesAny(one.label, slot.labels),
  );
  return control && control.files.length < slot.count ? shown : false;
};
