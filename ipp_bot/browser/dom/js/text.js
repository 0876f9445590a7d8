// Text on a page: how it is compared, which of it can be seen, what stands beside what.

/**
 * Texts that were normalized before: the same labels are compared with every element.
 * @type {Map<string, string>}
 */
const normalizedTexts = new Map();

/**
 * The text as it is compared: NFKC, lower case, without white space, leading stars and closing
 * colons, stars and full stops.
 * @param {string | null | undefined} text
 * @returns {string}
 */
const normalizeText = (text) => {
  const known = normalizedTexts.get(text);
  if (known !== undefined) return known;
  const folded = (text || "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\u200b]+/g, "")
    .replace(/^[*]+/, "")
    .replace(/[:*.。]+$/, "");
  if (normalizedTexts.size > 4000) normalizedTexts.clear();
  normalizedTexts.set(text, folded);
  return folded;
};

/**
 * The text with each run of white space as one blank, and none around it.
 * @param {string | null | undefined} text
 * @returns {string}
 */
const collapseSpace = (text) => (text || "").replace(/[\s\u200b]+/g, " ").trim();

/**
 * Whether the text is one of these labels; an empty text is none.
 * @param {string | null | undefined} text
 * @param {readonly string[]} labels
 * @returns {boolean}
 */
const matchesAny = (text, labels) => {
  const folded = normalizeText(text);
  return folded !== "" && labels.some((label) => normalizeText(label) === folded);
};

/**
 * The profile's labels under `mark.KEY` or `button.KEY`, as the last call told them.
 * @param {string} key
 * @returns {readonly string[]}
 */
const profileLabels = (key) => documentState.labels[key] || [];

/**
 * Whether the element is in the document, not hidden, and takes up space.
 * @param {PageElement | null | undefined} el
 * @returns {boolean}
 */
const isVisible = (el) => {
  if (!el || !el.isConnected || !el.checkVisibility({ visibilityProperty: true })) return false;
  const box = el.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
};

/**
 * What an element that shows a picture alone says: `alt` or `title`, of its own or of the picture.
 * @param {PageElement} el
 * @returns {string}
 */
const pictureName = (el) => {
  const picture = el.matches("img,input[type=image]") ? el : el.querySelector("img");
  return picture ? picture.getAttribute("alt") || picture.title || "" : "";
};

/** A moment with its day and its time, whatever the order of the day's parts. */
const WHOLE_MOMENT = /^\d{1,4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,4}\D{1,4}\d{1,2}[:：]\d\d/;

/** The longest text, in characters, that tells a moment by how long ago it was. */
const LONGEST_AGO = 30;

/**
 * The moment that an element has in full behind words such as “3 minutes ago”; "" if it has none.
 * @param {PageElement} el
 * @param {string} words
 * @returns {string}
 */
const momentBehind = (el, words) => {
  if (!words || words.length > LONGEST_AGO || /\d[:：]\d\d/.test(words)) return "";
  const told = [el, ...el.querySelectorAll("time[datetime],[title]")].flatMap((one) => [
    one.getAttribute("datetime") || "",
    one.title || "",
  ]);
  return told.map(collapseSpace).find((text) => WHOLE_MOMENT.test(text)) || "";
};

/**
 * What an element shows: its text, or what its picture says; a moment in full if it has it.
 * @param {PageElement} el
 * @returns {string}
 */
const shownWords = (el) => {
  const words = collapseSpace(el.innerText) || collapseSpace(pictureName(el));
  return momentBehind(el, words) || words;
};

/**
 * The element's accessible name: its `aria-label`, the value of a button that is an input, its
 * text, or what its picture says.
 * @param {PageElement} el
 * @returns {string}
 */
const elementName = (el) =>
  collapseSpace(
    el.getAttribute("aria-label") ||
      (el.value && el.matches("input") && el.value) ||
      el.textContent.trim() ||
      pictureName(el),
  );

/**
 * The element's text without that of what the selector finds in it (a label may wrap its select).
 * @param {PageElement} el
 * @param {string} selector
 * @returns {string}
 */
const textWithout = (el, selector) => {
  if (!el.querySelector(selector)) return collapseSpace(el.textContent);
  const copy = el.cloneNode(true);
  for (const inner of copy.querySelectorAll(selector)) inner.remove();
  return collapseSpace(copy.textContent);
};

/** How far text is indented, in pixels, where it is not to be seen. */
const FAR_LEFT = -500;

/** How far, in pixels, the border of a control may lie over what stands beside it. */
const EDGE = 4;

/** Classes of an element on its way out of the page. */
const LEAVING = /(^|[-_\s])(leave|leaving|exit|exiting)([-_](active|to|from|done))?(\s|$)/i;

/**
 * Whether an element is on its way out of the page: by its class, or by a motion that ends in
 * nothing.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isLeaving = (el) =>
  LEAVING.test(el.getAttribute("class") || "") ||
  el.getAnimations().some(({ playState, effect }) => {
    if (playState !== "running" || !(effect instanceof KeyframeEffect)) return false;
    const ends = effect.getKeyframes().slice(-1);
    return ends
      .flatMap((end) => [end.opacity, end.height, end.maxHeight])
      .some((one) => /^0(px)?$/.test(String(one)));
  });

/**
 * Whether an element hides all that stands in it: it is not drawn, has become transparent, is cut
 * down to nothing, is on its way out, or is placed apart from the box that it belongs to.
 * @param {PageElement} el
 * @param {DOMRect} within
 * @param {{ opacityProperty: boolean }} drawn
 * @param {CSSStyleDeclaration} [style]
 * @returns {boolean}
 */
const hidesContent = (el, within, drawn, style = getComputedStyle(el)) => {
  if (isLeaving(el)) return true;
  // What has no box of its own shows what stands in it.
  if (style.display === "contents") return false;
  if (!el.checkVisibility(drawn)) return true;
  if (style.display === "inline") return false;
  const own = el.getBoundingClientRect();
  if (own.width <= 1 || own.height <= 1) return style.overflow !== "visible";
  return (
    parseFloat(style.textIndent) < FAR_LEFT ||
    /^inset\((50|100)%/.test(style.clipPath) ||
    (["absolute", "fixed"].includes(style.position) &&
      (/^rect\(([01])px,? \1px,? \1px,? \1px\)$/.test(style.clip) ||
        own.left > within.right - EDGE ||
        own.right < within.left + EDGE ||
        own.top > within.bottom - EDGE ||
        own.bottom < within.top + EDGE))
  );
};

/**
 * Whether an element is cut down to nothing, or can neither be seen nor clicked, as libraries hide
 * the control that theirs stands for.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isCutAway = (el) => {
  const { position, clip, clipPath, opacity, pointerEvents } = getComputedStyle(el),
    own = el.getBoundingClientRect();
  return (
    ["absolute", "fixed"].includes(position) &&
    (own.width <= 1 ||
      own.height <= 1 ||
      (opacity === "0" && pointerEvents === "none") ||
      /^inset\((50|100)%/.test(clipPath) ||
      /^rect\(([01])px,? \1px,? \1px,? \1px\)$/.test(clip))
  );
};

/**
 * Whether an element can be seen: it takes up space, and is not cut down to nothing.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isDrawn = (el) => isVisible(el) && !isCutAway(el);

/**
 * Whether an element in this box shows text, apart from that of what the selector finds in it.
 * @param {PageElement} el
 * @param {PageElement} box
 * @param {string} selector
 * @returns {boolean}
 */
const isSeenWithin = (el, box, selector) => {
  const within = box.getBoundingClientRect(),
    drawn = { opacityProperty: box.checkVisibility({ opacityProperty: true }) };
  for (let at = el; at !== box; at = at.parentElement)
    if (hidesContent(at, within, drawn)) return false;
  return seenText(el, selector) !== "";
};

/**
 * The text of an element that can be seen, without that of what the selector finds in it.
 * @param {PageElement} el
 * @param {string} selector
 * @returns {string}
 */
const seenText = (el, selector) => {
  const within = el.getBoundingClientRect(),
    // A page that fades in has its values all the same.
    drawn = { opacityProperty: el.checkVisibility({ opacityProperty: true }) };
  let text = "";
  /** @type {(at: PageElement, style: CSSStyleDeclaration) => void} */
  const read = (at, { display, fontSize, visibility }) => {
    const gap = /^(inline|contents)$/.test(display) ? "" : " ",
      readable = parseFloat(fontSize) > 0 && visibility === "visible";
    text += gap;
    for (const node of at.childNodes) {
      if (readable && node instanceof Text) text += node.data;
      if (!(node instanceof Element)) continue;
      const part = /** @type {PageElement} */ (node);
      if (part.matches(selector)) continue;
      const style = getComputedStyle(part);
      if (!hidesContent(part, within, drawn, style)) read(part, style);
    }
    text += gap;
  };
  read(el, getComputedStyle(el));
  return collapseSpace(text);
};

/**
 * The elements that an attribute names by their ids, such as `aria-labelledby`.
 * @param {PageElement} el
 * @param {string} attribute
 * @returns {PageElement[]}
 */
const referencedElements = (el, attribute) =>
  (el.getAttribute(attribute) || "")
    .split(/\s+/)
    .filter(Boolean)
    .map((id) => /** @type {Document} */ (el.getRootNode()).getElementById(id))
    .filter(Boolean);

/**
 * Whether a button has one of these names: its accessible name, or what is written on it.
 * @param {PageElement} el
 * @param {readonly string[]} labels
 * @returns {boolean}
 */
const hasName = (el, labels) =>
  matchesAny(elementName(el), labels) || matchesAny(el.textContent, labels);

/** What may be a button or a link. */
const CLICKABLE =
  "button,[role=button],[role=link],[role=menuitem],[role=tab],input[type=submit],input[type=button],input[type=image],a";

/** What is drawn as a button of other elements. */
const DRAWN_BUTTON = "[onclick],[class*=btn i],[class*=button i]";

/**
 * The visible buttons and links with one of these names, in the document's order; where there are
 * none, what is drawn as one. Of a button inside a link, or the other way round, only the inner one.
 * @param {ParentNode} root
 * @param {readonly string[]} labels
 * @returns {PageElement[]}
 */
const clickablesNamed = (root, labels) => {
  /** @param {string} what */
  const named = (what) =>
    [...allWithin(root, what)]
      .filter((el) => hasName(el, labels) && isVisible(el))
      // Of a button inside a link (or the other way round) only the inner one is meant.
      .filter((el, _, all) => !all.some((other) => other !== el && el.contains(other)));
  const found = named(CLICKABLE);
  return found.length ? found : named(DRAWN_BUTTON);
};

/** What an entry of a menu may be that is no button and no link. */
const MENU_ITEM =
  ":is(nav,aside,[role=navigation],[role=menu],[role=tree],[class*=menu i],[class*=nav i]) :is(li,[role=option],[role=treeitem],div,span)";

/**
 * The entry of a menu with one of these names, the first name that there is; at most one. The
 * heading over some entries may bear another of them.
 * @param {readonly string[]} labels
 * @returns {PageElement[]}
 */
const menuItemsNamed = (labels) => {
  const items = [...allWithin(document, MENU_ITEM)].filter(
    (el) => hasName(el, labels) && isVisible(el),
  );
  const named = labels.flatMap((label) => items.filter((el) => hasName(el, [label])));
  const innermost = named.filter((el) => !named.some((one) => one !== el && el.contains(one)));
  return innermost.slice(0, 1);
};

/**
 * Whether a link is a button: it leads to no other page.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isButtonLink = (el) => el.matches("a") && !leadsAway(el);

/**
 * Whether the control is disabled, by itself, by ARIA or by its fieldset.
 * @param {PageElement} el
 * @returns {boolean}
 */
const isDisabled = (el) =>
  el.disabled === true ||
  el.getAttribute("aria-disabled") === "true" ||
  el.closest("fieldset:disabled") !== null;

/**
 * The visible `main` landmark, or the body.
 * @returns {HTMLElement}
 */
const mainRegion = () => {
  const main = [...allWithin(document, "main,[role=main]")].find(isVisible);
  return main || document.body;
};

/** What may be drawn as a heading where a page has none. */
const DRAWN_HEADING = "div,p,td,caption,legend,strong,b,font,span";

/** Where no heading of a page stands; the head of a card is the heading of what it holds. */
const NO_HEADING =
  "header,nav,li,label,th,[role=banner],[class*=header i]:not([class*=card i],[class*=panel i],[class*=title i]),[class*=nav i],[class*=menu i],[class*=crumb i],[class*=tab i]";

/**
 * Whether one of these texts is drawn as a heading: in bold or larger than the page's text, and no
 * part of a link, a list, a form's row or a table of several cells.
 * @param {readonly string[]} labels
 * @returns {boolean}
 */
const hasDrawnHeading = (labels) => {
  const usual = parseFloat(getComputedStyle(document.body).fontSize);
  return [...allWithin(document, DRAWN_HEADING)].some((el) => {
    if (el.children.length > 3 || !matchesAny(el.textContent, labels) || !isVisible(el))
      return false;
    const { fontWeight, fontSize } = getComputedStyle(el),
      cell = el.closest("td");
    return (
      (Number(fontWeight) >= 600 || parseFloat(fontSize) > usual) &&
      !el.closest(`${CLICKABLE},${NO_HEADING}`) &&
      !el.querySelector("a[href]") &&
      (!cell || cell.parentElement.children.length === 1)
    );
  });
};

/**
 * The texts of all visible headings of the first three levels.
 * @returns {string[]}
 */
const visibleHeadings = () =>
  [...allWithin(document, "h1,h2,h3,[role=heading]")]
    .filter(isVisible)
    .map((el) => collapseSpace(el.textContent));

/** Where a page shows who is signed in, without a label. */
const HEADER =
  "header,[role=banner],[class*=header i],[class*=topbar i],[class*=top-bar i],[class*=user i],[class*=avatar i],[class*=account i]";

/** The most characters of a name in a header, and the most of them. */
const LONGEST_IN_HEADER = 120,
  MOST_IN_HEADER = 80;

/**
 * What the head of the page says, outside of its content: its texts, and what pictures and buttons
 * there show as one points at them.
 * @returns {string[]}
 */
const textsAtHead = () => {
  const main = [...allWithin(document, "main,[role=main]")].find(isVisible);
  const found = new Set();
  for (const box of allWithin(document, HEADER)) {
    if ((main && main.contains(box)) || !isVisible(box)) continue;
    for (const el of [box, ...box.querySelectorAll("*")]) {
      if (el.matches("script,style,option") || !isVisible(el)) continue;
      const words = collapseSpace(el.innerText || "");
      const told = [words, el.title, el.getAttribute("aria-label"), el.getAttribute("alt")];
      for (const text of told.map((one) => collapseSpace(one || "")))
        if (text && text.length <= LONGEST_IN_HEADER && found.size < MOST_IN_HEADER)
          found.add(text);
    }
  }
  return [...found];
};

/**
 * The first value that stands beside one of these labels; null if there is none.
 * @param {readonly string[]} labels
 * @param {ParentNode} [root]
 * @returns {string | null}
 */
const factBeside = (labels, root = document) => factsBeside(labels, root, 1)[0] ?? null;

/**
 * The value behind one of these labels and a colon, in the text of a page of the same origin around
 * this frame; null if there is none. Wide blanks and bars end it.
 * @param {readonly string[]} labels
 * @returns {string | null}
 */
const factInShell = (labels) => {
  for (let at = window; at !== at.parent; at = /** @type {typeof window} */ (at.parent)) {
    const frame = at.frameElement;
    if (!frame) return null;
    const nodes = frame.ownerDocument.createTreeWalker(
      frame.ownerDocument.body,
      NodeFilter.SHOW_TEXT,
    );
    while (nodes.nextNode())
      for (const label of labels) {
        const text = nodes.currentNode.textContent,
          place = text.indexOf(label);
        const told =
          place < 0 ? null : /^\s*[:：]\s*(\S.*)/s.exec(text.slice(place + label.length));
        if (told) return collapseSpace(told[1].split(/\s{2,}|[|｜]/)[0]);
      }
  }
  return null;
};

/**
 * Whether a part of the element tells the fact by itself: several facts may stand in one line.
 * @param {PageElement} el
 * @param {string[]} folded
 * @returns {boolean}
 */
const holdsWholeFact = (el, folded) =>
  [...el.children].some((part) => {
    const text = collapseSpace(part.textContent),
      colon = text.search(/[:：]/),
      next = part.nextSibling;
    return folded.includes(normalizeText(text))
      ? next instanceof Element && collapseSpace(next.textContent) !== ""
      : colon > 0 &&
          folded.includes(normalizeText(text.slice(0, colon))) &&
          collapseSpace(text.slice(colon + 1)) !== "";
  });

/** What stands between two facts of one text: wide blanks, bars, semicolons. */
const FACT_GAP = /(\s{2,}|[|｜\u3000;；])/;

/** A label with its colon at the beginning of a text; a time, an address or a number is none. */
const FACT_START = /^\s*(?=[^:：]*\p{L})([^:：]{1,60})[:：](?!\/\/)(.*)$/su;

/**
 * The parts of a text, each of which may begin with a label: what lies between wide gaps, and what
 * begins with one of the profile's labels of facts behind a blank.
 * @param {string} text
 * @returns {string[]}
 */
const partsOfLine = (text) =>
  text.split(FACT_GAP).flatMap((part) => {
    const starts = profileLabels("fact")
      .flatMap((label) => {
        const at = part.indexOf(` ${label}`);
        return at > 0 && /^\s*[:：]/.test(part.slice(at + 1 + label.length)) ? [at] : [];
      })
      .sort((one, other) => one - other);
    return [0, ...starts].map((at, place) => part.slice(at, starts[place]));
  });

/**
 * Whether an element is a label: a colon ends it, or follows it.
 * @param {Element} el
 * @returns {boolean}
 */
const isLabelOfLine = (el) =>
  /[:：]\s*$/.test(el.textContent) ||
  (el.nextSibling instanceof Text && /^\s*[:：]/.test(el.nextSibling.data));

/**
 * The facts that stand one behind the other in an element, each label with a colon: as text alone,
 * or the label or the value in an element of its own.
 * @param {PageElement} el
 * @returns {{ label: string, value: string }[]}
 */
const factsOfLine = (el) => {
  /** @type {{ label: string, value: string }[]} */
  const facts = [];
  let open = false;
  /**
   * A link behind a value and a wide blank is no part of it.
   * @param {string} value
   */
  const ends = (value) => /\S(\s{2,}|[|｜\u3000;；]\s*)$/.test(value);
  /** @param {string} text */
  const read = (text) => {
    const begun = FACT_START.exec(text);
    if (begun) facts.push({ label: begun[1], value: begun[2] });
    else if (open) facts[facts.length - 1].value += text;
    open = open || begun !== null;
  };
  for (const node of el.childNodes)
    if (node instanceof Text) partsOfLine(node.data).forEach(read);
    else if (node instanceof HTMLBRElement) open = false;
    else if (node instanceof Element)
      if (isLabelOfLine(node)) read(`${node.textContent.replace(/[:：]?\s*$/, "")}:`);
      else if (open && !(node.matches(CLICKABLE) && ends(facts[facts.length - 1].value)))
        facts[facts.length - 1].value += node.textContent;
      else open = false;
  return facts.map(({ label, value }) => ({
    label,
    value: collapseSpace(value.replace(/^\s*[:：]/, "").replace(/[\s|｜;；]+$/, "")),
  }));
};

/**
 * The element beside a label that holds its value; null where the value is text. A colon may have an
 * element of its own.
 * @param {PageElement} el
 * @returns {PageElement | null}
 */
const elementOfValue = (el) => {
  const after = el.nextSibling,
    next = el.nextElementSibling;
  if (isLabelOfLine(el) && after instanceof Text && /[\p{L}\p{N}]/u.test(after.data)) return null;
  return next && /^\s*[:：]\s*$/.test(next.textContent) ? next.nextElementSibling : next;
};

/**
 * The values beside these labels: dt/dd, th/td, "label: value", or the next element.
 * @param {readonly string[]} labels
 * @param {ParentNode} root
 * @param {number} [most]
 * @returns {string[]}
 */
const factsBeside = (labels, root, most = 9) => {
  const folded = labels.map(normalizeText),
    found = [];
  for (const el of allWithin(root, "dt,th,label,strong,b,span,div,p,li,td")) {
    const own = collapseSpace(el.textContent);
    if (!own || own.length > 300) continue;
    if (
      folded.includes(normalizeText(own)) &&
      !el.closest("thead") &&
      !el.querySelector("input,select,textarea")
    ) {
      const next = elementOfValue(el);
      if (
        next &&
        isVisible(next) &&
        !next.matches("button,[role=button],input") &&
        shownWords(next)
      )
        found.push(shownWords(next));
      if (found.length >= most) break;
      continue;
    }
    if (el.querySelector("div,p,li,td,dd,input,select") || !/[:：]/.test(own)) continue;
    if (folded.some((label) => normalizeText(own).includes(label)) && isVisible(el))
      found.push(
        ...factsOfLine(el)
          .filter(({ label, value }) => value && folded.includes(normalizeText(label)))
          .map(({ value }) => value)
          .filter(() => !holdsWholeFact(el, folded)),
      );
    if (found.length >= most) break;
  }
  return found.slice(0, most);
};
