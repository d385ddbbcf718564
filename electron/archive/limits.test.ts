import { expect, test } from "vitest";
import { checkRatio, limitError, objectLimitError, RATIO_FREE_BYTES } from "./limits.ts";

test("a limit says in plain words what is too much, and how to raise it", () => {
  const error = limitError("STEMMA_MAX_METADATA_BYTES", (n) => `metadata.json has ${n} bytes`, 123_456_789);
  expect(error.code).toBe("archive/limit");
  expect(error.message).toBe(
    "metadata.json has 123,456,789 bytes, more than the limit of 67,108,864. If you trust the file, raise the limit in Settings or set STEMMA_MAX_METADATA_BYTES to a higher number.",
  );
  expect(error.details).toEqual({
    limit: "STEMMA_MAX_METADATA_BYTES",
    value: 67_108_864,
    actual: 123_456_789,
    howToRaise: "set the environment variable STEMMA_MAX_METADATA_BYTES",
  });
});

test("so do those of one object and of what grows on unpacking", () => {
  expect(objectLimitError("the object", 300_000_000, 300_000_000).message).toMatch(
    /^the object has 300,000,000 bytes, more than the limit of 268,435,456\./,
  );
  expect(() => checkRatio(1000, RATIO_FREE_BYTES + 1, "db.sqlite3")).toThrow(
    "db.sqlite3 is 67,109 times larger unpacked than packed, more than the limit of 150.",
  );
});
