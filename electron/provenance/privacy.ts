import type { JobContext } from "../archive/source.ts";
import { prepareExportReads } from "../db/queries/export-rows.ts";
import { preparePrivacyQueries } from "../db/queries/privacy.ts";
import { type Closure, computersOf, usersOf } from "./closure.ts";
import type { Provenance } from "./provenance.ts";
import { runInSlices } from "./run-in-slices.ts";

/** What would leave the house with an export; see `PrivacySummarySchema`. */
export interface PrivacySummary {
  emails: string[];
  computers: { label: string; hostname: string }[];
  paths: string[];
  pathCount: number;
  authinfos: number;
  logs: number;
  comments: number;
}

interface Included {
  includeComments: boolean;
  includeLogs: boolean;
  includeAuthinfos: boolean;
}

const MAX_PATHS = 20; // listed; the count says how many there are
const SLICE_NODES = 2_000; // attributes of that many nodes are looked into before others get a turn

/** Sum up who and where an export would tell of: people, machines, paths, and how many records come along. */
export async function privacyOf(
  provenance: Provenance,
  closure: Closure,
  include: Included,
  context: JobContext,
): Promise<PrivacySummary> {
  const facts = await provenance.facts(context);
  const queries = preparePrivacyQueries(provenance.source.db);
  const computerIds = computersOf(closure, facts);
  const users = usersOf(closure, facts, include.includeComments);
  const authinfos = include.includeAuthinfos
    ? prepareExportReads(provenance.source.db).authinfosOf(computerIds)
    : [];
  for (const [, userId] of authinfos) users.add(userId);
  const computers = queries.computers(computerIds);
  const workdirs = computers.flatMap(({ workdir }) => (workdir ? [workdir] : []));
  const found = await runInSlices(collectPaths(closure, queries), { signal: context.signal });
  const paths = [...new Set([...workdirs.sort(), ...found])];
  let logs = 0;
  let comments = 0;
  for (const node of closure.walk.order) {
    logs += facts.logs[node]!;
    comments += facts.comments[node]!;
  }
  return {
    emails: queries.emails(users),
    computers: computers.map(({ label, hostname }) => ({ label, hostname })),
    paths: paths.slice(0, MAX_PATHS),
    pathCount: paths.length,
    authinfos: authinfos.length,
    logs: include.includeLogs ? logs : 0,
    comments: include.includeComments ? comments : 0,
  };
}

/** Distinct paths that the nodes' attributes hold, sorted. */
function* collectPaths(
  { loaded: { graph }, walk }: Closure,
  queries: ReturnType<typeof preparePrivacyQueries>,
): Generator<number, string[]> {
  const paths = new Set<string>();
  for (let start = 0; start < walk.order.length; start += SLICE_NODES) {
    const slice = walk.order.subarray(start, start + SLICE_NODES);
    for (const path of queries.paths(slice.map((node) => graph.nodeIds[node]!))) paths.add(path);
    yield start + slice.length;
  }
  return [...paths].sort();
}
