import { test as base, expect, type Page } from "@playwright/test";

export { expect };

export const LANGUAGES = ["kk", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

interface Program {
  id: string;
  territory: string;
  territory_names: { kk: string; ru: string };
  measures: number;
  indicators: number;
}

interface Provision {
  id: string;
  kind: string;
  label: string;
  text: { kk: string | null; ru: string | null };
  contributions: number;
}

/** What the pages are about, asked from the API once per worker. */
export interface Site {
  url: string;
  programs: Program[];
  /** The program with most measures: the heaviest page. */
  largest: Program;
  /** A program of a small district. */
  smallest: Program;
  /** Provisions of a program in reading order. */
  provisions(program: Program): Promise<Provision[]>;
}

async function json<T>(path: string): Promise<T> {
  const response = await fetch(process.env["KENES_E2E_URL"] + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

export const test = base.extend<{ loud: void }, { site: Site }>({
  site: [
    async ({}, use) => {
      const programs: Program[] = [];
      let cursor = "";
      do {
        const page = await json<{ items: Program[]; next_cursor: string | null }>(
          `/api/v1/programs?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
        );
        programs.push(...page.items);
        cursor = page.next_cursor ?? "";
      } while (cursor);
      const bySize = [...programs].sort((a, b) => b.measures - a.measures);
      await use({
        url: process.env["KENES_E2E_URL"]!,
        programs,
        largest: bySize[0]!,
        smallest: bySize.at(-1)!,
        provisions: async (program) =>
          (await json<{ provisions: Provision[] }>(`/api/v1/programs/${program.id}/editions/1`)).provisions,
      });
    },
    { scope: "worker" },
  ],
  baseURL: async ({}, use) => use(process.env["KENES_E2E_URL"]),
  /** Every test fails when a page asks another site for something, or complains in the console. */
  loud: [
    async ({ page, site }, use) => {
      const faults: string[] = [];
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(site.url) && !url.startsWith("data:")) faults.push(`a request leaves the site: ${url}`);
      });
      page.on("pageerror", (error) => faults.push(`a script failed: ${error.message}`));
      page.on("console", (message) => {
        // A page that answers with an error status is itself reported as a failed resource.
        const expected = /Failed to load resource: the server responded with a status of (404|422)/.test(message.text());
        if (message.type() === "error" && !expected) faults.push(`the console says: ${message.text()}`);
      });
      await use();
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

/** One page of each kind, with a name for the reports. */
export async function pagesOfEachKind(site: Site, language: Language | "en"): Promise<Map<string, string>> {
  const provisions = await site.provisions(site.largest);
  const busiest = [...provisions].sort((a, b) => b.contributions - a.contributions)[0]!;
  const measure = provisions.find((provision) => provision.kind === "measure")!;
  const program = `/${language}/programs/${site.largest.id}`;
  return new Map([
    ["home", `/${language}`],
    ["found", `/${language}/find?q=${encodeURIComponent("Жамбыл")}`],
    ["found nothing", `/${language}/find?q=xyzzy`],
    ["territory", `/${language}/territories/${site.largest.territory}`],
    ["largest program", program],
    ["smallest program", `/${language}/programs/${site.smallest.id}`],
    ["edition", `${program}/editions/1`],
    ["provision with contributions", `${program}/${busiest.id}`],
    ["measure", `${program}/${measure.id}`],
    ["search", `/${language}/search`],
    ["search with results", `/${language}/search?q=${encodeURIComponent(language === "ru" ? "дорога" : "жол")}`],
    ["search by program", `/${language}/search?q=${encodeURIComponent("мектеп")}&kind=provision&view=programs`],
    ["search that found nothing", `/${language}/search?q=xyzzyqwfp`],
    ["search that is refused", `/${language}/search?q=${encodeURIComponent('жол "көше')}`],
    ["receipts", `/${language}/receipts`],
    ["journal", `/${language}/journal`],
    ["check", `/${language}/check`],
    ["about", `/${language}/about`],
    ["budget of a territory", `/${language}/territories/${site.largest.territory}/budget`],
    ["budget of the country", `/${language}/budget`],
    ["progress", `/${language}/progress`],
    ["open data", `/${language}/open-data`],
    ["card of a program", `/${language}/embed/programs/${site.largest.id}`],
    ["card of a provision", `/${language}/embed/programs/${site.largest.id}/${measure.id}`],
    ["not found", `/${language}/nothing/at/all`],
  ]);
}

/** Writes a contribution at a provision, and returns where the receipt is. */
export async function contribute(page: Page, path: string, text: string): Promise<string> {
  await page.goto(path);
  await page.locator("#text").fill(text);
  await page.locator("form[method=post] button").click();
  await expect(page.locator(".code")).toBeVisible();
  return new URL(page.url()).pathname;
}
