import type { Database } from "better-sqlite3";
import { AppError } from "../../../shared/ipc/errors.ts";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** What a name of the command line can stand for. */
export type EntityKind = "node" | "group" | "computer" | "code";

/** One thing that a name stands for. */
export interface Resolved {
  id: number;
  uuid: string;
  label: string;
}

/** The shortest UUID prefix that names something, in hexadecimal digits (`docs/command.md`). */
const MIN_PREFIX = 4;
/** How many candidates an "ambiguous" error lists. */
const MAX_CANDIDATES = 20;

// AiiDA's code classes all live under these two types; the second is what old archives hold.
const IS_CODE = "(entity.node_type LIKE 'data.core.code.%' OR entity.node_type LIKE 'data.code.%')";

const SOURCES = {
  node: { from: "db_dbnode AS entity", condition: "1" },
  group: { from: "db_dbgroup AS entity", condition: "1" },
  computer: { from: "db_dbcomputer AS entity", condition: "1" },
  code: { from: "db_dbnode AS entity", condition: IS_CODE },
} as const;

interface RawEntity {
  id: number;
  uuid: unknown;
  label: unknown;
}

function prepareKind(db: Database, kind: EntityKind) {
  const { from, condition } = SOURCES[kind];
  const select = `SELECT entity.id AS id, entity.uuid AS uuid, entity.label AS label FROM ${from} WHERE ${condition}`;
  const limit = `LIMIT ${MAX_CANDIDATES + 1}`;
  const byId = db.prepare<[{ id: number }], RawEntity>(`${select} AND entity.id = @id`);
  const byPrefix = db.prepare<[{ prefix: string }], RawEntity>(
    `${select} AND entity.uuid >= @prefix AND entity.uuid < @prefix || 'g' ORDER BY entity.uuid ${limit}`,
  );
  const byLabel = db.prepare<[{ label: string }], RawEntity>(
    `${select} AND entity.label = @label ORDER BY entity.uuid ${limit}`,
  );
  return {
    byId: (id: number) => byId.all({ id }).map(readEntity),
    byPrefix: (prefix: string) => byPrefix.all({ prefix }).map(readEntity),
    byLabel: (label: string) => byLabel.all({ label }).map(readEntity),
  };
}

const prepareResolvers = preparedOnce((db) => {
  const kinds = {
    node: prepareKind(db, "node"),
    group: prepareKind(db, "group"),
    computer: prepareKind(db, "computer"),
    code: prepareKind(db, "code"),
  };
  const codeAt = db.prepare<[{ label: string; computer: string }], RawEntity>(
    `SELECT entity.id AS id, entity.uuid AS uuid, entity.label AS label
     FROM db_dbnode AS entity JOIN db_dbcomputer AS computer ON computer.id = entity.dbcomputer_id
     WHERE ${IS_CODE} AND entity.label = @label AND computer.label = @computer
     ORDER BY entity.uuid LIMIT ${MAX_CANDIDATES + 1}`,
  );
  return {
    byId: (kind: EntityKind, id: number) => kinds[kind].byId(id),
    byPrefix: (kind: EntityKind, prefix: string) => kinds[kind].byPrefix(prefix),
    byLabel: (kind: EntityKind, label: string) => kinds[kind].byLabel(label),
    codeAt: (label: string, computer: string) => codeAt.all({ label, computer }).map(readEntity),
  };
});

/**
 * What a name stands for: a PK, a full UUID, a UUID prefix of at least four hexadecimal digits, or (not for nodes) a
 * label; codes also as `label@computer`. All digits mean a PK first, and only then a prefix or a label. As in verdi,
 * an identifier that could be a UUID is tried as one before the labels, and a trailing `!` asks for the label.
 * @throws AppError `<kind>/not-found`, or `<kind>/ambiguous` whose details list the candidates.
 */
export function resolveEntity(db: Database, kind: EntityKind, name: string): Resolved {
  const queries = prepareResolvers(db);
  const labels = () =>
    kind === "node" ? [] : [...queries.byLabel(kind, name), ...(kind === "code" ? codesAt(db, name) : [])];
  if (kind !== "node" && name.length > 1 && name.endsWith("!")) {
    const label = name.slice(0, -1);
    return only(kind, label, [
      ...queries.byLabel(kind, label),
      ...(kind === "code" ? codesAt(db, label) : []),
    ]);
  }
  const pk = /^\d{1,15}$/.test(name) ? queries.byId(kind, Number(name)) : [];
  if (pk.length > 0) return only(kind, name, pk);
  const prefix = uuidPrefix(name);
  const byUuid = prefix === null ? [] : queries.byPrefix(kind, prefix);
  return only(kind, name, byUuid.length > 0 ? byUuid : labels());
}

/** A UUID or the beginning of one in stored form (lower case, hyphens in their places); null when it cannot be one. */
export function uuidPrefix(name: string, minDigits = MIN_PREFIX): string | null {
  const digits = name.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{1,32}$/.test(digits) || digits.length < minDigits) return null;
  return [8, 12, 16, 20].reduceRight(
    (shown, place) => (digits.length > place ? `${shown.slice(0, place)}-${shown.slice(place)}` : shown),
    digits,
  );
}

function codesAt(db: Database, name: string): Resolved[] {
  const at = name.indexOf("@"); // as verdi splits it: a code's label holds no @
  return at < 1 ? [] : prepareResolvers(db).codeAt(name.slice(0, at), name.slice(at + 1));
}

function only(kind: EntityKind, name: string, found: readonly Resolved[]): Resolved {
  const distinct = [...new Map(found.map((entity) => [entity.id, entity])).values()];
  if (distinct.length === 1) return distinct[0]!;
  if (distinct.length === 0) {
    const hint =
      kind === "node" && uuidPrefix(name, 1) !== null && uuidPrefix(name) === null
        ? ` A UUID prefix needs at least ${MIN_PREFIX} characters.`
        : "";
    throw new AppError(`${kind}/not-found`, `There is no ${kind} "${name}".${hint}`, { [kind]: name });
  }
  const shown = distinct.slice(0, MAX_CANDIDATES);
  const many = distinct.length > MAX_CANDIDATES ? `more than ${MAX_CANDIDATES}` : String(distinct.length);
  throw new AppError(
    `${kind}/ambiguous`,
    `"${name}" fits ${many} ${kind}s: ${shown
      .slice(0, 3)
      .map((entity) => entity.uuid)
      .join(", ")}${distinct.length > 3 ? ", …" : ""}. Give more of the UUID, or the PK.`,
    { [kind]: name, candidates: shown.map(({ id, uuid, label }) => ({ pk: id, uuid, label })) },
  );
}

function readEntity(raw: RawEntity): Resolved {
  return { id: raw.id, uuid: text(raw.uuid), label: text(raw.label) };
}
