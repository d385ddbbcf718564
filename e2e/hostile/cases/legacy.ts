import { createHash } from "node:crypto";
import { type CraftedMember, craftZip } from "../../../electron/archive/testing/craft-zip.ts";
import { bomb } from "../support/bomb.ts";
import type { Expected, HostileCase, VerbName } from "../support/hostile-case.ts";
import { HOSTILE_TEXTS } from "./labels.ts";
import {
  FILES_FOLDER,
  legacyData,
  type LegacyData,
  legacyMetadata,
  legacyZip,
} from "../support/legacy-parts.ts";
import { OUTSIDE } from "../support/outside.ts";
import { file } from "../support/write.ts";

const MIB = 1024 * 1024;

const withData = (change: (data: LegacyData) => void, version?: string) =>
  file(() => {
    const data = legacyData();
    change(data);
    return legacyZip({ data: JSON.stringify(data), ...(version !== undefined && { version }) });
  });

const withText = (text: string | Buffer) => file(() => legacyZip({ data: text }));
const withFile = (name: string, data = "x") =>
  file(() => legacyZip({ more: [{ name: FILES_FOLDER + name, data }] }));
const whole = () => JSON.stringify(legacyData());
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const withAttribute = (json: string) =>
  file(() => legacyZip({ data: whole().replace('"value":7', `"value":${json}`) }));

/** A damaged file is refused, or the part that AiiDA drops is dropped. */
const REFUSED = ["archive/corrupt", "archive/limit"] as const;
const SOME = ["done", ...REFUSED] as const;

type Verbs = Partial<Record<VerbName, Expected>>;
const ANY: Verbs = {
  export: [...SOME, "export/unsealed"],
  migrate: SOME,
  traverse: SOME,
  show: [...SOME, "node/not-found"],
  cat: SOME,
};

/** Enough files and bytes to be worth a thread (`electron/migrate/files-thread.ts`), and more members. */
function manyFiles(...more: CraftedMember[]): Buffer {
  const random = createHash("shake256", { outputLength: 5 * MIB })
    .update("a large file")
    .digest();
  const files = Array.from({ length: 2500 }, (_, i) => ({
    name: `${FILES_FOLDER}file-${i}`,
    data: `${i % 900}`,
  }));
  return craftZip([
    { name: "metadata.json", data: legacyMetadata("0.10") },
    { name: "data.json", data: whole() },
    ...files,
    { name: `${FILES_FOLDER}large`, data: random, stored: true },
    ...more,
  ]);
}

/** A second node, and after it once more a file of the first. */
const APART: CraftedMember[] = [
  { name: "nodes/ab/cd/ef01-2345-6789-abcd-ef0123456789/path/other", data: "x" },
  { name: `${FILES_FOLDER}apart`, data: "y" },
];

/** An archive of version 0.3 with one trajectory, whose symbols were a file of NumPy then. */
const trajectory = (symbols: () => Buffer | null) =>
  file(() => {
    const data = legacyData();
    const { export_data: rows } = data;
    const node = rows["Node"]!["1"]!;
    const uuid = String(node["uuid"]);
    const row = { ...node, type: "data.array.trajectory.TrajectoryData." };
    const contents = symbols();
    const old = {
      ...data,
      export_data: { User: rows["User"], Node: { 1: row } },
      node_attributes: { 1: { "array|symbols": [1] } },
      links_uuid: [],
      groups_uuid: {},
    };
    const folder = `nodes/${uuid.slice(0, 2)}/${uuid.slice(2, 4)}/${uuid.slice(4)}/path/`;
    return craftZip([
      { name: "metadata.json", data: legacyMetadata("0.3") },
      { name: "data.json", data: JSON.stringify(old) },
      ...(contents ? [{ name: `${folder}symbols.npy`, data: contents }] : []),
    ]);
  });

/** A file of NumPy that says to hold so many texts of so many bytes. */
function npyTexts(count: number, length: number, body: Buffer): Buffer {
  const header = `{'descr': '|S${length}', 'fortran_order': False, 'shape': (${count},), }\n`;
  return Buffer.concat([
    Buffer.from(`\u0093NUMPY\u0001\0${String.fromCharCode(header.length)}\0${header}`, "latin1"),
    body,
  ]);
}

const CASES: [what: string, make: HostileCase["make"], opens: Expected, verbs?: Verbs][] = [
  ["whole, to see that the test sees it", file(() => legacyZip()), "done"],
  ["of many files, which a thread reads", file(() => manyFiles()), "done"],
  [
    "of many files, the last of them damaged",
    file(() => manyFiles({ name: `${FILES_FOLDER}last`, data: "x", crc: 1 })),
    "archive/corrupt",
  ],
  [
    "of many files, with data cut short",
    file(() => manyFiles({ name: "data.json", data: whole().slice(0, 900) })),
    "archive/corrupt",
  ],
  ["of many files, those of a node apart", file(() => manyFiles(...APART)), "done"],
  [
    "of many files, with two of one name and one of an unsafe name",
    file(() => manyFiles({ name: `${FILES_FOLDER}file-1`, data: "z" }, { name: "nodes/../x", data: "y" })),
    "done",
  ],
  [
    "of many files, with one that lies in another",
    file(() => manyFiles({ name: `${FILES_FOLDER}inside`, data: "x", offset: 4000 })),
    "archive/corrupt",
  ],
  [
    "of many files, with a link to nothing",
    file(() => {
      const text = whole().replace(/("links_uuid":\[\{"input":")[^"]*/, "$1none");
      return manyFiles({ name: "data.json", data: text });
    }),
    "archive/corrupt",
  ],
  ["of version 0.1", file(() => legacyZip({ version: "0.1" })), SOME, ANY],
  ["of a trajectory without symbols", trajectory(() => null), "archive/corrupt"],
  ["of a trajectory whose symbols are no array", trajectory(() => Buffer.from("H He")), "archive/corrupt"],
  [
    "of a trajectory with more symbols than there are",
    trajectory(() => npyTexts(2 ** 50, 1, Buffer.from("H"))),
    "archive/corrupt",
  ],
  [
    "of a trajectory whose symbol is a million NULs before a letter",
    trajectory(() => npyTexts(1, MIB, Buffer.concat([Buffer.alloc(MIB - 1), Buffer.from("H")]))),
    "done",
  ],
  ["of version 0.14", file(() => legacyZip({ version: "0.14" })), "archive/unsupported-version"],
  ["of version 0.010", file(() => legacyZip({ version: "0.010" })), "archive/unsupported-version"],
  ["of version −0.9", file(() => legacyZip({ version: "-0.9" })), "archive/unsupported-version"],
  ["that says it is of today", file(() => legacyZip({ version: "main_0001" })), "archive/corrupt"],
  [
    "without data",
    file(() => craftZip([{ name: "metadata.json", data: legacyMetadata("0.10") }])),
    "archive/corrupt",
  ],
  ["with empty data", withText(""), "archive/corrupt"],
  ["with data that is a list", withText("[]"), "archive/corrupt"],
  ["with data that is an empty object", withText("{}"), SOME, ANY],
  ["with data cut short", file(() => legacyZip({ data: whole().slice(0, 900) })), "archive/corrupt"],
  [
    "with data and more behind it",
    file(() => legacyZip({ data: `${whole()}${whole()}` })),
    "archive/corrupt",
  ],
  [
    "with data in UTF-16",
    file(() => legacyZip({ data: Buffer.from(whole(), "utf16le") })),
    "archive/corrupt",
  ],
  [
    "with invalid UTF-8",
    file(() => legacyZip({ data: Buffer.from(whole().replace('"sums"', '"s\u00ff"'), "latin1") })),
    SOME,
    ANY,
  ],
  ["with data 100,000 levels deep", withAttribute(nested(100_000)), "archive/limit"],
  ["with 100,000 open brackets", withText("[".repeat(100_000)), REFUSED],
  ["with a number of 100,000 digits", withAttribute("9".repeat(100_000)), SOME, ANY],
  ["with NaN and infinities", withAttribute("[NaN, Infinity, -Infinity]"), SOME, ANY],
  [
    "with data of 300 MiB of blanks",
    file(() =>
      craftZip([
        { name: "metadata.json", data: legacyMetadata("0.10") },
        bomb("data.json", 300 * MIB, { head: whole(), piece: " " }),
      ]),
    ),
    SOME,
    ANY,
  ],
  [
    "with an attribute of 300 MiB",
    file(() =>
      craftZip([
        { name: "metadata.json", data: legacyMetadata("0.10") },
        bomb("data.json", 300 * MIB, {
          head: whole().slice(0, whole().indexOf('"value":7') + 8) + '"',
          piece: "a",
          tail: '"}}}',
        }),
      ]),
    ),
    REFUSED,
  ],
  [
    "with 20 million objects in one attribute",
    file(() =>
      craftZip([
        { name: "metadata.json", data: legacyMetadata("0.10") },
        bomb("data.json", 60 * MIB, {
          head: `${whole().slice(0, whole().indexOf('"value":7') + 8)}[{}`,
          piece: ",{}",
          tail: `]${whole().slice(whole().indexOf('"value":7') + 9)}`,
        }),
      ]),
    ),
    SOME,
    ANY,
  ],
  [
    "with links to nodes that are not there",
    withData(
      (data) => void data.links_uuid.push({ input: "no", output: "there", label: "x", type: "create" }),
    ),
    REFUSED,
  ],
  ["with links that are numbers", withData((data) => void data.links_uuid.push(7, null, [])), SOME, ANY],
  [
    "with links of unknown types",
    withData((data) => void data.links_uuid.push({ ...(data.links_uuid[0] as object), type: "owned_by" })),
    SOME,
    ANY,
  ],
  [
    "with a node that links to itself",
    withData(
      (data) =>
        void data.links_uuid.push({
          input: data.export_data["Node"]!["2"]!["uuid"],
          output: data.export_data["Node"]!["2"]!["uuid"],
          label: "CALL",
          type: "call_calc",
        }),
    ),
    SOME,
    ANY,
  ],
  [
    "with groups of nodes that are not there",
    withData((data) => void (data.groups_uuid[Object.keys(data.groups_uuid)[0]!] = ["no", null, 7])),
    SOME,
    ANY,
  ],
  ["with groups that are not there", withData((data) => void (data.groups_uuid["unknown"] = [])), SOME, ANY],
  [
    "with one UUID for all nodes",
    withData((data) =>
      Object.values(data.export_data["Node"]!).forEach(
        (node) => (node["uuid"] = "00000001-0000-4000-8000-000000000001"),
      ),
    ),
    SOME,
    ANY,
  ],
  [
    "with UUIDs that lead out of the archive",
    withData((data) =>
      Object.values(data.export_data["Node"]!).forEach(
        (node, i) => (node["uuid"] = `../../../../etc/passwd${i}`),
      ),
    ),
    SOME,
    ANY,
  ],
  [
    "with keys that are no numbers",
    withData((data) => void (data.export_data["Node"]!["x"] = data.export_data["Node"]!["1"]!)),
    SOME,
    ANY,
  ],
  [
    "with keys beyond 2^63",
    withData(
      (data) =>
        void (data.export_data["Node"]!["9223372036854775808123"] = {
          ...data.export_data["Node"]!["1"]!,
          uuid: "00000009-0000-4000-8000-000000000001",
        }),
    ),
    SOME,
    ANY,
  ],
  [
    "with negative keys",
    withData(
      (data) =>
        void (data.export_data["Node"]!["-1"] = {
          ...data.export_data["Node"]!["1"]!,
          uuid: "00000009-0000-4000-8000-000000000001",
        }),
    ),
    SOME,
    ANY,
  ],
  [
    "with nodes that are null",
    withData((data) => void (data.export_data["Node"]!["4"] = null as never)),
    SOME,
    ANY,
  ],
  ["without users", withData((data) => void delete data.export_data["User"]), SOME, ANY],
  [
    "with owners that are not there",
    withData((data) => Object.values(data.export_data["Node"]!).forEach((node) => (node["user"] = 77))),
    SOME,
    ANY,
  ],
  ["without attributes of a node", withData((data) => void delete data.node_attributes["1"]), REFUSED],
  ["with attributes that are a list", withData((data) => void (data.node_attributes["1"] = [])), SOME, ANY],
  [
    "with times that are none",
    withData((data) =>
      Object.values(data.export_data["Node"]!).forEach((node) => (node["ctime"] = "yesterday")),
    ),
    SOME,
    ANY,
  ],
  [
    "with unknown kinds of rows",
    withData((data) => void (data.export_data["Evil"] = { 1: { a: 1 } })),
    SOME,
    ANY,
  ],
  [
    "with rows named __proto__",
    file(() => legacyZip({ data: whole().replace('"1":{"uuid"', '"__proto__":{"uuid"') })),
    SOME,
    ANY,
  ],
  [
    "with hostile texts everywhere",
    withData((data) => {
      HOSTILE_TEXTS.slice(0, 8).forEach((text, i) => {
        data.export_data["Node"]![String(10 + i)] = {
          ...data.export_data["Node"]!["1"]!,
          uuid: `000000${10 + i}-0000-4000-8000-000000000001`,
          label: text,
          description: text,
          process_type: text,
        };
        data.node_attributes[String(10 + i)] = { [text]: text };
        data.node_extras[String(10 + i)] = { [text]: text };
      });
    }),
    SOME,
    ANY,
  ],
  ["with a file that leads out", withFile(`../../../../../../../..${OUTSIDE}`), SOME, ANY],
  ["with a file of a name of 60 kB", withFile("n".repeat(60_000)), SOME, ANY],
  ["with a file 5,000 folders deep", withFile(`${"d/".repeat(5_000)}f`), SOME, ANY],
  [
    "with a file that is a folder too",
    file(() => legacyZip({ more: [{ name: `${FILES_FOLDER}aiida.in/inner`, data: "x" }] })),
    SOME,
    ANY,
  ],
  [
    "with files of nodes that are not there",
    file(() =>
      legacyZip({ more: [{ name: "nodes/ff/ff/ffff-0000-4000-8000-000000000001/path/f", data: "x" }] }),
    ),
    SOME,
    ANY,
  ],
  [
    "with a file bomb of 1 GiB",
    file(() =>
      craftZip([
        { name: "metadata.json", data: legacyMetadata("0.10") },
        { name: "data.json", data: whole() },
        bomb(`${FILES_FOLDER}zeros`, 1024 * MIB),
      ]),
    ),
    SOME,
    ANY,
  ],
];

export const LEGACY: readonly HostileCase[] = CASES.map(([what, make, opens, verbs]) => ({
  name: `an old archive ${what}`,
  make,
  opens,
  ...(verbs && { verbs: { info: opens, nodes: opens, ...verbs } }),
  isLarge: /MiB|GiB|million/.test(what),
  mustNotAppear: [OUTSIDE],
}));
