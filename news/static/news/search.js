// Results as one types. The server makes every page of results; this script asks for
// the page of an address and puts its results in the place of the old ones.
(() => {
  const WAIT = 150;
  const QUIET = 400;
  const form = document.querySelector("[data-search-form]");
  const field = form?.elements.namedItem("q");
  const status = document.querySelector("[data-search-status]");
  const results = () => document.querySelector("[data-search-results]");
  if (!form || !results()) return;

  let timer = 0;
  let saying = 0;
  let overtaken = new AbortController();
  let isComposing = false;
  // The address that Back leads to once the words typed since are sent.
  let settled = location.href;
  let shown = location.href;

  /** Return the address of what the form asks for now. */
  function address() {
    const parameters = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...parameters]) {
      if (!value.trim()) parameters.delete(name);
    }
    const found = new URL(form.action);
    found.search = parameters;
    return found.href;
  }

  function say(text) {
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = text;
    }, QUIET);
  }

  /** Put new results in place; what had the focus, or was opened, still is. */
  function swap(page) {
    const fresh = page.querySelector("[data-search-results]");
    const old = results();
    const focused = old.contains(document.activeElement) && document.activeElement;
    const key = focused && (focused.id || focused.dataset.key);
    const opened = [...old.querySelectorAll("details[open]")].map((one) => one.id);
    old.replaceWith(document.adoptNode(fresh));
    for (const one of fresh.querySelectorAll("details")) {
      if (opened.includes(one.id)) one.open = true;
    }
    if (focused) focusAgain(fresh, key);
    document.title = page.title;
    say(fresh.dataset.searchResults);
  }

  function focusAgain(fresh, key) {
    const same = [...fresh.querySelectorAll("[id], [data-key]")].find(
      (one) => key && (one.id || one.dataset.key) === key,
    );
    (same ?? fresh).focus({ preventScroll: true });
  }

  /** Show the results of an address; resolves to whether they are shown. */
  async function load(wanted, headers = {}) {
    clearTimeout(timer);
    overtaken.abort();
    overtaken = new AbortController();
    const { signal } = overtaken;
    results().setAttribute("aria-busy", "true");
    try {
      const response = await fetch(wanted, { headers, signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (signal.aborted) return false;
      // Another kind of page, such as one of a proxy, is shown as it is.
      if (!page.querySelector("[data-search-results]")) throw new Error("no results");
      swap(page);
      shown = wanted;
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      results().removeAttribute("aria-busy");
      say("搜索暂时没有回应，请检查网络后再试。");
      return false;
    }
  }

  async function type() {
    const wanted = address();
    if (wanted === shown) return;
    // Half a word is nothing that somebody searched for: the server does not note it.
    if (await load(wanted, { "X-Search-Typing": "1" })) {
      history.replaceState(null, "", wanted);
    }
  }

  function typeSoon() {
    clearTimeout(timer);
    timer = setTimeout(type, WAIT);
  }

  /** Go to an address that the reader chose: Back leads to the one before. */
  async function go(wanted) {
    if (wanted === settled) {
      history.replaceState(null, "", wanted);
    } else {
      history.replaceState(null, "", settled);
      history.pushState(null, "", wanted);
      settled = wanted;
    }
    return load(wanted);
  }

  field.addEventListener("compositionstart", () => {
    isComposing = true;
    clearTimeout(timer);
  });
  field.addEventListener("compositionend", () => {
    isComposing = false;
    typeSoon();
  });
  field.addEventListener("input", () => {
    if (!isComposing) typeSoon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(address());
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-search-results] a[data-search-link]");
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.button) return;
    event.preventDefault();
    const wanted = link.href;
    field.value = new URL(wanted).searchParams.get("q") ?? "";
    const isPaging = link.hasAttribute("rel");
    if ((await go(wanted)) && isPaging) {
      results().focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
  });

  addEventListener("popstate", () => {
    if (location.pathname !== new URL(form.action).pathname) return;
    settled = location.href;
    field.value = new URL(settled).searchParams.get("q") ?? "";
    load(settled);
  });
})();
