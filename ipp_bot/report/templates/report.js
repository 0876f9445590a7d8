"use strict";
for (const tools of document.querySelectorAll(".tools")) {
  const table = document.getElementById(tools.dataset.for);
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const [search, choice, count] = ["input", "select", "output"].map((name) => tools.querySelector(name));

  const filter = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const fits = (!choice.value || row.dataset.key === choice.value) && wanted.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    count.value = count.dataset.words.replace("#", shown.toLocaleString()).replace("%", rows.length.toLocaleString());
  };

  const keyOf = ({ cells }, at) =>
    cells[at].dataset.sort ?? (cells[at].querySelector("summary") ?? cells[at]).textContent.trim();
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    head.querySelector("button").addEventListener("click", () => {
      const rising = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const keyed = rows.map((each) => [keyOf(each.row, at), each.row]);
      keyed.sort((a, b) => (rising ? 1 : -1) * compare(a[0], b[0]));
      body.append(...keyed.map(([, row]) => row));
    });
  });
  search.addEventListener("input", filter);
  choice.addEventListener("change", filter);
  filter();
}

// The line of a filing's events, in proportion to the time between them; drawn when it is opened.
const SVG = "http://www.w3.org/2000/svg";
const drawn = (name, attributes) => {
  const el = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
  return el;
};
const drawLine = (details) => {
  const list = details.querySelector("ol");
  if (!list || details.querySelector("svg")) return;
  const events = [...list.children].map((item) => ({
    at: Date.parse(item.textContent.trim().slice(0, 16).replace(" ", "T")),
    status: item.querySelector(".mark").classList[1],
  }));
  const first = events[0].at,
    length = events.at(-1).at - first || 1;
  const line = drawn("svg", { class: "line", "aria-hidden": "true" });
  line.append(drawn("line", { x1: "2%", y1: "50%", x2: "98%", y2: "50%" }));
  for (const { at, status } of events)
    line.append(
      drawn("circle", { class: `dot ${status}`, cx: `${2 + (96 * (at - first)) / length}%`, cy: "50%", r: 5 }),
    );
  list.before(line);
};
document.addEventListener("toggle", (event) => drawLine(event.target), true);

// Where rows are drawn as cards, browsers forget that they are rows of a table.
const narrow = matchMedia("(max-width: 720px)");
const nameParts = () => {
  if (!narrow.matches) return;
  for (const row of document.querySelectorAll("tbody tr")) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) cell.setAttribute("role", "cell");
  }
};
narrow.addEventListener("change", nameParts);
nameParts();
