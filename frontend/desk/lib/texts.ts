/** The texts of the workspace: the part of the catalogue that the build picks for it, in one language. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

export type Language = "kk" | "ru";

let bundle: FluentBundle | undefined;
let current: Language = "kk";

export async function loadTexts(language: Language): Promise<void> {
  const { default: source } = await (language === "ru"
    ? import("virtual:desk-texts/ru")
    : import("virtual:desk-texts/kk"));
  bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(source));
  current = language;
}

export function language(): Language {
  return current;
}

/** A text by its key, whose words are those of the API: `in_work` stands under `in-work`. */
export function text(key: string, values?: Record<string, FluentVariable>): string {
  const message = bundle?.getMessage(key.replaceAll("_", "-"));
  if (!bundle || !message?.value) throw new Error(`no text for ${key}`);
  return bundle.formatPattern(message.value, values ?? null);
}

const day = { kk: new Intl.DateTimeFormat("kk-KZ", { day: "numeric", month: "long" }), ru: new Intl.DateTimeFormat("ru-KZ", { day: "numeric", month: "long" }) };

/** `2026-12-15` or an RFC 3339 moment as a day with the month in words. */
export function shortDay(date: string): string {
  return day[current].format(new Date(date.length === 10 ? `${date}T00:00:00` : date));
}
