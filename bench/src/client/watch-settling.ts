/**
 * Tells within a page how long it takes from an action until the page has settled: nothing that it asked the catalogue
 * is unanswered, what was answered is on the screen, and two frames have gone by with nothing new.
 */
export const WATCH = `
globalThis.pvsBench = (() => {
  let [open, blockedMs, requests] = [0, 0, []];
  const fetchIt = globalThis.fetch;
  globalThis.fetch = async (...given) => {
    // What lies around, which the page asks for afterwards. Coastlines are a worker's affair, and not seen here.
    if (/count=200&/.test(String(given[0]))) return fetchIt(...given);
    open += 1;
    const begun = performance.now();
    const done = () => requests.push({ url: String(given[0]), ms: performance.now() - begun });
    try {
      const response = await fetchIt(...given);
      // The bodies count: they are read before anything is shown.
      const json = response.json.bind(response);
      response.json = async () => { open += 1; try { return await json(); } finally { open -= 1; done(); } };
      return response;
    } finally { open -= 1; }
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blockedMs = Math.max(blockedMs, duration);
  }).observe({ entryTypes: ['longtask'] });
  const viewer = () => document.querySelector('pvs-app')?.renderRoot?.querySelector('pvs-viewer');
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
  return {
    viewer,
    part: (name) => viewer().renderRoot.querySelector(name),
    tell: (name, detail) => viewer().dispatchEvent(new CustomEvent(name, { detail })),
    async settled(action) {
      while (!viewer()) await frame();
      [blockedMs, requests] = [0, []];
      const begin = performance.now();
      await action();
      let last = await frame();
      let [calm, first] = [0, last];
      while (calm < 3) {
        const now = await frame();
        const list = viewer().renderRoot.querySelector('pvs-product-list')?.search;
        if (open > 0 || list?.status === 'loading') { calm = 0; first = undefined; }
        else { first ??= now; calm += 1; }
      }
      return { ms: first - begin, blockedMs, requests };
    },
  };
})();`;
