import fs from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { openFile } from "../archive/open-file.ts";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { readTarMetadata } from "./tar-metadata.ts";

const temporary = temporaryFolder();
const METADATA = JSON.stringify({ export_version: "0.4" });

async function packed(members: readonly (readonly [name: string, data: Buffer])[]): Promise<Buffer> {
  const tar = pack();
  for (const [name, data] of members) tar.entry({ name }, data);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function metadataOf(tar: Buffer): Promise<string> {
  fs.writeFileSync(temporary("archive.tar.gz"), gzipSync(tar));
  const file = openFile(temporary("archive.tar.gz"));
  try {
    return (await readTarMetadata(file, quietJob())).toString();
  } finally {
    file.close();
  }
}

/** Writes another size into the header at the beginning, with the sum that it then has. */
function withSize(tar: Buffer, size: Buffer): Buffer {
  const changed = Buffer.from(tar);
  size.copy(changed, 124);
  changed.fill(0x20, 148, 156);
  const sum = changed.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return changed;
}

test("metadata is found behind whatever lies before it", async () => {
  const member = fc.tuple(
    fc.constantFrom("data.json", "nodes/a", `nodes/${"long".repeat(60)}`, "ünïcode", "sub/metadata.json"),
    fc.integer({ min: 0, max: 3_000 }).map((size) => Buffer.alloc(size, 65)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(member, { maxLength: 6 }), async (before) => {
      const tar = await packed([...before, ["./metadata.json", Buffer.from(METADATA)]]);
      expect(await metadataOf(tar)).toBe(METADATA);
    }),
    { numRuns: 40 },
  );
});

test.each([
  ["negative", Buffer.from("ff8000000000000000000001", "hex")],
  ["neither octal nor binary", Buffer.from("9aff80a0ff33ffffff158404", "hex")],
  ["beyond the end", Buffer.from("80000000000000007fffffff", "hex")],
])("a size that is %s ends in an error", async (_, size) => {
  const tar = withSize(await packed([["test.py", Buffer.alloc(600, 65)]]), size);
  await expect(metadataOf(tar)).rejects.toMatchObject({ code: "archive/corrupt" });
});

test("a tar that is cut short anywhere ends in an error, or was cut behind its metadata", async () => {
  const tar = await packed([
    ["data.json", Buffer.alloc(700, 65)],
    ["metadata.json", Buffer.from(METADATA)],
  ]);
  for (let length = 0; length < tar.length; length += 100) {
    const found = metadataOf(tar.subarray(0, length));
    if (length >= 2048 + METADATA.length) expect(await found).toBe(METADATA);
    else await expect(found, String(length)).rejects.toMatchObject({ code: "archive/corrupt" });
  }
});
