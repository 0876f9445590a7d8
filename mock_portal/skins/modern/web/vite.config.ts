import { defineConfig } from "vite";

// One script and one style sheet: the portal serves them from one flat folder.
export default defineConfig({
  base: "/",
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
  },
});
