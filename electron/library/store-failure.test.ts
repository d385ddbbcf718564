import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createStore } from "./create-store.ts";
import { storeFailure } from "./store-failure.ts";

const temporary = temporaryFolder();

function failureOfOpening(file: string): unknown {
  try {
    fs.openSync(file, "r");
  } catch (error) {
    return error;
  }
  throw new Error(`${file} is there`);
}

test("a part that vanished is named, and a store that is gone as a whole is another thing", () => {
  const store = temporary("store");
  createStore(store);
  const lost = failureOfOpening(path.join(store, "container/sandbox/0123"));
  expect(storeFailure(lost, store)).toMatchObject({
    code: "store/corrupt",
    message: expect.stringMatching(/^container\/sandbox\/0123 of the profile is not there any more\./),
  });
  fs.rmSync(store, { recursive: true });
  expect(storeFailure(lost, store)).toMatchObject({ code: "store/not-found" });
});

test("files elsewhere are no parts of the store", () => {
  const store = temporary("store");
  createStore(store);
  const elsewhere = failureOfOpening(temporary("archive.aiida"));
  expect(storeFailure(elsewhere, store)).not.toMatchObject({ code: "store/corrupt" });
});
