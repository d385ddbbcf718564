import fs from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { deflateAside } from "./deflate-aside.ts";

const at = temporaryFolder();

test("a file of several pieces is deflated into one beside it, with what a ZIP says of it", async () => {
  const whole = Buffer.alloc(9 * 1024 ** 2, "crystal ");
  fs.writeFileSync(at("db"), whole);
  const { file, ...facts } = await deflateAside(at("db"), 6, quietJob().signal).finished;
  const bytes = fs.readFileSync(file);
  expect(inflateRawSync(bytes).equals(whole)).toBe(true);
  expect(facts).toEqual({
    method: "deflated",
    crc32: crc32(whole),
    compressedSize: bytes.length,
    size: whole.length,
  });
});

test("an empty file is one, too", async () => {
  fs.writeFileSync(at("db"), "");
  const { file, size, crc32: crc } = await deflateAside(at("db"), 6, quietJob().signal).finished;
  expect([size, crc, inflateRawSync(fs.readFileSync(file)).length]).toEqual([0, 0, 0]);
});

test("one that is stopped touches nothing any more, and says so to whoever waits", async () => {
  fs.writeFileSync(at("db"), Buffer.alloc(64 * 1024 ** 2));
  const aside = deflateAside(at("db"), 6, quietJob().signal);
  await aside.stop();
  await expect(aside.finished).rejects.toMatchObject({ code: "cancelled" });
});
