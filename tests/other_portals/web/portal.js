// The pages of the registry, drawn from what the server told.
const { WIDGETS, PAGE } = window;
const { view, variant, buttons: names } = PAGE;
const root = document.getElementById("root");
const main = make("main");
const post = async (path, body = {}) => (await fetch(`/svc/${path}`, { method: "POST", body: JSON.stringify(body) })).json();

const say = (words, seconds) => {
  const board = variant === "board";
  const el = make("div", { class: board ? "toast" : "said", role: variant === "sheet" ? "status" : board ? false : "alert" }, words);
  (board ? document.body : main).append(el);
  setTimeout(() => el.remove(), seconds * 1000);
};
const ask = (words, yes, no) => new Promise((go) => {
  const end = (answer) => { box.remove(); go(answer); };
  const attrs = { role: "alertdialog", class: "box", ...(variant === "board" ? {} : { "aria-label": "Question" }) };
  const box = make("div", attrs, make("div", { class: "message", role: "alert" }, words),
    make("button", { type: "button", onclick: () => end(true) }, yes), no && make("button", { type: "button", onclick: () => end(false) }, no));
  document.body.append(box);
});
const facts = (pairs) => make("dl", {}, ...Object.entries(pairs).filter(([, value]) => value !== "").flatMap(([key, value]) => [make("dt", {}, key), make("dd", {}, String(value))]));
const button = (words, does) => make("button", { type: "button", onclick: does }, words);
const about = (record) => ({ "Registry no.": record.number, "State": record.status, "Kind of right": record.kind, "Territory": record.territory });

// A form: the fields of one page, what they hold, and what is wrong with them.
class Form {
  constructor(record) {
    this.record = record;
    this.values = record ? { ...record.values } : {};
    this.rows = {};
    this.table = make(variant === "sheet" ? "table" : "div", { class: "form" });
  }
  draw(fields) {
    this.rows = {};
    for (const field of fields) {
      const change = (value) => { this.values[field.name] = value; if (field.name === "owner") this.mandate(); };
      this.rows[field.name] = WIDGETS[variant](field, this.values[field.name], change,
        { number: this.record && this.record.number, files: (this.record && this.record.files[field.name]) || [] });
    }
    this.table.replaceChildren(...Object.values(this.rows));
    this.mandate();
  }
  mandate() {
    const needed = this.values.owner && this.values.owner !== PAGE.party;
    for (const field of PAGE.fields)
      if (field.mandate && this.rows[field.name]) this.rows[field.name].style.display = needed || variant === "wizard" ? "" : "none";
    if (this.extra) this.extra.style.display = needed ? "" : "none";
  }
  wrong(faults) {
    for (const old of this.table.querySelectorAll(".error")) old.remove();
    for (const [name, words] of Object.entries(faults))
      if (this.rows[name]) this.rows[name].lastElementChild.append(make("div", { class: "error" }, words));
    return Object.keys(faults).length > 0;
  }
  async keep() {
    const kept = await post(`keep?no=${this.record.number}`, this.values);
    say("Kept for you.", 3);
    return kept;
  }
  async send() {
    if (!(await ask(PAGE.question, "Yes, go on", "Not yet"))) return;
    await post(`keep?no=${this.record.number}`, this.values);
    const { faults } = await post(`send?no=${this.record.number}`);
    if (!this.wrong(faults)) location.assign(`/desk/done?no=${this.record.number}`);
  }
  template() {
    this.extra = button(names.mandate, async () => {
      await post(`keep?no=${this.record.number}`, this.values);
      location.assign(`/svc/mandate?no=${this.record.number}`);
    });
    return this.extra;
  }
}

const question = (name, label, options) => ({ name, label, kind: "list", required: true, options });
const KIND = question("kind", "Kind of right", PAGE.kinds), TERRITORY = question("territory", "Territory", PAGE.territories);
const keyed = (options, word) => Object.keys(options).find((key) => options[key] === word);

// Everything on one page; the entry gets its number when it is first kept.
const sheetForm = () => {
  const form = new Form(PAGE.record), number = make("div");
  const show = () => number.replaceChildren(...(form.record ? [facts({ "Registry no.": form.record.number })] : []));
  if (form.record) Object.assign(form.values, { kind: keyed(PAGE.kinds, form.record.kind), territory: keyed(PAGE.territories, form.record.territory) });
  const first = async () => {
    const { kind, territory } = form.values;
    if (!kind || !territory) { form.wrong({ kind: "Which one?", territory: "Which one?" }); return; }
    if (form.record) return form.keep();
    form.record = await post("begin", { kind, territory });
    form.draw([KIND, TERRITORY, ...PAGE.fields]);
    show();
    say("Kept for you.", 3);
  };
  main.append(make("h1", {}, "Entry sheet"), number, form.table, form.template(), make("p", {}, button(names.keep, first), button(names.send, () => form.send())));
  form.draw([KIND, TERRITORY, ...PAGE.fields]);
  show();
};

// One question a page before the entry exists.
const wizardNew = (at) => {
  const form = new Form(null), asked = [KIND, TERRITORY][at];
  form.values = window.CHOSEN = window.CHOSEN || {};
  const proceed = button(names.next, () => {
    if (!form.values[asked.name]) return form.wrong({ [asked.name]: "Which one?" });
    if (at === 0) return wizardNew(1);
    if (window.KEPT) location.assign(`/desk/form?no=${window.KEPT.number}`);
  });
  const keep = at === 1 && button(names.keep, async () => {
    window.KEPT = await post("begin", form.values);
    number.append(facts({ "Registry no.": window.KEPT.number }));
    say("Kept for you.", 3);
  });
  const number = make("div");
  main.replaceChildren(make("h1", {}, ["A new entry", "Where it holds"][at]), number, form.table, make("p", {}, ...[keep, proceed].filter(Boolean)));
  form.draw([asked]);
};

// Five pages; each is kept when one goes on.
const wizardForm = (at) => {
  const form = window.FORM = window.FORM || new Form(PAGE.record), last = at === PAGE.steps.length - 1;
  const fields = PAGE.fields.filter((field) => field.step === at);
  const go = (to) => { form.extra = null; wizardForm(to); };
  const proceed = async () => {
    form.record = { ...(await post(`keep?no=${form.record.number}`, form.values)) };
    const { faults, mandate } = await post(`check?no=${form.record.number}&step=${at}`);
    if (!form.wrong(faults)) go(at + 1 + (at === 2 && !mandate ? 1 : 0));
  };
  const back = async () => {
    form.record = await post(`keep?no=${form.record.number}`, form.values);
    go(at - 1 - (at === 4 && !form.record.mandate ? 1 : 0));
  };
  form.table = make("div", { class: "form" });
  const trail = make("ol", { class: "steps" }, ...PAGE.steps.map((name, n) => make("li", n === at ? { "aria-current": "step" } : {}, name)));
  const summary = last ? [facts(Object.fromEntries(PAGE.fields.filter((f) => form.values[f.name]).map((f) => [f.label, form.values[f.name]])))] : [];
  main.replaceChildren(make("h1", {}, "Your entry"), trail, make("h2", {}, PAGE.steps[at]), facts({ "Registry no.": form.record.number }), ...summary, form.table,
    ...(at === 3 ? [form.template()] : []),
    make("p", {}, ...(at ? [button(names.back, back)] : []), button(names.keep, () => form.keep()), last ? button(names.send, () => form.send()) : button(names.next, proceed)));
  form.draw(fields);
};

const boardNew = () => {
  const form = new Form(null), number = make("div");
  main.append(make("h1", {}, "A new entry"), number, form.table, make("p", {}, button(names.keep, async () => {
    if (form.wrong(Object.fromEntries(["kind", "territory"].filter((k) => !form.values[k]).map((k) => [k, "Which one?"])))) return;
    form.record = await post("begin", form.values);
    number.append(facts({ "Registry no.": form.record.number }));
    say("Kept for you.", 3);
  }), button(names.next, () => { if (form.record) location.assign(`/desk/form?no=${form.record.number}`); })));
  form.draw([KIND, TERRITORY]);
};
const boardForm = () => {
  const form = new Form(PAGE.record);
  main.append(make("h1", {}, "Your entry"), facts({ "Registry no.": form.record.number }), form.table, form.template(), make("p", {}, button(names.send, () => form.send()), button(names.keep, () => form.keep())));
  form.draw(PAGE.fields);
};

// A form without a script of its own, but for the question before it is sent.
const paperForm = () => {
  const form = new Form(PAGE.record), does = make("input", { type: "hidden", name: "does" });
  const post = (what) => { does.value = what; whole.submit(); };
  form.table = make("table");
  const whole = make("form", { method: "post", enctype: "multipart/form-data", action: `/svc/post?no=${PAGE.record.number}` }, does, form.table);
  const send = async () => { if (await ask(PAGE.question, "Yes, go on", "Not yet")) post("send"); };
  main.append(make("h1", {}, "Your entry"), facts({ "Registry no.": PAGE.record.number }), whole, form.template(), make("p", {}, button(names.keep, () => post("keep")), button(names.send, send)));
  form.draw(PAGE.fields);
  form.wrong(PAGE.wrong);
  if (PAGE.kept) say("Kept for you.", 3);
};

const views = {
  desk: () => main.append(make("h1", {}, "Your desk"), facts({ "Acting party": PAGE.habits.includes("headed") ? "" : PAGE.party })),
  new: { sheet: sheetForm, wizard: () => wizardNew(0), board: boardNew, paper: boardNew }[variant],
  form: { sheet: sheetForm, wizard: () => wizardForm(0), board: boardForm, paper: paperForm }[variant],
  done: () => main.append(make("h1", {}, "With the examiners"), facts({ "Registry no.": PAGE.record.number, "Lodged on": PAGE.record.when })),
  item: () => {
    const { record } = PAGE;
    const words = Object.fromEntries(PAGE.fields.filter((f) => f.kind !== "files" && record.values[f.name]).map((f) => [f.label, record.values[f.name]]));
    main.append(make("h1", {}, "An entry"), facts({ ...about(record), "Lodged on": record.when, "Times lodged": record.lodged, ...words }),
      make("p", {}, button("Amend", () => location.assign(`/desk/form?no=${record.number}`)), button("Erase", async () => {
        if (!(await ask("Erase it for good?", "Yes, go on", "Not yet"))) return;
        await post(`erase?no=${record.number}`);
        location.assign("/desk/shelf");
      })));
  },
  list: () => {
    const heads = ["Registry no.", "Kind of right", "Full title", "Entry in the register", "Proprietor", "Territory", "State", "Lodged on"];
    const row = (one) => [make("a", { href: `/desk/item/${one.number}` }, one.number), one.kind, one.values.opus || "-", one.values.entry || "-", one.values.owner || "-", one.territory, one.status, one.when || "-"];
    main.append(make("h1", {}, "All entries"), PAGE.records.length
      ? make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", {}, head)))), make("tbody", {}, ...PAGE.records.map((one) => make("tr", {}, ...row(one).map((cell) => make("td", {}, cell))))))
      : make("p", {}, "Nothing here yet"));
  },
};
root.append(make("nav", {}, make("a", { href: "/desk" }, "Desk"), " ", make("a", { href: "/desk/new" }, "Begin an entry"), " ", make("a", { href: "/desk/shelf" }, "Entries"), " ", button("Leave", () => location.assign("/enter"))), main);
if (PAGE.habits.includes("headed")) root.prepend(make("header", {}, "Registry ", make("span", { class: "avatar", title: PAGE.party }, "A")));
views[view]();
if (PAGE.notice && view === (variant === "sheet" ? "new" : "form")) ask(PAGE.notice, "Accept the new terms", "Decline");
