import { limit } from "./limits.ts";
import { objectKey, objectMember } from "./member-names.ts";
import type { OpenFile } from "./open-file.ts";
import { readingAhead } from "./read-ahead.ts";
import type { ObjectStore } from "./source.ts";
import { zipMembers } from "./zip-members.ts";
import { directoryOf, type ZipPart } from "./zip-part.ts";
import { ZipReader } from "./zip-reader.ts";

/** The objects that a part of a ZIP stands for. */
export interface PartObjects {
  /** In the order of the part. */
  keys: string[];
  /** What `read` gives is valid only until its next call. */
  objects: Pick<ObjectStore, "size" | "read" | "stream">;
}

/** Read parts of a ZIP, as they come from `ObjectStore.aside`: small members in their order, hundreds with one reading. */
export function partObjects(file: OpenFile): (part: ZipPart) => PartObjects {
  const ahead = readingAhead(file);
  return (part) => {
    const directory = directoryOf(part);
    const small = zipMembers(ZipReader.over(ahead, directory));
    const large = zipMembers(ZipReader.over(file, directory)); // keeps several pieces at a time
    return {
      keys: part.names.map(objectKey),
      objects: {
        size: (key) => directory.sizes[directory.names.get(objectMember(key)) ?? -1] ?? null,
        read: (key) => small.read(objectMember(key), limit("STEMMA_MAX_OBJECT_BYTES")),
        stream: (key) => large.stream(objectMember(key)),
      },
    };
  };
}
