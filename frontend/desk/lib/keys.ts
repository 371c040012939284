/** The keys of the workspace. Single letters never fire in fields, and each can be switched off (WCAG 2.1.4). */

export type Action =
  | "next" | "previous" | "select" | "select-all" | "split" | "group" | "tag" | "assign" | "answer" | "put-off"
  | "undo" | "search" | "help" | "save" | `disposition-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

export const DEFAULT_KEYS: Readonly<Record<string, Action>> = {
  j: "next",
  k: "previous",
  x: "select",
  X: "select-all",
  s: "split",
  g: "group",
  t: "tag",
  a: "assign",
  r: "answer",
  o: "put-off",
  z: "undo",
  "/": "search",
  "?": "help",
  "1": "disposition-1",
  "2": "disposition-2",
  "3": "disposition-3",
  "4": "disposition-4",
  "5": "disposition-5",
  "6": "disposition-6",
  "7": "disposition-7",
  "8": "disposition-8",
};

const STORE = "kenes-desk-keys-off";

/** Keys that this person has switched off. */
export function keysOff(): Set<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(STORE) ?? "[]") as string[]);
  } catch {
    return new Set();
  }
}

export function setKeysOff(keys: ReadonlySet<string>): void {
  localStorage.setItem(STORE, JSON.stringify([...keys].sort()));
}

/** The letter that stands at a key on the Latin layout: staff type in Kazakh and Russian. */
function latin(event: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter) return event.shiftKey ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (digit && !event.shiftKey) return digit;
  if (event.code === "Slash" && event.key !== "?" && !event.shiftKey) return "/";
  return event.key;
}

/** What a key asks for; `undefined` when it belongs to a field or to the browser. */
export function actionOf(event: KeyboardEvent, off: ReadonlySet<string>): Action | undefined {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return "save";
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const target = event.target as HTMLElement;
  if (target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog")) return undefined;
  const key = latin(event);
  return off.has(key) ? undefined : DEFAULT_KEYS[key];
}
