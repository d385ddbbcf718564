import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  isTooLongToSend,
  leaveLetter,
  sentRequest,
  startRequest,
  takeLetters,
  withoutFiles,
} from "./start-arguments.ts";

const CWD = path.resolve("/data/ein Ordner");
const filesOf = (...words: string[]) => startRequest(["stemma", ...words], CWD, false).files;

test("files are named in any way a shell or a desktop does", () => {
  expect(filesOf("si.aiida")).toEqual([path.join(CWD, "si.aiida")]);
  expect(filesOf("./a b.aiida", "../é.aiida")).toEqual([
    path.join(CWD, "a b.aiida"),
    path.resolve("/data/é.aiida"),
  ]);
  const odd = path.resolve("/data/ü #%41.aiida");
  expect(filesOf(pathToFileURL(odd).href)).toEqual([odd]);
  expect(filesOf("--no-sandbox", "si.aiida", "--new-window")).toEqual([path.join(CWD, "si.aiida")]);
  expect(filesOf("--", "--odd.aiida")).toEqual([path.join(CWD, "--odd.aiida")]);
  expect(filesOf("file://elsewhere/x.aiida", "")).toHaveLength(1);
});

test("in a checkout the first word names the app", () => {
  expect(startRequest(["electron", "--no-sandbox", ".", "si.aiida"], CWD, true).files).toEqual([
    path.join(CWD, "si.aiida"),
  ]);
});

test("a wish for a window of its own is heard", () => {
  expect(startRequest(["stemma", "--new-window"], CWD, false)).toEqual({ files: [], newWindow: true });
  expect(startRequest(["stemma", "--", "--new-window"], CWD, false).newWindow).toBe(false);
});

test("a long request goes by letter, once; half a letter and an old one are none", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-letters-"));
  const files = Array.from({ length: 500 }, (_, index) => `/data/some/folder/archive-${index}.aiida`);
  const argv = ["electron", "--no-sandbox", "--new-window", ".", ...files];
  expect(isTooLongToSend(argv)).toBe(true);
  expect(isTooLongToSend(["stemma", "/data/si.aiida"])).toBe(false);
  expect(withoutFiles(argv, true)).toEqual(["--no-sandbox", "."]);
  expect(withoutFiles(["stemma", "--", "-odd.aiida"], false)).toEqual([]);

  leaveLetter(folder, startRequest(argv, CWD, true));
  fs.writeFileSync(path.join(folder, "start-1.json"), '{"files":[');
  fs.writeFileSync(path.join(folder, "start-2.json"), '{"files":["/old"],"newWindow":false}');
  fs.utimesSync(path.join(folder, "start-2.json"), 0, 0);
  expect(takeLetters(folder)).toEqual([{ files, newWindow: true }]);
  expect(fs.readdirSync(folder)).toEqual([]);
  fs.rmSync(folder, { recursive: true });
  expect(takeLetters(folder)).toEqual([]);
});

test("what arrives from another start is checked", () => {
  expect(sentRequest({ files: ["/a"], newWindow: false })).toEqual({ files: ["/a"], newWindow: false });
  for (const odd of [undefined, null, {}, { files: "/a" }, { files: [1], newWindow: false }])
    expect(sentRequest(odd)).toBeNull();
});
