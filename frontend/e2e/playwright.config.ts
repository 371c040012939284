import { defineConfig } from "@playwright/test";

/** Chromium of the distribution: nothing is downloaded. As root it runs without its sandbox, and it is kept from
 * calling home: every request that it makes is one of ours. */
const launchOptions = {
  executablePath: process.env["KENES_TEST_CHROMIUM"] ?? "/usr/bin/chromium",
  chromiumSandbox: process.getuid?.() !== 0,
  args: [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1366, height: 768 } };

export default defineConfig({
  testDir: ".",
  outputDir: "results/artifacts",
  globalSetup: "./support/server.ts",
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes at the second try is a fault that hides.
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: [["list"], ["json", { outputFile: "results/results.json" }]],
  use: { launchOptions, actionTimeout: 15_000, trace: "retain-on-failure", locale: "kk-KZ", timezoneId: "Asia/Almaty" },
  projects: [
    // axe is a script in the page; the pages are the same without.
    { name: "nojs", use: { ...desktop, javaScriptEnabled: false }, testIgnore: /(accessibility|budgets)\.spec/ },
    // What is sent does not depend on the screen; a phone has no keyboard to tab with.
    { name: "phone", use: phone, testIgnore: /(budgets|keyboard)\.spec/, grepInvert: /en: / },
    { name: "desktop", use: desktop },
  ],
});
