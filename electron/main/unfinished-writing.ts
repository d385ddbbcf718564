import path from "node:path";
import { z } from "zod";
import { removeLeftovers } from "../ipc/remove-leftovers.ts";
import { StateFile } from "./state-file.ts";

/** More places than anybody writes to at one time. */
const MOST = 50;

const PlacesSchema = z.array(z.object({ target: z.string(), pid: z.int().positive() })).max(MOST);
type Places = z.output<typeof PlacesSchema>;

/**
 * Where engines were allowed to write, kept on disk: when the whole app is killed nobody is left to remove what they had
 * half written, so the next start does. An engine that only crashes is cleaned up after at once (`engine-host.ts`).
 */
export class UnfinishedWriting {
  readonly #file: StateFile<Places>;

  constructor(userData: string) {
    this.#file = new StateFile(path.join(userData, "unfinished.json"), (value) => {
      const read = PlacesSchema.safeParse(value);
      return read.success ? read.data : [];
    });
  }

  /** An engine may write to a target from now on. */
  add(target: string, pid: number): void {
    this.#file.set([...this.#file.get(), { target, pid }].slice(-MOST));
  }

  /** That engine has ended in order. */
  ended(pid: number): void {
    const places = this.#file.get();
    const left = places.filter((place) => place.pid !== pid);
    if (left.length < places.length) this.#file.set(left);
  }

  /** Remove what engines of a start before this one left. To be called before any of this start writes. */
  sweep(): void {
    const places = this.#file.get();
    for (const { target, pid } of places) removeLeftovers([target], pid);
    if (places.length > 0) this.#file.set([]);
  }
}
