// A record's page: facts beside labels, files beside slots, reasons of a rejection.

/**
 * Ask: the value beside one of these labels, in the document or in a page around it.
 * @param {{ labels: string[] }} arg
 * @returns {{ text: string | null }}
 */
const factText = (arg) => ({ text: factBeside(arg.labels) ?? factInShell(arg.labels) });

/**
 * Ask: what the head of the page says.
 * @returns {{ texts: string[] }}
 */
const headerTexts = () => ({ texts: textsAtHead() });

/**
 * Ask: all that a record's page tells.
 * @param {RecordArguments} arg
 * @returns {SeenRecord}
 */
const recordDetails = (arg) => {
  const root = mainRegion();
  /** @type {(box: HTMLElement, labels: string[]) => PageElement[]} */
  const named = (box, labels) =>
    [...allWithin(box, "dt,th,label,strong,b,span,div,td,h3,h4")].filter(
      (at) => labels.includes(normalizeText(at.textContent)) && isVisible(at),
    );
  const all = Object.values(arg.fields).flat().map(normalizeText);
  /**
   * The line of a list or row of a table that is about one field alone: several may stand side by
   * side, each with what belongs to it.
   * @param {PageElement} el
   * @param {"li" | "tr"} what
   * @returns {PageElement | null}
   */
  const ownLine = (el, what) => {
    const line = el.closest(what);
    const labels = line ? named(line, all) : [];
    return labels.every((one) => one.contains(el) || el.contains(one)) ? line : null;
  };
  /** @param {string[]} labels */
  const beside = (labels) =>
    named(root, labels.map(normalizeText))
      .map(
        (el) =>
          ownLine(el, "tr") ||
          ownLine(el, "li") ||
          el.nextElementSibling ||
          el.parentElement.nextElementSibling,
      )
      .filter(Boolean);
  /** @type {SeenRecord["files"]} */
  const files = {};
  /** @type {SeenRecord["fields"]} */
  const fields = {};
  // A reason of a rejection stands behind its field's name as a value does.
  const reasons = rejectionReasons(arg.reasons, root),
    told = reasons.map((reason) => reason.message);
  for (const [key, labels] of Object.entries(arg.fields)) {
    fields[key] = factsBeside(labels, root).filter((text) => !told.includes(text));
    files[key] = [...new Set(beside(labels))]
      .flatMap((box) => {
        const listed = listedFiles({ kind: "file", anchor: box, box, elements: [] }, arg.marks);
        return listed.length ? listed : filesInText(box, arg.marks);
      })
      .map((file) => ({ ...file, state: /** @type {const} */ ("done") }));
  }
  return {
    facts: Object.fromEntries(
      Object.entries(arg.facts).map(([key, labels]) => [key, factsBeside(labels, root)]),
    ),
    fields,
    files,
    reasons,
    events: linesWith(arg.events, root),
    actions: [...allWithin(root, CLICKABLE)]
      .filter((el) => isVisible(el) && !isDisabled(el))
      .map(elementName),
  };
};

/** The longest text, in characters, that is read as one line. */
const LONGEST_LINE = 200;

/**
 * The lines and rows in which one of these words stands.
 * @param {readonly string[]} words
 * @param {ParentNode} root
 * @returns {string[]}
 */
const linesWith = (words, root) => {
  const wanted = words.map(normalizeText);
  const lines = [...allWithin(root, "li,tr,p,dd,div")]
    .filter((el) => isVisible(el) && collapseSpace(el.textContent).length <= LONGEST_LINE)
    .map((el) => shownWords(el));
  return [...new Set(lines)].filter((line) =>
    wanted.some((word) => normalizeText(line).includes(word)),
  );
};

/**
 * A reason with the field that stands before its colon, "" if none does.
 * @param {string} text
 * @returns {{ field: string, message: string }}
 */
const fieldAndMessage = (text) => {
  const colon = /^([^:：]{1,80})[:：]\s*(.+)$/.exec(text);
  return colon
    ? { field: collapseSpace(colon[1]), message: colon[2] }
    : { field: "", message: text };
};

/**
 * What stands under the heading of reasons: list items or table rows, each with the field it is
 * about.
 * @param {readonly string[]} labels
 * @param {HTMLElement} root
 * @returns {{ field: string, message: string }[]}
 */
const rejectionReasons = (labels, root) => {
  const title = [
    ...allWithin(
      root,
      "h1,h2,h3,h4,dt,th,td,strong,legend,caption,[role=heading],[class*=title i],div,p,span",
    ),
  ].find((el) => matchesAny(el.textContent, labels) && isVisible(el));
  if (!title) return [];
  const beside = title.matches("td,th,dt") ? title.nextElementSibling : null;
  if (beside && beside.matches("td,dd") && !beside.querySelector("li,tr,p"))
    return beside.innerText.split("\n").map(collapseSpace).filter(Boolean).map(fieldAndMessage);
  const box =
    title.closest(
      "section,article,aside,table,[role=alert],[role=region],[class*=alert i]:has(li)",
    ) || title.parentElement;
  // In a box that holds more than the reasons they stand between their heading and the next one.
  /** @type {(one: Node, other: Node) => boolean} */
  const after = (one, other) =>
    Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const next = [...box.querySelectorAll("h1,h2,h3,h4,[role=heading]")].find(
    (el) => after(title, el) && !title.contains(el),
  );
  /** @param {PageElement} row */
  const within = (row) =>
    isVisible(row) && (row.contains(title) || after(title, row)) && !(next && after(next, row));
  const rowsOf = [...box.querySelectorAll("li,tbody tr")].filter(within);
  if (!rowsOf.length)
    // A message may bear them as lines of text, one below the other.
    return [...box.querySelectorAll("div,p")]
      .filter((line) => within(line) && !line.contains(title) && !line.querySelector("div,p"))
      .flatMap((line) => line.innerText.split("\n"))
      .map(collapseSpace)
      .filter(Boolean)
      .map(fieldAndMessage);
  return rowsOf.map((row) => {
    const parts = [...row.querySelectorAll("td,strong,b,[data-field],span")]
      .map((el) => collapseSpace(el.textContent))
      .filter(Boolean);
    const whole = collapseSpace(row.innerText);
    if (row.matches("tr") && parts.length > 1)
      return { field: parts[0], message: parts.slice(1).join(" ") };
    return fieldAndMessage(whole);
  });
};
