/** JSON for a column: text goes in verbatim (`{"a": 10.0}`), anything else as Python would write it. */
export type JsonColumn = string | Readonly<Record<string, unknown>>;

export interface TestNode {
  id?: number; // default: position + 1
  uuid?: string; // default: made from the id
  type?: string; // default: data.core.dict.Dict.
  processType?: string | null;
  label?: string;
  description?: string;
  ctime?: string; // stored form; default: a second later than the node before
  mtime?: string;
  attributes?: JsonColumn | null;
  extras?: JsonColumn | null;
  /** Path → contents; objects and `repository_metadata` are made from it. */
  files?: Readonly<Record<string, string | Buffer>>;
  repositoryMetadata?: JsonColumn | null; // instead of what `files` gives
  computer?: number | null;
  user?: number; // default: the first user
}

/** [source, target, type, label], by node ids; dangling ones are written as they are. */
export type TestLink = readonly [source: number, target: number, type: string, label: string];

interface TestGroup {
  id?: number;
  uuid?: string;
  label: string;
  typeString?: string; // default: core
  description?: string;
  time?: string;
  extras?: JsonColumn;
  user?: number;
  nodes?: readonly number[];
}

interface TestComputer {
  id?: number;
  uuid?: string;
  label: string;
  hostname?: string;
  description?: string;
  schedulerType?: string;
  transportType?: string;
  metadata?: JsonColumn;
}

interface TestUser {
  id?: number;
  email: string;
  firstName?: string;
  lastName?: string;
  institution?: string;
}

interface TestComment {
  id?: number;
  uuid?: string;
  node: number;
  user?: number;
  content: string;
  ctime?: string;
  mtime?: string;
}

interface TestLog {
  id?: number;
  uuid?: string;
  node: number;
  level?: string; // default: REPORT
  logger?: string;
  message: string;
  time?: string;
  metadata?: JsonColumn;
}

interface TestAuthinfo {
  id?: number;
  user: number;
  computer: number;
  metadata?: JsonColumn;
  authParams?: JsonColumn;
  enabled?: boolean;
}

/** What a test archive holds. Whatever is left out gets a plain default; without users there is one. */
export interface ArchiveContents {
  nodes?: readonly TestNode[];
  links?: readonly TestLink[];
  groups?: readonly TestGroup[];
  computers?: readonly TestComputer[];
  users?: readonly TestUser[];
  comments?: readonly TestComment[];
  logs?: readonly TestLog[];
  authinfos?: readonly TestAuthinfo[];
  /** Keys of `metadata.json` to add or replace; `undefined` removes one. */
  metadata?: Readonly<Record<string, unknown>>;
  /** Objects that the repository lacks although nodes name them. */
  missingObjects?: readonly string[];
}

const UUID_KINDS = { node: 1, group: 2, computer: 3, comment: 4, log: 5 } as const;

/** The UUID a test entity gets by default: readable, and the same in every run. */
export function testUuid(kind: keyof typeof UUID_KINDS, id: number): string {
  return `${id.toString(16).padStart(8, "0")}-0000-4000-8000-${UUID_KINDS[kind].toString(16).padStart(12, "0")}`;
}

/** Second `n` of 2026 in AiiDA's stored form. */
export function testTime(n: number): string {
  return `${new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString().slice(0, 19).replace("T", " ")}.000000`;
}

/** JSON as Python's default encoder writes it: `", "` and `": "`, non-ASCII escaped. Verbatim if it is text already. */
export function jsonColumn(value: JsonColumn | null | undefined): string | null {
  if (value === null) return null;
  return typeof value === "string" ? value : pythonJson(value ?? {});
}

function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${members.map(([key, item]) => `${pythonJson(key)}: ${pythonJson(item)}`).join(", ")}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
