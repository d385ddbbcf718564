import type { Random } from "../bench/generator/random.ts";

/** Numbers at the edges of the fields that file formats have. */
export const EDGE_NUMBERS: readonly number[] = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000,
  0xffff_fffe, 0xffff_ffff,
];

/** Texts that a careless program runs, prints, cuts or follows. */
const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "\u001b[2J\u001b]0;title\u0007",
  "\u202eaiida.exe",
  "\ud800",
  "<img src=x onerror=alert(1)>",
  "=cmd|' /C calc'!A0",
  "'; DROP TABLE db_dbnode; --",
  "../../../outside",
  "/absolute",
  "C:\\windows",
  "a/../../b",
  "__proto__",
  "constructor",
  "toString",
  "NaN",
  "-1",
  "1e999",
  "9223372036854775808",
  "18446744073709551616",
  "0000-00-00 00:00:00",
  "9999-12-31T23:59:59.999999+99:99",
  "main_9999",
  "process.calculation.calcjob.CalcJobNode.",
  "data.core.array.ArrayData.",
  "data.core.structure.StructureData.",
  "input_calc",
  "create",
  "return",
  "ffffffff-ffff-4fff-bfff-ffffffffffff",
];

/** A text as above, or a long or random one. */
export function hostileText(random: Random): string {
  if (random.chance(0.06))
    return random.pick(["a", "é", "\u{1f9ea}", "/", "[", "."]).repeat(1 + random.below(70_000));
  if (random.chance(0.1)) return random.uuid();
  if (random.chance(0.1))
    return String.fromCharCode(...Array.from({ length: 1 + random.below(12) }, () => random.below(0x10000)));
  return random.pick(HOSTILE_TEXTS);
}

/** A JSON value in text that its place does not expect, not always well-formed. */
export function oddJson(random: Random): string {
  switch (random.below(12)) {
    case 0:
      return random.pick(["null", "true", "false", "[]", "{}", '""', "0", "-0", "-1", "0.1"]);
    case 1:
      return random.pick([
        "1e400",
        "-1e400",
        "123456789012345678901234567890",
        "9007199254740993",
        "1e-400",
        "10.0",
        "5e-324",
      ]);
    case 2:
      return random.pick([
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "01",
        "+1",
        "1.",
        ".5",
        "0x10",
        "'a'",
        "\u0000",
        "",
      ]);
    case 3:
      return nested(random, 10 ** (1 + random.below(4)) * (1 + random.below(9)));
    case 4:
      return `{${Array.from({ length: 1 + random.below(300) }, (_, i) => `"k${random.below(200)}":${i}`).join(",")}}`;
    case 5:
      return `[${Array.from({ length: 1 + random.below(2000) }, () => random.below(100)).join(",")}]`;
    case 6:
      return '{"__proto__":{"polluted":1},"constructor":null,"hasOwnProperty":1}';
    case 7:
      return '{"o":{"a":{"k":"ff"},"..":{"k":"00"},"":{"o":{}}}}';
    default:
      return JSON.stringify(hostileText(random));
  }
}

/** So many levels, now and then left open. */
function nested(random: Random, depth: number): string {
  const closes = random.chance(0.8);
  if (random.chance(0.5)) return "[".repeat(depth) + (closes ? "]".repeat(depth) : "");
  return `${'{"a":'.repeat(depth)}0${closes ? "}".repeat(depth) : ""}`;
}
