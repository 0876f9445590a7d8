import { defineConfig } from "vite";
import type { Plugin } from "vite";

// Fusion's style sheet asks a content network for its fonts; the portal asks nobody.
const own: Plugin = {
  name: "own-fonts",
  enforce: "pre",
  transform(code, id) {
    return id.endsWith(".css") ? code.replace(/@font-face\s*\{[^}]*alicdn[^}]*\}/g, "") : null;
  },
};

// One script and one style sheet: the portal serves them from one flat folder.
export default defineConfig({
  base: "/",
  plugins: [own],
  css: { lightningcss: { errorRecovery: true } },
  build: {
    outDir: "../build", // tools/build_skins.sh moves it to ../dist in one step
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0,
  },
});
