import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { LANGUAGES, type Site, expect, test } from "./support/site";

// The budgets of FRONTEND.md §5. Bytes are the same on every machine, so they are gates; times are not.
const KB = 1_024;
const FIRST_VISIT_MAX = 75 * KB;
const HTML_BR_MAX = 45 * KB;
const JS_GZIP_MAX = 5 * KB;
const CSS_BR_MAX = 8 * KB;
const FONTS_MAX = 24 * KB;
const FONT_FILES_MAX = 2;

interface Transfer {
  url: string;
  type: string;
  bytes: number;
}

/** Everything that a first visit moves over the wire, headers included, as Chromium counts it. */
async function firstVisit(page: Page, path: string): Promise<Transfer[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const transfers = new Map<string, Transfer>();
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    transfers.set(requestId, { url: response.url, type, bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const transfer = transfers.get(requestId);
    if (transfer) transfer.bytes = encodedDataLength;
  });
  await page.goto(path, { waitUntil: "networkidle" });
  return [...transfers.values()].filter((transfer) => !transfer.url.startsWith("data:"));
}

const sum = (transfers: Transfer[]) => transfers.reduce((total, transfer) => total + transfer.bytes, 0);
const brotli = (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/** The program closest to 300 provisions from above: the size for which the budgets are written. */
async function programOf300(site: Site) {
  const program = [...site.programs]
    .filter((candidate) => candidate.measures + candidate.indicators >= 250)
    .sort((a, b) => a.measures + a.indicators - b.measures - b.indicators)[0]!;
  expect((await site.provisions(program)).length).toBeGreaterThanOrEqual(300);
  return program;
}

for (const language of LANGUAGES) {
  test(`${language}: a program of 300 provisions keeps its budgets`, async ({ page, site }) => {
    const program = await programOf300(site);
    const transfers = await firstVisit(page, `/${language}/programs/${program.id}`);
    const of = (type: string) => transfers.filter((transfer) => transfer.type === type);
    const measured = {
      all: sum(transfers),
      html: sum(of("Document")),
      fonts: sum(of("Font")),
      fontFiles: of("Font").length,
    };
    test.info().annotations.push({ type: "bytes", description: JSON.stringify(measured) });
    console.log(`${language} program ${program.id}: ${JSON.stringify(measured)}`);
    expect(measured.all, JSON.stringify(transfers)).toBeLessThanOrEqual(FIRST_VISIT_MAX);
    expect(measured.html).toBeLessThanOrEqual(HTML_BR_MAX);
    expect(measured.fonts).toBeLessThanOrEqual(FONTS_MAX);
    expect(measured.fontFiles).toBeLessThanOrEqual(FONT_FILES_MAX);
  });
}

test("styles and scripts of every page keep their budgets", async ({ page, site, request }) => {
  const provisions = await site.provisions(site.smallest);
  for (const path of ["/kk", `/kk/programs/${site.largest.id}`, `/kk/programs/${site.smallest.id}/${provisions[1]!.id}`]) {
    const transfers = await firstVisit(page, path);
    const styles = (await page.locator("style").allTextContents()).join("");
    expect(transfers.filter((transfer) => transfer.type === "Stylesheet"), path).toEqual([]);
    expect(brotli(styles), path).toBeLessThanOrEqual(CSS_BR_MAX);
    let scripts = 0;
    for (const transfer of transfers.filter((transfer) => transfer.type === "Script")) {
      scripts += gzipSync(await (await request.get(transfer.url)).body()).length;
    }
    console.log(`${path}: css ${brotli(styles)} br, js ${scripts} gz`);
    expect(scripts, path).toBeLessThanOrEqual(JS_GZIP_MAX);
  }
});

test("the largest program is split so that every part keeps the budget", async ({ site, request }) => {
  const html = await (await request.get(`/kk/programs/${site.largest.id}`)).text();
  const chapters = [...new Set([...html.matchAll(/<nav class="chapters[^>]*>.*?<\/nav>/gs)].flatMap(([nav]) =>
    [...nav.matchAll(/href="([^"#]+)/g)].map((match) => match[1]!.replaceAll("&amp;", "&")),
  ))];
  for (const path of [`/kk/programs/${site.largest.id}`, ...chapters]) {
    const response = await request.get(path, { headers: { "accept-encoding": "br" } });
    expect(response.status(), path).toBe(200);
    const sent = Number(response.headers()["content-length"]);
    expect(response.headers()["content-encoding"], path).toBe("br");
    expect(sent, path).toBeLessThanOrEqual(HTML_BR_MAX);
  }
});

test("a second visit costs a few hundred bytes", async ({ request, site }) => {
  const path = `/kk/programs/${site.smallest.id}`;
  const first = await request.get(path);
  const tag = first.headers()["etag"]!;
  expect(tag).toBeTruthy();
  const second = await request.get(path, { headers: { "if-none-match": tag } });
  expect(second.status()).toBe(304);
});
