import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { aiidaFolder } from "../ipc/aiida-configuration.ts";
import { aiidaProfiles, isProfileFolder, profileNameOf } from "./aiida-profiles.ts";

const temporary = temporaryFolder();

function writeConfig(config: unknown): string {
  const folder = temporary(".aiida");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, "config.json"),
    typeof config === "string" ? config : JSON.stringify(config),
  );
  return folder;
}

const profile = (backend: unknown, filepath?: unknown) => ({ storage: { backend, config: { filepath } } });

test("AiiDA's folder is where AiiDA looks for it", () => {
  for (const name of ["one", "two/.aiida", "three/.aiida"])
    fs.mkdirSync(temporary(name), { recursive: true });
  const at = (...entries: string[]) => aiidaFolder({ AIIDA_PATH: entries.join(path.delimiter) }, temporary());
  expect(aiidaFolder({}, temporary())).toBe(temporary(".aiida"));
  expect(at()).toBe(temporary(".aiida"));
  expect(at(temporary("two"))).toBe(temporary("two/.aiida"));
  expect(at(temporary("two/.aiida"))).toBe(temporary("two/.aiida"));
  expect(at(temporary("one"), temporary("three"), temporary("two"))).toBe(temporary("three/.aiida"));
  expect(at("", temporary("one"), temporary("none"))).toBe(temporary("none/.aiida"));
  expect(at("~/two")).toBe(temporary("two/.aiida"));
  expect(at("~")).toBe(temporary(".aiida"));
});

test("profiles are listed by name, the default one first, with the reason where one cannot be read", () => {
  fs.mkdirSync(temporary("store"));
  const folder = writeConfig({
    default_profile: "work",
    profiles: {
      server: profile("core.psql_dos"),
      archive: profile("core.sqlite_zip", temporary("none.aiida")),
      work: profile("core.sqlite_dos", temporary("store")),
      memory: profile("core.sqlite_temp"),
      relative: profile("core.sqlite_dos", "store"),
      other: profile("plugin.storage", temporary("store")),
      old: { AIIDADB_ENGINE: "postgresql_psycopg2", AIIDADB_BACKEND: "django" },
      unnamed: { AIIDADB_ENGINE: "postgresql_psycopg2" },
    },
  });
  const found = aiidaProfiles(folder);
  expect(found.map(({ name, isDefault, path: place, problem }) => [name, isDefault, place, problem])).toEqual(
    [
      ["work", true, temporary("store"), null],
      ["archive", false, null, "its file is not there"],
      ["memory", false, null, "it is kept in memory only"],
      ["old", false, null, expect.stringContaining("PostgreSQL")],
      ["other", false, null, "its storage “plugin.storage” is not one that Stemma reads"],
      ["relative", false, null, "the configuration does not say where it lies"],
      ["server", false, null, expect.stringContaining("PostgreSQL")],
      ["unnamed", false, null, "its storage is of AiiDA 1 or not named"],
    ],
  );
  expect(new Set(found.map(({ profileId }) => profileId)).size).toBe(found.length);
  expect(profileNameOf(temporary("store"), folder)).toBe("work");
  expect(profileNameOf(temporary("another"), folder)).toBeNull();
  fs.mkdirSync(temporary("store/container"));
  expect(profileNameOf(temporary("store/database.sqlite"), folder)).toBe("work");
});

test.each([
  ["a mark before it", (text: string) => Buffer.from(`\ufeff${text}`)],
  ["UTF-16", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
])("a configuration with %s is read, as AiiDA reads it", (_, encode) => {
  fs.mkdirSync(temporary("store"));
  const folder = writeConfig("");
  const text = JSON.stringify({ profiles: { ä: profile("core.sqlite_dos", temporary("store")) } });
  fs.writeFileSync(path.join(folder, "config.json"), encode(text));
  expect(aiidaProfiles(folder)).toMatchObject([{ name: "ä", path: temporary("store") }]);
});

test("configurations of before are read: older names of storages and of the default profile", () => {
  fs.writeFileSync(temporary("si.aiida"), "");
  const folder = writeConfig({
    CONFIG_VERSION: { CURRENT: 8, OLDEST_COMPATIBLE: 8 },
    default_profiles: { verdi: "memory", daemon: "zip" },
    profiles: {
      memory: profile("sqlite_temp"),
      server: profile("psql_dos"),
      zip: profile("sqlite_zip", temporary("si.aiida")),
    },
  });
  expect(aiidaProfiles(folder).map(({ name, isDefault, problem }) => [name, isDefault, problem])).toEqual([
    ["zip", true, null],
    ["memory", false, "it is kept in memory only"],
    ["server", false, expect.stringContaining("PostgreSQL")],
  ]);
});

test.skipIf(process.platform === "win32")("what is not of a profile's kind is not offered", () => {
  fs.mkdirSync(temporary("folder"));
  fs.writeFileSync(temporary("file"), "");
  execFileSync("mkfifo", [temporary("pipe")]);
  fs.symlinkSync(temporary("folder"), temporary("linked"));
  fs.symlinkSync("loop", temporary("loop"));
  const places = ["file", "folder", "linked", "loop", "pipe"];
  const problems = (backend: string) => {
    const profiles = Object.fromEntries(places.map((name) => [name, profile(backend, temporary(name))]));
    return aiidaProfiles(writeConfig({ profiles })).map(({ problem }) => problem);
  };
  const [noFolder, noFile] = ["folder", "file"].map((kind) => `there is no ${kind} where it should lie`);
  expect(problems("core.sqlite_dos")).toEqual([noFolder, null, null, "its folder is not there", noFolder]);
  expect(problems("core.sqlite_zip")).toEqual([null, noFile, noFile, "its file is not there", noFile]);
});

test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
  "what may not be read is not offered, and says so",
  () => {
    fs.mkdirSync(temporary("locked/inner"), { recursive: true });
    const folder = writeConfig({
      profiles: {
        inner: profile("core.sqlite_dos", temporary("locked/inner")),
        outer: profile("core.sqlite_dos", temporary("locked")),
      },
    });
    fs.chmodSync(temporary("locked"), 0);
    const problems = aiidaProfiles(folder).map(({ problem }) => problem);
    fs.chmodSync(temporary("locked"), 0o700);
    expect(problems).toEqual(["its folder may not be read", "its folder may not be read"]);
  },
);

test("two profiles of one folder are two, whether its name ends with a slash or not", () => {
  fs.mkdirSync(temporary("store"));
  const folder = writeConfig({
    profiles: {
      one: profile("core.sqlite_dos", `${temporary("store")}${path.sep}`),
      two: profile("core.sqlite_dos", temporary("store")),
    },
  });
  const found = aiidaProfiles(folder);
  expect(found.map((one) => one.path)).toEqual([temporary("store"), temporary("store")]);
  expect(found[0]?.profileId).not.toBe(found[1]?.profileId);
  expect(profileNameOf(temporary("store"), folder)).toBe("one");
});

test("of very many profiles the default one is never left out", () => {
  const names = Array.from({ length: 1000 }, (_, i) => `p${i}`);
  const profiles = Object.fromEntries(names.map((name) => [name, profile("core.psql_dos")]));
  expect(aiidaProfiles(writeConfig({ profiles, default_profile: "p999" }))[0]?.name).toBe("p999");
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"profiles": []}',
  '{"profiles": {"a": null, "b": 5, "c": {"storage": []}}, "default_profile": {}}',
  `{"profiles": {"a": {"storage": {"backend": "core.sqlite_dos", "config": "x"}}}}`,
])("what AiiDA did not write shows no profile that could be opened: %s", (text) => {
  const found = aiidaProfiles(writeConfig(text));
  expect(found.filter((one) => one.path !== null)).toEqual([]);
});

test("without AiiDA there are no profiles", () => {
  expect(aiidaProfiles(temporary("nowhere"))).toEqual([]);
  fs.mkdirSync(temporary("odd/config.json"), { recursive: true });
  expect(aiidaProfiles(temporary("odd"))).toEqual([]);
});

test("names are shown as what they are", () => {
  const names = ["", "a\u202eb\u001b[31m", "n".repeat(100_000)];
  const folder = writeConfig({
    profiles: Object.fromEntries(names.map((name) => [name, profile("core.psql_dos")])),
  });
  const shown = aiidaProfiles(folder).map(({ name }) => name);
  expect(shown).toEqual(["(no name)", "a\\u202eb\\x1b[31m", `${"n".repeat(199)}…`]);
});

test("a profile folder is told by what lies in it; a file is none", () => {
  fs.writeFileSync(temporary("si.aiida"), "");
  fs.mkdirSync(temporary("store/container"), { recursive: true });
  expect(isProfileFolder(temporary("si.aiida"))).toBe(false);
  expect(isProfileFolder(temporary("nowhere"))).toBe(false);
  expect(isProfileFolder(temporary("store"))).toBe(true);
  expect(isProfileFolder(temporary("store/database.sqlite"))).toBe(true);
});
