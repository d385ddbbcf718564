import { z } from "zod";

const KeysSchema = z.array(z.string()); // the first 20

/** What both a file and the library have, and what is not the same in both. Texts are cut after 200 characters. */
export const DifferenceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("node"),
    uuid: z.string(),
    nodeType: z.string(),
    label: z.string(),
    /** What stays as the library has it. */
    stays: z.array(
      z.object({
        field: z.enum(["type", "label", "description", "attributes", "files"]),
        keys: KeysSchema, // of attributes: those that differ
        library: z.string().nullable(),
        file: z.string().nullable(),
      }),
    ),
    /** Keys by what the modes do with them. */
    extras: z.object({ come: KeysSchema, change: KeysSchema, go: KeysSchema }).nullable(),
  }),
  z.object({
    kind: z.literal("comment"),
    uuid: z.string(),
    newer: z.enum(["file", "library", "same"]), // same: only the texts differ
    library: z.string(),
    file: z.string(),
  }),
  z.object({ kind: z.literal("computer"), uuid: z.string(), library: z.string(), file: z.string() }), // labels
  z.object({
    kind: z.literal("group"),
    uuid: z.string(),
    library: z.string(), // labels
    file: z.string(),
    onlyInFile: z.int(), // nodes; they do not join the group
    onlyInLibrary: z.int(),
  }),
]);

/** How much differs between a file and the library, whatever the options. */
export const DifferenceCountsSchema = z.object({
  /** Nodes in which something differs besides what AiiDA keeps for itself in extras. */
  different: z.int(),
  /** Nodes that differ in anything but extras, and in each of it. */
  nodes: z.int(),
  type: z.int(),
  label: z.int(),
  description: z.int(),
  attributes: z.int(),
  files: z.int(),
  /** Nodes whose extras differ, and keys by what the modes do with them. */
  extras: z.object({
    nodes: z.int(),
    ownOnly: z.int(), // of the nodes, those that differ only in keys of AiiDA's own (`_aiida_…`)
    come: z.object({ nodes: z.int(), keys: z.int() }),
    change: z.object({ nodes: z.int(), keys: z.int() }),
    go: z.object({ nodes: z.int(), keys: z.int() }),
  }),
  comments: z.object({ newer: z.int(), older: z.int(), different: z.int() }),
  computers: z.int(),
  groups: z.int(),
});

/** A file and the library side by side. */
export const ComparedFileSchema = z.object({
  /** Groups of the file, by label; at most 1,000. */
  groups: z.array(
    z.object({
      uuid: z.string(),
      label: z.string(),
      typeString: z.string(),
      nodes: z.int(),
      isThere: z.boolean(),
    }),
  ),
  groupCount: z.int(),
  counts: DifferenceCountsSchema,
  /** The first hundred; those that differ only in keys of AiiDA's own are not among them. */
  differences: z.array(DifferenceSchema),
  total: z.int(), // of what could be listed
});
