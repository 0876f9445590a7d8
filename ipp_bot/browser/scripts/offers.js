// The list that is open, as far as it is drawn; it is scrolled on for the next look.
const drawn = () => [...document.querySelectorAll("[role=option],[title],li")]
  .filter((el) => seen(el) && !el.closest("main,form,nav,header,footer") && !el.querySelector("li,[role=option],[title]"));
const unrolled = () => (offering().length ? {} : false);
const offering = () => drawn().filter((el) => !(window.__ippDrawn || new WeakSet()).has(el));
const rolled = () => (offering().length ? false : {});
const unrolling = () => { window.__ippDrawn = new WeakSet(drawn()); };
const offered = async (arg) => {
  const open = offering();
  let box = open.length ? open[0].parentElement : null;
  while (box && box !== document.body && (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === "visible")) box = box.parentElement;
  const rolls = box && box !== document.body && box !== document.documentElement;
  const more = Boolean(rolls && box.scrollTop + box.clientHeight < box.scrollHeight - 1);
  const options = open.map((el) => tidy(el.getAttribute("title") || el.textContent)).filter(Boolean);
  if (options.some((words) => among(words, arg.labels))) return { options, more, found: true };
  if (more) {
    box.scrollTop += Math.max(box.clientHeight - 40, 40);
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  }
  return { options, more, found: false };
};
