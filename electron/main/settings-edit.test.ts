import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../../shared/model/settings.ts";
import { SETTINGS_LIST, withSetting } from "../../shared/text/settings-list.ts";
import { readSettingsText } from "../ipc/settings-text.ts";
import { changeSettingsText, newSettingsText } from "./settings-edit.ts";

const dark: Settings = { ...DEFAULT_SETTINGS, theme: "dark" };

/** Change a text as the program does: what it holds now is the start. */
function change(text: string, change: Partial<Settings>): string {
  const { settings } = readSettingsText(text);
  return changeSettingsText(text, settings, { ...settings, ...change });
}

test("a new file has every key, each with what it does, its default and what it takes", () => {
  const text = newSettingsText(dark);
  expect(readSettingsText(text)).toEqual({ settings: dark, broken: null, wrong: [] });
  for (const entry of SETTINGS_LIST) expect(text).toContain(`"${entry.key.split(".").at(-1)}": `);
  expect(text).toContain(
    '  // Default: "compact". Allowed: "compact" or "comfortable".\n  "density": "compact"',
  );
  for (const line of text.split("\n")) expect(line.length).toBeLessThan(125);
});

test("only the value that changes is touched", () => {
  const text =
    '// top\n{\t"theme" :  "light" , // mine\n\n "my": {"own": [1,2]},\n"density":"compact"/*!*/}\n';
  expect(change(text, { theme: "dark" })).toBe(text.replace('"light"', '"dark"'));
});

test("a missing key is put behind the last one and the comment in its line, with its own comment", () => {
  const text = '{\n  "density": "compact" // I like it so\n  // the end\n}\n';
  const changed = change(text, { theme: "dark" });
  expect(changed).toContain('"density": "compact", // I like it so\n  // Theme. Light or dark');
  expect(changed).toContain('\n  "theme": "dark"\n  // the end\n}\n');
  expect(readSettingsText(changed).settings).toEqual(dark);
});

test("a trailing comma stays one, Windows line ends stay", () => {
  const changed = change('{\r\n  "density": "compact",\r\n}\r\n', { theme: "dark" });
  expect(changed).toMatch(
    /"density": "compact",\r\n {2}\/\/ Theme[^\n]+\r\n[^\n]+\r\n {2}"theme": "dark",\r\n\}/,
  );
});

test("rules, limits and cache go into their groups, and groups are made where there are none", () => {
  const changed = change('{ "limits": { "STEMMA_MAX_MEMBERS": 7 } }', {
    limits: { STEMMA_MAX_MEMBERS: 7, STEMMA_MAX_RATIO: 9 },
    defaultRules: { return_backward: true },
  });
  const { settings, wrong } = readSettingsText(changed);
  expect(wrong).toEqual([]);
  expect(settings.limits).toEqual({ STEMMA_MAX_MEMBERS: 7, STEMMA_MAX_RATIO: 9 });
  expect(settings.defaultRules).toEqual({ return_backward: true });
  expect(
    readSettingsText(change('{ "cache": 5 }', { cache: { folder: "/c", maxBytes: 1 } })).settings.cache,
  ).toEqual({
    folder: "/c",
    maxBytes: 1,
  });
});

test("of a key that stands twice, the one that counts is changed", () => {
  expect(change('{ "theme": "light", "theme": "light" }', { theme: "dark" })).toBe(
    '{ "theme": "light", "theme": "dark" }',
  );
});

test("an empty file becomes a whole one; comments alone are kept", () => {
  expect(change("", { theme: "dark" })).toBe(newSettingsText(dark));
  expect(change("// mine\n", { theme: "dark" })).toMatch(/^\/\/ mine\n\n\/\/ Settings of Stemma/);
});

test("whatever stands in the file and whatever is changed, the change holds and every comment stays", () => {
  const gap = fc.constantFrom("", " ", "\n", " // note\n", "/* note */", "\n// note\n  ", "\t\r\n");
  const member = fc.constantFrom(
    '"theme":"light"',
    '"textSize": 120',
    '"restoreSession": false',
    '"limits": {"STEMMA_MAX_RATIO": 5, }',
    '"cache": { // note\n }',
    '"defaultRules": {}',
    '"x": {"theme": 1}',
  );
  const file = fc
    .record({
      members: fc.uniqueArray(member),
      gaps: fc.array(gap, { minLength: 20, maxLength: 20 }),
      comma: fc.boolean(),
    })
    .map(({ members, gaps, comma }) => {
      let at = 0;
      const next = () => gaps[at++ % gaps.length];
      const body = members.map((one) => next() + one + next()).join(",");
      return `${next()}{${body}${comma && members.length > 0 ? `,${next()}` : next()}}${next()}`;
    });
  const wanted = fc.array(
    fc.constantFrom(
      ["theme", "dark"],
      ["density", "comfortable"],
      ["limits.STEMMA_MAX_MEMBERS", 12],
      ["limits.STEMMA_MAX_RATIO", 250],
      ["cache.folder", "/somewhere"],
      ["defaultRules.create_backward", false],
      ["graphAskAbove", 99],
    ),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(file, wanted, (text, changes) => {
      const { settings: before, broken } = readSettingsText(text);
      expect(broken).toBeNull();
      let after = before;
      for (const [key, value] of changes) after = withSetting(after, String(key), value as string);
      const changed = changeSettingsText(text, before, after);
      expect(readSettingsText(changed)).toEqual({ settings: after, broken: null, wrong: [] });
      expect(changed.split("note").length).toBeGreaterThanOrEqual(text.split("note").length);
    }),
    { numRuns: 500 },
  );
});
