import { LANGUAGES, expect, pagesOfEachKind, test } from "./support/site";

/** Pages that answer with something else than 200. */
const STATUS: Record<string, number> = { "not found": 404, "search that is refused": 422 };

test("all 216 programs are there", async ({ site }) => {
  expect(site.programs.length).toBe(216);
  expect(new Set(site.programs.map((program) => program.id)).size).toBe(216);
});

for (const language of LANGUAGES) {
  test(`${language}: from the start page to the words of a paragraph`, async ({ page, site }) => {
    await page.goto(`/${language}`);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.locator("h1")).toHaveCount(1);
    const district = site.smallest;
    await page.locator("#q").fill(district.territory_names[language]);
    await page.locator("form[role=search] button").first().click();
    await page.locator(`a[href$="/territories/${district.territory}"], a[href$="/programs/${district.id}"]`).first().click();
    if (page.url().includes("/territories/")) {
      await page.locator(`a[href*="/programs/${district.id}"]`).first().click();
    }
    await expect(page).toHaveURL(new RegExp(`/${language}/programs/${district.id}`));
    const provisions = await site.provisions(district);
    const paragraph = provisions.find((provision) => provision.kind === "paragraph")!;
    const words = paragraph.text[language]!.split(" ").slice(0, 3).join(" ");
    const text = (await page.locator("article.doc").innerText()).replaceAll("\u00a0", " ");
    expect(text).toContain(words);
    await page.locator(`article.doc a[href*="/programs/${district.id}/${paragraph.id}"]`).first().click();
    await expect(page.locator("#words")).toBeVisible();
    await expect(page.locator("#words")).toContainText(words.split(" ")[0]!);
  });

  test(`${language}: a program shows every provision of its edition`, async ({ page, site }) => {
    const provisions = await site.provisions(site.smallest);
    await page.goto(`/${language}/programs/${site.smallest.id}`);
    const html = await page.content();
    const missing = provisions.filter((provision) => !html.includes(provision.id)).map((provision) => provision.label);
    expect(missing).toEqual([]);
  });

  test(`${language}: every page has one heading, a title, a language, and its counterpart`, async ({ page, site }) => {
    const titles = new Map<string, string>();
    for (const [name, path] of await pagesOfEachKind(site, language)) {
      const response = await page.goto(path);
      expect(response!.status(), name).toBe(STATUS[name] ?? 200);
      await expect(page.locator("h1"), name).toHaveCount(1);
      await expect(page.locator("html"), name).toHaveAttribute("lang", language);
      titles.set(name, await page.title());
      // A card stands in a page of somebody else: it has no surroundings, so nothing to switch languages with.
      if (name.startsWith("card of")) continue;
      const other = language === "kk" ? "ru" : "kk";
      const counterpart = page.locator(`nav.langs a[hreflang=${other}]`);
      await expect(counterpart, name).toHaveAttribute("href", path.replace(`/${language}`, `/${other}`));
    }
    expect([...titles.values()].every((title) => title.trim().length > 0)).toBe(true);
    expect(titles.get("home")).not.toBe(titles.get("largest program"));
  });
}

test("the start address leads to the reader's language, Kazakh by default", async ({ request, site }) => {
  const lead = async (language: string) =>
    (await request.get(site.url, { headers: { "accept-language": language }, maxRedirects: 0 })).headers()["location"];
  expect(await lead("ru-RU,ru;q=0.9")).toBe("/ru");
  expect(await lead("kk")).toBe("/kk");
  expect(await lead("en-GB")).toBe("/en");
  expect(await lead("fr")).toBe("/kk");
});

test("a preview in a messenger names the program and the paragraph", async ({ request, site }) => {
  const provisions = await site.provisions(site.smallest);
  const paragraph = provisions.find((provision) => provision.kind === "paragraph")!;
  const program = `/kk/programs/${site.smallest.id}`;
  for (const path of [program, `${program}/${paragraph.id}`]) {
    const html = await (await request.get(path)).text();
    const property = (name: string) => new RegExp(`<meta property="og:${name}" content="([^"]+)"`).exec(html)?.[1] ?? "";
    expect(property("title").length, path).toBeGreaterThan(10);
    expect(property("description").length, path).toBeGreaterThan(10);
    expect(property("url"), path).toMatch(/^https?:\/\//);
  }
});
