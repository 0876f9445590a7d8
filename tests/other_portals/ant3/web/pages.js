"use strict";
/* The pages behind the hash routes. */
const root = document.getElementById("root");

let worker = null;
let serialCall = 0;

/* The same call, made by a worker that all documents of the portal share. */
function callInWorker(name, fields) {
  if (!worker) {
    worker = new SharedWorker("/web/worker.js");
    worker.port.start();
  }
  const id = ++serialCall;
  return new Promise((resolve) => {
    const take = (event) => {
      if (event.data.id !== id) return;
      worker.port.removeEventListener("message", take);
      resolve(event.data.told);
    };
    worker.port.addEventListener("message", take);
    worker.port.postMessage({ id, name, fields });
  });
}

async function call(name, fields = {}) {
  if (window.ME && habit("shared_worker")) return callInWorker(name, fields);
  const answer = await fetch(`/api/${name}.json`, { method: "POST", body: new URLSearchParams(fields) });
  return answer.json();
}

function row(label, required, node, id) {
  const words = h("label", { class: required ? "ant-form-item-required" : "", title: label, for: habit("grey_label") ? null : id }, label);
  const wrapper = h("div", { class: "ant-form-item-control" }, h("span", { class: "ant-form-item-children" }, node));
  return h("div", { class: "ant-row ant-form-item" }, h("div", { class: "ant-col ant-form-item-label" }, words),
    h("div", { class: "ant-col ant-form-item-control-wrapper" }, wrapper));
}

const facts = (pairs) => h("table", { class: "facts" }, h("tbody", {}, ...pairs.map(([key, value]) =>
  h("tr", {}, h("td", { class: "ant-descriptions-item-label" }, key), h("td", { class: "ant-descriptions-item-content" }, value || "-")))));
const title = (words) => h("h2", { class: "page-title" }, words);

function login() {
  if (habit("signed_out_frame") && !window.MINI) {
    return [h("iframe", { src: "/mini.htm", style: "width: 400px; height: 300px; border: 0" })];
  }
  const user = h("input", { class: "ant-input", id: "loginId", placeholder: "会员账号", type: "text" });
  const secret = h("input", { class: "ant-input", id: "secret", placeholder: "会员密码", type: "password" });
  const said = h("div", { class: "ant-form-explain" });
  const enter = button("登录", async () => {
    const told = await call("enter", { loginId: user.value, secret: secret.value });
    if (!told.ok) said.textContent = told.said;
    else if (window.MINI) window.top.location.reload();
    else window.location.reload();
  }, true);
  return [title("会员登录"), h("form", { class: "ant-form" }, h("div", { class: "ant-row ant-form-item" }, user),
    h("div", { class: "ant-row ant-form-item" }, secret), said, enter)];
}

function home() {
  return [title("会员首页"), facts([["认证主体", window.ME.party], ["会员账号", window.ME.user]])];
}

function add() {
  const { kinds, places, countries } = window.ME;
  const list = (id, options) => (habit("combobox") || habit("search") ? comboBox(id, options, false) : nativeList(id, options));
  const kind = list("kind", kinds);
  let chosen;
  let rows;
  if (habit("cascader")) {
    const where = cascader("where", Object.fromEntries(places.map((word, at) => [word, at === 3 ? countries : []])));
    chosen = () => ({ place: where.get()[0] || "", country: where.get()[1] || "" });
    rows = [row("注册地区", true, where.node, "where")];
  } else {
    const place = list("place", places);
    const country = list("country", countries);
    const second = row("注册国家", true, country.node, "country");
    second.style.display = "none";
    place.listen(() => { second.style.display = place.get() === places[3] ? "" : "none"; });
    chosen = () => ({ place: place.get(), country: place.get() === places[3] ? country.get() : "" });
    rows = [row("注册地区", true, place.node, "place"), second];
  }
  const save = button("存草稿", async () => {
    const told = await call("create", { kind: kind.get(), ...chosen() });
    if (!told.ok) return message(told.said, "error");
    message(habit("toast_number") ? `草稿已存，备案编号 ${told.record.number}` : "草稿已存");
    window.NEW = told.record.number;
    window.location.hash = `#/ipr/edit/${told.record.number}`;
    return undefined;
  }, true);
  return [title("知产备案"), row("权利种类", true, kind.node, "kind"), ...rows, save];
}

function formRows(record) {
  const controls = {};
  const rows = {};
  const values = () => Object.fromEntries(record.questions.filter(isShown)
    .map((one) => [one.name, controls[one.name].get()]).filter(([, value]) => value !== undefined));
  const plain = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/(limited|ltd)$/, "");
  function isShown(one) {
    const owner = controls.owner.get();
    if (one.mandate && (!owner || plain(owner) === plain(window.ME.party))) return false;
    return Object.entries(one.when).every(([name, words]) => words.includes(controls[name].get()));
  }
  function demanded(one) {
    const when = Object.entries(one.optionalWhen);
    return one.required && !(when.length && when.every(([name, words]) => words.includes(controls[name].get())));
  }
  for (const one of record.questions) {
    controls[one.name] = control(one, record);
    controls[one.name].set(record.values[one.name]);
    rows[one.name] = row(one.label, one.required, controls[one.name].node, one.name);
  }
  const redraw = () => record.questions.forEach((one) => {
    rows[one.name].style.display = isShown(one) ? "" : "none";
    rows[one.name].querySelector("label").className = demanded(one) ? "ant-form-item-required" : "";
  });
  record.questions.forEach((one) => controls[one.name].listen(redraw));
  redraw();
  return { values, nodes: record.questions.map((one) => rows[one.name]), rows };
}

function complain(rows, faults) {
  document.querySelectorAll(".ant-form-explain").forEach((one) => one.remove());
  for (const [name, words] of Object.entries(faults)) {
    if (habit("refused_toast")) message(words, "error");
    else rows[name].querySelector(".ant-form-item-control").append(h("div", { class: "ant-form-explain" }, words));
  }
}

async function edit(number) {
  const told = await call("get", { id: number });
  if (!told.ok) return [title("查无此备案")];
  const { record } = told;
  const silent = habit("toast_number") && window.NEW === number;
  const form = formRows(record);
  const save = async () => call("save", { id: number, values: JSON.stringify(form.values()) });
  const keep = button("存草稿", async () => {
    const answer = await save();
    if (!answer.ok) message(answer.said, "error");
    else message("草稿已存");
  });
  const send = async () => {
    const saved = await save();
    if (!saved.ok) return message(saved.said, "error");
    const answer = await call("submit", { id: number });
    if (!answer.ok) return complain(form.rows, answer.faults);
    window.location.hash = `#/ipr/done/${number}`;
    return undefined;
  };
  const words = "送审后资料不得更改，确定送审？";
  const submit = button("送审", () => {
    if (habit("confirm")) modal(words, send);
    else if (habit("popconfirm")) bubble(submit, words, send);
    else send();
  }, true);
  const foot = [keep, submit];
  if (record.mandated || record.questions.some((one) => one.mandate)) foot.push(templateButton(number));
  if (habit("agreement")) {
    submit.disabled = true;
    const tick = h("input", { type: "checkbox", class: "ant-checkbox-input", onchange: () => { submit.disabled = !tick.checked; } });
    foot.unshift(h("div", {}, h("label", { class: "ant-checkbox-wrapper" }, h("span", { class: "ant-checkbox" }, tick, h("span", { class: "ant-checkbox-inner" })),
      h("span", {}, "本人已知悉并遵守备案须知"))));
  }
  const head = [title("备案资料")];
  if (!silent) head.push(facts([["备案编号", number], ["权利种类", record.kind], ["注册地区", record.place]]));
  const body = h("form", { class: "ant-form ant-form-horizontal" });
  if (habit("mask")) {
    const mask = h("div", { class: "ant-spin-mask" }, h("div", { class: "ant-spin ant-spin-spinning" }, h("span", { class: "ant-spin-dot" })));
    const nest = h("div", { class: "ant-spin-nested-loading" }, mask, h("div", { class: "ant-spin-container ant-spin-blur" }, body));
    setTimeout(() => { body.append(...form.nodes); mask.remove(); }, 1200);
    return [...head, nest, ...foot];
  }
  body.append(...form.nodes);
  if (habit("shadow")) {
    const host = h("div", { class: "form-host" });
    const inside = host.attachShadow({ mode: "open" });
    inside.append(h("link", { rel: "stylesheet", href: "/web/ant.css" }), body, ...foot);
    return [...head, host];
  }
  return [...head, body, ...foot];
}

function templateButton(number) {
  const at = `/api/template.pdf?id=${number}`;
  if (habit("template_tab")) return h("a", { href: at, target: "_blank", class: "ant-btn" }, "下载委托书范本");
  if (habit("template_window")) return button("下载委托书范本", () => { const tab = window.open("about:blank"); tab.location.href = at; });
  if (habit("template_blob")) {
    return button("下载委托书范本", async () => {
      const blob = await (await fetch(at)).blob();
      window.open(URL.createObjectURL(blob));
    });
  }
  return h("a", { href: `${at}&save=1`, class: "ant-btn" }, "下载委托书范本");
}

async function done(number) {
  const { record } = await call("get", { id: number });
  return [title("送审成功"), facts([["备案编号", number], ["送审时间", record.when]])];
}

async function view(number) {
  const told = await call("get", { id: number });
  if (!told.ok) return [title("查无此备案")];
  const { record } = told;
  const shown = record.questions.filter((one) => record.values[one.name]).map((one) => [one.label, String(record.values[one.name])]);
  const deed = (words, name) => button(words, () => modal(`确定${words}该备案？`, async () => { await call(name, { id: number }); window.location.hash = "#/ipr/list"; }));
  const buttons = [];
  if (["草稿", "驳回"].includes(record.status)) buttons.push(button("修改", () => { window.location.hash = `#/ipr/edit/${number}`; }), deed("删除", "delete"));
  if (record.status === "待审") buttons.push(deed("撤回", "withdraw"));
  const reasons = record.reasons.length ? [["驳回理由", h("ul", {}, ...record.reasons.map((one) => h("li", {}, one)))]] : [];
  return [title("备案详情"), facts([["备案编号", number], ["备案状态", record.status], ["权利种类", record.kind], ["注册地区", [record.place, record.country].filter(Boolean).join(" / ")],
    ["送审时间", record.when], ["送审次数", String(record.sent)], ...reasons, ...shown]), ...buttons];
}

async function list() {
  const answer = call("list");
  let records = habit("empty_first") ? [] : (await answer).records;
  const heads = ["备案编号", "权利种类", "名称", "登记编号", "持有人", "注册地区", "备案状态", "送审时间", "操作"];
  const body = h("tbody", { class: "ant-table-tbody" });
  const table = h("div", { class: "ant-table" }, h("table", {}, h("thead", { class: "ant-table-thead" }, h("tr", {}, ...heads.map((word) => h("th", {}, h("div", {}, word))))), body));
  const line = (one) => h("tr", { class: "ant-table-row" }, ...[
    h("a", { href: `#/ipr/view/${one.number}` }, one.number), one.kind, one.values.title || "-", one.values.regNo || "-", one.values.owner || "-",
    [one.place, one.country].filter(Boolean).join(" / "), one.status, one.when || "-", h("a", { href: `#/ipr/view/${one.number}` }, "查阅"),
  ].map((cell) => h("td", {}, cell)));
  const end = h("div", {});
  let state = habit("split_tabs") ? "待审" : "";
  function fill(page, grown) {
    const some = records.filter((one) => !state || one.status === state);
    const from = grown ? 0 : (page - 1) * 10;
    body.replaceChildren(...some.slice(from, page * 10).map(line));
    if (!some.length) body.append(h("tr", { class: "ant-table-placeholder" }, h("td", { colspan: heads.length }, "暂无备案")));
    const last = Math.max(1, Math.ceil(some.length / 10));
    if (habit("endless")) {
      const last = body.lastElementChild;
      const near = new IntersectionObserver(([seen]) => { if (seen.isIntersecting) { near.disconnect(); fill(page + 1, true); } });
      if (page * 10 < some.length) near.observe(last);
      end.replaceChildren();
      return;
    }
    if (grown) {
      end.replaceChildren(page < last ? button("更多备案", () => fill(page + 1, true)) : h("div", {}, "备案已全部列出"));
      return;
    }
    const step = (words, by, off) => h("li", {
      title: words, "aria-disabled": String(off), class: `ant-pagination-${by > 0 ? "next" : "prev"}${off ? " ant-pagination-disabled" : ""}`,
      onclick: () => { if (!off) fill(page + by, false); },
    }, h("a", { class: "ant-pagination-item-link" }, icon(by > 0 ? "right" : "left")));
    end.replaceChildren(h("ul", { class: "ant-pagination ant-table-pagination", unselectable: "unselectable" },
      h("li", { class: "ant-pagination-total-text" }, `共 ${some.length} 条`), step("上一页", -1, page === 1),
      h("li", { title: String(page), class: "ant-pagination-item ant-pagination-item-active" }, h("a", {}, String(page))), step("下一页", 1, page === last)));
  }
  const grows = habit("load_more") || habit("endless");
  fill(1, grows);
  const parts = [title("备案列表")];
  let redraw = () => {};
  if (habit("tabs") || habit("split_tabs")) {
    const bar = h("div", { role: "tablist", class: "ant-tabs-bar" });
    const draw = () => bar.replaceChildren(...(habit("split_tabs") ? ["待审", "草稿", "通过", "驳回", "撤回"] : ["", "草稿", "待审", "通过", "驳回", "撤回"]).map((word) => h("div", {
      role: "tab", "aria-selected": String(word === state), class: `ant-tabs-tab${word === state ? " ant-tabs-tab-active" : ""}`,
      onclick: () => { state = word; draw(); fill(1, grows); },
    }, `${word || "全部"}（${records.filter((one) => !word || one.status === word).length}）`)));
    draw();
    redraw = draw;
    parts.push(bar);
  }
  if (habit("empty_first")) answer.then((told) => { records = told.records; redraw(); fill(1, grows); });
  return [...parts, table, end];
}

async function show() {
  window.ME = await call("me");
  if (habit("service_worker") && "serviceWorker" in navigator) {
    await navigator.serviceWorker.register("/service.js");
    await navigator.serviceWorker.ready;
  }
  if (window.MINI) return root.replaceChildren(...login());
  if (!window.ME.user) return root.replaceChildren(...login());
  const [, area, what, number] = (window.location.hash || "#/home").split("/");
  const views = { add, edit, done, view, list };
  document.querySelectorAll("body > div:not(#root):not(:has(.ant-message-notice))").forEach((one) => one.remove());
  const content = area === "ipr" && views[what] ? await views[what](number) : home();
  const item = (words, to) => h("li", { class: "ant-menu-item", role: "menuitem" }, h("a", { href: to }, words));
  const leave = h("a", { href: "javascript:;", onclick: async () => { await call("leave"); window.location.reload(); } }, "安全退出");
  return root.replaceChildren(h("div", { class: "ant-layout" },
    h("div", { class: "ant-layout-header" }, h("ul", { class: "ant-menu ant-menu-dark", role: "menu" },
      item("会员首页", "#/home"), item("知产备案", "#/ipr/add"), item("备案列表", "#/ipr/list")), leave),
    h("div", { class: "ant-layout-content" }, ...content)));
}

window.addEventListener("hashchange", show);
show();
