import fc from "fast-check";
import { expect, test } from "vitest";
import { safeFileName } from "./safe-file-name.ts";

test("a name leads nowhere and hides nothing", () => {
  expect(safeFileName("../../etc/passwd")).toBe("__.._etc_passwd");
  expect(safeFileName(" .hidden ")).toBe("_hidden");
  expect(safeFileName("a\u202e\u0007b.aiida")).toBe("a__b.aiida");
  expect(safeFileName("  ")).toBe("file");
});

test("of a name that no file system takes its end stays", () => {
  expect(safeFileName(`${"x".repeat(400)}.aiida`)).toBe(`${"x".repeat(194)}.aiida`);
  expect(safeFileName(`${"ü".repeat(400)}.aiida`)).toBe(`${"ü".repeat(97)}.aiida`);
  expect(safeFileName(`${"😀".repeat(400)}.aiida`)).toBe(`${"😀".repeat(48)}.aiida`);
  expect(safeFileName(`${"x".repeat(250)}${".".repeat(100)}aiida`)).not.toMatch(/^\./);
});

test("any name becomes one that a file can have", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
      const safe = safeFileName(name);
      expect(safe).toMatch(/^[^./\\\u0000-\u001f][^/\\\u0000-\u001f]*$/);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
      expect(safe).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});
