// Counts what the test programs reported, and fails when something failed, was skipped, or never ran:
//   node tally.mjs OUTPUT_OF_CARGO_TEST RESULTS_OF_PLAYWRIGHT
// Rust tests that use a database end in `::sqlite` or `::postgres`.
import { existsSync, readFileSync } from "node:fs";

const [rustFile, browserFile] = process.argv.slice(2);
const rust = { passed: 0, failed: 0, skipped: 0, sqlite: 0, postgres: 0 };
for (const line of readFileSync(rustFile, "utf8").split("\n")) {
  const test = /^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/.exec(line);
  if (test && test[2] === "ok") {
    if (test[1].endsWith("::sqlite")) rust.sqlite += 1;
    if (test[1].endsWith("::postgres")) rust.postgres += 1;
  }
  const summary = /^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored; \d+ measured; (\d+) filtered out/.exec(line);
  if (summary) {
    rust.passed += Number(summary[1]);
    rust.failed += Number(summary[2]);
    rust.skipped += Number(summary[3]) + Number(summary[4]);
  }
}

const browser = { passed: 0, failed: 0, skipped: 0 };
if (existsSync(browserFile)) {
  const { stats, errors } = JSON.parse(readFileSync(browserFile, "utf8"));
  browser.passed = stats.expected;
  browser.failed = stats.unexpected + stats.flaky + errors.length;
  browser.skipped = stats.skipped;
}

const line = (name, { passed, failed, skipped }, more = "") =>
  console.log(`${name}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}${more}`);

console.log("");
line("Rust", rust, `; of these with a database: ${rust.sqlite} on SQLite, ${rust.postgres} on PostgreSQL`);
line("Browser", browser);
const all = {
  passed: rust.passed + browser.passed,
  failed: rust.failed + browser.failed,
  skipped: rust.skipped + browser.skipped,
};
line("All", all);

const ran = rust.sqlite > 0 && rust.postgres > 0 && browser.passed > 0;
if (!ran) console.log("A part did not run: SQLite, PostgreSQL and the browser must all have passed tests.");
process.exit(all.failed === 0 && all.skipped === 0 && ran ? 0 : 1);
