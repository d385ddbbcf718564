import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { AppError } from "../../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { pacedProgress } from "../../archive/paced-progress.ts";
import type { JobContext, ObjectStore } from "../../archive/source.ts";
import { Container, type LooseObject } from "../../store/container.ts";
import { containerObjects } from "../../store/container-objects.ts";
import { PackWriter } from "../pack-writer.ts";
import type { PackPlace } from "../sandbox-file.ts";
import { naming } from "../store-failure.ts";
import type { Tally } from "./maintain-plan.ts";

const WHOLE_BYTES = 1024 * 1024; // read in one piece; larger ones stream
/** So many bytes are packed before their loose files go: more would take twice the room meanwhile. */
const BATCH_BYTES = 1024 ** 3;
const TURN_MS = 20;

/**
 * Put loose objects into packs, uncompressed, as `verdi storage maintain` does unless asked; each is compared with its key. A loose file
 * goes when the index has its object in a pack.
 * @param damaged Gets the keys of objects that are not what they should be; they stay where they are.
 * @returns What was packed.
 * @throws AppError `disk/full`, `disk/denied`, `cancelled`: then what came before is packed or as it was.
 */
export async function packLoose(
  objects: readonly LooseObject[],
  all: Tally,
  place: PackPlace,
  damaged: Set<string>,
  context: JobContext,
): Promise<Tally> {
  const report = pacedProgress(context);
  const packed: Tally = { count: 0, bytes: 0 };
  for (const batch of batches(objects)) {
    const container = await Container.open(place.container, context);
    const store = containerObjects(container);
    const writer = new PackWriter(place, { count: batch.length, bytes: batchBytes(batch), packs: true });
    const written: LooseObject[] = [];
    let turn = performance.now() + TURN_MS;
    try {
      for (const object of batch) {
        try {
          await writer.add({ key: object.key, chunks: chunksOf(store, object.key) });
          written.push(object);
        } catch (error) {
          if (!isDamage(error)) throw error;
          damaged.add(object.key);
        }
        if (performance.now() < turn) continue;
        report({
          phase: "packing files",
          done: packed.count + written.length,
          total: all.count,
          unit: "files",
        });
        await setImmediate();
        throwIfCancelled(context.signal);
        turn = performance.now() + TURN_MS;
      }
      writer.finish();
      container.refresh();
      for (const { key, file } of written) {
        if (container.packedAt(key) === null) continue; // somebody has removed it from the index
        packed.count++;
        packed.bytes += store.size(key) ?? 0;
        naming(place.folder, () => fs.rmSync(file, { force: true }));
      }
    } finally {
      writer.discard();
      container.close();
    }
  }
  return packed;
}

/** Whether an object reads in full and is what its key says, where it lies first: in its pack. */
export async function isWhole(store: ObjectStore, key: string): Promise<boolean> {
  try {
    for await (const chunk of store.stream(key)) if (chunk.length === 0) continue;
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof AppError && (error.code === "store/corrupt" || error.code === "import/validation");
}

function* batches(objects: readonly LooseObject[]): Generator<LooseObject[]> {
  let batch: LooseObject[] = [];
  let bytes = 0;
  for (const object of objects) {
    batch.push(object);
    bytes += sizeOf(object);
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

function batchBytes(batch: readonly LooseObject[]): number {
  return batch.reduce((sum, object) => sum + sizeOf(object), 0);
}

function sizeOf({ file }: LooseObject): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function* chunksOf(store: ObjectStore, key: string): AsyncGenerator<Buffer> {
  if ((store.size(key) ?? 0) <= WHOLE_BYTES) yield store.read(key);
  else yield* store.stream(key);
}
