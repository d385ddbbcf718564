import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../shared/model/settings.ts";
import { SettingsFile } from "./settings-file.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-settings-"));
  file = path.join(folder, "settings.json");
  return () => fs.rmSync(folder, { recursive: true, force: true });
});

const dark = <T extends object>(before: T) => ({ ...before, theme: "dark" as const });

test("a first change writes a whole file that only its owner can read", () => {
  const settings = new SettingsFile(file);
  expect(settings.read().settings).toBe(DEFAULT_SETTINGS);
  expect(settings.change(dark, DEFAULT_SETTINGS).settings.theme).toBe("dark");
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(folder)).toEqual(["settings.json"]);
  expect(new SettingsFile(file).read().settings.theme).toBe("dark");
});

test("a change by hand that was not read yet is not lost to a change by the program", () => {
  const settings = new SettingsFile(file);
  settings.change(dark, DEFAULT_SETTINGS);
  fs.writeFileSync(
    file,
    fs.readFileSync(file, "utf8").replace('"density": "compact"', '"density": "comfortable"'),
  );
  const { settings: after } = settings.change((before) => ({ ...before, textSize: 150 }), DEFAULT_SETTINGS);
  expect(after).toMatchObject({ theme: "dark", density: "comfortable", textSize: 150 });
});

test("a broken file is kept as a copy of its own before it is replaced", () => {
  const settings = new SettingsFile(file);
  for (const [text, name] of [
    ["{ one", "settings.json.bak"],
    ["{ two", "settings.json.bak.2"],
  ] as const) {
    fs.writeFileSync(file, text);
    const { copy, settings: after } = settings.change(dark, { ...DEFAULT_SETTINGS, textSize: 150 });
    expect(copy).toBe(path.join(folder, name));
    expect(fs.readFileSync(path.join(folder, name), "utf8")).toBe(text);
    expect(after).toMatchObject({ theme: "dark", textSize: 150 }); // what was in force goes on
  }
});

test("a link to a file elsewhere stays a link", () => {
  const elsewhere = path.join(folder, "dotfiles.json");
  fs.writeFileSync(elsewhere, "{}");
  fs.symlinkSync(elsewhere, file);
  new SettingsFile(file).change(dark, DEFAULT_SETTINGS);
  expect(fs.lstatSync(file).isSymbolicLink()).toBe(true);
  expect(fs.readFileSync(elsewhere, "utf8")).toContain('"theme": "dark"');
});

test("a file far too large, or a folder in its place, is broken and not written over", () => {
  fs.writeFileSync(file, `{}${" ".repeat(1024 * 1024)}`);
  expect(new SettingsFile(file).read().broken?.what).toContain("larger than 1 MiB");
  fs.rmSync(file);
  fs.mkdirSync(file);
  const settings = new SettingsFile(file);
  expect(settings.read().broken?.what).toBe("settings.json cannot be read");
  expect(() => settings.change(dark, DEFAULT_SETTINGS)).toThrow();
  expect(fs.readdirSync(folder)).toEqual(["settings.json"]);
});

test("knows its own writing from that of somebody else", () => {
  const settings = new SettingsFile(file);
  settings.read();
  settings.change(dark, DEFAULT_SETTINGS);
  expect(settings.hasChanged()).toBe(false);
  fs.appendFileSync(file, "// by hand\n");
  expect(settings.hasChanged()).toBe(true);
});
