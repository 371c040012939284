import { FORM, LANGUAGES, type Language, type Site, contribute, expect, test } from "./support/site";

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
      page.locator(`${FORM} button`).click(),
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
  for (const field of await page.locator(`${FORM} [name]`).all()) {
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

for (const language of LANGUAGES) {
  test(`${language}: from the link to a receipt in at most three page loads`, async ({ page, site }, info) => {
    const path = await paragraph(site, language);
    let loads = 0;
    page.on("response", (response) => {
      const request = response.request();
      if (request.isNavigationRequest() && response.status() < 300) loads += 1;
    });
    const short = path.replace(`/${language}/programs/`, "/w/");
    await page.goto(short);
    // Each link in a messenger has a preview of its own.
    await expect(page.locator("meta[property='og:title']")).toHaveAttribute("content", /./);
    await page.locator("#text").fill(`${TEXT[language]} (${info.project.name}, қысқа сілтеме)`);
    await page.locator(`${FORM} button`).click();
    await expect(page.locator(".code")).toBeVisible();
    expect(loads).toBeLessThanOrEqual(3);
  });

  test(`${language}: hostile input is shown as text and stored as text`, async ({ page, site }, info) => {
    const path = await paragraph(site, language);
    const text = `<script>alert(1)</script> \u202eболды\u200b <b>жол</b> (${info.project.name})`;
    await page.goto(path);
    await page.locator("#text").fill(text);
    await page.locator(`${FORM} button`).click();
    await expect(page.locator(".cm p[lang]")).toContainText("<script>alert(1)</script> болды <b>жол</b>");
  });

  test(`${language}: bytes that are no text come back with a word about it`, async ({ page, site }) => {
    const path = await paragraph(site, language);
    for (const [body, status] of [
      ["kind=problem&language=kk&text=%FF%FEabc&place=%D0%91", 422],
      ["kind=problem&language=kk&text=a%00b&place=%D0%91", 422],
      [`kind=problem&language=kk&text=${"a".repeat(1_048_576)}&place=%D0%91`, 422],
      ["kind=joke&language=xx&text=&place=%D0%91", 422],
    ] as const) {
      const response = await page.request.post(path, {
        data: body,
        headers: { origin: site.url, "content-type": "application/x-www-form-urlencoded" },
        maxRedirects: 0,
      });
      expect(response.status()).toBe(status);
      const html = await response.text();
      expect(html).toContain('value="Б"');
      expect(html).toContain('id="errors"');
      if (body.length > 1_000_000) expect(html).toContain("a".repeat(1_048_576));
    }
  });
}

test("a photo goes with a contribution, without where it was taken", async ({ page, site }, info) => {
  const exif = Buffer.concat([Buffer.from("Exif\0\0II\x2a\0\x08\0\0\0\0\0GPS 43.2220", "latin1")]);
  const photo = Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2]),
    exif,
    Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 7, 0xff, 0xd9]),
  ]);
  await page.goto(await paragraph(site, "kk"));
  await page.locator("#text").fill(`Жол осындай (${info.project.name}).`);
  await page.locator("#attachments").setInputFiles([{ name: "x.txt", mimeType: "text/plain", buffer: Buffer.from("<svg>") }]);
  await page.locator(`${FORM} button`).click();
  await expect(page.locator("#attachments-error")).toBeVisible();
  await page.locator("#attachments").setInputFiles([{ name: "a.jpg", mimeType: "image/jpeg", buffer: photo }]);
  await page.locator(`${FORM} button`).click();
  await expect(page.locator(".code")).toBeVisible();
  const href = (await page.locator(".files a").getAttribute("href"))!;
  const response = await page.request.get(href);
  expect(response.headers()["content-type"]).toBe("image/jpeg");
  expect(response.headers()["x-content-type-options"]).toBe("nosniff");
  expect(response.headers()["content-security-policy"]).toContain("sandbox");
  expect((await response.body()).includes("GPS")).toBe(false);
});

test("a reply and a support stand at what they are for", async ({ page, site }, info) => {
  const path = await paragraph(site, "kk");
  await contribute(page, path, `Көшеге жарық керек (${info.project.name}).`);
  await page.locator(".cm-acts a").click();
  const thread = page.url();
  await page.locator(".cm-acts button").first().click();
  await expect(page.locator(".cm .ft").first()).toContainText("расталмағаны: 1");
  await page.locator(".cm-acts button").first().click();
  await expect(page.locator("[role=status]")).toBeVisible();
  await expect(page.locator(".cm .ft").first()).toContainText("расталмағаны: 1");
  await page.locator("#text").fill(`Қосыламын (${info.project.name}).`);
  await page.locator(`${FORM} button`).click();
  await expect(page.locator(".code")).toBeVisible();
  await page.goto(thread);
  await expect(page.locator("#replies .cm")).toHaveCount(1);
});

test("an author takes a contribution back; a stub stays", async ({ page, site }, info) => {
  const receipt = await contribute(page, await paragraph(site, "ru"), `Отзову это (${info.project.name}).`);
  await page.locator(".rights summary", { hasText: "Отозвать мнение" }).click();
  await page.locator(".rights details[open] button").click();
  await expect(page).toHaveURL(new RegExp(`${receipt}$`));
  await expect(page.locator(".story")).toContainText("Отозвано");
  await page.locator(".cm-acts a").click();
  await expect(page.locator(".pv-text .cm")).not.toContainText("Отзову это");
});
