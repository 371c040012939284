import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { contribute, expect, pagesOfEachKind, test } from "./support/site";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).options({ resultTypes: ["violations"] }).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.slice(0, 3).map((node) => `${violation.id} at ${node.target.join(" ")}: ${violation.help}`),
  );
}

for (const language of ["kk", "ru", "en"] as const) {
  test(`${language}: no page has an axe violation`, async ({ page, site }) => {
    test.setTimeout(240_000);
    const found: Record<string, string[]> = {};
    const pages = await pagesOfEachKind(site, language);
    // The largest program is made of the same pieces as the smallest, and takes axe a minute.
    for (const same of ["largest program", "edition"]) pages.delete(same);
    for (const [name, path] of pages) {
      await page.goto(path);
      const here = await violations(page);
      if (here.length > 0) found[name] = here;
    }
    expect(found).toEqual({});
  });
}

for (const language of ["kk", "ru"] as const) {
  test(`${language}: neither errors nor receipts have an axe violation`, async ({ page, site }) => {
    const provisions = await site.provisions(site.smallest);
    const path = `/${language}/programs/${site.smallest.id}/${provisions[1]!.id}`;
    await page.goto(path);
    await page.locator("form[data-draft] button").click();
    await expect(page.locator("#errors")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await contribute(page, path, "Көпір керек. Нужен мост.");
    expect(await violations(page)).toEqual([]);
  });
}
