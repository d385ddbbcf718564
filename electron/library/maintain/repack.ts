import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { openFile } from "../../archive/open-file.ts";
import type { JobContext } from "../../archive/source.ts";
import { type MovedObject, preparePackIndexUpkeep } from "../../db/queries/pack-index-upkeep.ts";
import type { Container } from "../../store/container.ts";
import { storeCorrupt } from "../../store/store-error.ts";
import { changeIndex } from "../change-index.ts";
import { flushFolder } from "../flush-folder.ts";
import { type PackPlace, SandboxFile } from "../sandbox-file.ts";
import { naming } from "../store-failure.ts";
import { packFile } from "./maintain-plan.ts";

const CHUNK_BYTES = 1024 * 1024;
const TURN_MS = 20;

/**
 * Write packs anew as one, without their gaps, in the order of their objects; bytes are copied as they lie, compressed ones too.
 * Only while nobody else uses the container. The new pack stands, then the index is changed in one step, then the old ones go: a
 * maintenance that is killed leaves a pack that the index does not name.
 * @param done Called with the bytes of each piece.
 * @returns Bytes that became free.
 * @throws AppError `store/corrupt` for an object that is damaged: then these packs stay as they are; `disk/full`, `cancelled`.
 */
export async function repack(
  place: PackPlace,
  container: Container,
  packIds: readonly number[],
  context: JobContext,
  done: (bytes: number) => void,
): Promise<number> {
  const parts: { from: number; objects: MovedObject[] }[] = [];
  const empty: MovedObject[] = [];
  const target = new SandboxFile(place);
  let freed = 0;
  try {
    for (const packId of packIds) {
      const objects: MovedObject[] = [];
      const file = openFile(packFile(place.container, packId), { noFollow: true });
      freed += file.size;
      let turn = performance.now() + TURN_MS;
      try {
        for (const { key, offset, length, isCompressed } of container.packed(packId)) {
          const start = target.bytes;
          const hash = isCompressed ? null : createHash("sha256");
          for (let at = 0; at < length; at += CHUNK_BYTES) {
            const chunk = file.readAt(offset + at, Math.min(CHUNK_BYTES, length - at), `packs/${packId}`);
            hash?.update(chunk);
            target.append(chunk);
            done(chunk.length);
          }
          if (hash && hash.digest("hex") !== key) {
            throw storeCorrupt(
              `container/packs/${packId}`,
              "sha256",
              `The file contents ${key} are damaged`,
              { key },
            );
          }
          const object = { key, offset: start };
          objects.push(object);
          if (length === 0) empty.push(object);
          throwIfCancelled(context.signal);
          if (performance.now() < turn) continue;
          await setImmediate();
          turn = performance.now() + TURN_MS;
        }
      } finally {
        file.close();
      }
      parts.push({ from: packId, objects });
    }
    for (const object of empty) object.offset = target.bytes; // see `PackedObjects.inKeyOrder`
    freed -= target.bytes;
    target.end();
    const packId = target.becomePack();
    naming(place.folder, () => flushFolder(path.join(place.container, "packs")));
    changeIndex(place, (index) => preparePackIndexUpkeep(index).move(packId, parts));
  } finally {
    target.discard();
  }
  for (const packId of packIds) fs.rmSync(packFile(place.container, packId), { force: true });
  return freed;
}
