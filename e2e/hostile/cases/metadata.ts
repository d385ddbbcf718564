import { metadataText, zipWith } from "../support/archive-parts.ts";
import type { Expected, HostileCase } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

/** A whole archive with another `metadata.json`, or none. */
const withMetadata = (data: Buffer | string | null) =>
  file(() =>
    zipWith((member) =>
      member.name !== "metadata.json" ? member : data === null ? [] : { ...member, data },
    ),
  );

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const deepObject = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const whole = metadataText();
const withKey = (json: string) => `${whole.slice(0, -1)}, "more": ${json}}`;

const CASES: [what: string, data: Buffer | string | null, opens: Expected][] = [
  ["missing", null, "archive/corrupt"],
  ["empty", "", "archive/corrupt"],
  ["cut short", whole.slice(0, 40), "archive/corrupt"],
  ["followed by more", `${whole}${whole}`, "archive/corrupt"],
  ["a list", `[${whole}]`, "archive/corrupt"],
  ["null", "null", "archive/corrupt"],
  ["a number", "1e999", "archive/corrupt"],
  ["a string", '"main_0001"', "archive/corrupt"],
  ["an object without a version", "{}", "archive/corrupt"],
  ["with single quotes", "{'export_version': 'main_0001'}", "archive/corrupt"],
  ["with a byte order mark", `\ufeff${whole}`, ["done", "archive/corrupt"]],
  ["in UTF-16", Buffer.from(`\ufeff${whole}`, "utf16le"), "archive/corrupt"],
  ["in UTF-16, big-endian", Buffer.from(`\ufeff${whole}`, "utf16le").swap16(), "archive/corrupt"],
  ["in Latin-1 beyond ASCII", Buffer.from(withKey('"é"'), "latin1"), "archive/corrupt"],
  [
    "with invalid UTF-8",
    Buffer.concat([Buffer.from(whole.slice(0, -2)), Buffer.from([0xc3, 0x28, 0x22, 0x7d])]),
    "archive/corrupt",
  ],
  ["with NUL bytes", `${whole.slice(0, -1)}\0}`, "archive/corrupt"],
  ["with a version that is a number", metadataText({ export_version: 1 }), "archive/corrupt"],
  ["with a version that is a list", metadataText({ export_version: ["main_0001"] }), "archive/corrupt"],
  [
    "with a version that is an object",
    metadataText({ export_version: { toString: "main_0001" } }),
    "archive/corrupt",
  ],
  ["with an empty version", metadataText({ export_version: "" }), "archive/corrupt"],
  ["with a version in the prototype", '{"__proto__": {"export_version": "main_0001"}}', "archive/corrupt"],
  ["with a future version", metadataText({ export_version: "main_9999" }), "archive/unsupported-version"],
  [
    "with a hostile version",
    metadataText({ export_version: "\u001b[2J\u202e<b>main_0001" }),
    "archive/unsupported-version",
  ],
  [
    "with a version of 60 MB",
    metadataText({ export_version: "9".repeat(60_000_000) }),
    "archive/unsupported-version",
  ],
  ["with two versions, the last of them known", `{"export_version": "x", ${whole.slice(1)}`, "done"],
  [
    "with a hostile program version",
    metadataText({ aiida_version: "\u001b[31m2.9.4\u202e", ctime: "\u0007\r\n" }),
    "done",
  ],
  [
    "with wrong types everywhere",
    metadataText({
      aiida_version: [1],
      ctime: { a: 1 },
      creation_parameters: 7,
      key_format: null,
      compression: "six",
      conversion_info: { 0: "x" },
    }),
    "done",
  ],
  [
    "with parameters of wrong types",
    metadataText({
      creation_parameters: { entities_starting_set: "all", graph_traversal_rules: [1], include_logs: "yes" },
    }),
    "done",
  ],
  [
    "with a starting set of numbers",
    metadataText({ creation_parameters: { entities_starting_set: { node: [1, null, {}], group: 7 } } }),
    "done",
  ],
  ["with NaN", `${whole.slice(0, -1)}, "more": NaN}`, ["done", "archive/corrupt"]],
  ["with a number of 100,000 digits", withKey("9".repeat(100_000)), "done"],
  ["100,000 levels deep, in lists", withKey(nested(100_000)), "archive/limit"],
  ["100,000 levels deep, in objects", withKey(deepObject(100_000)), "archive/limit"],
  ["that is 100,000 open brackets", "[".repeat(100_000), ["archive/limit", "archive/corrupt"]],
  ["900 levels deep", withKey(deepObject(900)), "done"],
  ["with parameters 900 levels deep", metadataText().replace("null", deepObject(900)), "done"],
];

export const METADATA: readonly HostileCase[] = CASES.map(([what, data, opens]) => ({
  name: `metadata ${what}`,
  make: withMetadata(data),
  opens,
}));
