// A record's page: facts beside labels, files beside slots, reasons of a rejection.
const fact_of = (arg) => ({ text: fact(arg.labels) });

const dossier = (arg) => {
  const root = region();
  const beside = (labels) => {
    const folded = labels.map(fold);
    const named = [...root.querySelectorAll("dt,th,label,strong,b,span,div,td,h3,h4")].filter(
      (at) => folded.includes(fold(at.textContent)) && seen(at),
    );
    return named
      .map((el) => el.closest("tr") || el.nextElementSibling || el.parentElement.nextElementSibling)
      .filter(Boolean);
  };
  const files = {},
    fields = {};
  for (const [key, labels] of Object.entries(arg.fields)) {
    fields[key] = fact(labels, root);
    files[key] = [...new Set(beside(labels))]
      .flatMap((box) => listed({ box, els: [] }, arg.marks))
      .map((file) => ({ ...file, state: "done" }));
  }
  return {
    facts: Object.fromEntries(
      Object.entries(arg.facts).map(([key, labels]) => [key, factsOf(labels, root)]),
    ),
    fields,
    files,
    reasons: reasons(arg.reasons, root),
    actions: [...root.querySelectorAll(PRESSABLE)]
      .filter((el) => seen(el) && !barred(el))
      .map(words),
  };
};

// Under the heading of reasons: list items or table rows, each with the field it is about.
const reasons = (labels, root) => {
  const title = [
    ...root.querySelectorAll(
      "h1,h2,h3,h4,dt,th,strong,legend,caption,[role=heading],[class*=title i],div,p,span",
    ),
  ].find((el) => among(el.textContent, labels) && seen(el));
  if (!title) return [];
  const box =
    title.closest(
      "section,article,aside,table,[role=alert],[role=region],[class*=alert i]:has(li)",
    ) || title.parentElement;
  // In a box that holds more than the reasons they stand between their heading and the next one.
  const after = (one, other) =>
    Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const next = [...box.querySelectorAll("h1,h2,h3,h4,[role=heading]")].find(
    (el) => after(title, el) && !title.contains(el),
  );
  const rowsOf = [...box.querySelectorAll("li,tbody tr")].filter(
    (row) => seen(row) && (row.contains(title) || after(title, row)) && !(next && after(next, row)),
  );
  return rowsOf.map((row) => {
    const parts = [...row.querySelectorAll("td,strong,b,[data-field],span")]
      .map((el) => tidy(el.textContent))
      .filter(Boolean);
    const whole = tidy(row.innerText);
    if (row.matches("tr") && parts.length > 1)
      return { field: parts[0], message: parts.slice(1).join(" ") };
    const colon = /^([^:：]{1,80})[:：]\s*(.+)$/.exec(whole);
    return colon ? { field: tidy(colon[1]), message: colon[2] } : { field: "", message: whole };
  });
};
