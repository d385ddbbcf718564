import fs from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createStore } from "../library/create-store.ts";
import { intoStore } from "./into-store.ts";

const temporary = temporaryFolder();
const store = () => temporary("store");

/** Fails the first time, as the store is gone. */
function vanishing(isBegun: boolean) {
  let calls = 0;
  return async (begun: () => void) => {
    if (++calls > 1) return calls;
    if (isBegun) begun();
    fs.rmSync(store(), { recursive: true });
    throw new Error("gone");
  };
}

test("a store that goes while it is waited for is made once more", async () => {
  createStore(store());
  expect(await intoStore(store(), vanishing(false))).toBe(2);
  expect(fs.existsSync(store())).toBe(true);
});

test("a store that is taken away during an import is not made anew at its place", async () => {
  createStore(store());
  await expect(intoStore(store(), vanishing(true))).rejects.toThrow("gone");
  expect(fs.existsSync(store())).toBe(false);
});
