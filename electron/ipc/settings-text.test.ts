import { expect, test } from "vitest";
import { ARCHIVE_LIMITS } from "../../shared/model/archive-limits.ts";
import { DEFAULT_SETTINGS } from "../../shared/model/settings.ts";
import { readSettingsText } from "./settings-text.ts";

test("reads JSON with comments and trailing commas; what is missing has its default", () => {
  const { settings, broken, wrong } = readSettingsText(`\uFEFF// mine
    { "theme": "dark", /* here */ "cache": { "maxBytes": 1000, }, "unknown": [1], }`);
  expect(settings).toEqual({
    ...DEFAULT_SETTINGS,
    theme: "dark",
    cache: { folder: null, maxBytes: 1000 },
  });
  expect([broken, wrong]).toEqual([null, []]);
});

test("keeps only rules and limits that differ from their defaults", () => {
  const text = `{ "defaultRules": { "create_backward": true, "return_backward": true },
                  "limits": { "STEMMA_MAX_MEMBERS": ${ARCHIVE_LIMITS.STEMMA_MAX_MEMBERS.default}, "STEMMA_MAX_RATIO": 300 } }`;
  const { settings } = readSettingsText(text);
  expect(settings.defaultRules).toEqual({ return_backward: true });
  expect(settings.limits).toEqual({ STEMMA_MAX_RATIO: 300 });
});

test("a wrong value takes its default alone, and is named with its line and what it takes", () => {
  const { settings, wrong } = readSettingsText(
    `{\n"theme": "blue",\r\n"density": "comfortable",\n"textSize": 20.5,\n"limits": 3,\n"cache": { "folder": "here" } }`,
  );
  expect(settings).toEqual({ ...DEFAULT_SETTINGS, density: "comfortable" });
  expect(wrong).toEqual([
    { line: 5, what: '"limits" must hold its values between { and }' },
    { line: 2, what: '"theme" must be "system", "light" or "dark"' },
    { line: 4, what: '"textSize" must be a whole number from 80 to 200' },
    { line: 6, what: '"folder" must be an absolute path, or null for the system\'s place for caches' },
  ]);
});

test("of a key that stands twice, the last counts", () => {
  expect(readSettingsText(`{ "theme": "dark", "theme": "light" }`).settings.theme).toBe("light");
});

test("a file that is no JSON is broken at a line, and nothing of it holds", () => {
  const read = readSettingsText(`{\n  "theme": "dark",\n  "density" "compact"\n}`);
  expect(read.settings).toBe(DEFAULT_SETTINGS);
  expect(read.broken?.line).toBe(3);
  expect(readSettingsText("[1, 2]").broken).toEqual({
    line: 1,
    what: "the settings must stand between { and }",
  });
  expect(readSettingsText('{ "theme": "dark" } and more').broken?.line).toBe(1);
});

test("nothing at all, or comments alone, is no mistake", () => {
  for (const text of ["", " \n", "// later\n"]) {
    expect(readSettingsText(text)).toEqual({ settings: DEFAULT_SETTINGS, broken: null, wrong: [] });
  }
});

test("a file of nothing but brackets is broken, and does not end the app", () => {
  const { settings, broken } = readSettingsText(`{\n"theme": ${"[".repeat(200_000)}`);
  expect(settings).toBe(DEFAULT_SETTINGS);
  expect(broken?.line).toBe(2);
});
