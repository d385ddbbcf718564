import { createHash } from "node:crypto";
import fs from "node:fs";
import { expect, test } from "vitest";
import { openFile } from "../../archive/open-file.ts";
import { craftZip } from "../../archive/testing/craft-zip.ts";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { zipObjects } from "../../archive/zip-objects.ts";
import { ZipReader } from "../../archive/zip-reader.ts";
import { WantedFiles } from "./wanted-files.ts";

const temporary = temporaryFolder();
const FILES = Array.from({ length: 50 }, (_, i) => Buffer.from(`file ${i}`));
const keyOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("wanted files come in the order of the archive, whether it is a ZIP or not", async () => {
  const path = temporary("a.aiida");
  const members = FILES.map((data) => ({ name: `repo/${keyOf(data)}`, data }));
  fs.writeFileSync(path, craftZip([{ name: "metadata.json", data: "{}" }, ...members]));
  const file = openFile(path);
  try {
    const zip = zipObjects((await ZipReader.open(file, quietJob().signal))!);
    const { placeOf: _, places: __, keyAt: ___, ...noZip } = zip;
    const inOrder = FILES.map(keyOf).filter((_, i) => i % 3 !== 0);
    const given = inOrder.toSorted(); // hashes: another order
    const fromZip = new WantedFiles(zip, given);
    expect(fromZip.count).toBe(inOrder.length);
    expect(fromZip.keys()).toEqual(inOrder);
    expect(Array.from(fromZip.places!, zip.keyAt!)).toEqual(inOrder);
    const fromOther = new WantedFiles(noZip, given);
    expect(fromOther.places).toBeNull();
    expect(fromOther.keys()).toEqual(inOrder);
    expect(new WantedFiles(zip, []).keys()).toEqual([]);
  } finally {
    file.close();
  }
});
