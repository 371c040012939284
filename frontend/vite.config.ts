import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const islands = fileURLToPath(new URL("./islands/", import.meta.url));
const catalogue = (language: string) => fileURLToPath(new URL(`./i18n/${language}.ftl`, import.meta.url));

/** Each file of `islands/` is an entry, and so is the workspace; the server finds the hashed names in the manifest. */
const entries = readdirSync(islands)
  .filter((name) => name.endsWith(".ts"))
  .sort()
  .map((name) => islands + name)
  .concat(fileURLToPath(new URL("./desk/desk.ts", import.meta.url)));

/** Messages of the catalogue that the workspace shows, by the beginning of their names. */
const DESK_MESSAGES = /^(desk|kind|channel|verification|disposition|problem|help)-/;
const TEXTS = "virtual:desk-texts/";

/** The workspace's part of a catalogue, as a module. */
function deskTexts(): Plugin {
  return {
    name: "desk-texts",
    resolveId: (id) => (id.startsWith(TEXTS) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${TEXTS}`)) return undefined;
      const file = catalogue(id.slice(TEXTS.length + 1));
      this.addWatchFile(file);
      const messages = readFileSync(file, "utf8").split(/^(?=[a-z])/m);
      return `export default ${JSON.stringify(messages.filter((message) => DESK_MESSAGES.test(message)).join(""))};`;
    },
  };
}

export default defineConfig({
  plugins: [svelte(), deskTexts()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: true,
    rolldownOptions: { input: entries },
  },
});
