// Service workers, which would send a page's requests out of sight and outlive the page.

/**
 * The page finds a browser that has none, as it does at an address without encryption: most look
 * for them before they use them, and one that waited for its worker would wait for ever.
 * @returns {void}
 */
const hideServiceWorkers = () => {
  Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
};
