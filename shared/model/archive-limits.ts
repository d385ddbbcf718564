import { PROCESS_LIMITS } from "./process-limits.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** A limit on what Stemma takes from a stranger's file. */
interface ArchiveLimit {
  /** What holds unless a person sets another value. */
  default: number;
  min: number;
  max: number;
  /** What is limited, for people: a name and a sentence. */
  label: string;
  meaning: string;
  /** The unit people set it in, and how many of what the program counts make one. */
  unit: string;
  scale: number;
}

/**
 * How much of a stranger's file is taken before Stemma says no, by the name of the environment variable that overrides
 * the setting. Each is far above the largest archives known (840,000 objects, 12 GB; `docs/data-model.md`, "Container").
 */
export const ARCHIVE_LIMITS = {
  STEMMA_MAX_MEMBERS: {
    default: 2_500_000, // three times the largest archive known
    min: 1,
    max: 1_000_000_000,
    label: "Files in an archive",
    meaning: "Most members that one ZIP or tar file may have. Each costs about 200 bytes of memory.",
    unit: "files",
    scale: 1,
  },
  STEMMA_MAX_DIRECTORY_BYTES: {
    default: 320 * MIB, // the members above, with names as AiiDA writes them
    min: 1,
    max: 4 * GIB, // it is read into one buffer
    label: "List of files in an archive",
    meaning:
      "Largest list of members of a ZIP file, which is read as a whole: about 115 bytes for each member.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_METADATA_BYTES: {
    default: 64 * MIB, // the UUIDs of a million starting nodes take 40 MiB
    min: 1,
    max: 512 * MIB, // longer than that, JavaScript has no string for it
    label: "Description of an archive",
    meaning: "Largest metadata.json, the file in which an archive says how it was made.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_JSON_VALUES: {
    default: 2_000_000, // the UUIDs of as many starting nodes; each is a value
    min: 1,
    max: 100_000_000,
    label: "Values in one JSON text",
    meaning:
      "Most values in one JSON text that is read as a whole: the description of an archive, or the list of a node's files. Each costs up to 300 bytes of memory.",
    unit: "values",
    scale: 1,
  },
  STEMMA_MAX_UNPACKED_BYTES: {
    default: 1024 * GIB,
    min: 1,
    max: 1024 * 1024 * GIB,
    label: "An archive, unpacked",
    meaning: "Bytes that all members of an archive may come to when they are unpacked.",
    unit: "GiB",
    scale: GIB,
  },
  STEMMA_MAX_DATABASE_BYTES: {
    default: 64 * GIB,
    min: 1,
    max: 16 * 1024 * GIB,
    label: "Database of an archive",
    meaning: "Largest database of nodes and links, unpacked.",
    unit: "GiB",
    scale: GIB,
  },
  STEMMA_MAX_OBJECT_BYTES: {
    default: 256 * MIB,
    min: 1,
    max: 4 * GIB, // it is read into one buffer
    label: "File that is read as a whole",
    meaning: "Largest file of a node that is read into memory at once.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_RATIO: {
    default: 150,
    min: 1,
    max: 10_000,
    label: "Growth on unpacking",
    meaning:
      "How many times larger than packed a large database, a tar or an archive as a whole may get. Ordinary ones stay below 30; a file made to fill the disk grows a thousandfold.",
    unit: "times",
    scale: 1,
  },
  STEMMA_MAX_DOWNLOAD_BYTES: {
    default: 64 * GIB, // five times the largest archive known
    min: 1,
    max: 16 * 1024 * GIB,
    label: "Download",
    meaning: "Largest file that is fetched from an address of the web.",
    unit: "GiB",
    scale: GIB,
  },
  STEMMA_MAX_ROWS: {
    default: 5_000_000,
    min: 1,
    max: 1_000_000_000,
    label: "Nodes or links of an archive",
    meaning:
      "Most rows of one table. Each node costs about 200 bytes of memory, each link about 50; beyond a million nodes the memory for one archive has to be raised too.",
    unit: "rows",
    scale: 1,
  },
  STEMMA_MAX_TEXT_BYTES: {
    default: 256 * MIB,
    min: 1,
    max: 512 * MIB, // longer than that, JavaScript has no string for it
    label: "Text that is read at once",
    meaning:
      "Most text that one question to the database may bring into memory: the rows of a list, or all different labels of an archive.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_NODE_FILES: {
    default: 500_000,
    min: 1,
    max: 10_000_000,
    label: "Files of one node",
    meaning: "Most files that one node may have.",
    unit: "files",
    scale: 1,
  },
  STEMMA_MAX_PATH_DEPTH: {
    default: 10_000,
    min: 1,
    max: 100_000,
    label: "Folders inside each other",
    meaning: "How deep the folders of a node may lie inside each other. Ordinary ones stay below 20.",
    unit: "levels",
    scale: 1,
  },
  STEMMA_MAX_PATH_BYTES: {
    default: 128 * MIB,
    min: 1,
    max: GIB,
    label: "Paths of a node's files",
    meaning: "Characters that the paths of all files of one node may come to.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_JSON_DEPTH: {
    default: 1_000, // as deep as SQLite's JSON functions and Python's reader go
    min: 10,
    max: 10_000,
    label: "Nesting of JSON",
    meaning: "How deep lists and objects may be nested in the JSON of an archive.",
    unit: "levels",
    scale: 1,
  },
  STEMMA_MAX_JSON_BYTES: {
    default: 64 * MIB, // three of them, read and printed at once, stay below a gigabyte
    min: 1,
    max: 512 * MIB, // longer than that, JavaScript has no string for it
    label: "One value of JSON",
    meaning: "Largest attributes, extras, list of files or other single value of JSON that is read at once.",
    unit: "MiB",
    scale: MIB,
  },
  ...PROCESS_LIMITS,
} as const satisfies Record<string, ArchiveLimit>;

export type LimitName = keyof typeof ARCHIVE_LIMITS;

/** The limits in the order people meet them. */
export const LIMIT_NAMES = Object.keys(ARCHIVE_LIMITS) as LimitName[];

/** True for the name of one of these limits; others are set by a view for itself and cannot be raised. */
export function isLimitName(name: unknown): name is LimitName {
  return LIMIT_NAMES.some((known) => known === name);
}
