// The selector engine: one control, button, option or file input by its label, for real clicks.

/**
 * What is drawn for a hidden box to tick: what stands behind it, of which only the mark where it holds
 * a link too, or what is around it.
 * @param {PageElement} el
 * @returns {PageElement}
 */
const drawnTick = (el) => {
  const drawn = el.nextElementSibling;
  if (!drawn || !isVisible(drawn) || drawn.matches(CONTROL) || drawn.querySelector(CONTROL))
    return el.parentElement;
  if (!drawn.matches("a") && !drawn.querySelector("a")) return drawn;
  const mark = [...drawn.querySelectorAll("i,svg,img,span:empty")].find(
    (one) => isVisible(one) && !one.closest("a"),
  );
  return mark || el.parentElement;
};

/**
 * All elements that a selector means; its text is a `TargetSpec` as JSON.
 * @param {Document | PageElement} root
 * @param {string} text
 * @returns {PageElement[]}
 */
const findTargets = (root, text) => {
  /** @type {TargetSpec} */
  const spec = JSON.parse(text);
  if (spec.marks) documentState.labels = spec.marks;
  const scope = root === document ? mainRegion() : /** @type {PageElement} */ (root);
  const controls = () => controlsNamed(findControls(scope), spec.labels);
  switch (spec.what) {
    case "button": {
      const top = openDialogs()[0];
      const found = clickablesNamed(
        spec.dialog
          ? top || document.createElement("i")
          : root === document && !spec.anywhere
            ? mainRegion()
            : root,
        spec.labels,
      );
      return found.length || !spec.anywhere ? found : menuItemsNamed(spec.labels);
    }
    case "yes": {
      const asks = openDialogs()[0];
      return asks
        ? clickablesNamed(asks, spec.labels)
        : newConfirmButtons(spec.labels).filter(boxOfQuestion).slice(0, 1);
    }
    case "bubble":
      return newConfirmButtons(spec.labels).slice(0, 1);
    case "answer": {
      const asks = openDialogs()[0];
      return (asks ? clickablesNamed(asks, spec.labels) : newConfirmButtons(spec.labels)).slice(
        0,
        1,
      );
    }
    case "control":
      return controls()
        .filter((control) => control.kind !== "file")
        .map((control) => control.elements[0]);
    case "part":
      return controls().flatMap((control) =>
        control.segments ? [control.segments[spec.part]] : [],
      );
    case "file":
      return controls()
        .filter((control) => control.kind === "file")
        .map(
          (control) =>
            control.elements.find((el) => !(el.files && el.files.length)) || control.elements[0],
        );
    case "another":
      return controls()
        .filter((control) => control.kind === "file")
        .flatMap((control) => clickablesNamed(control.box, spec.words))
        .slice(0, 1);
    case "more_text":
      return controls().flatMap((control) => textAdders(control));
    case "less_text":
      return controls().flatMap((control) => rowRemovers(control, spec.words));
    case "choice":
      return controls().flatMap((control) =>
        control.elements
          .filter((el) => preferredIndex([optionLabel(el)], spec.option) === 0)
          .map((el) =>
            isVisible(el)
              ? el
              : (el.labels && el.labels[0]) || el.closest("label") || el.parentElement,
          ),
      );
    case "tick":
      // a label may hold a link to what is agreed to: the box itself is clicked
      return lonelyUntickedBoxes()
        .filter((el) => matchesAny(optionLabel(el), spec.labels))
        .map((el) => (isVisible(el) ? el : drawnTick(el)))
        .slice(0, 1);
    case "option":
      return openOptions()
        .filter((el) => matchesAny(el.getAttribute("title") || el.textContent, spec.labels))
        .slice(0, 1);
    case "listed":
      return controls()
        .filter((control) => control.kind === "file")
        .flatMap((control) =>
          fileItems(control)
            .filter((item) => item.name === spec.name)
            .map((item) => item.el),
        )
        .slice(0, 1);
    case "remove":
      return controls()
        .filter((control) => control.kind === "file")
        .flatMap((control) =>
          fileItems(control)
            .filter((item) => item.name === spec.name)
            .flatMap((item) => removeButtons(item, spec.words)),
        )
        .slice(0, 1);
    case "view":
      return [...allWithin(document, "tbody tr,[role=row]")]
        .filter(
          (row) =>
            isVisible(row) &&
            [...row.children].some(
              (cell) => collapseSpace(cell.innerText || cell.textContent) === spec.text,
            ),
        )
        .flatMap((row) => clickablesNamed(row, spec.labels));
    case "day":
      return dayCells(spec.date);
    case "popup":
      // What a dialog asks is answered elsewhere.
      return [calendarBox(), ...openOptions().slice(0, 1).map(popupAround)]
        .filter(
          (box) => box && !openDialogs().some((one) => one.contains(box) || box.contains(one)),
        )
        .flatMap((box) => clickablesNamed(box, spec.labels))
        .slice(0, 1);
    case "leaf":
      return stepButtons(spec.step);
    case "tab":
      return statusTabs(spec.statuses)
        .filter(({ status }) => status === spec.status)
        .map(({ el }) => el);
    case "next":
      return nextPageButton(spec.labels);
    default:
      return [];
  }
};

/** The engine as Playwright asks for it. */
const selectorEngine = {
  /** @type {(root: Document | PageElement, text: string) => PageElement | null} */
  query: (root, text) => findTargets(root, text)[0] || null,
  queryAll: findTargets,
};
