/** What one kind of problem is called, and what a person can do about it. */
interface ProblemKind {
  /** Heading of all problems of this kind. */
  title: string;
  /** What it means and what helps, in a sentence or two. */
  advice: string;
}

const ASK_AGAIN = "Fetch the file again, or ask the sender for it.";
const EXPORT_AGAIN = "Ask the sender to export it again from the profile where it was made.";

/**
 * Every kind of problem that checking an archive can find, by its code: a closed list, in the order in which a report
 * shows them. `docs/command.md` explains the same codes, and a test compares the two.
 */
export const PROBLEM_KINDS = {
  "container-damaged": {
    title: "The file as a whole is damaged",
    advice: `Its list of members is cut short or contradicts itself, so that not everything could be read. ${ASK_AGAIN}`,
  },
  "file-changed": {
    title: "The file changed while it was read",
    advice: "Another program wrote to it. Check it again when that is done.",
  },
  "member-missing": {
    title: "A part that every archive has is not there",
    advice: `Without it nothing can be opened. ${ASK_AGAIN}`,
  },
  "member-crc": {
    title: "Contents do not match their checksum",
    advice: `Bytes were changed on the way or on the disk. ${ASK_AGAIN}`,
  },
  "member-size": {
    title: "Contents are longer or shorter than the list says",
    advice: `The file is cut short or was tampered with. ${ASK_AGAIN}`,
  },
  "member-packing": {
    title: "Packed contents cannot be unpacked",
    advice: `Bytes were changed on the way or on the disk. ${ASK_AGAIN}`,
  },
  "member-header": {
    title: "A member contradicts the list of members",
    advice: `Another program may read something else in it than Stemma does. ${ASK_AGAIN}`,
  },
  "member-unreadable": {
    title: "A member cannot be read",
    advice:
      "It is encrypted or packed in a way that AiiDA never uses. Ask the sender for the file as AiiDA wrote it.",
  },
  "member-duplicate": {
    title: "A member occurs more than once",
    advice:
      "The last one counts, and other programs may take the first. Ask the sender how the file was made.",
  },
  "member-unsafe-name": {
    title: "A member has a name that leads out of a folder",
    advice:
      "Stemma never unpacks by name, but other programs may overwrite files of yours: do not unpack this archive by hand.",
  },
  "member-order": {
    title: "AiiDA does not find the database",
    advice:
      "AiiDA looks for it among the first four members only, so it cannot import this file. Export everything from Stemma: that writes the members in AiiDA's order.",
  },
  "object-hash": {
    title: "Contents of a file do not match their name",
    advice: `A file's name in the repository is the SHA-256 of its bytes; these bytes are others. ${ASK_AGAIN}`,
  },
  "metadata-malformed": {
    title: "metadata.json cannot be read",
    advice: `It says how the archive was made, and which version it has. ${ASK_AGAIN}`,
  },
  "metadata-field": {
    title: "metadata.json holds a value of the wrong kind",
    advice: "Programs that read it may fail. Export everything from Stemma: that writes it anew.",
  },
  "metadata-key-format": {
    title: "File names are not SHA-256",
    advice: "AiiDA imports only archives whose key_format is sha256. Ask the sender how the file was made.",
  },
  "metadata-version": {
    title: "Version and database contradict each other",
    advice:
      "metadata.json names another version than the database was migrated to, so AiiDA may refuse it. Ask the sender how it was converted.",
  },
  "database-unreadable": {
    title: "The database cannot be read",
    advice: `Nodes and links could not be checked. ${ASK_AGAIN}`,
  },
  "database-schema": {
    title: "The database is not that of an archive",
    advice: `A table or column is missing or is something else. ${ASK_AGAIN}`,
  },
  "database-integrity": {
    title: "The database is damaged inside",
    advice: `SQLite finds its pages, indexes or constraints broken. ${ASK_AGAIN}`,
  },
  "reference-dangling": {
    title: "Rows refer to rows that are not there",
    advice: `AiiDA refuses to import them. ${EXPORT_AGAIN}`,
  },
  "value-missing": {
    title: "Rows lack a value that each must have",
    advice: `AiiDA refuses to import them. ${EXPORT_AGAIN}`,
  },
  "value-repeated": {
    title: "Rows repeat what may occur only once",
    advice: `A label, an e-mail, a membership stands twice, and AiiDA refuses to import that. ${EXPORT_AGAIN}`,
  },
  "uuid-malformed": {
    title: "UUIDs are malformed",
    advice: `AiiDA recognises nodes by them when it imports. ${EXPORT_AGAIN}`,
  },
  "uuid-repeated": {
    title: "Several rows have one UUID",
    advice: `AiiDA would take them for one. ${EXPORT_AGAIN}`,
  },
  "time-malformed": {
    title: "Times cannot be read",
    advice: `AiiDA fails when it loads them. ${EXPORT_AGAIN}`,
  },
  "text-encoding": {
    title: "Text is not UTF-8",
    advice: `AiiDA fails when it loads such a row. ${EXPORT_AGAIN}`,
  },
  "node-type": {
    title: "Type strings are malformed",
    advice: "A type is a dotted path that ends with a dot. AiiDA cannot load such a node.",
  },
  "json-malformed": {
    title: "JSON is malformed",
    advice: `Attributes, extras or lists of files cannot be read. ${EXPORT_AGAIN}`,
  },
  "json-not-a-number": {
    title: "JSON holds NaN or infinities",
    advice:
      "Python reads them, JSON does not have them: AiiDA on PostgreSQL refuses to import such a node. The sender can store the number as text.",
  },
  "json-too-deep": {
    title: "JSON is nested too deeply or too large",
    advice:
      "AiiDA and its databases read a thousand levels, and Stemma values up to a limit that Settings can raise. Ask the sender how the file was made.",
  },
  "json-type": {
    title: "JSON is not an object where one belongs",
    advice: `AiiDA fails when it loads such a row. ${EXPORT_AGAIN}`,
  },
  "repository-malformed": {
    title: "Lists of files do not follow AiiDA's form",
    advice: `Some files of these nodes cannot be found. ${EXPORT_AGAIN}`,
  },
  "object-missing": {
    title: "Files of nodes are missing",
    advice: `Nodes name file contents that the archive does not hold. ${EXPORT_AGAIN}`,
  },
  "link-dangling": {
    title: "Links lead to nodes that are not there",
    advice: `They are left out of the graph, and AiiDA does not import them. ${EXPORT_AGAIN}`,
  },
  "link-type": {
    title: "Links have an unknown type",
    advice:
      "They are never followed, and AiiDA refuses to import them. Ask the sender how the file was made.",
  },
  "link-ends": {
    title: "Links join nodes of the wrong kind",
    advice:
      "Say, one that creates a calculation. AiiDA does not make such links. Ask the sender how the file was made.",
  },
  "link-repeated": {
    title: "Nodes have a link more often than they may",
    advice:
      "Say, data created twice, or two inputs of one name. AiiDA refuses to import them. Ask the sender how the file was made.",
  },
  "link-to-itself": {
    title: "Links lead from a node to itself",
    advice: "AiiDA forbids them. Ask the sender how the file was made.",
  },
  "link-cycle": {
    title: "Provenance runs in a circle",
    advice:
      "What was created cannot have been an input of its own making. AiiDA forbids it. Ask the sender how the file was made.",
  },
  "conversion-refused": {
    title: "An old archive cannot be converted",
    advice:
      "Its contents contradict each other, and AiiDA refuses it as well. Ask the sender for the file again.",
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEM_KINDS;

/** The codes of problems, in the order of a report. */
export const PROBLEM_CODES = Object.keys(PROBLEM_KINDS) as ProblemCode[];

/** What is worth telling but no fault: other programs read the archive all the same. */
export const REMARK_KINDS = {
  "object-unreferenced": {
    title: "File contents that belong to no node",
    advice: "They take room and do no harm. An export from Stemma leaves them out.",
  },
  "member-foreign": {
    title: "Members that are no part of an archive",
    advice: "They are ignored, by AiiDA as well.",
  },
  "node-type-unknown": {
    title: "Types of neither data nor processes",
    advice: "AiiDA loads such a node as plain data and says so.",
  },
  "source-remark": {
    title: "Noticed on opening",
    advice: "The archive can be used all the same.",
  },
} as const satisfies Record<string, ProblemKind>;

export type RemarkCode = keyof typeof REMARK_KINDS;

/** The codes of remarks, in the order of a report. */
export const REMARK_CODES = Object.keys(REMARK_KINDS) as RemarkCode[];
