// The review with keys alone. Values are the form's own inputs; a value that is not being corrected is
// read-only, so that Enter, digits and signs mean what the line above the fields says.
"use strict";

const form = document.getElementById("fields");
const rows = [...form.querySelectorAll(".field")];
const sheet = document.getElementById("sheet");
const figure = document.getElementById("figure");
const picture = document.getElementById("picture");
const frame = document.getElementById("frame");
const crop = document.getElementById("crop");
const cropPicture = document.getElementById("crop-picture");
const paper = document.getElementById("paper");
const confirmButton = document.getElementById("confirm");

let zoom = 1;
let turned = 0;
let current = null;

const controlOf = (row) => row.querySelector("select, input:not([type=checkbox])");
const seenOf = (row) => row.querySelector("input[type=checkbox]");
const isText = (control) => control instanceof HTMLInputElement;
const isMissing = (row) => controlOf(row).value.trim() === "" && !("optional" in row.dataset);
// An empty value that may go is looked at as one that is not sure: nothing is left out unseen.
const isUndecided = (row) => seenOf(row) !== null && !seenOf(row).checked && (row.dataset.state === "look" || controlOf(row).value.trim() === "");
const isOpen = (row) => isUndecided(row) || isMissing(row);
// What is wrong stays so until it says something else.
const before = new Map(rows.map((row) => [row, controlOf(row).value]));
const isWrong = (row) => row.classList.contains("faulty") && controlOf(row).value === before.get(row);
const isShown = (row) => row.closest("details:not([open])") === null;

function boxOf(row) {
  if (!row?.dataset.box) return null;
  const [left, top, right, bottom] = row.dataset.box.split(" ").map(Number);
  // as the page is shown: turned clockwise by right angles
  return [
    [left, top, right, bottom],
    [1 - bottom, left, 1 - top, right],
    [1 - right, 1 - bottom, 1 - left, 1 - top],
    [top, 1 - right, bottom, 1 - left],
  ][turned];
}

function showPaper() {
  if (!picture) return;
  const address = `${sheet.dataset.pages}/${paper.value}?turned=${turned}`;
  if (picture.getAttribute("src") !== address) {
    picture.src = address;
    cropPicture.src = address;
  }
  showPlace();
}

function showPlace() {
  const box = current && current.dataset.box && paper.value === `${current.dataset.file}/${current.dataset.page}` ? boxOf(current) : null;
  frame.hidden = crop.hidden = box === null;
  if (box === null || !picture.naturalWidth) return;
  const [left, top, right, bottom] = box;
  const percent = (part) => `${part * 100}%`;
  frame.style.left = percent(left - 0.006);
  frame.style.top = percent(top - 0.004);
  frame.style.width = percent(right - left + 0.012);
  frame.style.height = percent(bottom - top + 0.008);
  sheet.scrollTop = figure.clientHeight * top - sheet.clientHeight / 3;
  sheet.scrollLeft = figure.clientWidth * left - sheet.clientWidth / 4;
  const wide = right - left + 0.04;
  const high = bottom - top + 0.02;
  const ratio = picture.naturalHeight / picture.naturalWidth;
  const width = Math.min(crop.clientWidth / wide, crop.clientHeight / (high * ratio));
  cropPicture.style.width = `${width}px`;
  cropPicture.style.left = `${-(left - 0.02) * width}px`;
  cropPicture.style.top = `${-(top - 0.01) * width * ratio}px`;
}

function setZoom(next) {
  zoom = Math.min(4, Math.max(0.5, next));
  figure.style.width = `${zoom * 100}%`;
  showPlace();
}

function turn() {
  turned = (turned + 1) % 4;
  showPaper();
}

function focusRow(row) {
  (row ? controlOf(row) : confirmButton).focus();
}

function next(row) {
  const at = rows.indexOf(row);
  focusRow(rows.slice(at + 1).find(isOpen) ?? rows.slice(0, at + 1).find(isOpen));
}

function edit(row) {
  const control = controlOf(row);
  if (!isText(control)) return;
  control.readOnly = false;
  control.setSelectionRange(control.value.length, control.value.length);
}

// Typing takes the place of what is there, as in a cell of a sheet; an input method may compose it.
function editAnew(row) {
  edit(row);
  controlOf(row).value = "";
}

function accept(row) {
  const control = controlOf(row);
  if (isMissing(row)) {
    edit(row);
    return;
  }
  const seen = seenOf(row);
  if (seen) seen.checked = true;
  mark(row);
  next(row);
}

function mark(row) {
  row.classList.toggle("accepted", !isOpen(row) && !isWrong(row));
  const control = controlOf(row);
  // what is empty is typed at once, unless a digit may mean another reading
  const isVacant = control.value === "" && row.querySelector(".candidates button") === null;
  if (isText(control)) control.readOnly = !isMissing(row) && !isVacant;
  const isQuiet = row.dataset.state === "sure" && !row.classList.contains("faulty") && row.closest("details") === null;
  control.tabIndex = isQuiet ? -1 : 0;
}

function choose(row, number) {
  const button = row.querySelectorAll(".candidates button")[number - 1];
  if (!button) return false;
  controlOf(row).value = button.dataset.value;
  return true;
}

form.addEventListener("keydown", (event) => {
  const row = event.target.closest(".field");
  if (!row || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const control = controlOf(row);
  if (event.target !== control) return;
  const isEditing = isText(control) && !control.readOnly;
  const at = rows.indexOf(row);
  if (event.key === "Enter") {
    event.preventDefault();
    accept(row);
  } else if (event.key === "Escape" && isEditing) {
    control.value = control.defaultValue;
    mark(row);
  } else if (event.key === "ArrowDown" && isText(control)) {
    event.preventDefault();
    focusRow(rows.slice(at + 1).find(isShown));
  } else if (event.key === "ArrowUp" && isText(control) && at > 0) {
    event.preventDefault();
    focusRow(rows.slice(0, at).findLast(isShown));
  } else if (!isEditing && isText(control)) {
    if (/^[1-9]$/.test(event.key) && choose(row, Number(event.key))) event.preventDefault();
    else if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      setZoom(zoom * (event.key === "+" ? 1.25 : 0.8));
    } else if (event.key === "]") {
      event.preventDefault();
      turn();
    } else if (event.key === "[") {
      event.preventDefault();
      beginBox();
    } else if (event.key === "F2") {
      event.preventDefault();
      edit(row);
    } else if (event.key.length === 1 || event.key === "Backspace" || event.key === "Process") editAnew(row);
  }
});

confirmButton.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  focusRow(event.key === "ArrowUp" ? rows.findLast(isShown) : rows[0]);
});

form.addEventListener("focusin", (event) => {
  const row = event.target.closest(".field");
  if (!row) return;
  current = row;
  if (row.dataset.box) paper.value = `${row.dataset.file}/${row.dataset.page}`;
  showPaper();
});

form.addEventListener("focusout", (event) => {
  const row = event.target.closest(".field");
  if (row && !row.contains(event.relatedTarget)) mark(row);
});

form.addEventListener("change", (event) => {
  const row = event.target.closest(".field");
  if (row) mark(row);
});

form.addEventListener("dblclick", (event) => {
  const row = event.target.closest(".field");
  if (row && event.target === controlOf(row)) edit(row);
});

form.addEventListener("click", (event) => {
  const button = event.target.closest(".candidates button");
  if (!button) return;
  const row = button.closest(".field");
  controlOf(row).value = button.dataset.value;
  controlOf(row).focus();
});

paper?.addEventListener("change", showPaper);
picture?.addEventListener("load", showPlace);
document.getElementById("larger").addEventListener("click", () => setZoom(zoom * 1.25));
document.getElementById("smaller").addEventListener("click", () => setZoom(zoom * 0.8));
document.getElementById("turn").addEventListener("click", turn);

// A box on the paper is read again: its text becomes another reading of the field in focus. The
// mouse draws the box; with keys it begins where the field was read.
const drawn = document.getElementById("drawn");
const readAgain = document.getElementById("told");
const STEP = 0.005;
let box = null;
let begun = null;

const within = (part) => Math.min(1, Math.max(0, part));

function pointOn(event) {
  const place = figure.getBoundingClientRect();
  return [within((event.clientX - place.left) / place.width), within((event.clientY - place.top) / place.height)];
}

function showBox() {
  drawn.hidden = box === null;
  if (box === null) return;
  const [left, top, right, bottom] = box;
  drawn.style.left = `${left * 100}%`;
  drawn.style.top = `${top * 100}%`;
  drawn.style.width = `${(right - left) * 100}%`;
  drawn.style.height = `${(bottom - top) * 100}%`;
}

function leaveBox() {
  box = begun = null;
  showBox();
}

function beginBox() {
  if (!picture) return;
  const shown = current?.dataset.box && !frame.hidden ? boxOf(current) : [0.3, 0.3, 0.7, 0.34];
  box = [shown[0] - 0.01, shown[1] - 0.005, shown[2] + 0.01, shown[3] + 0.005].map(within);
  readAgain.textContent = readAgain.dataset.how;
  showBox();
  drawn.focus({ preventScroll: true });
}

async function readBox() {
  const row = current;
  const place = `${paper.value} ${turned} ${box.map((side) => side.toFixed(5)).join(" ")}`;
  leaveBox();
  readAgain.textContent = readAgain.dataset.reading;
  if (row) controlOf(row).focus();
  let texts = [];
  try {
    const response = await fetch(sheet.dataset.read, { method: "POST", body: new URLSearchParams({ place }) });
    if (response.ok) texts = (await response.json()).texts;
  } catch {
    // the server ended: nothing was read
  }
  readAgain.textContent = texts.join(" · ") || readAgain.dataset.nothing;
  if (!row || !isText(controlOf(row))) return;
  offer(row, texts);
}

// The first reading takes the value's place; all of them are there to be chosen.
function offer(row, texts) {
  const list = row.querySelector(".candidates");
  for (const text of texts) {
    const others = [...list.querySelectorAll("button")];
    if (others.some((button) => button.dataset.value === text)) continue;
    const button = document.createElement("button");
    const number = document.createElement("b");
    number.textContent = `${others.length + 1}`;
    button.type = "button";
    button.className = "plain";
    button.tabIndex = -1;
    button.dataset.value = text;
    button.append(number, ` ${text}`);
    list.append(button, " ");
  }
  if (texts.length > 0) {
    controlOf(row).value = texts[0];
    controlOf(row).readOnly = true;
    controlOf(row).focus();
  }
}

drawn.addEventListener("keydown", (event) => {
  const [x, y] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [0, 0];
  if (event.key === "Enter") readBox();
  else if (event.key === "Escape") {
    leaveBox();
    readAgain.textContent = "";
    focusRow(current);
  } else if (x === 0 && y === 0) return;
  else if (event.shiftKey) box = [box[0], box[1], Math.max(box[0] + STEP, within(box[2] + x)), Math.max(box[1] + STEP, within(box[3] + y))];
  else box = [box[0] + x, box[1] + y, box[2] + x, box[3] + y].map(within);
  event.preventDefault();
  showBox();
});

figure.addEventListener("pointerdown", (event) => {
  if (!picture || event.button !== 0 || event.pointerType === "touch") return;
  event.preventDefault();
  begun = pointOn(event);
  figure.setPointerCapture(event.pointerId);
});

figure.addEventListener("pointermove", (event) => {
  if (begun === null) return;
  const [x, y] = pointOn(event);
  box = [Math.min(begun[0], x), Math.min(begun[1], y), Math.max(begun[0], x), Math.max(begun[1], y)];
  showBox();
});

figure.addEventListener("pointerup", () => {
  const isLarge = box !== null && box[2] - box[0] > STEP && box[3] - box[1] > STEP;
  if (begun !== null && isLarge) readBox();
  else if (begun !== null) leaveBox();
  begun = null;
});

document.getElementById("box").addEventListener("click", beginBox);

rows.forEach(mark);
showPaper();
// What the address names, what is wrong, what nobody has looked at, a document that is lacking.
const named = document.getElementById(location.hash.slice(1));
const first = (named?.matches("li") && named) || rows.find((row) => isWrong(row) || isOpen(row)) || form.querySelector(".documents > .faulty");
const folded = first?.closest("details");
if (folded) folded.open = true;
if (first?.matches(".documents > li")) first.querySelector("input").focus();
else focusRow(first);
