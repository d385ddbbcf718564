import { testUuid } from "../../../electron/db/testing/contents.ts";
import { archiveParts, metadataText, WHOLE, zipOf } from "../support/archive-parts.ts";
import type { HostileCase } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

/** Texts that do something where somebody shows them without thought. */
export const HOSTILE_TEXTS = [
  "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>",
  "\u001b[2J\u001b[31mred\u001b]0;owned\u0007\u001b[6n",
  "\u202egnp.exe\u2066 turned \u2069\u200f",
  "=cmd|'/c calc'!A1",
  "${7*7} {{constructor.constructor('return 1')()}} %s %n",
  "javascript:alert(1)",
  "file:///etc/passwd",
  "line\r\nbreak\u2028paragraph\u2029tab\tnul-less\u0085",
  "\u0000".repeat(3),
  "__proto__",
  "constructor",
  "a".repeat(100_000),
  "é".repeat(40_000),
  "\u0301".repeat(500),
  "🙂".repeat(200),
  "../../../etc/passwd",
  "-rf",
  "'; DROP TABLE db_dbnode; --",
  "\ufeff\ufffe",
  "",
] as const;

/** Everything that a person reads, made of such texts. */
function withTexts(texts: readonly string[]): Buffer {
  const parts = archiveParts({
    ...WHOLE,
    users: texts.map((text, i) => ({ email: `${i}${text}`, firstName: text, institution: text })),
    computers: texts.map((text, i) => ({ label: `${i}${text}`, hostname: text, description: text })),
    nodes: texts.flatMap((text, i) => [
      {
        id: 2 * i + 1,
        label: text,
        description: text,
        attributes: { [text]: text, value: text },
        extras: { [text]: 1 },
      },
      {
        id: 2 * i + 2,
        type: "process.calculation.calcjob.CalcJobNode.",
        processType: text,
        label: text,
        attributes: {
          process_state: text,
          exit_status: 0,
          process_label: text,
          exit_message: text,
          exception: text,
          sealed: true,
        },
        files: { [text.replaceAll("/", "_") || "x"]: text, [`f/${text.replaceAll("/", "_") || "x"}`]: "" },
        computer: i + 1,
        user: i + 1,
      },
    ]),
    links: texts.map((text, i) => [2 * i + 1, 2 * i + 2, "input_calc", text] as const),
    groups: texts.map((text, i) => ({
      id: i + 1,
      label: `${i}${text}`,
      typeString: text,
      description: text,
      nodes: [2 * i + 1],
    })),
    comments: texts.map((text, i) => ({ node: 2 * i + 1, content: text })),
    logs: texts.map((text, i) => ({
      node: 2 * i + 2,
      message: text,
      level: text.slice(0, 50),
      logger: text,
    })),
  });
  return zipOf({ ...parts, metadata: metadataText({ aiida_version: texts[0], ctime: texts[1] }) });
}

export const LABELS: readonly HostileCase[] = [
  ...[HOSTILE_TEXTS[7], HOSTILE_TEXTS[16]].map(
    (text): HostileCase => ({
      name: `everything called ${JSON.stringify(text).slice(0, 50)}`,
      make: file(() => withTexts([text])),
      opens: "done",
    }),
  ),
  { name: "all of these together", make: file(() => withTexts(HOSTILE_TEXTS)), opens: "done" },
  {
    name: "node types and UUIDs that are such texts",
    make: file(() =>
      zipOf(
        archiveParts({
          nodes: HOSTILE_TEXTS.map((text, i) => ({
            id: i + 1,
            uuid: `${i}${text}`,
            type: text,
            ctime: text,
            mtime: text,
          })),
        }),
      ),
    ),
    opens: "done",
  },
  {
    name: "a group that holds every such node twice over",
    make: file(() => {
      const nodes = HOSTILE_TEXTS.map((text, i) => ({
        id: i + 1,
        label: text,
        uuid: testUuid("node", i + 1),
      }));
      return zipOf(
        archiveParts({ nodes, groups: [{ label: HOSTILE_TEXTS[0], nodes: nodes.map(({ id }) => id) }] }),
      );
    }),
    opens: "done",
  },
];
