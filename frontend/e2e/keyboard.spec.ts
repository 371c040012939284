import type { Page } from "@playwright/test";
import { expect, test } from "./support/site";

/** Tabs on until the focus is where it should be; fails when it is nowhere to be found, or cannot be seen. */
async function tabTo(page: Page, selector: string, tabsMax = 400): Promise<void> {
  for (let tabs = 0; tabs < tabsMax; tabs += 1) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    if ((await focused.count()) > 0 && (await focused.evaluate((element, wanted) => element.matches(wanted), selector))) {
      await expect(focused).toBeInViewport();
      return;
    }
  }
  throw new Error(`${selector} was not reached with ${tabsMax} tabs`);
}

test("the first tab offers to skip to the content", async ({ page, site }) => {
  await page.goto(`/kk/programs/${site.smallest.id}`);
  await page.keyboard.press("Tab");
  const skip = page.locator(":focus");
  await expect(skip).toHaveAttribute("href", "#main");
  await expect(skip).toBeInViewport();
});

test("focus can be seen", async ({ page }) => {
  await page.goto("/kk");
  await tabTo(page, "#q");
  const outline = await page.locator("#q").evaluate((element) => getComputedStyle(element).outlineWidth);
  expect(Number.parseFloat(outline)).toBeGreaterThanOrEqual(2);
});

test("from the start page to a receipt without a mouse", async ({ page, site }) => {
  await page.goto("/kk");
  await tabTo(page, "#q");
  await page.keyboard.type(site.smallest.territory_names.kk);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/find\?q=/);
  await tabTo(page, `main a[href$="/territories/${site.smallest.territory}"], main a[href$="/programs/${site.smallest.id}"]`);
  await page.keyboard.press("Enter");
  if (!/\/programs\//.test(page.url())) {
    await tabTo(page, `main a[href*="/programs/${site.smallest.id}"]`);
    await page.keyboard.press("Enter");
  }
  await expect(page).toHaveURL(new RegExp(`/programs/${site.smallest.id}`));
  await tabTo(page, `article a[href*="/programs/${site.smallest.id}/"]`);
  await page.keyboard.press("Enter");
  await expect(page.locator("#text")).toBeVisible();
  await tabTo(page, "input[name=kind]");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "#text");
  await page.keyboard.type("Мұғалімдерге тұрғын үй керек.");
  await tabTo(page, "form[data-draft] button");
  await page.keyboard.press("Enter");
  await expect(page.locator(".code")).toBeVisible();
});

test("words are quoted with the keyboard", async ({ page, site, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "without JavaScript words are copied");
  const provisions = await site.provisions(site.smallest);
  const paragraph = provisions.find((provision) => provision.kind === "paragraph")!;
  await page.goto(`/kk/programs/${site.smallest.id}/${paragraph.id}`);
  await tabTo(page, "#words");
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+Shift+ArrowRight");
  const quote = await page.locator("#quote").inputValue();
  expect(paragraph.text.kk!.startsWith(quote)).toBe(true);
  expect(quote.length).toBeGreaterThan(0);
  // Nothing of the text can be changed.
  await page.keyboard.type("x");
  await expect(page.locator("#words")).not.toContainText("x");
});
