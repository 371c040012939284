/**
 * Helps with the form of a contribution: keeps what was typed until its receipt is seen, sends it once however often
 * the button is pressed, and takes words selected in the provision as the quote. Without it the form works as well.
 */

interface Draft {
  key: string;
  sent: boolean;
  fields: Record<string, string>;
}

const FIELDS = ["text", "quote", "place", "name", "email"];

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
  if (key) key.value = refused ? randomKey() : current.key;

  const keep = (sent: boolean): void => {
    for (const fieldName of FIELDS) current.fields[fieldName] = field(form, fieldName)?.value ?? "";
    store(name, { ...current, key: key?.value ?? current.key, sent });
  };
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
}

function takeQuotes(words: HTMLElement, quote: Field): void {
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.anchorNode || !selection.focusNode) return;
    if (!words.contains(selection.anchorNode) || !words.contains(selection.focusNode)) return;
    // The page shows no-break spaces where the text has ordinary ones.
    const text = selection.toString().replaceAll("\u00a0", " ").trim();
    if (text !== "") quote.value = text;
  });
}

/** On a receipt: what it is for has arrived. */
function forget(name: string): void {
  if (load(name)?.sent) store(name, null);
}

const arrived = document.querySelector<HTMLElement>("[data-arrived]");
if (arrived) forget(draftName(arrived.dataset.arrived));

const form = document.querySelector<HTMLFormElement>("form[data-draft]");
if (form) {
  help(form);
  const words = document.getElementById("words");
  const quote = field(form, "quote");
  if (words && quote) takeQuotes(words, quote);
}
