import path from "node:path";
import type { AppError } from "../../shared/ipc/errors.ts";
import type { Container } from "../store/container.ts";
import { storeCorrupt } from "../store/store-error.ts";
import { look, memberName } from "../store/store-files.ts";
import { CONTAINER } from "../store/store-checks.ts";

/**
 * Packs that are gone or shorter than what the index has in them; contents in them cannot all be read. Reads the whole index: 0.1 s
 * for a million objects.
 * @param folder Of the container.
 */
export function lostPacks(container: Pick<Container, "bytesByPack">, folder: string): Set<number> {
  const lost = new Set<number>();
  for (const [packId, taken] of container.bytesByPack()) {
    const bytes = look(path.join(folder, "packs", String(packId)))?.size ?? -1; // what is empty needs its pack, too
    if (bytes < taken) lost.add(packId);
  }
  return lost;
}

/** `store/corrupt` for a lost pack; `consequence` says what was not done for it, as a clause. */
export function packLost(packId: number, consequence: string): AppError {
  const member = memberName(CONTAINER, "packs", String(packId));
  return storeCorrupt(
    member,
    "member missing",
    `${member} of the store is missing or cut short, ${consequence}`,
  );
}
