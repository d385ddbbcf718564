// better-sqlite3 ships prebuilt binaries for Node-API 10 (Node >= 22.14, Electron >= 36). An older runtime (Node 20,
// Electron 33) gets one built here once from the installed package's own sources, kept in the user's cache and placed
// beside the package, where electron/db/connect.ts looks for it.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { builtBinding, packageDir, REVISION, root } from "./sqlite-binding.mjs";
import { userCache } from "./user-cache.mjs";

// The addon needs references to strings, which Node 20 gives experimental modules only; those must not free anything
// while the garbage collector runs, or the process is aborted. node-addon-api can postpone it, but the headers leave out
// the declaration that it needs when built like this.
const POST_FINALIZER = `#include <node_api.h>
#ifdef __cplusplus
extern "C"
#endif
napi_status node_api_post_finalizer(napi_env env, napi_finalize finalizer, void* data, void* hint);
`;

/** True if the Electron at hand can: from Electron 36 on. */
export function electronBindingFits() {
  const version = fs.readFileSync(path.join(root, "node_modules/electron/dist/version"), "utf8");
  return Number(version.replace(/^v/, "").split(".")[0]) >= 36;
}

export function hasCompiler() {
  return spawnSync("g++", ["--version"]).status === 0 && spawnSync("gcc", ["--version"]).status === 0;
}

/** Build the binding, or take it from the cache. Needs gcc and g++ the first time (about 45 s on two cores). */
export async function ensureNativeSqlite() {
  if (fs.existsSync(builtBinding)) return builtBinding;
  const { version } = JSON.parse(fs.readFileSync(path.join(packageDir, "package.json"), "utf8"));

  const cached = path.join(
    userCache("stemma-build"),
    `better-sqlite3-${version}-${process.platform}-${process.arch}-${REVISION}.node`,
  );
  if (!fs.existsSync(cached)) await build(cached);
  fs.mkdirSync(path.dirname(builtBinding), { recursive: true });
  const temporary = `${builtBinding}.${process.pid}`;
  fs.copyFileSync(cached, temporary);
  fs.renameSync(temporary, builtBinding);
  return builtBinding;
}

async function build(target) {
  console.error(
    "[sqlite] building better-sqlite3 for this Node-API level (once, about three quarters of a minute)",
  );
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "better-sqlite3-"));
  const modules = path.join(root, "node_modules");
  const defines = [
    ...fs
      .readFileSync(path.join(packageDir, "deps/defines.gypi"), "utf8")
      .matchAll(/'([A-Z][A-Z0-9_]*(?:=[^']*)?)'/g),
  ].map((m) => `-D${m[1]}`);
  const common = ["-O2", "-fPIC", "-DNDEBUG"];
  const addon = [
    ...common,
    "-std=c++20",
    "-fvisibility=hidden",
    `-I${modules}/node-api-headers/include`,
    `-I${modules}/node-addon-api`,
    `-I${packageDir}/deps/sqlite3`,
    "-DNAPI_VERSION=2147483647",
    "-DNAPI_EXPERIMENTAL",
    "-DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT",
    "-DNODE_API_EXPERIMENTAL_HAS_POST_FINALIZER",
    "-include",
    path.join(work, "post-finalizer.h"),
    "-DNAPI_DISABLE_CPP_EXCEPTIONS",
    "-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
    "-DBUILDING_NODE_EXTENSION",
    "-DNODE_GYP_MODULE_NAME=better_sqlite3",
  ];
  fs.writeFileSync(path.join(work, "post-finalizer.h"), POST_FINALIZER);
  try {
    await Promise.all([
      run("g++", [
        ...addon,
        "-c",
        path.join(packageDir, "src/better_sqlite3.cpp"),
        "-o",
        path.join(work, "addon.o"),
      ]),
      run("gcc", [
        ...common,
        ...defines,
        "-c",
        path.join(packageDir, "deps/sqlite3/sqlite3.c"),
        "-o",
        path.join(work, "sqlite3.o"),
      ]),
    ]);
    const linkerFlags =
      process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : ["-Wl,-Bsymbolic", "-ldl"];
    await run("g++", [
      "-shared",
      path.join(work, "addon.o"),
      path.join(work, "sqlite3.o"),
      ...linkerFlags,
      "-o",
      path.join(work, "out.node"),
    ]);
    const temporary = `${target}.${process.pid}`;
    fs.copyFileSync(path.join(work, "out.node"), temporary);
    fs.renameSync(temporary, target); // two builds at once both end with a whole file
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.on("data", (data) => (output += data));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} failed\n${output.slice(-4000)}`)),
    );
  });
}
