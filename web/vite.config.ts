import { defineConfig } from "vite";

/** JSX is compiled by Vite itself, as tsconfig.json says. `vite web` (for developing) passes the API on to a server at its default port. */
export default defineConfig({
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // The content security policy allows files of this origin only, so nothing may become a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/assay": "http://127.0.0.1:10000", "/v1": "http://127.0.0.1:10000" } },
});
