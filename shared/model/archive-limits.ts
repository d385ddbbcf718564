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
    default: 5_000_000,
    min: 1,
    max: 1_000_000_000,
    label: "Files in an archive",
    meaning: "Most members that one ZIP or tar file may have. Each costs about 200 bytes of memory.",
    unit: "files",
    scale: 1,
  },
  STEMMA_MAX_DIRECTORY_BYTES: {
    default: 768 * MIB,
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
    default: GIB,
    min: 1,
    max: 4 * GIB, // it is read into one buffer
    label: "File that is read as a whole",
    meaning: "Largest file of a node that is read into memory at once.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_RATIO: {
    default: 250,
    min: 1,
    max: 10_000,
    label: "Growth on unpacking",
    meaning:
      "How many times larger than packed a database or a tar may get. Ordinary ones stay below 30; a file made to fill the disk grows a thousandfold.",
    unit: "times",
    scale: 1,
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
    default: 128 * MIB,
    min: 1,
    max: 512 * MIB, // longer than that, JavaScript has no string for it
    label: "One value of JSON",
    meaning: "Largest attributes, extras or other single value in the data.json of an old archive.",
    unit: "MiB",
    scale: MIB,
  },
} as const satisfies Record<string, ArchiveLimit>;

export type LimitName = keyof typeof ARCHIVE_LIMITS;

/** The limits in the order people meet them. */
export const LIMIT_NAMES = Object.keys(ARCHIVE_LIMITS) as LimitName[];

/** True for the name of one of these limits; others are set by a view for itself and cannot be raised. */
export function isLimitName(name: unknown): name is LimitName {
  return LIMIT_NAMES.some((known) => known === name);
}
