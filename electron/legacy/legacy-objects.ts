import { createHash } from "node:crypto";
import { corrupt } from "../archive/corrupt.ts";
import { limit } from "../archive/limits.ts";
import { objectMember } from "../archive/member-names.ts";
import type { ObjectStore, Source } from "../archive/source.ts";
import type { PlaceRow } from "../db/queries/legacy-files.ts";
import { prepareLegacyIndex } from "../db/queries/legacy-index.ts";
import type { LegacyFiles } from "./legacy-archive.ts";

/**
 * The files of a legacy archive as objects by their hash, found through the index in the converted database. Of a ZIP
 * they can be copied as they lie, checked by CRC; of other containers the hash itself is checked.
 */
export function legacyObjects(db: Source["db"], files: LegacyFiles): ObjectStore {
  const index = prepareLegacyIndex(db);
  const packed = files.packedIn;

  function placeOf(key: string): PlaceRow {
    const found = index.placeOf(key);
    if (found) return found;
    const member = objectMember(key);
    throw corrupt(member, "member missing", `The archive lacks the file contents ${member}`);
  }

  async function* checked(key: string): AsyncGenerator<Buffer> {
    const place = placeOf(key);
    const hash = createHash("sha256");
    for await (const chunk of files.stream(place)) {
      hash.update(chunk);
      yield chunk;
    }
    checkHash(key, place, hash.digest("hex"));
  }

  const stream = (key: string) => (packed === null ? checked(key) : files.stream(placeOf(key)));
  return {
    keys: () => index.keys(),
    count: index.count(),
    size: (key) => index.placeOf(key)?.size ?? null,
    read: (key, maxBytes = limit("STEMMA_MAX_OBJECT_BYTES")) => {
      const place = placeOf(key);
      const bytes = files.read(place, maxBytes);
      if (packed === null) checkHash(key, place, createHash("sha256").update(bytes).digest("hex"));
      return bytes;
    },
    readSlice: (key, offset, length) => files.slice(placeOf(key), offset, length),
    stream,
    raw: (key) => {
      const place = index.placeOf(key);
      return place && packed ? packed.raw(place.member) : null;
    },
    rawStream: (key) => (packed === null ? checked(key) : packed.rawStream(placeOf(key).member)),
  };
}

function checkHash(key: string, { member }: PlaceRow, actual: string): void {
  if (actual === key) return;
  throw corrupt(member, "sha256", `The contents of ${member} are not what they were when it was opened`, {
    expected: key,
    actual,
  });
}
