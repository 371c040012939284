import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const islands = fileURLToPath(new URL("./islands/", import.meta.url));

/** Each file of `islands/` is an entry; the server finds the hashed names in the manifest. */
const entries = readdirSync(islands)
  .filter((name) => name.endsWith(".ts"))
  .sort()
  .map((name) => islands + name);

export default defineConfig({
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    target: "es2022",
    modulePreload: false,
    rolldownOptions: { input: entries },
  },
});
