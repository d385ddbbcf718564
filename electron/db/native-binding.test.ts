import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";

// Makes and drops databases and statements, with the garbage collector run in between.
const CHURN = `
  const Database = require("better-sqlite3");
  const options = Number(process.versions.napi) >= 10 ? {} : { nativeBinding: process.env.BINDING };
  for (let round = 0; round < 10; round++) {
    const db = new Database(":memory:", options);
    db.exec("CREATE TABLE t (a, b)");
    for (let i = 0; i < 100; i++) {
      db.prepare("INSERT INTO t VALUES (?, ?) RETURNING a").all(i, "x");
      for (const row of db.prepare("SELECT * FROM t WHERE a = " + i).iterate()) if (!row) throw row;
    }
    global.gc();
  }
  setTimeout(() => { global.gc(); console.log("still here"); }, 20);
`;

const require = createRequire(import.meta.url);
const packageFile = require.resolve("better-sqlite3/package.json");
const env = {
  ...process.env,
  BINDING: path.join(path.dirname(packageFile), "build/node-api-9-r3/better_sqlite3.node"),
};
const electron = require("electron") as unknown as string; // outside Electron the package is the path of its program

test.each([
  ["Node", process.execPath, {}],
  ["Electron", electron, { ELECTRON_RUN_AS_NODE: "1" }],
])("dropped statements do not end the process: %s", (_name, program, further) => {
  const { stdout, stderr } = spawnSync(program, ["--expose-gc", "-e", CHURN], {
    cwd: path.dirname(packageFile),
    env: { ...env, ...further },
    encoding: "utf8",
  });
  expect(stdout.trim() || stderr).toBe("still here");
});
