import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = process.env["KENES_E2E_PROGRAM"] ?? fileURLToPath(new URL("../../../target/debug/kenes", import.meta.url));

/** Longest wait for the demonstration to be made and served. */
const START_MS_MAX = 180_000;

/**
 * Starts `kenes demo` with a data folder of its own on a free port, for all tests together; they find its address in
 * KENES_E2E_URL. With that variable already set, the server behind it is tested instead.
 */
export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env["KENES_E2E_URL"]) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "kenes-e2e-"));
  const child = spawn(PROGRAM, ["demo", "--data-dir", folder, "--bind", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address after ${START_MS_MAX} ms`)), START_MS_MAX);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${PROGRAM} ended with ${code} before it served`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /http:\/\/[\d.]+:\d+/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
  });
  process.env["KENES_E2E_URL"] = address;
  return async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
}
