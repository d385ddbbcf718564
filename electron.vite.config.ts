import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { licences } from "./build/packaging/licences/vite-plugin.mjs";

const at = (file: string) => path.resolve(import.meta.dirname ?? __dirname, file);

/** Another output folder, for a second build beside the first. */
const out = process.env.STEMMA_OUT ?? "out";

// Of one file each: what the engine and the command need at once would be dozens of small files to find and read.
const BUNDLED = ["zod", "jsonc-parser", "tar-stream"];

/**
 * What most verbs and processes need goes into two files instead of forty, which is what loading them costs. SQLite has to
 * stay out of the first: the window's main process and the threads that only unpack load it too.
 */
const SHARED_BY_MOST = [
  {
    name: "base", // also of the thread that watches a verb, which loads nothing else
    test: /shared[/]ipc[/]errors|[/]process-limits|electron[/]ipc[/](?:disk-error|to-wire-error|process-watch|process-use|remove-leftovers)|watch-order|work-folder/,
  },
  {
    name: "verbs",
    test: /electron[/]cli[/](?:with-source|selectors|closure-nodes|text\.ts)/,
  },
  {
    name: "database",
    test: /[/]electron[/](?:db[/](?!sqlite-header)|store[/]|sources[/])|open-zip-database|source-error|private-copies|repository-keys/,
    minShareCount: 12,
  },
  {
    name: "archive",
    test: /[/](?:electron[/]archive|shared[/](?:json|text|model|graph))[/](?!process-limits)|sqlite-header/,
    minShareCount: 12,
  },
];

// Targets are set by hand: the declared Electron is newer than the runtime that a registry-only machine can get.
const node = "node20.18";

export default defineConfig({
  main: {
    build: {
      target: node,
      sourcemap: true,
      externalizeDeps: { exclude: BUNDLED },
      outDir: `${out}/main`,
      rollupOptions: {
        output: { codeSplitting: { includeDependenciesRecursively: false, groups: SHARED_BY_MOST } },
        input: {
          main: at("electron/entry.ts"),
          window: at("electron/main/main.ts"), // an entry of its own: it finds its neighbours by its own folder
          engine: at("electron/engine/engine.ts"),
          "cache-worker": at("electron/engine/cache-worker.ts"),
          "unpack-worker": at("electron/engine/unpack-worker.ts"),
          "verify-worker": at("electron/verify/verify-worker.ts"),
          "log-worker": at("electron/store/log-worker.ts"),
          "copy-worker": at("electron/library/import/copy-worker.ts"),
          "files-worker": at("electron/migrate/files-worker.ts"),
          cli: at("electron/cli/cli.ts"),
          "watch-worker": at("electron/cli/watch-worker.ts"),
        },
      },
    },
  },
  preload: {
    build: {
      target: node,
      sourcemap: true,
      externalizeDeps: false,
      outDir: `${out}/preload`,
      rollupOptions: {
        input: at("electron/preload/preload.ts"),
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: at("renderer"),
    plugins: [react(), licences(at("."), at(out))],
    build: {
      target: "chrome130",
      minify: true, // less to parse before the first picture; the source map keeps it readable
      sourcemap: true,
      chunkSizeWarningLimit: 1500, // read from disk, not over a network
      outDir: at(`${out}/renderer`),
      rollupOptions: { input: at("renderer/index.html") },
    },
  },
});
