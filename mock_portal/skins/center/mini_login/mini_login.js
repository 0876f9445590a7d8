// The sign-in widget: three tabs, a check by slider or code, and a word to the page around it.
"use strict";

const view = JSON.parse(document.getElementById("viewData").textContent);
const root = document.getElementById("login");
const ASK_EVERY = 400;
const TABS = ["password", "sms", "qr"];
const state = { tab: view.tab, error: "", asked: null, solved: false, busy: false };

const say = (key, args = {}) =>
  Object.entries(args).reduce((text, [name, value]) => text.replace(`{${name}}`, value), view.words[key]);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

let asked = 0;

async function call(path, values) {
  const rid = `${performance.timeOrigin}-${++asked}`;
  const body = new URLSearchParams({ ...values, rid, _csrf_token: view.csrf, appName: "ippcenter" });
  const response = await fetch(`${path}?lang=${view.lang}`, { method: "POST", body });
  return (await response.json()).content;
}

function field(id, label, type, extra = {}) {
  const input = element("input", {
    id, name: id, type, placeholder: label, "aria-label": label, autocomplete: "off", ...extra,
  });
  return element("div", { class: "fm-field" }, input);
}

const value = (id) => document.getElementById(id)?.value ?? "";

async function enter(event) {
  event.preventDefault();
  if (state.busy) return;
  const [loginId, password2] = [value("fm-login-id"), value("fm-login-password")];
  state.busy = true;
  try {
    const { data, success } = await call("/newlogin/login.do", {
      loginId, password2, ncToken: state.asked?.ncToken ?? "", keepLogin: "false",
    });
    if (success) {
      window.parent.postMessage({ action: "loginResult", resultCode: data.resultCode, st: data.st }, view.parent);
      return;
    }
    state.asked = data.resultCode === 3000 ? data : null;
    state.solved = false;
    state.error = data.titleMsg ?? "";
    if (state.asked) void wait(state.asked.ncToken);
  } catch {
    state.error = say("sign_in.expired");
  } finally {
    state.busy = false;
  }
  draw({ "fm-login-id": loginId, "fm-login-password": password2 });
}

const typed = () => ({
  "fm-login-id": value("fm-login-id"), "fm-login-password": value("fm-login-password"),
});

function solve() {
  state.solved = true;
  state.error = "";
  draw(typed());
}

async function wait(ncToken) {
  while (state.asked?.ncToken === ncToken && !state.solved) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    const answer = await fetch(`/newlogin/wait.do?ncToken=${encodeURIComponent(ncToken)}`)
      .then((response) => response.json())
      .catch(() => null);
    if (answer?.content.data.solved && !state.solved) solve();
  }
}

async function check(values, wrong) {
  const { data } = await call("/newlogin/check.do", { ncToken: state.asked.ncToken, ...values });
  if (data.solved) return solve();
  state.error = say(wrong);
  draw(typed());
}

function slider() {
  const bg = element("div", { class: "nc_bg", id: "nc_1__bg" });
  const handle = element("span", { class: "nc_iconfont btn_slide", id: "nc_1_n1z" }, "»");
  const text = element("div", { class: "nc_scale", id: "nc_1__scale_text" },
    element("span", { class: "nc-lang-cnt", "data-nc-lang": "SLIDE" },
      say(state.solved ? "sign_in.slider_passed" : "sign_in.slider")));
  const track = element("div", { class: `nc_wrapper${state.solved ? " nc_ok" : ""}`, id: "nc_1_wrapper" }, bg, text, handle);
  if (state.solved) {
    bg.style.width = "100%";
    handle.style.left = "calc(100% - 42px)";
    return track;
  }
  let trail = null;
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    trail = [[event.clientX, event.clientY, event.timeStamp]];
  });
  handle.addEventListener("pointermove", (event) => {
    if (!trail) return;
    trail.push([event.clientX, event.clientY, event.timeStamp]);
    const room = track.clientWidth - handle.offsetWidth;
    const at = Math.max(0, Math.min(room, event.clientX - trail[0][0]));
    handle.style.left = bg.style.width = `${at}px`;
    if (at < room) return;
    const points = trail;
    trail = null;
    void check({ trail: JSON.stringify(points) }, "sign_in.slider_failed");
  });
  handle.addEventListener("pointerup", () => {
    trail = null;
    handle.style.left = bg.style.width = "0";
  });
  return track;
}

function code() {
  return element("div", {},
    element("p", {}, say("sign_in.code_sent", { email: state.asked.email })),
    element("div", { class: "fm-field fm-row" },
      element("input", { id: "fm-check-code", "aria-label": say("sign_in.code"), inputmode: "numeric", autocomplete: "one-time-code" }),
      element("button", {
        class: "fm-code", type: "button",
        click: () => void check({ code: value("fm-check-code") }, "sign_in.code_wrong"),
      }, say("sign_in.verify"))),
    state.solved && element("p", {}, say("sign_in.slider_passed")));
}

function byPassword() {
  return element("form", { id: "login-form", submit: enter },
    field("fm-login-id", say("widget.name"), "text"),
    field("fm-login-password", say("widget.secret"), "password"),
    state.asked && (state.asked.ask === "slider" ? slider() : code()),
    element("div", { class: "fm-btn" },
      element("button", { type: "submit", class: "fm-button fm-submit password-login" }, say("sign_in.button"))),
    element("div", { class: "login-links" },
      element("span", {}, say("widget.forgot")), element("span", {}, say("widget.register"))));
}

function bySms() {
  const refuse = (event) => {
    event.preventDefault();
    state.error = say("widget.sms_failed");
    draw({});
  };
  return element("form", { id: "login-form", submit: refuse },
    field("fm-sms-login-id", say("widget.phone"), "text", { inputmode: "tel" }),
    element("div", { class: "fm-field fm-row" },
      element("input", { id: "fm-smscode", "aria-label": say("widget.code"), placeholder: say("widget.code"), inputmode: "numeric" }),
      element("button", { class: "fm-code", type: "button" }, say("widget.get_code"))),
    element("div", { class: "fm-btn" },
      element("button", { type: "submit", class: "fm-button fm-submit sms-login" }, say("sign_in.button"))));
}

function byQr() {
  const canvas = element("canvas", { width: "150", height: "150", role: "img", "aria-label": say("widget.qr") });
  const pen = canvas.getContext("2d");
  for (let n = 0; n < 625; n += 1) if ((n * 7919) % 5 < 2) pen.fillRect((n % 25) * 6, Math.floor(n / 25) * 6, 6, 6);
  return element("div", { class: "qr" }, canvas, element("p", {}, say("widget.scan")));
}

function draw(values) {
  const tabs = element("div", { class: "login-tabs" }, ...TABS.map((name) =>
    element("a", {
      class: `${name}-login-tab-item${name === state.tab ? " current" : ""}`, href: "#", id: `tab-${name}`,
      click: (event) => {
        event.preventDefault();
        Object.assign(state, { tab: name, error: "" });
        draw({});
      },
    }, say(`widget.${name}`))));
  const error = state.error && element("div", { class: "login-error", id: "login-error", role: "alert" }, state.error);
  const body = { password: byPassword, sms: bySms, qr: byQr }[state.tab]();
  root.replaceChildren(tabs, ...[error, body].filter(Boolean));
  for (const [id, text] of Object.entries(values)) {
    const input = document.getElementById(id);
    if (input) input.value = text;
  }
}

draw({});
