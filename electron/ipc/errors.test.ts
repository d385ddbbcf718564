import fs from "node:fs";
import { expect, test } from "vitest";
import { AppError, ERROR_CODES } from "../../shared/ipc/errors.ts";
import { toWireError } from "./to-wire-error.ts";

test("the user guide explains every code", () => {
  const guide = fs.readFileSync(new URL("../../docs/user-guide.md", import.meta.url), "utf8");
  const table = guide.slice(guide.indexOf("## Errors"), guide.indexOf("## Keyboard"));
  const explained = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, codes]) =>
    [...codes!.matchAll(/`([^`]+)`/g)].map(([, code]) => code),
  );
  expect(explained.toSorted()).toEqual([...ERROR_CODES].sort());
});

test("errors become data without their stack, and unnamed ones of the disk get a name", () => {
  expect(toWireError(new AppError("usage", "Wrong.", { option: "x" }))).toEqual({
    code: "usage",
    message: "Wrong.",
    details: { option: "x" },
  });
  const system = (code: string) =>
    Object.assign(new Error("low level"), { code, syscall: "open", path: "some/file" });
  expect(toWireError(system("ENOSPC")).code).toBe("disk/full");
  expect(toWireError(system("EROFS"))).toMatchObject({ code: "disk/denied", details: { path: "some/file" } });
  expect(toWireError(system("ENOENT"))).toEqual({
    code: "internal",
    message: "Something went wrong inside Stemma: low level. Please report it with these words.",
    details: { name: "Error" },
  });
  expect(toWireError("text")).toMatchObject({ code: "internal", message: expect.stringContaining("text") });
});
