"use strict";
/* Controls in Ant Design 3's markup, drawn by hand. Each returns {node, get, set}. */
const habit = (name) => window.ME.habits.includes(name);
let serial = 0;

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((one) => one !== null && one !== undefined));
  return node;
}

const icon = (name) => h("i", { "aria-label": `icon: ${name}`, class: `anticon anticon-${name}` });

function button(words, onclick, primary = false, more = {}) {
  const spaced = habit("spaced") && /^[\u4e00-\u9fff]{2}$/.test(words) ? [...words].join(" ") : words;
  const kind = primary ? "ant-btn ant-btn-primary" : "ant-btn";
  return h("button", { type: "button", class: kind, onclick, ...more }, h("span", {}, spaced));
}

/* What hangs under body below its trigger, and goes when one clicks elsewhere. */
function popup(trigger, layer, hidden) {
  const holder = h("div", { style: "position: absolute; top: 0; left: 0; width: 100%;" }, h("div", {}, layer));
  let open = false;
  const outside = (event) => {
    const path = event.composedPath();
    if (!path.includes(layer) && !path.includes(trigger)) hide();
  };
  function hide() {
    if (!open) return;
    open = false;
    layer.classList.add(hidden);
    document.removeEventListener("mousedown", outside);
    if (api.onhide) api.onhide();
  }
  function show() {
    if (open) return;
    open = true;
    if (!holder.isConnected) document.body.append(holder);
    const box = trigger.getBoundingClientRect();
    layer.style.left = `${box.left + window.scrollX}px`;
    layer.style.top = `${(api.over ? box.top : box.bottom + 4) + window.scrollY}px`;
    layer.classList.remove(hidden);
    document.addEventListener("mousedown", outside);
    if (api.onshow) api.onshow();
  }
  layer.classList.add(hidden);
  const api = { show, hide, toggle: () => (open ? hide() : show()), isOpen: () => open };
  trigger.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  return api;
}

/* What was typed counts once Enter was pressed; left without, the field shows what counted before. */
function enteredInput(id) {
  let counted = "";
  const heard = [];
  const node = h("input", { id, class: "ant-input", type: "text", placeholder: "输入后按回车" });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    counted = node.value;
    heard.forEach((f) => f());
  });
  node.addEventListener("blur", () => { node.value = counted; });
  return { node, get: () => counted, set: (value) => { counted = value || ""; node.value = counted; }, listen: (f) => heard.push(f) };
}

function textInput(id, long) {
  const node = long
    ? h("textarea", { id, class: "ant-input", rows: 3 })
    : h("input", { id, class: "ant-input", type: "text", placeholder: "请填写" });
  if (habit("cuts_names")) node.addEventListener("blur", () => { node.value = node.value.slice(0, 10); });
  return { node, get: () => node.value, set: (value) => { node.value = value || ""; }, listen: (f) => node.addEventListener("input", f) };
}

function nativeList(id, options) {
  const node = h("select", { id, class: "ant-input" }, h("option", { value: "" }, "请选择"),
    ...options.map((word) => h("option", { value: word }, word)));
  return { node, get: () => node.value, set: (value) => { node.value = value || ""; }, listen: (f) => node.addEventListener("change", f) };
}

function comboBox(id, options, many) {
  let chosen = [];
  const heard = [];
  const listId = `rc-${++serial}`;
  const rendered = h("div", { class: "ant-select-selection__rendered" });
  const mode = many ? "multiple" : "single";
  const selection = h("div", {
    class: `ant-select-selection ant-select-selection--${mode}`, role: "combobox", "aria-autocomplete": "list",
    "aria-haspopup": "true", "aria-expanded": "false", tabindex: many ? "-1" : "0",
  }, rendered, many ? null : h("span", { class: "ant-select-arrow", unselectable: "on" }, icon("down")));
  const node = h("div", { class: "ant-select ant-select-enabled", id }, selection);
  const list = h("ul", { role: "listbox", tabindex: "0", class: "ant-select-dropdown-menu ant-select-dropdown-menu-root ant-select-dropdown-menu-vertical" });
  const layer = h("div", { class: `ant-select-dropdown ant-select-dropdown--${mode} ant-select-dropdown-placement-bottomLeft`, style: "width: 300px" },
    h("div", { id: listId, style: "overflow: auto" }, list));
  const drop = popup(selection, layer, "ant-select-dropdown-hidden");
  const searching = many || habit("search");
  const field = h("input", { class: "ant-select-search__field", autocomplete: "off", value: "" });
  const search = h(many ? "li" : "div", { class: "ant-select-search ant-select-search--inline", style: many ? "" : "display: none" },
    h("div", { class: "ant-select-search__field__wrap" }, field, h("span", { class: "ant-select-search__field__mirror" }, "\u00a0")));

  function choose(word) {
    if (many) chosen = chosen.includes(word) ? chosen.filter((one) => one !== word) : [...chosen, word];
    else chosen = [word];
    field.value = "";
    draw();
    fill();
    if (!many) drop.hide();
    heard.forEach((f) => f());
  }
  function fill() {
    const words = options.filter((word) => word.includes(field.value.trim()));
    list.replaceChildren(...words.map((word) => h("li", {
      role: "option", unselectable: "on", "aria-selected": String(chosen.includes(word)), style: "user-select: none",
      class: `ant-select-dropdown-menu-item${chosen.includes(word) ? " ant-select-dropdown-menu-item-selected" : ""}`,
      onclick: () => choose(word),
    }, word)));
    if (!words.length) list.append(h("li", { unselectable: "on", class: "ant-select-dropdown-menu-item ant-select-dropdown-menu-item-disabled" }, "暂无内容"));
  }
  function draw() {
    if (many) {
      const chips = chosen.map((word) => h("li", { unselectable: "on", class: "ant-select-selection__choice", title: word },
        h("div", { class: "ant-select-selection__choice__content" }, word),
        h("span", { class: "ant-select-selection__choice__remove", onclick: (event) => { event.stopPropagation(); choose(word); } }, icon("close"))));
      rendered.replaceChildren(h("ul", {}, ...chips, search));
      return;
    }
    const parts = chosen.length
      ? [h("div", { class: "ant-select-selection-selected-value", title: chosen[0], style: "display: block; opacity: 1;" }, chosen[0])]
      : [h("div", { unselectable: "on", class: "ant-select-selection__placeholder", style: "display: block; user-select: none;" }, "请选择")];
    if (searching) parts.push(search);
    rendered.replaceChildren(...parts);
  }
  drop.onshow = () => {
    selection.setAttribute("aria-expanded", "true");
    selection.setAttribute("aria-controls", listId);
    if (searching && !many) {
      search.style.display = "block";
      const value = rendered.firstElementChild;
      value.style.display = value.classList.contains("ant-select-selection__placeholder") ? "block" : "none";
    }
    field.value = "";
    fill();
    if (searching) field.focus();
  };
  drop.onhide = () => {
    selection.setAttribute("aria-expanded", "false");
    field.value = "";
    if (!many) search.style.display = "none";
    draw();
  };
  selection.addEventListener("click", () => (many ? drop.show() : drop.toggle()));
  selection.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !drop.isOpen()) drop.show();
    else if (event.key === "Enter" && searching && list.querySelector("[role=option]")) list.querySelector("[role=option]").click();
  });
  field.addEventListener("input", fill);
  draw();
  return {
    node,
    get: () => (many ? chosen : chosen[0] || ""),
    set: (value) => { chosen = many ? [...(value || [])] : value ? [value] : []; draw(); },
    listen: (f) => heard.push(f),
  };
}

function radios(id, options) {
  let chosen = "";
  const heard = [];
  const node = h("div", { class: "ant-radio-group ant-radio-group-outline", id });
  const draw = () => node.replaceChildren(...options.map((word) => {
    const on = word === chosen ? " ant-radio-checked" : "";
    const input = h("input", { type: "radio", class: "ant-radio-input", value: word, onchange: () => { chosen = word; draw(); heard.forEach((f) => f()); } });
    input.checked = word === chosen;
    return h("label", { class: `ant-radio-wrapper${on && " ant-radio-wrapper-checked"}` },
      h("span", { class: `ant-radio${on}` }, input, h("span", { class: "ant-radio-inner" })), h("span", {}, word));
  }));
  draw();
  return { node, get: () => chosen, set: (value) => { chosen = value || ""; draw(); }, listen: (f) => heard.push(f) };
}

function toggle(id, options) {
  let on = false;
  const heard = [];
  const node = h("button", { type: "button", role: "switch", id, onclick: () => { on = !on; draw(); heard.forEach((f) => f()); } });
  const draw = () => {
    node.className = `ant-switch${on ? " ant-switch-checked" : ""}`;
    node.setAttribute("aria-checked", String(on));
    node.replaceChildren(h("span", { class: "ant-switch-inner" }, on ? options[0] : options[1]));
  };
  draw();
  return { node, get: () => (on ? options[0] : options[1]), set: (value) => { on = value === options[0]; draw(); }, listen: (f) => heard.push(f) };
}

function ticks(id, options) {
  const node = h("div", { class: "ant-checkbox-group", id });
  let chosen = [];
  const draw = () => node.replaceChildren(...options.map((word) => {
    const has = chosen.includes(word);
    const input = h("input", { type: "checkbox", class: "ant-checkbox-input", value: word, onchange: () => {
      chosen = has ? chosen.filter((one) => one !== word) : [...chosen, word];
      draw();
    } });
    input.checked = has;
    return h("label", { class: "ant-checkbox-group-item ant-checkbox-wrapper" },
      h("span", { class: `ant-checkbox${has ? " ant-checkbox-checked" : ""}` }, input, h("span", { class: "ant-checkbox-inner" })), h("span", {}, word));
  }));
  draw();
  return { node, get: () => chosen, set: (value) => { chosen = [...(value || [])]; draw(); }, listen: () => {} };
}

const two = (number) => String(number).padStart(2, "0");
const dayWords = (day) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;

function datePicker(id) {
  let value = "";
  let at = new Date();
  const heard = [];
  const input = h("input", { readonly: true, class: "ant-calendar-picker-input ant-input", placeholder: "请选择日期", value: "" });
  const node = h("span", { class: "ant-calendar-picker", tabindex: "0", id }, h("div", {}, input, icon("calendar")));
  node.querySelector("i").className = "anticon anticon-calendar ant-calendar-picker-icon";
  const layer = h("div", { class: "ant-calendar-picker-container ant-calendar-picker-container-placement-bottomLeft" });
  const drop = popup(node, layer, "ant-calendar-picker-container-hidden");
  drop.over = true;
  const pick = (day) => { value = dayWords(day); input.value = value; drop.hide(); heard.forEach((f) => f()); };
  const go = (years, months) => { at = new Date(at.getFullYear() + years, at.getMonth() + months, 1); draw(); };
  const link = (name, title, onclick, words = "") => h("a", { class: name, title, role: "button", onclick }, words);

  function panel(name, cells, headWords, back, forth) {
    const table = h("table", { class: `ant-calendar-${name}-panel-table`, role: "grid" }, h("tbody", {}));
    for (let row = 0; row < cells.length; row += 3) {
      table.tBodies[0].append(h("tr", { role: "row" }, ...cells.slice(row, row + 3).map(([words, onclick]) => h("td", {
        role: "gridcell", title: words, class: `ant-calendar-${name}-panel-cell`, onclick,
      }, h("a", { class: `ant-calendar-${name}-panel-${name}` }, words)))));
    }
    return h("div", { class: `ant-calendar-${name}-panel` }, h("div", {},
      h("div", { class: "ant-calendar-header" }, back, h("a", { role: "button" }, headWords), forth), table));
  }
  function monthPanel() {
    const words = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
    const cells = words.map((word, month) => [word, () => { at = new Date(at.getFullYear(), month, 1); draw(); }]);
    const turn = (by) => () => { at = new Date(at.getFullYear() + by, at.getMonth(), 1); draw(); monthPanel(); };
    layer.querySelector(".ant-calendar-panel").append(panel("month", cells, `${at.getFullYear()}`,
      link("ant-calendar-month-panel-prev-year-btn ant-calendar-prev-year-btn", "上一年 (Control键加左方向键)", turn(-1)),
      link("ant-calendar-month-panel-next-year-btn ant-calendar-next-year-btn", "下一年 (Control键加右方向键)", turn(1))));
  }
  function yearPanel(start = Math.floor(at.getFullYear() / 10) * 10) {
    layer.querySelectorAll(".ant-calendar-year-panel").forEach((one) => one.remove());
    const cells = [];
    for (let year = start - 1; year < start + 11; year++) {
      cells.push([String(year), () => { at = new Date(year, at.getMonth(), 1); draw(); }]);
    }
    layer.querySelector(".ant-calendar-panel").append(panel("year", cells, `${start}-${start + 9}`,
      link("ant-calendar-year-panel-prev-decade-btn ant-calendar-prev-decade-btn", "上一年代", () => yearPanel(start - 10)),
      link("ant-calendar-year-panel-next-decade-btn ant-calendar-next-decade-btn", "下一年代", () => yearPanel(start + 10))));
  }
  function draw() {
    const year = at.getFullYear();
    const month = at.getMonth();
    const first = new Date(year, month, 1 - new Date(year, month, 1).getDay());
    const body = h("tbody", { class: "ant-calendar-tbody" });
    for (let week = 0; week < 6; week++) {
      const row = h("tr", { role: "row" });
      for (let column = 0; column < 7; column++) {
        const day = new Date(first.getFullYear(), first.getMonth(), first.getDate() + week * 7 + column);
        const other = day.getMonth() === month ? "" : day < at ? " ant-calendar-last-month-cell" : " ant-calendar-next-month-btn-day";
        row.append(h("td", {
          role: "gridcell", title: `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日`,
          class: `ant-calendar-cell${other}${dayWords(day) === value ? " ant-calendar-selected-day" : ""}`, onclick: () => pick(day),
        }, h("div", { class: "ant-calendar-date", "aria-selected": String(dayWords(day) === value), "aria-disabled": "false" }, String(day.getDate()))));
      }
      body.append(row);
    }
    const field = h("input", { class: "ant-calendar-input", placeholder: "请选择日期", value });
    field.addEventListener("input", () => {
      const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(field.value);
      if (!match) return;
      const day = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
      value = dayWords(day);
      input.value = value;
      heard.forEach((f) => f());
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === "Escape") drop.hide(); });
    const days = ["日", "一", "二", "三", "四", "五", "六"];
    layer.replaceChildren(h("div", { class: "ant-calendar", tabindex: "0" }, h("div", { class: "ant-calendar-panel", tabindex: "0" },
      habit("calendar_clicks") ? null : h("div", { class: "ant-calendar-input-wrap" }, h("div", { class: "ant-calendar-date-input-wrap" }, field)),
      h("div", { class: "ant-calendar-date-panel" },
        h("div", { class: "ant-calendar-header" },
          link("ant-calendar-prev-year-btn", "上一年 (Control键加左方向键)", () => go(-1, 0)),
          link("ant-calendar-prev-month-btn", "上个月 (翻页上键)", () => go(0, -1)),
          h("span", { class: "ant-calendar-ym-select" },
            link("ant-calendar-year-select", "选择年份", () => yearPanel(), `${year}年`),
            link("ant-calendar-month-select", "选择月份", monthPanel, `${month + 1}月`)),
          link("ant-calendar-next-month-btn", "下个月 (翻页下键)", () => go(0, 1)),
          link("ant-calendar-next-year-btn", "下一年 (Control键加右方向键)", () => go(1, 0))),
        h("div", { class: "ant-calendar-body" }, h("table", { class: "ant-calendar-table", role: "grid" },
          h("thead", {}, h("tr", { role: "row" }, ...days.map((word) => h("th", { role: "columnheader", title: `周${word}`, class: "ant-calendar-column-header" }, h("span", { class: "ant-calendar-column-header-inner" }, word))))), body)),
        h("div", { class: "ant-calendar-footer" }, h("a", { class: "ant-calendar-today-btn", role: "button", title: dayWords(new Date()), onclick: () => pick(new Date()) }, "今天"))))));
    if (drop.isOpen() && !habit("calendar_clicks")) field.focus();
  }
  drop.onshow = () => {
    const match = /^(\d{4})-(\d{2})/.exec(value);
    at = match ? new Date(Number(match[1]), Number(match[2]) - 1, 1) : new Date();
    draw();
  };
  node.addEventListener("click", () => drop.show());
  return { node, get: () => value, set: (given) => { value = given || ""; input.value = value; }, listen: (f) => heard.push(f) };
}

function cascader(id, tree) {
  let path = [];
  const heard = [];
  const label = h("span", { class: "ant-cascader-picker-label" });
  const input = h("input", { readonly: true, autocomplete: "off", class: "ant-input ant-cascader-input", placeholder: "请选择", value: "", id });
  const node = h("span", { class: "ant-cascader-picker", tabindex: "0" }, label, input, icon("down"));
  const menus = h("div", {});
  const layer = h("div", { class: "ant-cascader-menus ant-cascader-menus-placement-bottomLeft" }, menus);
  const drop = popup(node, layer, "ant-cascader-menus-hidden");
  let active = [];
  function draw() {
    const columns = [Object.keys(tree)];
    if (active.length && tree[active[0]].length) columns.push(tree[active[0]]);
    menus.replaceChildren(...columns.map((words, depth) => h("ul", { class: "ant-cascader-menu" }, ...words.map((word) => h("li", {
      class: `ant-cascader-menu-item${active[depth] === word ? " ant-cascader-menu-item-active" : ""}`, title: word, role: "menuitem",
      onclick: () => {
        active = [...active.slice(0, depth), word];
        if (depth === 0 && tree[word].length) return draw();
        path = active;
        label.textContent = path.join(" / ");
        input.removeAttribute("placeholder");
        drop.hide();
        heard.forEach((f) => f());
        return undefined;
      },
    }, word, depth === 0 && tree[word].length ? h("span", { class: "ant-cascader-menu-item-expand-icon" }, icon("right")) : null)))));
  }
  drop.onshow = () => { active = [...path]; draw(); };
  node.addEventListener("click", () => drop.toggle());
  return { node, get: () => path, set: () => {}, listen: (f) => heard.push(f) };
}

function uploads(id, slot, record) {
  const input = h("input", { type: "file", accept: "", multiple: true, style: "display: none;" });
  const list = h("div", { class: "ant-upload-list ant-upload-list-text" });
  const trigger = h("span", { tabindex: "0", class: "ant-upload", role: "button", onclick: (event) => { if (event.target !== input) input.click(); } },
    input, h("button", { type: "button", class: "ant-btn" }, icon("upload"), h("span", {}, "选取附件")));
  const node = h("span", { class: "", id }, h("div", { class: "ant-upload ant-upload-select ant-upload-select-text" }, trigger), list);
  function item(name, size, state) {
    const words = state === "uploading" ? "上传中" : "已入库";
    const line = h("div", { class: `ant-upload-list-item ant-upload-list-item-${state}` }, h("div", { class: "ant-upload-list-item-info" }, h("span", {},
      icon("paper-clip"), h("span", { class: "ant-upload-list-item-name", title: name }, name),
      h("span", { class: "ant-upload-list-item-card-actions" }, ` ${size} B ${words} `,
        h("a", { title: "删除文件", onclick: async () => { await call("discard", { id: record.number, slot, name }); line.remove(); } }, icon("close"))))));
    return line;
  }
  input.addEventListener("change", () => {
    for (const file of input.files) {
      const waiting = item(file.name, file.size, "uploading");
      list.append(waiting);
      const body = new FormData();
      body.append("id", record.number);
      body.append("slot", slot);
      body.append("file", file);
      fetch("/api/upload.json", { method: "POST", body }).then((answer) => answer.json())
        .then((told) => waiting.replaceWith(item(told.name, told.size, "done")));
    }
    input.value = "";
  });
  const shown = (record.files[slot] || []).length && habit("papers_shown");
  if (shown) list.before(h("iframe", { src: `/api/paper/${record.number}/${slot}/0`, width: 300, height: 200 }));
  list.append(...(record.files[slot] || []).map((file) => item(file.name, file.size, "done")));
  return { node, get: () => undefined, set: () => {}, listen: () => {} };
}

function control(question, record) {
  const { kind, options, name } = question;
  const yesNo = options.length === 2 && options[0] === "是";
  if (kind === "files") return uploads(name, name, record);
  if ((kind === "date" && habit("enter_dates")) || (kind === "text" && habit("enter_texts"))) return enteredInput(name);
  if (kind === "date") return habit("calendar") || habit("calendar_clicks") ? datePicker(name) : textInput(name, false);
  if (kind === "chips") return habit("chips") ? comboBox(name, options, true) : ticks(name, options);
  if (kind === "list") return habit("combobox") || habit("search") ? comboBox(name, options, false) : nativeList(name, options);
  if (kind === "radio") return yesNo && habit("switch") ? toggle(name, options) : radios(name, options);
  return textInput(name, kind === "area");
}

function message(words, kind = "success") {
  let holder = document.querySelector(".ant-message");
  if (!holder) {
    holder = h("div", { class: "ant-message" }, h("span", {}));
    document.body.append(holder);
  }
  const notice = h("div", { class: "ant-message-notice" }, h("div", { class: "ant-message-notice-content" },
    h("div", { class: `ant-message-custom-content ant-message-${kind}` }, icon("check-circle"), h("span", {}, words))));
  holder.firstElementChild.append(notice);
  setTimeout(() => notice.remove(), 3000);
}

function modal(words, yes) {
  const close = () => whole.remove();
  const whole = h("div", {}, h("div", { class: "ant-modal-mask" }), h("div", { tabindex: "-1", class: "ant-modal-wrap", role: "dialog" },
    h("div", { role: "document", class: "ant-modal ant-modal-confirm ant-modal-confirm-confirm" },
      h("div", { tabindex: "0", style: "width: 0; height: 0; overflow: hidden;" }, "sentinel"),
      h("div", { class: "ant-modal-content" }, h("div", { class: "ant-modal-body" }, h("div", { class: "ant-modal-confirm-body-wrapper" },
        h("div", { class: "ant-modal-confirm-body" }, icon("question-circle"), h("span", { class: "ant-modal-confirm-title" }, words), h("div", { class: "ant-modal-confirm-content" })),
        h("div", { class: "ant-modal-confirm-btns" }, button("取消", close), button("确定", () => { close(); yes(); }, true))))))));
  document.body.append(whole);
}

function bubble(trigger, words, yes) {
  const layer = h("div", { class: "ant-popover ant-popover-placement-top" });
  const drop = popup(trigger, layer, "ant-popover-hidden");
  layer.append(h("div", { class: "ant-popover-content" }, h("div", { class: "ant-popover-inner", role: "tooltip" }, h("div", { class: "ant-popover-inner-content" },
    h("div", { class: "ant-popover-message" }, icon("exclamation-circle"), h("div", { class: "ant-popover-message-title" }, words)),
    h("div", { class: "ant-popover-buttons" }, button("取消", drop.hide), button("确定", () => { drop.hide(); yes(); }, true))))));
  drop.show();
}
