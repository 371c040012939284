import { LANGUAGES, expect, pagesOfEachKind, test } from "./support/site";

/** 320 px is a small phone, and a desktop of 1280 px at 400 % zoom (WCAG 2.2, 1.4.10). */
for (const language of LANGUAGES) {
  test(`${language}: nothing scrolls sideways at 320 px`, async ({ page, site }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const wide: string[] = [];
    for (const [name, path] of await pagesOfEachKind(site, language)) {
      await page.goto(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) {
        const culprits = await page.evaluate(() =>
          [...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > 321)
            .slice(0, 3)
            .map((element) => `${element.tagName}.${element.className}`),
        );
        wide.push(`${name}: ${width} px, ${culprits.join(", ")}`);
      }
    }
    expect(wide).toEqual([]);
  });
}
