import { memberText } from "../../../shared/json/json-members.ts";
import { type JsonOutput, RawJson } from "../../../shared/json/json-writer.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { lossWords } from "../../../shared/text/losses.ts";
import { bytesOfAll } from "../../archive/object-sizes.ts";
import type { Losses, Source } from "../../archive/source.ts";
import { sourceCounts, writtenBy } from "../../content/source-summary.ts";
import { countCodes } from "../../db/node-facets.ts";
import { nodeTable } from "../../db/node-table.ts";
import { prepareCountQueries } from "../../db/queries/counts.ts";
import { prepareGroupQueries } from "../../db/queries/groups.ts";
import { preparePeopleAndPlaces } from "../../db/queries/people-and-places.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { byteText, countLines, countText, factLines, painter, textTable } from "../text.ts";
import type { CliIo, Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

/** `stemma info`: what is in an archive. */
export const infoVerb: Verb = {
  name: "info",
  summary:
    "Say what is in an archive: version, program, counts; with --detailed also types, states, groups and people.",
  positionals: ["SOURCE"],
  readsSource: true,
  options: [
    { kind: "flag", name: "detailed", help: "count types and states, list groups, computers and users" },
  ],
  async run(args, io) {
    await withSource(args.positionals[0]!, io, async (source) => {
      const facts = basicFacts(source);
      const details = args.flags.has("detailed") ? await detailedFacts(source, io) : null;
      // Only where it was asked for: null says that nothing is lost.
      const isLookedFor = io.readable && source.kind !== "store";
      const losses = isLookedFor ? { losses: source.losses && lossFacts(source.losses) } : {};
      if (io.json) await io.printJson({ ...facts, ...details, ...losses });
      else await io.write(infoText(facts, details, writtenBy(source), io) + lossText(source, io));
    });
    return 0;
  },
};

function basicFacts(source: Source) {
  const { aiida_version: aiidaVersion, ctime } = source.metadata;
  const parameters =
    memberText(source.metadataText, "creation_parameters") ??
    memberText(source.metadataText, "export_parameters");
  return {
    path: source.path,
    kind: source.kind,
    container: source.container,
    version: source.version,
    readAs: source.readAs,
    sizeBytes: source.sizeBytes,
    aiidaVersion: typeof aiidaVersion === "string" ? aiidaVersion : null,
    createdAt: typeof ctime === "string" ? ctime : null,
    creationParameters: parameters === null ? null : new RawJson(parameters),
    counts: { ...sourceCounts(source) },
  };
}

async function detailedFacts(source: Source, io: CliIo) {
  const table = nodeTable(source.db);
  const nodeTypes = await table.column("nodeTypes", io.job);
  const processTypes = await table.column("processTypes", io.job);
  const { states } = await table.processes(io.job);
  const counts = prepareCountQueries(source.db);
  const people = preparePeopleAndPlaces(source.db);
  const times = counts.nodeTimes();
  return {
    nodeTypes: sortedCounts(countCodes(nodeTypes)),
    processTypes: sortedCounts(countCodes(processTypes)),
    processStates: sortedCounts(countCodes(states)),
    linkTypes: sortedCounts(counts.linkTypes()),
    groupList: prepareGroupQueries(source.db)
      .all()
      .map(({ uuid, label, typeString, nodes }) => ({ uuid, label, typeString, nodes })),
    computerList: people.computers().map(({ uuid, label, hostname }) => ({ uuid, label, hostname })),
    userList: people.users().map(({ email }) => email),
    repositoryBytes: await runInSlices(bytesOfAll(source.objects), io.job),
    firstNodeAt: times.first,
    lastNodeAt: times.last,
  } satisfies JsonOutput;
}

/** What a damaged source has lost, as `--readable` prints it (`docs/command.md`, "Damaged sources"). */
function lossFacts(losses: Losses) {
  return {
    rowsSkipped: losses.rowsSkipped,
    linksDropped: losses.linksDropped,
    nodesWithoutFiles: losses.nodesWithoutFiles,
    objectsLost: losses.objectsLost,
    valuesEmptied: losses.valuesEmptied ?? 0,
    isAtLeast: losses.isAtLeast ?? false,
    findings: [...losses.findings],
  } satisfies JsonOutput;
}

function lossText({ losses, kind }: Source, io: CliIo): string {
  if (losses === null) return io.readable && kind !== "store" ? "\nNothing is lost.\n" : "";
  const paint = painter(io.colour);
  const lines = [lossWords(losses), ...losses.findings].map((line) => `  ${escapeLine(line)}\n`);
  return `\n${paint("Lost", "bold")}\n${lines.join("")}`;
}

/** Keys in code-unit order. */
function sortedCounts(counts: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Facts = ReturnType<typeof basicFacts>;
type Details = Awaited<ReturnType<typeof detailedFacts>>;

function infoText(facts: Facts, details: Details | null, program: string, io: CliIo): string {
  const paint = painter(io.colour);
  const heading = (text: string) => `\n${paint(text, "bold")}\n`;
  const { counts } = facts;
  const pieces = [
    factLines([
      ["Source", facts.path],
      ["Kind", facts.kind === "store" ? "AiiDA profile folder" : `${facts.kind} (${facts.container})`],
      [
        "Version",
        facts.version === facts.readAs ? facts.version : `${facts.version}, read as ${facts.readAs}`,
      ],
      ["Size", byteText(facts.sizeBytes)],
      ["Written by", program],
      ["Written at", facts.createdAt],
    ]),
    heading("Counts"),
    countLines(Object.entries(counts)),
  ];
  if (details === null) return pieces.join("");
  const list = (title: string, entries: Record<string, number>) => {
    if (Object.keys(entries).length > 0) pieces.push(heading(title), countLines(Object.entries(entries)));
  };
  list("Node types", details.nodeTypes);
  list("Process types", details.processTypes);
  list("Process states", details.processStates);
  list("Link types", details.linkTypes);
  if (details.groupList.length > 0) {
    const rows = details.groupList.map((group) => [
      String(group.nodes),
      group.label,
      group.typeString,
      group.uuid,
    ]);
    pieces.push(
      heading("Groups"),
      textTable(
        [{ title: "nodes", alignRight: true }, { title: "label" }, { title: "type" }, { title: "UUID" }],
        rows,
      ),
    );
  }
  if (details.computerList.length > 0) {
    const rows = details.computerList.map(({ label, hostname, uuid }) => [label, hostname, uuid]);
    pieces.push(
      heading("Computers"),
      textTable([{ title: "label" }, { title: "host" }, { title: "UUID" }], rows),
    );
  }
  if (details.userList.length > 0) {
    pieces.push(
      heading("Users"),
      textTable(
        [{ title: "e-mail" }],
        details.userList.map((email) => [email]),
      ),
    );
  }
  pieces.push(
    heading("Repository"),
    `${countText(counts.files, "file")}, ${byteText(details.repositoryBytes)}\n`,
    details.firstNodeAt === null
      ? ""
      : `Nodes were created from ${escapeLine(details.firstNodeAt)} to ${escapeLine(details.lastNodeAt ?? "")} UTC\n`,
  );
  return pieces.join("");
}
