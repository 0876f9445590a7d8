// Controls by other hands. Each draws a row for a field and calls `change` with the new value.
const make = (tag, attrs = {}, ...kids) => {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else if (value !== false) el.setAttribute(name, value === true ? "" : value);
  }
  el.append(...kids.filter((kid) => kid !== null && kid !== undefined));
  return el;
};
let serial = 0;
const choices = (field) => Object.entries(Array.isArray(field.options) ? Object.fromEntries(field.options.map((o) => [o, o])) : field.options);
const pad = (n) => String(n).padStart(2, "0");
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

// A calendar that hangs at the end of the body and only takes clicks.
const calendar = (box, input, change, { years, dialog }) => {
  const now = new Date();
  let year = now.getFullYear(), month = now.getMonth();
  const pop = make("div", { class: "calendar", ...(dialog ? { role: "dialog", "aria-label": "Choose date" } : {}) });
  const shift = (by) => { month += by; year += Math.floor(month / 12); month = ((month % 12) + 12) % 12; draw(); };
  const button = (sign, name, by) => make("button", { type: "button", ...(dialog ? { "aria-label": name } : {}), onclick: () => shift(by) }, sign);
  const pick = (day) => { input.value = `${year}-${pad(month + 1)}-${pad(day)}`; pop.remove(); change(input.value); };
  const draw = () => {
    const days = new Date(year, month + 1, 0).getDate(), first = new Date(year, month, 1).getDay();
    const cells = [...Array(first).fill(0), ...Array.from({ length: days }, (_, i) => i + 1)];
    const rows = [];
    for (let at = 0; at < cells.length; at += 7)
      rows.push(make("tr", {}, ...cells.slice(at, at + 7).map((day) => day
        ? make("td", { role: "gridcell", onclick: () => pick(day) }, String(day)) : make("td"))));
    pop.replaceChildren(
      make("div", { class: "bar" }, years ? button("«", "Previous year", -12) : null, button("‹", "Previous month", -1),
        make("b", {}, `${MONTHS[month]} ${year}`), button("›", "Next month", 1), years ? button("»", "Next year", 12) : null),
      make("table", dialog ? { role: "grid" } : {}, ...rows));
  };
  draw();
  document.body.append(pop);
  const at = box.getBoundingClientRect();
  pop.style.top = `${at.bottom + window.scrollY}px`;
  setTimeout(() => document.addEventListener("mousedown", function away(event) {
    if (pop.contains(event.target)) return;
    pop.remove();
    document.removeEventListener("mousedown", away);
  }));
};

// A slot for files: the input is hidden, a button stands for it.
const slot = (field, files, { number, button }) => {
  const list = make("ul", { class: "files" });
  const item = (file) => {
    const li = make("li", {}, make("span", {}, file.name), ` ${file.size} bytes `, make("em", {}, file.done ? "stored" : "sending"));
    li.append(make("button", { type: "button", onclick: async () => {
      await fetch(`/svc/discard?no=${number}&slot=${field.name}&name=${encodeURIComponent(file.name)}`, { method: "POST" });
      li.remove();
    } }, "Take away"));
    return li;
  };
  for (const file of files) list.append(item({ ...file, done: true }));
  const input = make("input", { type: "file", multiple: true, style: "display:none", onchange: async () => {
    for (const file of [...input.files]) {
      const li = item(file);
      list.append(li);
      await fetch(`/svc/upload?no=${number}&slot=${field.name}&name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
      li.querySelector("em").textContent = "stored";
    }
    input.value = "";
  } });
  return [input, button ? make("button", { type: "button", class: "thin", onclick: () => input.click() }, "Choose from disk") : null, list];
};

// Plain controls in a table.
const sheet = (field, value, change, about) => {
  const id = `f${++serial}`, star = field.required ? " *" : "";
  const line = (...kids) => make("tr", {}, make("th", {}, make("label", { for: id }, field.label + star)), make("td", {}, ...kids));
  const listen = (el) => { el.addEventListener("change", () => change(el.value)); return el; };
  if (field.kind === "files") return line(...slot(field, about.files, about));
  if (field.kind === "list") {
    const el = listen(make("select", { id }, make("option", { value: "" }, "choose"), ...choices(field).map(([key, word]) => make("option", { value: key }, word))));
    el.value = value || "";
    return line(el);
  }
  if (field.kind === "radio" || field.kind === "buttons")
    return make("tr", {}, make("th", {}, field.label + star), make("td", {}, ...choices(field).map(([key, word]) =>
      make("label", {}, make("input", { type: "radio", name: field.name, value: key, checked: key === value, onchange: () => change(key) }), ` ${word}`))));
  return line(listen(make("input", { id, type: field.kind === "date" ? "date" : "text", value: value || "" })));
};

// A list that is modal while it is open: the page beneath is hidden from readers, and it fades away.
const wizard = (field, value, change, about) => {
  const id = `f${++serial}`;
  const label = make("span", { id: `${id}-l`, class: "cap" }, field.label, field.required ? make("i", { "aria-hidden": "true" }, " *") : null);
  const line = (...kids) => make("div", { class: "control" }, label, make("div", { class: "body" }, ...kids));
  if (field.kind === "files") return line(...slot(field, about.files, about));
  if (field.kind === "list") {
    const shown = make("div", { role: "combobox", tabindex: 0, id, "aria-haspopup": "listbox", "aria-expanded": "false",
      "aria-labelledby": `${id}-l ${id}`, onmousedown: (event) => { event.preventDefault(); setTimeout(open, 20); } });
    const show = (key) => { shown.textContent = (choices(field).find(([one]) => one === key) || ["", "\u200b"])[1]; };
    const open = () => {
      const root = document.getElementById("root");
      const close = () => {
        pop.classList.add("leaving");
        setTimeout(() => { pop.remove(); root.removeAttribute("aria-hidden"); shown.setAttribute("aria-expanded", "false"); }, 150);
      };
      const pop = make("div", { role: "presentation", class: "modal" }, make("div", { class: "backdrop", onclick: () => close() }),
        make("ul", { role: "listbox" }, ...choices(field).map(([key, word]) =>
          make("li", { role: "option", "data-value": key, tabindex: -1, onclick: () => { show(key); change(key); close(); } }, word))));
      pop.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
      document.body.append(pop);
      root.setAttribute("aria-hidden", "true");
      shown.setAttribute("aria-expanded", "true");
      pop.querySelector("li").focus();
    };
    show(value);
    return line(shown);
  }
  if (field.kind === "radio" || field.kind === "buttons") {
    const group = make("div", { role: "group", "aria-labelledby": `${id}-l` }, ...choices(field).map(([key, word]) =>
      make("button", { type: "button", class: "thin", "aria-pressed": String(key === value), onclick: (event) => {
        for (const other of group.children) other.setAttribute("aria-pressed", String(other === event.currentTarget));
        change(key);
      } }, word)));
    return line(group);
  }
  const input = make("input", { id, value: value || "", "aria-labelledby": `${id}-l`, "aria-required": field.required ? "true" : false, readonly: field.kind === "date" });
  if (field.kind === "date") input.addEventListener("click", () => calendar(input, input, change, { years: false, dialog: true }));
  else input.addEventListener("input", () => change(input.value));
  return line(input);
};

// Lists of read-only inputs that bear no role, drawn a few options at a time at the end of the body.
const ROW = 30, SEEN = 6;
const board = (field, value, change, about) => {
  const line = (...kids) => make("div", { class: `x-item${field.required ? " x-need" : ""}` }, make("div", { class: "x-label" }, field.label), make("div", { class: "x-body" }, ...kids));
  if (field.kind === "files") return line(...slot(field, about.files, { ...about, button: true }));
  if (field.kind === "list") {
    const input = make("input", { readonly: true, placeholder: "Please select", value: (choices(field).find(([key]) => key === value) || ["", ""])[1] });
    let pop = null;
    const close = () => { if (pop) pop.remove(); pop = null; };
    input.addEventListener("click", () => {
      if (pop) return close();
      const all = choices(field), rows = make("div", { style: `position:relative;height:${all.length * ROW}px` });
      pop = make("div", { class: "x-popper", style: `height:${Math.min(all.length, SEEN) * ROW}px` }, rows);
      const draw = () => {
        const from = Math.floor(pop.scrollTop / ROW);
        rows.replaceChildren(...all.slice(from, from + SEEN + 1).map(([key, word], at) =>
          make("li", { style: `position:absolute;top:${(from + at) * ROW}px`, onclick: () => { input.value = word; change(key); close(); } }, make("span", {}, word))));
      };
      pop.addEventListener("scroll", draw);
      setTimeout(() => { document.body.append(pop); draw(); }, 60);
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    document.addEventListener("mousedown", (event) => { if (pop && !pop.contains(event.target) && event.target !== input) close(); });
    return line(make("div", { class: "x-select" }, input));
  }
  if (field.kind === "radio" || field.kind === "buttons") {
    const group = make("div", { role: "radiogroup" }, ...choices(field).map(([key, word]) =>
      make("span", { role: "radio", tabindex: 0, "aria-checked": String(key === value), onclick: (event) => {
        for (const other of group.children) other.setAttribute("aria-checked", String(other === event.currentTarget));
        change(key);
      } }, word)));
    return line(group);
  }
  const input = make("input", { value: value || "", readonly: field.kind === "date" });
  if (field.kind === "date") input.addEventListener("click", () => calendar(input, input, change, { years: true, dialog: false }));
  else input.addEventListener("input", () => change(input.value));
  return line(input);
};
// Plain controls of a form that the browser posts; a stored file is a link, and there is no way to take it away.
const paper = (field, value, change, about) => {
  const file = () => make("tr", {}, make("th", {}, make("label", { for: `f${++serial}` }, field.label + (field.required ? " *" : ""))),
    make("td", {}, make("input", { id: `f${serial}`, type: "file" }), ...about.files.map((one) => make("p", {}, make("a", { href: "#" }, one.name), ` (${one.size} bytes)`))));
  const row = field.kind === "files" ? file() : sheet(field, value, change, about);
  for (const el of row.querySelectorAll("input,select")) el.name = field.name;
  return row;
};
window.WIDGETS = { sheet, wizard, board, paper };
