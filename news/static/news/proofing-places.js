// Where the findings of the machine check stand in the editor's form, and how the words
// there are changed, shown and underlined: all through the editor's own API.

export const RANK = ["block", "warn", "note"];

const form = document.querySelector("form[data-edit-form]");

function blockOf(finding) {
  if (!finding.block) return null;
  return document.querySelector(
    `[data-streamfield-child][data-contentpath="${CSS.escape(finding.block)}"]`,
  );
}

export function inputOf(finding) {
  const block = blockOf(finding);
  if (!finding.block) return form.elements.namedItem(finding.field);
  const prefix = block?.querySelector(':scope > input[name$="-id"]')?.name.slice(0, -3);
  return form.elements.namedItem(`${prefix}-value${finding.part ? `-${finding.part}` : ""}`);
}

export function markerSpot(finding) {
  if (finding.block) {
    const node = blockOf(finding)?.querySelector("[data-panel-controls]");
    return node && { node, where: "beforebegin" };
  }
  const node = document.getElementById(`id_${finding.field}-label`);
  return node && { node, where: "afterend" };
}

function richEditor(input) {
  return input?.draftailEditor;
}

// Return where the excerpt stands in a text: the one next to where the server saw it,
// which counts characters where JavaScript counts halves of rare ones; -1 for nowhere.
function nearest(text, finding) {
  const guess = [...text].slice(0, finding.start).join("").length;
  let best = -1;
  for (let at = text.indexOf(finding.excerpt); at >= 0; at = text.indexOf(finding.excerpt, at + 1)) {
    if (best < 0 || Math.abs(at - guess) < Math.abs(best - guess)) best = at;
  }
  return best;
}

// Return the part of a rich text that a finding is about; the server reads a line a block.
function richSpan(input, finding) {
  const blocks = richEditor(input).getEditorState().getCurrentContent().getBlocksAsArray();
  const at = nearest(blocks.map((block) => block.getText()).join("\n"), finding);
  let start = 0;
  for (const block of blocks) {
    const end = start + block.getLength();
    if (at >= start && at + finding.excerpt.length <= end) {
      return { block, start: at - start, end: at - start + finding.excerpt.length };
    }
    start = end + 1;
  }
  return null;
}

function selectionOf({ block, start, end }) {
  const selection = window.DraftJS.SelectionState.createEmpty(block.getKey());
  return selection.merge({ anchorOffset: start, focusOffset: end });
}

// Put the suggestion in the place of the words; false when they are no longer there.
export function applyTo(input, finding) {
  return richEditor(input) ? applyRich(input, finding) : applyPlain(input, finding);
}

function applyRich(input, finding) {
  const span = richSpan(input, finding);
  if (!span) return false;
  const { EditorState, Modifier } = window.DraftJS;
  const editor = richEditor(input);
  const state = editor.getEditorState();
  const [content, selection] = [state.getCurrentContent(), selectionOf(span)];
  const style = span.block.getInlineStyleAt(span.start);
  const entity = span.block.getEntityAt(span.start);
  const changed = finding.suggestion
    ? Modifier.replaceText(content, selection, finding.suggestion, style, entity)
    : Modifier.removeRange(content, selection, "forward");
  // A step of its own for undo.
  editor.onChange(EditorState.push(state, changed, "spellcheck-change"));
  return true;
}

function applyPlain(input, finding) {
  const at = nearest(input.value, finding);
  if (at < 0) return false;
  const before = document.activeElement;
  input.focus({ preventScroll: true });
  input.setSelectionRange(at, at + finding.excerpt.length);
  // The only way that leaves the browser's undo of the field whole.
  document.execCommand(finding.suggestion ? "insertText" : "delete", false, finding.suggestion);
  input.dispatchEvent(new Event("change", { bubbles: true }));
  before?.focus({ preventScroll: true });
  return true;
}

export function jump(finding) {
  const input = inputOf(finding);
  const place = blockOf(finding) ?? input?.closest?.("[data-field]");
  if (!place) return;
  // Opens what is folded, as an error of the form does.
  (input?.closest?.("[data-field]") ?? place).dispatchEvent(new Event("beforematch", { bubbles: true }));
  const tab = place.closest("[role=tabpanel][hidden]");
  if (tab) document.querySelector(`[role=tab][aria-controls="${tab.id}"]`)?.click();
  place.scrollIntoView({ block: "center" });
  if (richEditor(input)) {
    selectRich(input, finding);
  } else if (input?.setSelectionRange && input.type !== "hidden") {
    const at = finding.excerpt ? nearest(input.value, finding) : -1;
    input.focus({ preventScroll: true });
    if (at >= 0) input.setSelectionRange(at, at + finding.excerpt.length);
  } else {
    place.querySelector("button, a, input:not([type=hidden])")?.focus({ preventScroll: true });
  }
}

function selectRich(input, finding) {
  const editor = richEditor(input);
  const span = finding.excerpt && richSpan(input, finding);
  if (!span) return editor.focus();
  const { EditorState } = window.DraftJS;
  return editor.onChange(EditorState.forceSelection(editor.getEditorState(), selectionOf(span)));
}

// Wavy lines under the words, painted without a change to the document.

export function underline(open) {
  if (!CSS.highlights) return;
  for (const rank of RANK) {
    const some = open.filter((finding) => finding.severity === rank && finding.excerpt);
    CSS.highlights.set(`proofing-${rank}`, new Highlight(...some.flatMap(rangesOf)));
  }
}

function rangesOf(finding) {
  const input = inputOf(finding);
  const span = richEditor(input) && richSpan(input, finding);
  if (!span) return [];
  const line = document.querySelector(`[data-block][data-offset-key^="${span.block.getKey()}-"]`);
  const [start, end] = [span.start, span.end].map((offset) => textAt(line, offset));
  if (!start || !end) return [];
  const range = new Range();
  range.setStart(...start);
  range.setEnd(...end);
  return [range];
}

// Return the text node and the place in it where so many letters of a line have passed.
function textAt(line, offset) {
  if (!line) return null;
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return null;
}
