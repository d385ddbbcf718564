/**
 * The files of a legacy archive's nodes, hashed: what `repository_metadata` and the object store of today's archives
 * are made from.
 */
export interface LegacyRepository extends LegacyTrees {
  /** Contents of one file, or null when the node has no such file. `archive/corrupt`, `archive/limit` past `maxBytes`. */
  read(uuid: string, path: string, maxBytes: number): Promise<Buffer | null>;
  /** Take a file out of its node; its contents stay an object only if another file has them too. */
  remove(uuid: string, path: string): void;
}

/** What `repository_metadata` is made from. */
export interface LegacyTrees {
  /** JSON text of the node's `repository_metadata`, once its files are hashed; `{}` for a node without files. `cancelled`. */
  metadataOf(uuid: string): string | Promise<string>;
}
