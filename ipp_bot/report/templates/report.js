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

  const keyOf = (row, at) => row.cells[at].dataset.sort ?? row.cells[at].textContent.trim();
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
