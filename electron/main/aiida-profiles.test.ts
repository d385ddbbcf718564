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
      old: { AIIDADB_ENGINE: "postgresql_psycopg2" },
    },
  });
  const found = aiidaProfiles(folder);
  expect(found.map(({ name, isDefault, path: place, problem }) => [name, isDefault, place, problem])).toEqual(
    [
      ["work", true, temporary("store"), null],
      ["archive", false, null, "its folder is not there"],
      ["memory", false, null, "it is kept in memory only"],
      ["old", false, null, "its storage is of AiiDA 1 or not named"],
      ["other", false, null, "its storage “plugin.storage” is not one that Stemma reads"],
      ["relative", false, null, "the configuration does not say where it lies"],
      ["server", false, null, expect.stringContaining("PostgreSQL")],
    ],
  );
  expect(new Set(found.map(({ profileId }) => profileId)).size).toBe(found.length);
  expect(profileNameOf(temporary("store"), folder)).toBe("work");
  expect(profileNameOf(temporary("another"), folder)).toBeNull();
  fs.mkdirSync(temporary("store/container"));
  expect(profileNameOf(temporary("store/database.sqlite"), folder)).toBe("work");
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
  const folder = writeConfig({ profiles: { "a\u202eb\u001b[31m": profile("core.psql_dos") } });
  expect(aiidaProfiles(folder)[0]?.name).toBe("a\\u202eb\\x1b[31m");
});

test("a profile folder is told by what lies in it; a file is none", () => {
  fs.writeFileSync(temporary("si.aiida"), "");
  fs.mkdirSync(temporary("store/container"), { recursive: true });
  expect(isProfileFolder(temporary("si.aiida"))).toBe(false);
  expect(isProfileFolder(temporary("nowhere"))).toBe(false);
  expect(isProfileFolder(temporary("store"))).toBe(true);
  expect(isProfileFolder(temporary("store/database.sqlite"))).toBe(true);
});
