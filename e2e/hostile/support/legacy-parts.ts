import { craftZip } from "../../../electron/archive/testing/craft-zip.ts";
import { craftTar, type TarEntry } from "./tar.ts";

const UUIDS = {
  data: "00000001-0000-4000-8000-000000000001",
  calculation: "00000002-0000-4000-8000-000000000001",
  result: "00000003-0000-4000-8000-000000000001",
  group: "00000001-0000-4000-8000-000000000002",
  computer: "00000001-0000-4000-8000-000000000003",
} as const;

const TIME = "2020-01-01T10:00:00.000000+00:00";

type Json = Record<string, unknown>;

/** What `data.json` of a small archive of version 0.10 holds; a case changes what it likes. */
export interface LegacyData {
  links_uuid: unknown[];
  groups_uuid: Json;
  node_extras: Json;
  node_attributes: Json;
  export_data: Record<string, Record<string, Json>>;
}

/** A small whole archive of version 0.10: data, a calculation with a file, its result, a group. */
export function legacyData(): LegacyData {
  const node = (uuid: string, type: string, more: Json = {}): Json => ({
    uuid,
    node_type: type,
    process_type: null,
    label: "",
    description: "",
    ctime: TIME,
    mtime: TIME,
    user: 1,
    dbcomputer: null,
    ...more,
  });
  const calculation = node(UUIDS.calculation, "process.calculation.calcjob.CalcJobNode.", {
    dbcomputer: 1,
    process_type: "aiida.calculations:arithmetic.add",
  });
  return {
    links_uuid: [
      { input: UUIDS.data, output: UUIDS.calculation, label: "x", type: "input_calc" },
      { input: UUIDS.calculation, output: UUIDS.result, label: "sum", type: "create" },
    ],
    groups_uuid: { [UUIDS.group]: [UUIDS.data] },
    node_extras: { 1: {}, 2: {}, 3: {} },
    node_attributes: {
      1: { value: 7 },
      2: { sealed: true, process_state: "finished", exit_status: 0, process_label: "ArithmeticAdd" },
      3: { value: 14 },
    },
    export_data: {
      User: { 1: { email: "ada@example.org", first_name: "", last_name: "", institution: "" } },
      Computer: {
        1: {
          uuid: UUIDS.computer,
          name: "cluster",
          hostname: "cluster.example.org",
          description: "",
          scheduler_type: "direct",
          transport_type: "local",
          metadata: {},
        },
      },
      Node: {
        1: node(UUIDS.data, "data.int.Int."),
        2: calculation,
        3: node(UUIDS.result, "data.int.Int."),
      },
      Group: {
        1: {
          uuid: UUIDS.group,
          label: "sums",
          type_string: "core",
          time: TIME,
          description: "",
          extras: {},
          user: 1,
        },
      },
    },
  };
}

/** `metadata.json` of an archive of that version. */
export function legacyMetadata(version: string): string {
  const unique = {
    Node: "uuid",
    Group: "uuid",
    Computer: "uuid",
    User: "email",
    Log: "uuid",
    Comment: "uuid",
  };
  return JSON.stringify({
    export_version: version,
    aiida_version: "1.4.0",
    unique_identifiers: unique,
    all_fields_info: {},
    export_parameters: { entities_starting_set: null },
  });
}

/** The folder of the calculation's files. */
export const FILES_FOLDER = `nodes/${UUIDS.calculation.slice(0, 2)}/${UUIDS.calculation.slice(2, 4)}/${UUIDS.calculation.slice(4)}/path/`;

interface Parts {
  data?: string | Buffer;
  version?: string;
  more?: readonly TarEntry[];
}

function members({ data = JSON.stringify(legacyData()), version = "0.10", more = [] }: Parts): TarEntry[] {
  return [
    { name: "metadata.json", data: legacyMetadata(version) },
    { name: "data.json", data },
    { name: `${FILES_FOLDER}aiida.in`, data: "echo 14\n" },
    ...more,
  ];
}

/** The archive as a ZIP. */
export function legacyZip(parts: Parts = {}): Buffer {
  return craftZip(members(parts).map(({ name, data = "" }) => ({ name, data })));
}

/** The archive as a tar. */
export function legacyTar(parts: Parts = {}, options: { end?: boolean } = {}): Buffer {
  return craftTar(members(parts), options);
}
