// What a person does in this document, told to the client: each action with the page as it stood
// then, and each state that follows. Nothing is told before the person has signed in, nor of a
// document that asks for a password.

/** Milliseconds after a change until the page is looked at. */
const LOOK_AFTER = 150;

/** The most facts, links and rows that one look tells. */
const MOST_FACTS = 300,
  MOST_LINKS = 200,
  MOST_ROWS = 60;

/** What is remembered between two events. */
const recorder = {
  /** @type {RecordingArguments | null} */
  told: null,
  allowed: false,
  due: 0,
  last: "",
  /** What tells the styles that were told last from others. */
  styles: "",
  /** The label of the control whose list was opened last. */
  opened: "",
  /** @type {Map<string, Set<string>>} */
  lists: new Map(),
};

/**
 * Whether the document asks for a password now.
 * @returns {boolean}
 */
const asksForPassword = () => [...allWithin(document, "input[type=password]")].some(isVisible);

/**
 * The facts that the document tells: each text that has a value beside it, or behind a colon.
 * @returns {SeenFact[]}
 */
const allFacts = () => {
  /** @type {Map<string, SeenFact>} */
  const found = new Map();
  /** @type {(label: string, value: string) => void} */
  const add = (label, value) => {
    if (label && value && label.length <= 80 && value.length <= 300)
      found.set(`${label}\n${value}`, { label, value });
  };
  for (const el of allWithin(document, "dt,th,label,strong,b,span,div,p,li,td")) {
    if (found.size >= MOST_FACTS) break;
    const own = collapseSpace(el.textContent);
    if (!own || own.length > 300 || !isVisible(el) || el.closest("nav,[class*=crumb i]")) continue;
    const next = el.nextElementSibling;
    if (
      next &&
      own.length <= 80 &&
      !el.closest("thead") &&
      !el.querySelector("input,select,textarea") &&
      !next.matches("button,[role=button],input") &&
      isVisible(next)
    )
      add(own, shownWords(next));
    const colon = own.search(/[:：]/);
    if (colon > 0 && !el.querySelector("div,p,li,td,dd,input,select"))
      add(own.slice(0, colon), collapseSpace(own.slice(colon + 1)));
  }
  return [...found.values()];
};

/**
 * The tables that the document shows, row by row.
 * @returns {SeenTable[]}
 */
const allTables = () =>
  [...allWithin(document, "table,[role=table],[role=grid]")]
    .filter((table) => isVisible(table) && !table.querySelector("table"))
    .map((table) => {
      const heads = headCells(table);
      const rows = [...table.querySelectorAll("tr,[role=row]")].filter(
        (row) => isVisible(row) && !row.closest("thead") && !heads.some((el) => row.contains(el)),
      );
      return {
        heads: heads.map((el) => collapseSpace(el.textContent)),
        rows: rows.slice(0, MOST_ROWS).map((row) => ({
          cells: [...row.children].map(shownWords),
          links: [...row.querySelectorAll("a[href]")].map((el) => el.href),
        })),
      };
    });

/**
 * What stands beside the files of each slot, and the buttons there.
 * @returns {SeenSlot[]}
 */
const allSlots = () =>
  findControls(mainRegion())
    .filter((control) => control.kind === "file")
    .map((control) => ({
      label: control.label,
      text: collapseSpace(control.box.innerText).slice(0, 600),
      buttons: [...control.box.querySelectorAll(CLICKABLE)].filter(isVisible).map(elementName),
    }));

/**
 * The form of the document, or of the dialog over it.
 * @param {boolean} inDialog
 * @returns {SeenForm}
 */
const wholeForm = (inDialog) =>
  formSnapshot({
    number: [],
    marks: { failed: [], uploaded: [], uploading: [], remove: [...profileLabels("remove")] },
    inDialog,
  });

/**
 * The document as it stands.
 * @returns {SeenDocument}
 */
const wholeDocument = () => ({
  address: location.href,
  title: document.title,
  headings: visibleHeadings(),
  notices: noticeTexts(),
  dialogs: openDialogs().map(describeDialog),
  form: wholeForm(false),
  dialog: openDialogs().length ? wholeForm(true) : null,
  slots: allSlots(),
  facts: allFacts(),
  tables: allTables(),
  total: listTotal(),
  header: textsAtHead(),
  links: [...allWithin(document, CLICKABLE)]
    .filter(isVisible)
    .slice(0, MOST_LINKS)
    .map((el) => ({ name: elementName(el), address: el.href || "" })),
});

/** Attributes of which the value is kept. */
const KEPT_ATTRIBUTE =
  /^(class|id|for|type|role|aria-.+|title|placeholder|alt|style|href|colspan|rowspan|hidden|open|width|height|viewBox|fill|d|name|tabindex|lang|dir|color|bgcolor|align|valign|size|rows|cols)$/;

/** Attributes of which it is kept that they are there. */
const MARKING_ATTRIBUTE =
  /^(required|disabled|readonly|multiple|checked|onclick|contenteditable|inert|data-ipp-drawn)$/;

/** Elements that an emptied document has no use for. */
const LEFT_OUT = "script,noscript,template,object,embed,video,audio,input[type=hidden],meta,base";

/**
 * An element without what was entered into it: name, attributes, children; a text as it is.
 * @param {Node} node
 * @returns {DocumentTree | string | null}
 */
const treeOf = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return /** @type {Text} */ (node).data;
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  const el = /** @type {PageElement} */ (node);
  if (el.matches(LEFT_OUT)) return null;
  /** @type {Record<string, string>} */
  const attributes = {};
  for (const { name, value } of el.attributes) {
    if (KEPT_ATTRIBUTE.test(name)) attributes[name] = value;
    else if (MARKING_ATTRIBUTE.test(name)) attributes[name] = "";
  }
  if (el.matches("input:is([type=submit],[type=button],[type=reset])")) attributes.value = el.value;
  const local = el.localName;
  const inner = /^(link|style|textarea|iframe|frame|canvas)$/.test(local) ? [] : [...el.childNodes];
  /** @type {DocumentTree} */
  const tree = {
    t: local,
    a: attributes,
    c: inner.map(treeOf).filter((one) => one !== null),
  };
  if (el.shadowRoot)
    tree.s = [...el.shadowRoot.childNodes].map(treeOf).filter((one) => one !== null);
  return tree;
};

/**
 * The rules of the document's style sheets, as far as they may be read; null where they are as they
 * were when they were told last.
 * @returns {string | null}
 */
const styleRules = () => {
  /** @type {CSSRule[][]} */
  const rules = [];
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets])
    try {
      rules.push([...sheet.cssRules]);
    } catch {
      rules.push([]); // of another origin
    }
  const print = rules.map((some) => some.length).join();
  if (print === recorder.styles) return null;
  recorder.styles = print;
  return rules
    .flat()
    .map((rule) => rule.cssText)
    .join("\n");
};

/**
 * The document without what was entered into it, as JSON.
 * @returns {string}
 */
const emptiedDocument = () =>
  JSON.stringify({ css: styleRules(), tree: treeOf(document.documentElement) });

/**
 * Tells the client what was done, and how the document stood then.
 * @param {RecordedAction | null} action
 * @returns {void}
 */
const tellStep = (action) => {
  if (!recorder.allowed || !document.body || asksForPassword()) return;
  const page = wholeDocument(),
    text = JSON.stringify(page);
  if (!action && text === recorder.last) return;
  recorder.last = text;
  const tree = action && action.what !== "press" ? "" : emptiedDocument();
  __ippTell(JSON.stringify({ action, page, tree }));
};

/**
 * Notes what the list offers that is open now.
 * @returns {void}
 */
const noteOpenList = () => {
  if (!recorder.opened) return;
  const offered = recorder.lists.get(recorder.opened) || new Set();
  for (const el of openOptions()) {
    const words = collapseSpace(el.getAttribute("title") || el.textContent);
    if (words && words.length <= 120) offered.add(words);
  }
  recorder.lists.set(recorder.opened, offered);
};

/**
 * Looks at the document a moment later, and again while it goes on changing.
 * @returns {void}
 */
const lookSoon = () => {
  if (recorder.due) return;
  recorder.due = setTimeout(() => {
    recorder.due = 0;
    if (!document.body) return;
    if (recorder.allowed) {
      noteOpenList();
      tellStep(null);
    } else if (showsPerson()) {
      recorder.allowed = true;
      tellStep(null);
    }
  }, LOOK_AFTER);
};

/**
 * Whether the document shows the name of the one who was to sign in, and asks for no password.
 * @returns {boolean}
 */
const showsPerson = () =>
  !asksForPassword() &&
  recorder.told.origins.includes(location.origin) &&
  [document.body.innerText, ...textsAtHead()].some((text) =>
    normalizeText(text).includes(normalizeText(recorder.told.person)),
  );

/**
 * The control that an element belongs to; null if it is none.
 * @param {PageElement} el
 * @returns {Control | null}
 */
const controlAround = (el) => {
  const label = el.closest("label");
  /** @param {Control} control */
  const means = (control) =>
    control.elements.some(
      (one) => one.contains(el) || (label && (label.contains(one) || label.control === one)),
    ) ||
    (!control.group && !control.anchor.matches("form,main,body") && control.anchor.contains(el));
  return findControls(mainRegion()).find(means) || null;
};

/**
 * Tells what was done at an element.
 * @param {RecordedAction["what"]} what
 * @param {PageElement} el
 * @returns {void}
 */
const tellAction = (what, el) => {
  if (!recorder.allowed && document.body && showsPerson()) recorder.allowed = true;
  if (!recorder.allowed || !el.closest || el.matches("input[type=password]")) return;
  noteOpenList();
  const option = openOptions().find((one) => one.contains(el));
  const control = option ? null : controlAround(el);
  // Some menus are lists of options.
  const entry = el.closest("[role=option],[role=treeitem]");
  const pressed = el.closest(CLICKABLE) || el.closest(DRAWN_BUTTON) || entry;
  if (!option && !control && !pressed) return;
  // That a field was changed is told as it is left, when another one may have been opened already.
  if (control && what !== "set") {
    recorder.opened = control.label;
    prepareDropdown({ labels: [control.label] });
  }
  const dialog = el.closest(DIALOG);
  const layer = pressed && !option && !control && !dialog ? boxOfQuestion(pressed) : null;
  const asked = layer ? describeDialog(layer) : null;
  const at = option || (control ? control.elements[0] : pressed);
  /** @type {RecordedAction} */
  const action = {
    what,
    role: option ? "option" : at === entry ? "menuitem" : at.getAttribute("role") || at.localName,
    name: control ? "" : elementName(at).slice(0, 120),
    label: control ? control.label : option ? recorder.opened : "",
    kind: control ? control.kind : "",
    required: control ? isRequired(control) : false,
    options: [
      ...new Set([
        ...((control && optionLabels(control)) || []),
        ...(recorder.lists.get(control ? control.label : recorder.opened) || []),
      ]),
    ],
    value: control ? [controlValue(control)].flat() : [],
    files:
      control && control.kind === "file" && el.files ? [...el.files].map((file) => file.name) : [],
    dialog: Boolean(dialog),
    link: !control && !option && pressed.matches("a[href]") ? pressed.href : "",
    in_row: Boolean(el.closest("tbody tr,[role=row]")),
    question: asked && asked.buttons.length > 1 ? asked.text : "",
  };
  tellStep(action);
};

/**
 * Tells what is done in this document from now on, once the person has signed in.
 * @param {string} text
 * @returns {void}
 */
const record = (text) => {
  recorder.told = JSON.parse(text);
  documentState.labels = recorder.told.words;
  __ippMayRecord().then((/** @type {boolean} */ yes) => {
    recorder.allowed = recorder.allowed || yes;
    lookSoon();
  });
  /** @param {Event} event */
  const target = (event) => /** @type {PageElement} */ (event.composedPath()[0]);
  addEventListener("pointerdown", (event) => tellAction("press", target(event)), true);
  addEventListener("change", (event) => tellAction("set", target(event)), true);
  addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" || event.key === " ") tellAction("key", target(event));
    },
    true,
  );
  new MutationObserver(lookSoon).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
  for (const name of ["load", "pageshow", "hashchange", "popstate"])
    addEventListener(name, lookSoon, true);
};
