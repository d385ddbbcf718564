import { limit } from "./limits.ts";
import { objectKey, objectMember } from "./member-names.ts";
import type { ObjectStore } from "./source.ts";
import { zipMembers } from "./zip-members.ts";
import { zipPart } from "./zip-part.ts";
import type { ZipReader } from "./zip-reader.ts";

/** The `repo/` members of an archive as an object store. */
export function zipObjects(zip: ZipReader): ObjectStore {
  const members = zipMembers(zip);
  const { names, sizes } = zip.directory;

  return {
    keys: () => names.objectKeys(),
    count: names.objectCount,
    placeOf: (key) => names.getObject(key),
    places: zip.directory.count,
    keyAt: (place) => objectKey(names.objectName(place)),
    placeAt: (bytes, at) => names.getObjectAt(bytes, at),
    sizeOfPlace: (place) => sizes[place]!,
    size: (key) => {
      const position = names.getObject(key);
      return position === undefined ? null : sizes[position]!;
    },
    read: (key, maxBytes = limit("STEMMA_MAX_OBJECT_BYTES")) => members.read(objectMember(key), maxBytes),
    readSlice: (key, offset, length) => members.readSlice(objectMember(key), offset, length),
    stream: (key) => members.stream(objectMember(key)),
    raw: (key) => members.raw(objectMember(key)),
    rawStream: (key) => members.rawStream(objectMember(key)),
    aside: {
      file: { path: zip.file.path, fd: zip.file.fd, size: zip.file.size },
      part: (places) =>
        zipPart(
          zip.directory,
          Array.from(places, (place) => names.objectName(place)),
          places,
        ),
    },
  };
}
