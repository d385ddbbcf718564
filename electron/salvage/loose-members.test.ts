import { expect, test } from "vitest";
import { quietJob } from "../archive/testing/temporary-folder.ts";
import { craftZip } from "../archive/testing/craft-zip.ts";
import { scanMembers } from "./loose-members.ts";

const key = (i: number) => i.toString(16).padStart(64, "0");

test.each([
  ["that name their sizes", {}],
  ["that were streamed", { flags: 8, local: { crc: 0, size: 0 } }],
])("many small members %s cost one reading of the file, in large pieces", async (_, how) => {
  const count = 5_000;
  const bytes = craftZip(
    Array.from({ length: count }, (_, i) => ({ name: `repo/${key(i)}`, data: `contents of ${i}`, ...how })),
  );
  const read = { bytes: 0, times: 0 };
  const file = {
    size: bytes.length,
    readAt(position: number, length: number) {
      read.bytes += length;
      read.times++;
      return bytes.subarray(position, position + length);
    },
  };
  const found = await scanMembers(file, quietJob());
  expect(found.map(({ name }) => name)).toEqual(Array.from({ length: count }, (_, i) => `repo/${key(i)}`));
  // Looking for the end of the last one, behind which the list of members lies, takes a reading of that list too.
  expect(read.bytes).toBeLessThan(3 * bytes.length);
  expect(read.times).toBeLessThan(count / 10);
});
