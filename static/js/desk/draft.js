// Keeps what is typed into the form in this browser until the server has it, and offers it again
// after a reload, a closed tab or a dead connection.
import { debounce } from "../shared/timers.js";
import { draftsOf, drop, keyOf, read, takeSent, write } from "./draft_store.js";
import { openedWith, setValues, reopen, same, valuesOf } from "./form_fields.js";
import { offer } from "./draft_banner.js";
import { byId } from "../shared/dom.js";
import { clockWords, now } from "../shared/time.js";

const PAUSE_MS = 400;
const NO_ROOM = "这台设备存不下草稿（存储满了或被关闭）。请尽快保存。";

// What differs from the form as it came, and what was brought back from an earlier draft.
function changed(form, first, carried) {
  const current = valuesOf(form);
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const name of Object.keys({ ...current, ...first, ...carried })) {
    if (name in carried || !same(current[name], first[name])) found[name] = current[name] ?? [];
  }
  return found;
}

// A form that came back with its errors says already what the draft says: that is no news.
function isNews(form, draft) {
  const current = valuesOf(form);
  return Object.entries(draft.changed)
    .some(([name, values]) => form.elements[name] && !same(current[name], values));
}

/**
 * Gives the key under which this form is kept, and a function that keeps it at once.
 * @param {HTMLFormElement} form
 * @returns {{ key: string, keep: () => void }}
 */
export function startDraft(form) {
  const { account = "", station = "", version = "" } = form.dataset;
  const where = { account, station: version === "0" ? "new" : station, version };
  const key = keyOf(where, `${now()}-${Math.random().toString(36).slice(2, 8)}`);
  const line = byId("draft-note");
  const first = valuesOf(form);
  const carried = {};

  function keep() {
    const differing = changed(form, first, carried);
    if (!Object.keys(differing).length) {
      drop(key);
      line.textContent = "";
      return;
    }
    const kept = write(key, { at: now(), changed: differing, hidden: openedWith(form) });
    line.textContent = kept ? `${clockWords(now())} 已存在这台设备里，还没有提交。` : NO_ROOM;
  }

  function restore(other, draft) {
    Object.assign(carried, draft.changed);
    reopen(form, draft.hidden);
    for (const [name, values] of Object.entries(draft.changed)) setValues(form, name, values);
    keep();
    if (read(key)) drop(other);
  }

  const sent = takeSent();
  if (sent && "saved" in form.dataset) drop(sent);
  const earlier = draftsOf(where, now());
  for (const [other, draft] of earlier.filter(([, it]) => !isNews(form, it))) {
    Object.assign(carried, draft.changed);
    drop(other);
  }
  if (!("saved" in form.dataset) && Object.keys(carried).length) keep();
  offer(form, earlier.filter(([, it]) => isNews(form, it)), restore);

  const soon = debounce(keep, PAUSE_MS);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  return { key, keep };
}
