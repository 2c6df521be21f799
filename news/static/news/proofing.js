// Shows in the editor what the machine check finds: a list in the side panel, a marker
// beside each block and field, a wavy line under the words. A suggestion is applied
// through the editor's own API, so that it is saved and can be undone.

import { RANK, applyTo, inputOf, jump, markerSpot, underline } from "./proofing-places.js";

const AFTER_SAVE = 50;
const AFTER_CHANGE = 800;
// The rich text editor hands its text over a quarter of a second after a change.
const HANDED_OVER = 300;

const panel = document.querySelector("[data-proofing]");
const form = document.querySelector("form[data-edit-form]");
if (panel && form) start();

function start() {
  const part = (name) => panel.querySelector(`[data-proofing-${name}]`);
  const [list, summary, row] = ["list", "summary", "row"].map(part);
  let findings = [];
  let asked = 0;
  let timer;

  // Asking the server.

  function address(action) {
    const id = /\/pages\/(\d+)\/edit\//.exec(form.action)?.[1];
    if (!id) return panel.dataset.newUrl;
    return panel.dataset.checkUrl.replace("/0/", `/${id}/`) + (action ? `${action}/` : "");
  }

  async function ask(action = "", values = {}) {
    if (!form.elements.namedItem("body-count")) return;
    const mine = (asked += 1);
    clearTimeout(timer);
    const body = new FormData(form);
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
    let answer = {};
    try {
      const response = await fetch(address(action), { method: "POST", body, headers });
      answer = await response.json();
    } catch {
      answer = { message: panel.dataset.unreachable };
    }
    // What was asked later is about newer words.
    if (mine !== asked) return;
    if (answer.findings) show(answer);
    else summary.textContent = answer.message;
  }

  function askSoon(wait) {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  }

  // Showing the answer.

  function show(answer) {
    const place = [...list.children].findIndex((item) => item.contains(document.activeElement));
    findings = answer.findings;
    list.replaceChildren(...findings.map((finding) => item(finding, answer.may_waive)));
    if (place >= 0) focusItem(Math.min(place, findings.length - 1));
    const open = findings.filter((finding) => !finding.waiver);
    summary.textContent = sentence(open);
    count(open.length);
    mark(open);
    underline(open);
  }

  function focusItem(place) {
    const target = list.children[place]?.querySelector("button:not([hidden])");
    (target ?? part("check")).focus({ preventScroll: true });
  }

  function sentence(open) {
    if (!open.length) return panel.dataset.clean;
    const parts = RANK.map((rank) => open.filter((finding) => finding.severity === rank));
    const named = parts.filter((some) => some.length);
    return named.map((some) => `${some[0].severity_label} ${some.length} 处`).join("，");
  }

  function count(number) {
    const counter = document.querySelector(
      '[data-side-panel-toggle="proofing"] [data-side-panel-toggle-counter]',
    );
    if (!counter) return;
    counter.textContent = number;
    counter.hidden = number === 0;
  }

  function item(finding, mayWaive) {
    const node = row.content.firstElementChild.cloneNode(true);
    const inside = (name) => node.querySelector(`[data-${name}]`);
    node.dataset.severity = finding.waiver ? "waived" : finding.severity;
    inside("severity-label").textContent = finding.waiver ? "已豁免" : finding.severity_label;
    inside("message").textContent = finding.message;
    const jumping = inside("jump");
    if (finding.words) jumping.textContent = shortened(finding.words.trim());
    jumping.addEventListener("click", () => jump(finding));
    const applying = inside("apply");
    applying.hidden = finding.suggestion === null || !!finding.waiver || !inputOf(finding);
    applying.textContent = finding.suggestion ? `改为“${shortened(finding.suggestion)}”` : "删去";
    applying.addEventListener("click", () => apply(finding));
    prepareWaiver(finding, mayWaive && address() !== panel.dataset.newUrl, inside);
    return node;
  }

  function prepareWaiver(finding, mayWaive, inside) {
    const [opening, asking, reason] = ["waive", "waive-form", "reason"].map(inside);
    const values = () => ({ finding: finding.key, reason: reason.value });
    const send = () => (reason.value.trim() ? ask("waive", values()) : reason.focus());
    opening.hidden = !mayWaive || !!finding.waiver;
    opening.addEventListener("click", () => {
      asking.hidden = false;
      opening.hidden = true;
      reason.focus();
    });
    inside("confirm").addEventListener("click", send);
    inside("cancel").addEventListener("click", () => {
      asking.hidden = true;
      opening.hidden = false;
      opening.focus();
    });
    reason.addEventListener("keydown", (event) => {
      // Chinese input methods end a word with Enter.
      if (event.key === "Enter" && !event.isComposing) send();
      if (event.key === "Escape") inside("cancel").click();
    });
    if (!finding.waiver) return;
    const { reason: why, user, at } = finding.waiver;
    inside("waiver").hidden = false;
    inside("waiver-text").textContent = `理由：${why}（${user}，${at}）`;
    inside("revoke").hidden = !mayWaive;
    inside("revoke").addEventListener("click", () => ask("revoke", { finding: finding.key }));
  }

  function mark(open) {
    for (const old of document.querySelectorAll(".proofing-marker")) old.remove();
    const places = Map.groupBy(open, (finding) => finding.block ?? finding.field);
    for (const some of places.values()) {
      const spot = markerSpot(some[0]);
      if (spot) spot.node.insertAdjacentElement(spot.where, marker(some));
    }
  }

  function marker(some) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "proofing-marker";
    button.dataset.severity = RANK.find((rank) => some.some((each) => each.severity === rank));
    button.textContent = `校对 ${some.length}`;
    button.title = some.map((finding) => finding.message).join("\n");
    button.setAttribute("aria-label", `校对发现 ${some.length} 处：${some[0].message}`);
    button.addEventListener("click", () => reveal(some[0]));
    return button;
  }

  function reveal(finding) {
    const toggle = document.querySelector('[data-side-panel-toggle="proofing"]');
    if (toggle?.getAttribute("aria-expanded") !== "true") toggle?.click();
    const place = findings.indexOf(finding);
    focusItem(place);
    list.children[place]?.scrollIntoView({ block: "nearest" });
  }

  // Doing what is suggested.

  // Have it saved: what is changed in the first seconds of a page, Wagtail takes for
  // what the form came with.
  function keep() {
    form.dataset.wUnsavedForceValue = "true";
  }

  function apply(finding) {
    const input = inputOf(finding);
    if (input && applyTo(input, finding)) {
      setTimeout(keep, HANDED_OVER);
      summary.textContent = panel.dataset.applied;
      askSoon(AFTER_CHANGE);
    } else {
      ask();
    }
  }

  part("check").addEventListener("click", () => ask());
  document.addEventListener("w-autosave:success", () => askSoon(AFTER_SAVE));
  document.addEventListener("w-autosave:error", () => askSoon(AFTER_SAVE));
  document.addEventListener("w-unsaved:add", () => askSoon(AFTER_CHANGE));
  // The body's fields come later than the page, but before this.
  window.addEventListener("load", () => askSoon(AFTER_SAVE));
}

function shortened(text) {
  const letters = [...text];
  return letters.length > 24 ? `${letters.slice(0, 24).join("")}……` : text;
}
