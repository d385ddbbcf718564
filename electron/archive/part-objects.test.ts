import { createHash } from "node:crypto";
import fs from "node:fs";
import { expect, test } from "vitest";
import { openFile, sharedFile } from "./open-file.ts";
import { partObjects } from "./part-objects.ts";
import { craftZip } from "./testing/craft-zip.ts";
import { quietJob, temporaryFolder } from "./testing/temporary-folder.ts";
import { zipObjects } from "./zip-objects.ts";
import { ZipReader } from "./zip-reader.ts";

const temporary = temporaryFolder();
const CONTENTS = [
  Buffer.alloc(0),
  ...Array.from({ length: 200 }, (_, i) => Buffer.from(`file ${i} `.repeat(i))),
  Buffer.from(Uint32Array.from({ length: 500_000 }, (_, i) => Math.imul(i, 0x9e3779b1)).buffer),
];
const keyOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("a thread reads the same contents from a part of an archive, in its order, small and large", async () => {
  const path = temporary("a.aiida");
  const members = CONTENTS.map((data, i) => ({ name: `repo/${keyOf(data)}`, data, stored: i % 3 === 0 }));
  fs.writeFileSync(path, craftZip([{ name: "metadata.json", data: "{}" }, ...members]));
  const file = openFile(path);
  try {
    const zip = await ZipReader.open(file, quietJob().signal);
    const { aside, placeOf } = zipObjects(zip!);
    const wanted = CONTENTS.map(keyOf).filter((_, i) => i % 4 !== 1);
    const places = Int32Array.from(wanted, (key) => placeOf!(key)!);
    const { keys, objects } = partObjects(sharedFile(aside!.file))(aside!.part(places));
    expect(keys).toEqual(wanted);
    const byKey = new Map(CONTENTS.map((bytes) => [keyOf(bytes), bytes]));
    for (const key of keys) {
      const bytes = byKey.get(key)!;
      expect(objects.size(key)).toBe(bytes.length);
      expect(objects.read(key).equals(bytes)).toBe(true);
      const chunks: Buffer[] = [];
      for await (const chunk of objects.stream(key)) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    }
  } finally {
    file.close();
  }
});
