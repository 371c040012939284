import { LANGUAGES, type Language, type Site, contribute, expect, test } from "./support/site";

async function paragraph(site: Site, language: Language): Promise<string> {
  const provisions = await site.provisions(site.smallest);
  const found = provisions.find((provision) => provision.kind === "paragraph")!;
  return `/${language}/programs/${site.smallest.id}/${found.id}`;
}

const TEXT: Record<Language, string> = {
  kk: "Ауылға баратын жолды көктемге дейін жөндеу керек.",
  ru: "Дорогу к селу нужно отремонтировать до весны.",
};

for (const language of LANGUAGES) {
  test(`${language}: three lines, a receipt, and the story behind it`, async ({ page, site }, info) => {
    const path = await paragraph(site, language);
    const text = `${TEXT[language]} (${info.project.name})`;
    const receipt = await contribute(page, path, text);
    const code = (await page.locator(".code").innerText()).trim();
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    // Reloading does not send again, and the address can be kept.
    await page.goto(receipt);
    await expect(page.locator(".cm p[lang]")).toContainText(TEXT[language].split(" ")[0]!);
    // The receipt is found by its code, as people type it.
    await page.goto(`/${language}/receipts`);
    await page.locator("#code").fill(code.toLowerCase().replaceAll("-", " "));
    await page.locator("#code").press("Enter");
    await expect(page.locator(".code")).toHaveText(code);
    // Everybody can read it at the paragraph.
    await page.goto(path);
    await expect(page.locator("#contributions")).toContainText(`(${info.project.name})`);
  });

  test(`${language}: a mistake is named, and what was typed stays`, async ({ page, site }) => {
    await page.goto(await paragraph(site, language));
    await page.locator("#email").fill("not an address");
    await page.locator("#place").fill("Көкөзек");
    const [response] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      page.locator("form[method=post] button").click(),
    ]);
    expect(response.status()).toBe(422);
    await expect(page).toHaveTitle(language === "kk" ? /^Қате: / : /^Ошибка: /);
    const summary = page.locator("#errors");
    await expect(summary.locator("li")).toHaveCount(2);
    await expect(summary).toBeFocused();
    await expect(page.locator("#place")).toHaveValue("Көкөзек");
    await expect(page.locator("#email")).toHaveValue("not an address");
    const words = await summary.locator("a[href='#email']").innerText();
    await expect(page.locator(".field.bad", { has: page.locator("#email") })).toContainText(words);
    await summary.locator("a[href='#text']").click();
    await expect(page.locator("#text")).toBeInViewport();
  });
}

test("a receipt code with a typing error is recognised", async ({ page }) => {
  await page.goto("/kk/receipts?code=0000-0000-0001");
  await expect(page.locator("#errors")).toBeVisible();
  await expect(page.locator("#code")).toHaveValue("0000-0000-0001");
});

test("sending the same form twice stores it once", async ({ page, site }, info) => {
  const path = await paragraph(site, "kk");
  const text = `Екі рет басылды (${info.project.name}, ${info.workerIndex}).`;
  await page.goto(path);
  const form: Record<string, string> = {};
  for (const field of await page.locator("form[method=post] [name]").all()) {
    if ((await field.getAttribute("type")) !== "radio") form[(await field.getAttribute("name"))!] = await field.inputValue();
  }
  form["kind"] = (await page.locator("input[name=kind]").first().getAttribute("value"))!;
  form["text"] = text;
  const send = () => page.request.post(path, { form, headers: { origin: site.url }, maxRedirects: 0 });
  const [first, second] = [await send(), await send()];
  expect(first.status()).toBe(303);
  expect(second.headers()["location"]).toBe(first.headers()["location"]);
  await page.goto(path);
  await expect(page.locator("#contributions .cm", { hasText: text })).toHaveCount(1);
});
