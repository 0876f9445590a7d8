"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const csrf = document.body.dataset.csrf || "";
  let asked = 0;
  const requestId = () => `${performance.timeOrigin}-${++asked}`;

  // ---- small things of every page
  $$("dialog[data-open]").forEach((dialog) => dialog.showModal());
  const tour = $("#tour");
  if (tour) {
    tour.addEventListener("click", (event) => {
      const box = event.target.closest(".tour-box");
      if (!box || event.target.tagName !== "BUTTON") return;
      box.hidden = true;
      if (box.nextElementSibling) box.nextElementSibling.hidden = false;
      else tour.remove();
    });
  }
  const more = $("#more");
  if (more) {
    const load = async () => {
      const href = more.dataset.next;
      if (!href) return;
      delete more.dataset.next;
      const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
      $("table.list tbody").append(...$$("table.list tbody tr", page));
      const next = $("#more", page);
      more.replaceChildren(...next.childNodes);
      if (next.dataset.next) more.dataset.next = next.dataset.next;
      watchEnd();
    };
    const watchEnd = () => {
      if (more.dataset.style !== "scroll") return;
      const eye = new IntersectionObserver((seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        eye.disconnect();
        load();
      });
      eye.observe(more);
    };
    more.addEventListener("click", (event) => {
      if (event.target.tagName === "BUTTON") load();
    });
    watchEnd();
  }
  const alertBox = $(".alert");
  if (alertBox) alertBox.focus();
  $$("form[data-sure]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.sure)) event.preventDefault();
    }));

  // ---- sign-in: the slider, and a page that goes on when a person has passed it
  const challenge = $("#challenge");
  if (challenge) {
    const handle = $("#nc_1_n1z");
    if (handle) {
      const track = $("#nc_1_wrapper");
      let trail = null;
      let start = 0;
      handle.addEventListener("pointerdown", (event) => {
        handle.setPointerCapture(event.pointerId);
        start = event.clientX;
        trail = [[event.clientX, event.clientY, event.timeStamp]];
      });
      handle.addEventListener("pointermove", (event) => {
        if (!trail) return;
        trail.push([event.clientX, event.clientY, event.timeStamp]);
        const room = track.clientWidth - handle.offsetWidth;
        const x = Math.max(0, Math.min(room, event.clientX - start));
        handle.style.left = x + "px";
        $("#nc_1__bg").style.width = x + "px";
        if (x >= room) {
          const form = $("form", challenge);
          form.trail.value = JSON.stringify(trail);
          trail = null;
          form.submit();
        }
      });
      handle.addEventListener("pointerup", () => {
        trail = null;
        handle.style.left = "0";
        $("#nc_1__bg").style.width = "0";
      });
    }
    const watch = async () => {
      const answer = await fetch("/login/waits.htm?token=" + encodeURIComponent(challenge.dataset.token));
      if (answer.ok && (await answer.json()).solved) {
        const form = $("form", challenge);
        form.submit();
      } else if (answer.ok) setTimeout(watch, 400);
    };
    watch();
  }

  // ---- IPR Submission: type, place, Next
  const choice = $("#choice");
  if (choice) {
    const next = $("#next");
    const place = $("#place");
    const showCountry = () => {
      const others = place.value === "Others";
      $("#country-row").hidden = !others;
      $("#country").disabled = !others;
    };
    place.addEventListener("change", showCountry);
    showCountry();
    choice.addEventListener("change", () => {
      if (next.dataset.strict === "yes") next.disabled = true;
    });
    next.addEventListener("click", () => {
      if (next.dataset.href) location.href = next.dataset.href;
      else choice.requestSubmit();
    });
    if (next.dataset.strict === "no") next.disabled = false;
  }

  // ---- the details page
  const details = $("#details");
  if (!details) return;
  const context = JSON.parse(details.dataset.context);
  const words = JSON.parse(details.dataset.words);
  const rules = JSON.parse(details.dataset.names).map(([pattern, to]) => [new RegExp(pattern, "g"), to]);
  const number = details.dataset.number;
  const template = $("#poa-template");

  const normal = (name) =>
    rules.reduce((text, [pattern, to]) => text.replace(pattern, to), name.normalize("NFKC").toLowerCase());
  const matches = (value, wanted) => {
    const given = Array.isArray(value) ? value : [value || ""];
    return wanted.some((word) => given.some((one) =>
      word.startsWith("!") ? one !== "" && one !== word.slice(1) : one === word));
  };
  const holds = (condition, known) =>
    !condition.length || condition.some((branch) =>
      Object.entries(branch).every(([key, wanted]) => matches(known[key], wanted)));
  const parts = $$("[data-section]", details).map((section) => ({
    section,
    when: JSON.parse(section.dataset.when),
    rows: $$("[data-field]", section).map((row) => ({
      row,
      name: row.dataset.field,
      when: JSON.parse(row.dataset.when),
      required: JSON.parse(row.dataset.required),
      options: $$("label[data-when], option[data-when]", row).map((node) => ({
        node, when: JSON.parse(node.dataset.when),
      })),
    })),
  }));
  const valueOf = (row) => {
    const radio = $("input[type=radio]:checked:not(:disabled)", row);
    if (radio) return radio.value;
    const control = $("input:not([type=radio]):not([type=file]), select, textarea", row);
    if (!control) return "";
    if (control.multiple) return [...control.selectedOptions].map((o) => o.value);
    return control.value.trim();
  };
  const arrange = () => {
    const holder = details.elements.holder;
    const name = holder ? holder.value.trim() : "";
    context["@holder_differs"] = name && normal(name) !== normal(details.dataset.complainant) ? "yes" : "no";
    const known = { ...context };
    for (const part of parts) {
      const open = holds(part.when, known);
      part.section.hidden = !open;
      for (const item of part.rows) {
        const shown = open && holds(item.when, known);
        item.row.hidden = !shown;
        if (item.row.tagName === "FIELDSET") item.row.disabled = !shown;
        else $$("input, select, textarea", item.row).forEach((c) => { c.disabled = !shown; });
        if (!shown) continue;
        for (const { node, when } of item.options) {
          const offered = holds(when, known);
          node.hidden = !offered;
          const input = node.tagName === "OPTION" ? node : $("input", node);
          input.disabled = !offered;
          if (!offered && input.selected) input.parentElement.value = "";
        }
        if (item.required.length) item.row.classList.toggle("required", holds(item.required, known));
        const value = valueOf(item.row);
        if (!value.length) continue;
        known[item.name] = value;
        const chosen = $("input[type=radio]:checked", item.row);
        if (chosen) Object.assign(known, JSON.parse(chosen.dataset.implies || "{}"));
      }
    }
  };
  const dirty = () => {
    if (!template) return;
    template.removeAttribute("href");
    template.setAttribute("aria-disabled", "true");
    template.setAttribute("role", "link");
  };
  details.addEventListener("input", (event) => { arrange(); if (event.target.type !== "file") dirty(); });
  details.addEventListener("change", (event) => { arrange(); if (event.target.type !== "file") dirty(); });
  arrange();

  // ---- uploads: each file goes as soon as it is chosen
  const told = (bytes) => {
    const kilo = bytes / 1024;
    const short = kilo < 1024 ? kilo.toFixed(1) + " KB" : (kilo / 1024).toFixed(2) + " MB";
    return short + " (" + bytes.toLocaleString("en-US") + " " + words.bytes + ")";
  };
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const setError = (slot, text) => {
    const line = document.getElementById("f-" + slot + "-error");
    line.textContent = text;
    line.hidden = !text;
    if (text) line.setAttribute("role", "alert");
  };
  const addRemove = (item) => {
    const name = $(".name", item).textContent;
    const button = make("button", "link remove", words.remove);
    button.type = "button";
    button.setAttribute("aria-label", words.remove + " " + name);
    item.append(" ", button);
  };
  const settle = (item, state) => {
    item.className = "file " + state;
    $(".mark", item).textContent = state === "done" ? words.uploaded : words.scanning;
    if (state === "scanning") setTimeout(scan, 300);
  };
  let scanPending = false;
  const scan = async () => {
    if (scanPending) return;
    scanPending = true;
    const answer = await fetch("/uc/ipr/files.htm?iprNo=" + number);
    scanPending = false;
    if (!answer.ok) return;
    const ready = new Set((await answer.json()).filter((f) => f.ready).map((f) => String(f.id)));
    let left = false;
    for (const item of $$(".file.scanning")) {
      if (ready.has(item.dataset.id)) settle(item, "done");
      else left = true;
    }
    if (left) setTimeout(scan, 300);
  };
  const upload = (slot, list, file) => {
    const item = make("li", "file uploading");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(make("span", "name", file.name), " ", make("span", "size", told(file.size)), " ",
      make("span", "mark", words.uploading), " ", bar);
    list.append(item);
    const fail = (text) => {
      item.remove();
      setError(slot, file.name + ": " + text);
    };
    const data = new FormData();
    data.append("iprNo", number);
    data.append("slot", slot);
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", "/uc/ipr/upload.htm");
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.setRequestHeader("X-Request-Id", requestId());
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.responseType = "json";
    request.upload.onprogress = (event) => { bar.value = (event.loaded / event.total) * 100; };
    request.onerror = () => fail(words.failed);
    request.onload = () => {
      if (request.status === 401) return fail(words.expired);
      if (request.status !== 200 || !request.response) {
        return fail((request.response && request.response.error) || words.failed);
      }
      bar.remove();
      const answer = request.response;
      item.dataset.id = answer.id;
      $(".name", item).textContent = answer.filename;
      $(".size", item).textContent = told(answer.size);
      $(".size", item).dataset.bytes = answer.size;
      addRemove(item);
      settle(item, answer.ready ? "done" : "scanning");
    };
    request.send(data);
  };
  details.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || !input.files.length) return;
    const slot = input.dataset.slot;
    setError(slot, "");
    for (const file of [...input.files]) upload(slot, $(".files", input.parentElement), file);
    input.value = "";
  });
  details.addEventListener("click", async (event) => {
    if (event.target === template && !template.hasAttribute("href")) return event.preventDefault();
    const button = event.target.closest(".remove");
    if (!button) return;
    const item = button.closest(".file");
    const body = new URLSearchParams({ iprNo: number, id: item.dataset.id, csrf_token: csrf });
    const answer = await fetch("/uc/ipr/remove.htm", {
      method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest", "X-Request-Id": requestId() },
    });
    if (answer.ok) item.remove();
    else setError(item.closest("[data-field]").dataset.field, (await answer.json()).error);
  });
  if ($(".file.scanning")) scan();

  // ---- the fields may come late
  if (details.dataset.late) setTimeout(() => details.classList.remove("late"), Number(details.dataset.late));

  // ---- Submit may want a box ticked, and may ask once more
  const submit = $("#submit");
  const agree = $("#agree");
  if (agree) {
    const grey = () => { submit.disabled = agree.dataset.mode === "disable" && !agree.checked; };
    agree.addEventListener("change", () => {
      $("#agree-error").hidden = true;
      grey();
    });
    grey();
    details.addEventListener("submit", (event) => {
      if (event.submitter !== submit || agree.checked) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      $("#agree-error").hidden = false;
    });
  }
  const mode = details.dataset.confirm;
  let sure = !mode;
  details.addEventListener("submit", (event) => {
    if (sure || event.submitter !== submit) return;
    if (mode === "native") {
      if (!window.confirm(words.confirm)) event.preventDefault();
      return;
    }
    event.preventDefault();
    const dialog = $("#confirm");
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "ok") return;
      sure = true;
      details.requestSubmit(submit);
    }, { once: true });
    dialog.showModal();
  });
})();
