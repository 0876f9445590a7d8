// The list that is open, as far as it is drawn; it is scrolled on for the next look.
const drawn = () => [...document.querySelectorAll("[role=option],[title],li")]
  .filter((el) => seen(el) && !el.closest("main,form,nav,header,footer") && !el.querySelector("li,[role=option],[title]"));
const unrolled = (arg) => (offering(arg).length ? {} : false);
const offering = (arg) => drawn().filter((el) => !arg.before.includes(tidy(el.getAttribute("title") || el.textContent)));
const offered = async (arg) => {
  const open = offering(arg);
  let box = open.length ? open[0].parentElement : null;
  while (box && box !== document.body && (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === "visible")) box = box.parentElement;
  const rolls = box && box !== document.body && box !== document.documentElement;
  const more = Boolean(rolls && box.scrollTop + box.clientHeight < box.scrollHeight - 1);
  const options = open.map((el) => tidy(el.getAttribute("title") || el.textContent)).filter(Boolean);
  if (more) {
    box.scrollTop += Math.max(box.clientHeight - 40, 40);
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  }
  return { options, more };
};
