import { indexJson, jsonKey, jsonMembers, jsonText } from "../../../shared/json/json-index.ts";
import type { Direction, LinkedNode } from "../../../shared/model/link.ts";
import { isProcess, nodeTitle } from "../../../shared/model/node.ts";
import { processStateText } from "../../../shared/model/process-state.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { limit, limitError } from "../../archive/limits.ts";
import type { Source } from "../../archive/source.ts";
import { nodeNotFound } from "../../content/node-overview.ts";
import { filesOfNode } from "../../content/repository-files.ts";
import { rowAsJson } from "../../content/save-rows.ts";
import { prepareCommentQueries } from "../../db/queries/comments.ts";
import { prepareGroupQueries } from "../../db/queries/groups.ts";
import { prepareLinkQueries } from "../../db/queries/links.ts";
import { prepareLogQueries } from "../../db/queries/logs.ts";
import { type NodeJsonColumn, prepareNodeQueries } from "../../db/queries/nodes.ts";
import { resolveEntity } from "../../db/queries/resolve.ts";
import { byteText, factLines, painter, stateColour, textTable } from "../text.ts";
import { verbatim } from "../verbatim.ts";
import type { CliIo, Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

const ALL = Number.MAX_SAFE_INTEGER;

/** `stemma show`: everything about one node. */
export const showVerb: Verb = {
  name: "show",
  summary:
    "Show everything about one node. NODE is a PK, a UUID, or the beginning of one (4 characters or more).",
  positionals: ["SOURCE", "NODE"],
  readsSource: true,
  options: [],
  async run(args, io) {
    const [path, node] = args.positionals as [string, string]; // two, as asked for above
    await withSource(path, io, async (source) => {
      const { id } = resolveEntity(source.db, "node", node);
      const facts = readNode(source, id);
      if (io.json) await io.printJson(jsonOf(facts, io));
      else await io.write(textOf(facts, io));
    });
    return 0;
  },
};

type NodeFacts = ReturnType<typeof readNode>;

function readNode(source: Source, nodeId: number) {
  const nodes = prepareNodeQueries(source.db);
  const row = nodes.row(nodeId);
  if (!row) throw nodeNotFound(nodeId);
  const json = (column: NodeJsonColumn) => {
    const { text, bytes } = nodes.json(nodeId, column, limit("STEMMA_MAX_JSON_BYTES"));
    if (text === null)
      throw limitError("STEMMA_MAX_JSON_BYTES", (n) => `The ${column} of this node have ${n} bytes`, bytes);
    return text;
  };
  return {
    row,
    attributes: json("attributes"),
    extras: json("extras"),
    repositoryMetadata: json("repository_metadata"),
    incoming: sortedLinks(source, "incoming", nodeId),
    outgoing: sortedLinks(source, "outgoing", nodeId),
    files: filesOfNode(source, nodeId).map(({ path, key }) => ({
      path,
      sizeBytes: source.objects.size(key),
      sha256: key,
    })),
    comments: prepareCommentQueries(source.db).ofNode(nodeId),
    logs: prepareLogQueries(source.db).page(false, { nodeId, limit: ALL, offset: 0 }),
    groups: prepareGroupQueries(source.db).ofNode(nodeId, ALL),
  };
}

/** By link type, label, UUID, in code units. */
function sortedLinks(source: Source, direction: Direction, nodeId: number): LinkedNode[] {
  const links = prepareLinkQueries(source.db).page(direction, { nodeId, afterLinkId: -1, limit: ALL });
  const keys = ["linkType", "linkLabel", "uuid"] as const;
  return links.sort((a, b) => {
    const key = keys.find((name) => a[name] !== b[name]);
    if (key === undefined) return a.linkId - b.linkId;
    return a[key] < b[key] ? -1 : 1;
  });
}

function jsonOf(facts: NodeFacts, io: CliIo) {
  return {
    ...rowAsJson(facts.row),
    attributes: verbatim(facts.attributes, "attributes", io),
    extras: verbatim(facts.extras, "extras", io),
    repositoryMetadata: verbatim(facts.repositoryMetadata, "file lists", io),
    incoming: facts.incoming.map(linkAsJson),
    outgoing: facts.outgoing.map(linkAsJson),
    files: facts.files,
    comments: facts.comments.map((comment) => ({ ...comment })),
    logs: facts.logs.map(({ uuid, time, level, logger, message, metadata }) => ({
      uuid,
      time,
      loggerName: logger,
      levelName: level,
      message,
      metadata: verbatim(metadata, "log metadata", io),
    })),
    groups: facts.groups.map(({ groupId, uuid, label, typeString }) => ({
      pk: groupId,
      uuid,
      label,
      typeString,
    })),
  };
}

function linkAsJson({ linkType, linkLabel, nodeId, uuid, nodeType }: LinkedNode) {
  return { linkType, label: linkLabel, pk: nodeId, uuid, nodeType };
}

function textOf(facts: NodeFacts, io: CliIo): string {
  const { row } = facts;
  const paint = painter(io.colour);
  const pieces: string[] = [`${paint(escapeLine(nodeTitle(row)), "bold")}\n`];
  const section = (title: string, count: number, body: string) => {
    if (count > 0) pieces.push(`\n${paint(`${title} (${count})`, "bold")}\n`, body);
  };
  if (isProcess(row.nodeType)) {
    const state = escapeLine(processStateText(row.processState, row.exitStatus));
    pieces.push(`${paint(state, stateColour(row.processState, row.exitStatus))}\n`);
  }
  pieces.push(
    factLines([
      ["PK", String(row.nodeId)],
      ["UUID", row.uuid],
      ["Type", row.nodeType],
      ["Process type", row.processType || null],
      ["Label", row.label || null],
      ["Description", row.description || null],
      ["Created", `${row.ctime} UTC`],
      ["Modified", `${row.mtime} UTC`],
      ["Owner", row.user],
      ["Computer", row.computer],
      ["Groups", facts.groups.map(({ label }) => label).join(", ") || null],
    ]),
  );
  const attributes = memberLines(facts.attributes);
  const extras = memberLines(facts.extras);
  section("Attributes", attributes.count, attributes.text);
  section("Extras", extras.count, extras.text);
  section("Incoming links", facts.incoming.length, linkLines(facts.incoming));
  section("Outgoing links", facts.outgoing.length, linkLines(facts.outgoing));
  section(
    "Files",
    facts.files.length,
    textTable(
      [
        { title: "size", alignRight: true },
        { title: "path", maxWidth: 200 },
      ],
      facts.files.map(({ path, sizeBytes }) => [sizeBytes === null ? "missing" : byteText(sizeBytes), path]),
    ),
  );
  section(
    "Comments",
    facts.comments.length,
    facts.comments.map(({ ctime, user, content }) => block(`${ctime} ${user}`, content)).join(""),
  );
  section(
    "Log",
    facts.logs.length,
    facts.logs.map(({ time, level, message }) => block(`${time} ${level}`, message)).join(""),
  );
  return pieces.join("");
}

/** One line a member, its JSON verbatim. Malformed JSON is shown as it is. */
function memberLines(text: string): { count: number; text: string } {
  const index = indexJson(text);
  if (index.problem !== null || index.text.trim() === "{}") {
    return index.problem === null ? { count: 0, text: "" } : { count: 1, text: `  ${escapeLine(text)}\n` };
  }
  const facts = [...jsonMembers(index, 0)].map(
    (member) => [jsonKey(index, member) ?? "", oneLine(jsonText(index, member))] as const,
  );
  return { count: facts.length, text: factLines(facts, "  ") };
}

/** JSON without the line breaks between its parts: AiiDA of old indented what it wrote. Texts in it hold none. */
function oneLine(json: string): string {
  return json.replaceAll(/\s*[\r\n]\s*/g, " ");
}

function linkLines(links: readonly LinkedNode[]): string {
  return textTable(
    [
      { title: "type" },
      { title: "label" },
      { title: "node" },
      { title: "PK", alignRight: true },
      { title: "UUID" },
    ],
    links.map(({ linkType, linkLabel, nodeType, processLabel, nodeId, uuid }) => [
      linkType,
      linkLabel,
      nodeTitle({ nodeType, processLabel }),
      String(nodeId),
      uuid,
    ]),
  );
}

function block(heading: string, body: string): string {
  const lines = escapeBlock(body)
    .split("\n")
    .map((line) => `    ${line}\n`)
    .join("");
  return `  ${escapeLine(heading)}\n${lines}`;
}
