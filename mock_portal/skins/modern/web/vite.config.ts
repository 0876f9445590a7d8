import { defineConfig } from "vite";

// One script and one style sheet: the portal serves them from one flat folder.
export default defineConfig({
  base: "/",
  build: {
    outDir: "../build", // tools/build_skins.sh moves it to ../dist in one step
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Ant Design marks its files for server components, which a bundle for browsers drops
      onLog(level, log, report) {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
});
