/** A file of a node, as the engine lists it. */
export interface ListedFile {
  path: string;
  sizeBytes: number | null;
}

/** One row of a file list: a folder that opens, or a file. */
export interface FileRow<F extends ListedFile> {
  /** Of a folder: its path with a slash at the end; of a file: its path. */
  key: string;
  name: string;
  level: number; // from 1
  file: F | null; // null: a folder
  files: number; // of a folder: files in it, at any depth
}

/**
 * Rows of a sorted list of paths as folders and files, in the order of the paths; what is in a closed folder is left
 * out. Linear in the files.
 */
export function treeRows<F extends ListedFile>(
  files: readonly F[],
  closed: ReadonlySet<string>,
): FileRow<F>[] {
  const rows: FileRow<F>[] = [];
  let around: FileRow<F>[] = []; // folders around the last file
  let isHidden: boolean[] = [];
  for (const file of files) {
    const parts = file.path.split("/");
    const name = parts.pop() ?? "";
    let shared = 0;
    let key = "";
    while (
      shared < Math.min(around.length, parts.length) &&
      around[shared]!.key === `${key}${parts[shared]}/`
    )
      key = around[shared++]!.key;
    around = around.slice(0, shared);
    isHidden = isHidden.slice(0, shared);
    for (const part of parts.slice(shared)) {
      const isInClosed = around.length > 0 && (isHidden.at(-1)! || closed.has(around.at(-1)!.key));
      key += `${part}/`;
      const folder = { key, name: part, level: around.length + 1, file: null, files: 0 };
      around.push(folder);
      isHidden.push(isInClosed);
      if (!isInClosed) rows.push(folder);
    }
    for (const folder of around) folder.files++;
    const last = around.at(-1);
    if (last && (isHidden.at(-1)! || closed.has(last.key))) continue;
    rows.push({ key: file.path, name, level: parts.length + 1, file, files: 0 });
  }
  return rows;
}

/** The same files as a flat list of whole paths. */
export function flatRows<F extends ListedFile>(files: readonly F[]): FileRow<F>[] {
  return files.map((file) => ({ key: file.path, name: file.path, level: 1, file, files: 0 }));
}
