/**
 * Helps with the form of a contribution: keeps what was typed until its receipt is seen, sends it once however often
 * the button is pressed, takes words selected in the provision as the quote (by touch, mouse or keyboard), and does the
 * proof of work when the server asks for one. Without it the form works as well.
 */

interface Draft {
  key: string;
  sent: boolean;
  fields: Record<string, string>;
}

const FIELDS = ["text", "quote", "problem", "cost", "place", "name", "email"];
const SENT = "kenes-sent";
/** Leading zero bits of a proof; the server has the same number. */
const WORK_BITS = 14;

type Field = HTMLInputElement | HTMLTextAreaElement;

function field(form: HTMLFormElement, name: string): Field | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? found : null;
}

function load(name: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

function store(name: string, draft: Draft | null): void {
  try {
    if (draft) localStorage.setItem(name, JSON.stringify(draft));
    else localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing (private mode, full) still sends.
  }
}

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function draftName(of: string | undefined): string {
  return `kenes-draft:${of ?? ""}`;
}

function help(form: HTMLFormElement): void {
  const name = draftName(form.dataset.draft);
  const refused = document.getElementById("errors") !== null;
  // A draft that was sent stays until its receipt is seen: the connection may have broken.
  const draft = load(name);
  const current: Draft = { key: draft?.key ?? randomKey(), sent: false, fields: {} };
  for (const fieldName of FIELDS) {
    const input = field(form, fieldName);
    const kept = draft?.fields[fieldName];
    if (input && input.value === "" && kept) input.value = kept;
  }
  const key = field(form, "key");
  // A refused form will be sent with other content, so it needs another key.
  // A proof of work belongs to its key.
  if (key && !form.dataset.work) key.value = refused ? randomKey() : current.key;

  const keep = (sent: boolean): void => {
    for (const fieldName of FIELDS) current.fields[fieldName] = field(form, fieldName)?.value ?? "";
    store(name, { ...current, key: key?.value ?? current.key, sent });
  };
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => {
    keep(true);
    try {
      sessionStorage.setItem(SENT, name);
    } catch {
      // The receipt then knows the draft by its place.
    }
  });
}

/** Looks for a number that makes the hash of the challenge begin with zeros; the form waits for it. */
async function work(form: HTMLFormElement, challenge: string, nonce: Field): Promise<void> {
  // Without a secure context there is no hash; a moderator looks then.
  if (!crypto.subtle) return;
  let waiting = false;
  form.addEventListener("submit", (event) => {
    if (nonce.value !== "") return;
    event.preventDefault();
    waiting = true;
  });
  const encoder = new TextEncoder();
  for (let tried = 0; nonce.value === ""; tried += 1) {
    const hash = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}.${tried}`)));
    if (Math.clz32(hash.getUint32(0)) >= WORK_BITS) nonce.value = String(tried);
  }
  if (waiting) form.submit();
}

function takeQuotes(words: HTMLElement, quote: Field): void {
  // A text that can be edited has a caret, so words can be selected with the keyboard too; nothing is ever changed.
  words.contentEditable = "true";
  words.inputMode = "none";
  words.spellcheck = false;
  words.setAttribute("role", "textbox");
  words.setAttribute("aria-readonly", "true");
  words.setAttribute("aria-multiline", "true");
  words.setAttribute("aria-label", words.dataset.label ?? "");
  words.addEventListener("beforeinput", (event) => event.preventDefault());
  const hint = document.getElementById("quote-hint");
  if (hint?.dataset.hint) hint.textContent = hint.dataset.hint;
  const jump = document.createElement("a");
  jump.className = "btn take";
  jump.href = "#quote";
  jump.hidden = true;
  jump.textContent = words.dataset.take ?? "";
  words.after(jump);
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    jump.hidden = true;
    if (!selection || selection.isCollapsed || !selection.anchorNode || !selection.focusNode) return;
    if (!words.contains(selection.anchorNode) || !words.contains(selection.focusNode)) return;
    jump.hidden = false;
    // The page shows no-break spaces where the text has ordinary ones.
    const text = selection.toString().replaceAll("\u00a0", " ").trim();
    if (text === "") return;
    quote.value = text;
    quote.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** On a receipt: what it is for has arrived. */
function forget(name: string): void {
  if (load(name)?.sent) store(name, null);
}

const arrived = document.querySelector<HTMLElement>("[data-arrived]");
if (arrived) {
  let sent: string | null = null;
  try {
    sent = sessionStorage.getItem(SENT);
  } catch {
    // As above.
  }
  forget(sent ?? draftName(arrived.dataset.arrived));
}

const form = document.querySelector<HTMLFormElement>("form[data-draft]");
if (form) {
  help(form);
  const nonce = field(form, "nonce");
  if (form.dataset.work && nonce) void work(form, form.dataset.work, nonce);
  const words = document.getElementById("words");
  const quote = field(form, "quote");
  if (words && quote) takeQuotes(words, quote);
}
