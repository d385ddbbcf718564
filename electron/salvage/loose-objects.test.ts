import { createHash } from "node:crypto";
import fs from "node:fs";
import { constants, deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { openFile } from "../archive/open-file.ts";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { looseObject } from "./loose-objects.ts";

const temporary = temporaryFolder();
const contents = Buffer.from(Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join(""));
const key = createHash("sha256").update(contents).digest("hex");

test.each([
  ["to its end", deflateRawSync(contents)],
  ["without a last block", deflateRawSync(contents, { finishFlush: constants.Z_SYNC_FLUSH })],
  ["with the next member behind it", Buffer.concat([deflateRawSync(contents), Buffer.alloc(4000, 0xff)])],
])("an object is read as it was found: %s", async (_, packed) => {
  const path = temporary("damaged.aiida");
  fs.writeFileSync(path, Buffer.concat([Buffer.alloc(10), packed]));
  const file = openFile(path);
  try {
    const member = {
      name: `repo/${key}`,
      method: "deflated" as const,
      offset: 0,
      start: 10,
      packedBytes: packed.length,
      size: null,
      crc32: null,
    };
    let counted = 0;
    const objects = await looseObject(file, [member], key, { aborted: false }, (chunk) => {
      counted += chunk.length;
    });
    expect(objects?.size(key)).toBe(contents.length);
    expect(counted).toBe(contents.length);
    expect(objects?.read(key)).toEqual(contents);
    expect(await objects?.readSlice(key, 100, 50)).toEqual(contents.subarray(100, 150));
  } finally {
    file.close();
  }
});
