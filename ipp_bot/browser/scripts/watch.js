// Look again whenever the document has changed: a look costs little, polling would cost the page its time.
const watch = (text, verb) => new Promise((go, fail) => {
  const over = [];
  const end = (settle, it) => { for (const stop of over.splice(0)) stop(); settle(it); };
  const look = () => {
    if (!over.length || !document.body) return;
    try {
      const result = verb(text);
      if (result !== false) end(go, result);
    } catch (error) { end(fail, error); }
  };
  let due = 0;
  const soon = () => { due = due || setTimeout(() => { due = 0; look(); }, 5); };
  const observer = new MutationObserver(soon);
  const beat = setInterval(look, 50);
  const patience = setTimeout(() => end(go, null), JSON.parse(text).patience);
  document.addEventListener("readystatechange", look);
  over.push(() => observer.disconnect(), () => clearInterval(beat), () => clearTimeout(patience), () => clearTimeout(due),
    () => document.removeEventListener("readystatechange", look));
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
});
