// Shadow roots: what the scripts look for may stand in one of them as well as in the document.

/**
 * Notes each shadow root that the page attaches from now on. One that is closed is opened: scripts
 * of the page still keep theirs to themselves, and a person sees no difference.
 * @returns {void}
 */
const noteShadowRoots = () => {
  if (document.ippShadowRoots) return;
  /** @type {ShadowRoot[]} */
  const roots = [];
  Object.defineProperty(document, "ippShadowRoots", { value: roots });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, { ...init, mode: "open" });
    roots.push(root);
    return root;
  };
};

/** Milliseconds for which shadow roots that were looked for are remembered: one look takes less. */
const LOOKED_FOR = 20;

/**
 * The shadow roots that were looked for, and when.
 * @type {{ at: number, roots: ShadowRoot[] }}
 */
const lookedFor = { at: -LOOKED_FOR, roots: [] };

/**
 * All shadow roots within, found by looking at each element: what the page's world has noted is not
 * seen in another world, but all of them are open.
 * @param {ParentNode} root
 * @returns {ShadowRoot[]}
 */
const shadowRootsWithin = (root) =>
  [...root.querySelectorAll("*")].flatMap((el) =>
    el.shadowRoot ? [el.shadowRoot, ...shadowRootsWithin(el.shadowRoot)] : [],
  );

/**
 * The shadow roots that are part of the document now.
 * @returns {ShadowRoot[]}
 */
const shadowRoots = () => {
  if (document.ippShadowRoots)
    return document.ippShadowRoots.filter((root) => root.host.isConnected);
  if (performance.now() - lookedFor.at > LOOKED_FOR) {
    lookedFor.roots = shadowRootsWithin(document);
    lookedFor.at = performance.now();
  }
  return lookedFor.roots;
};

/**
 * Whether a node stands within another one, be it in a shadow root of it.
 * @param {Node} outer
 * @param {Node | null} inner
 * @returns {boolean}
 */
const holds = (outer, inner) => {
  for (let at = inner; at; at = /** @type {ShadowRoot} */ (at.getRootNode()).host || null)
    if (outer.contains(at)) return true;
  return false;
};

/**
 * All elements within that a selector means; those of shadow roots follow on the others.
 * @param {ParentNode & Node} root
 * @param {string} selector
 * @returns {PageElement[]}
 */
const allWithin = (root, selector) => {
  const found = [...root.querySelectorAll(selector)];
  for (const shadow of shadowRoots())
    if (holds(root, shadow.host)) found.push(...shadow.querySelectorAll(selector));
  return found;
};

/**
 * What is on top at a point, be it in a shadow root.
 * @param {number} x
 * @param {number} y
 * @returns {PageElement | null}
 */
const elementAt = (x, y) => {
  let hit = document.elementFromPoint(x, y);
  while (hit && hit.shadowRoot) {
    const inner = /** @type {PageElement | null} */ (hit.shadowRoot.elementFromPoint(x, y));
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
};
