import path from "node:path";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { isObjectKey } from "../archive/member-names.ts";
import type { OpenFile } from "../archive/open-file.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { type ContainerConfig, readContainerConfig } from "./container-config.ts";
import { PackIndex, type PackedObject, type PackMember } from "./pack-index.ts";
import type { SnapshotOptions } from "./open-copy.ts";
import { isContainer, notFound } from "./store-checks.ts";
import { storeCorrupt } from "./store-error.ts";
import { look, memberName, namesIn, openStoreFile } from "./store-files.ts";

/** Where an object's bytes lie: in a file of their own, or in a pack. `close` it, also when it lies in a pack. */
export type Found = { file: OpenFile; name: string; close(): void } & (
  | { kind: "loose"; size: number }
  | ({ kind: "packed" } & PackedObject)
);

/** What a container holds, as of its opening. */
interface Survey {
  /** Objects that have a file of their own and are in no pack. */
  looseOnly: number;
  looseOnlyBytes: number;
  /** Bytes of all its files. */
  bytes: number;
}

const CONFIG = "config.json";
const PACKS_KEPT_OPEN = 16;
const TURN_MS = 20;

/**
 * A disk-objectstore container (`docs/data-model.md`, "Profile folders"), read while AiiDA writes it: loose objects may
 * become packed ones at any moment, and packs may be written anew. Only plain files count: a link could lead anywhere.
 * Memory does not grow with the number of objects.
 */
export class Container {
  readonly config: ContainerConfig;
  readonly #folder: string;
  readonly #index: PackIndex;
  readonly #survey: Survey;
  /** Open packs by their ids; they belong to this state of the index. */
  readonly #packs = new Map<number, OpenFile>();

  private constructor(folder: string, config: ContainerConfig, index: PackIndex, survey: Survey) {
    this.#folder = folder;
    this.config = config;
    this.#index = index;
    this.#survey = survey;
  }

  /**
   * Open a container. Cost: a copy of the index, and one look at each loose object (3 µs).
   * @throws `store/corrupt`, `store/incompatible`, `store/locked`, `disk/denied`, `cancelled`.
   */
  static async open(
    folder: string,
    context: JobContext,
    options: Omit<SnapshotOptions, "name"> = {},
  ): Promise<Container> {
    const name = memberName("container", CONFIG);
    const file = openStoreFile(path.join(folder, CONFIG), name);
    if (file === null) {
      if (!isContainer(folder)) throw notFound(path.dirname(folder), "container"); // moved away since
      throw storeCorrupt(name, "member missing", `The profile's container has no ${CONFIG}`);
    }
    let config: ContainerConfig;
    try {
      config = readContainerConfig(file);
    } finally {
      file.close();
    }
    const index = await PackIndex.open(path.join(folder, "packs.idx"), context, options);
    try {
      const survey = await surveyOf(folder, config, index, context);
      return new Container(folder, config, index, survey);
    } catch (error) {
      index.close();
      throw error;
    }
  }

  /** Distinct objects, as of its opening. */
  get count(): number {
    return this.#index.count() + this.#survey.looseOnly;
  }

  /** Uncompressed bytes of all objects, as the index says them and as of its opening. */
  get unpackedBytes(): number {
    return this.#index.unpackedBytes() + this.#survey.looseOnlyBytes;
  }

  /** Bytes of all files of the container, as of its opening. */
  get bytes(): number {
    return this.#survey.bytes;
  }

  /** Keys of all objects, each once: those in packs in code-unit order, then the others as the folders list them. */
  *keys(): Generator<string> {
    yield* this.#index.keys();
    for (const { key } of looseObjects(this.#folder, this.config)) if (!this.#index.has(key)) yield key;
  }

  /** Objects that have a file of their own, as their folders list them now. Also those that are in a pack as well. */
  loose(): Iterable<LooseObject> {
    return looseObjects(this.#folder, this.config);
  }

  /** Keys of all objects in packs, in code-unit order. */
  packedKeys(): Iterable<string> {
    return this.#index.keys();
  }

  /** Where the index says that an object lies in a pack; null for one that is in none. */
  packedAt(key: string): PackedObject | null {
    return this.#index.find(key);
  }

  /** Objects that are in packs. */
  get packedCount(): number {
    return this.#index.count();
  }

  /** For each pack the bytes that its objects take in it. */
  bytesByPack(): Map<number, number> {
    return this.#index.bytesByPack();
  }

  /** Objects of one pack in the order of their places, as the index has them. */
  packed(packId: number): Iterable<PackMember> {
    return this.#index.inPack(packId);
  }

  /** Uncompressed bytes; null when there is no such object. Some microseconds. */
  size(key: string): number | null {
    if (!isObjectKey(key)) return null;
    const looseSize = () => {
      const stat = look(this.#loosePath(key));
      return stat?.isFile() ? stat.size : null;
    };
    const size = this.#index.find(key)?.size ?? looseSize();
    if (size !== null || !this.refresh()) return size;
    return this.#index.find(key)?.size ?? null;
  }

  /**
   * Find an object: in the packs, else by itself, else in the packs as they are now, since it may have been packed between
   * the two looks (as disk-objectstore itself looks for it). Null when there is none.
   * @param isShort The file is read at once: then a pack stays open for the next object. Else it is the caller's own.
   * @throws `store/corrupt`: a place outside its pack, or what is no plain file.
   */
  find(key: string, isShort: boolean): Found | null {
    if (!isObjectKey(key)) return null;
    return (
      this.#packed(key, isShort) ?? this.#loose(key) ?? (this.refresh() ? this.#packed(key, isShort) : null)
    );
  }

  /** Take the index of packs anew if it was written since; true if it was. */
  refresh(): boolean {
    if (!this.#index.refresh()) return false;
    this.#closePacks();
    return true;
  }

  close(): void {
    this.#closePacks();
    this.#index.close();
  }

  #packed(key: string, isShort: boolean): Found | null {
    const object = this.#index.find(key);
    if (object === null) return null;
    const { packId, offset, length } = object;
    const name = memberName("container", "packs", String(packId));
    const kept = isShort ? this.#packs.get(packId) : undefined;
    if (kept && offset + length <= kept.size) {
      return { kind: "packed", file: kept, name, close: () => undefined, ...object };
    }
    const file = openStoreFile(path.join(this.#folder, "packs", String(packId)), name);
    if (file === null) throw storeCorrupt(name, "member missing", `The profile lacks ${name}`);
    if (offset + length > file.size) {
      file.close();
      throw storeCorrupt(name, "file end", `${name} ends before the file contents ${key}`, { key });
    }
    if (!isShort) return { kind: "packed", file, name, close: file.close, ...object };
    if (this.#packs.size >= PACKS_KEPT_OPEN) this.#closePacks();
    this.#packs.get(packId)?.close(); // it has grown since
    this.#packs.set(packId, file);
    return { kind: "packed", file, name, close: () => undefined, ...object };
  }

  #loose(key: string): Found | null {
    const name = memberName("container", "loose", ...this.#looseParts(key));
    const file = openStoreFile(this.#loosePath(key), name);
    return file && { kind: "loose", file, name, close: file.close, size: file.size };
  }

  #looseParts(key: string): string[] {
    const { loosePrefixLength } = this.config;
    return loosePrefixLength === 0 ? [key] : [key.slice(0, loosePrefixLength), key.slice(loosePrefixLength)];
  }

  #loosePath(key: string): string {
    return path.join(this.#folder, "loose", ...this.#looseParts(key));
  }

  #closePacks(): void {
    for (const file of this.#packs.values()) file.close();
    this.#packs.clear();
  }
}

/** An object with a file of its own. */
export interface LooseObject {
  key: string;
  file: string;
}

/** Loose objects as the folders list them. A prefix folder that is a link is passed over. */
function* looseObjects(folder: string, { loosePrefixLength }: ContainerConfig): Generator<LooseObject> {
  const loose = path.join(folder, "loose");
  if (loosePrefixLength === 0) {
    yield* keysIn(loose, "");
    return;
  }
  for (const entry of namesIn(loose)) {
    if (entry.isDirectory() && entry.name.length === loosePrefixLength) {
      yield* keysIn(path.join(loose, entry.name), entry.name);
    }
  }
}

function* keysIn(folder: string, prefix: string): Generator<LooseObject> {
  for (const entry of namesIn(folder)) {
    const key = prefix + entry.name;
    if (entry.isFile() && isObjectKey(key)) yield { key, file: path.join(folder, entry.name) };
  }
}

async function surveyOf(
  folder: string,
  config: ContainerConfig,
  index: PackIndex,
  context: JobContext,
): Promise<Survey> {
  const report = pacedProgress(context);
  let looseOnly = 0;
  let looseOnlyBytes = 0;
  let bytes = index.bytes + (look(path.join(folder, CONFIG))?.size ?? 0);
  for (const entry of namesIn(path.join(folder, "packs"))) {
    if (entry.isFile()) bytes += look(path.join(folder, "packs", entry.name))?.size ?? 0;
  }
  let done = 0;
  let turn = performance.now() + TURN_MS;
  for (const { key, file } of looseObjects(folder, config)) {
    const size = look(file)?.size ?? 0;
    bytes += size;
    if (!index.has(key)) {
      looseOnly++;
      looseOnlyBytes += size;
    }
    done++;
    if (performance.now() < turn) continue;
    report({ phase: "looking at the files", done, total: null, unit: "files" });
    await new Promise(setImmediate);
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
  return { looseOnly, looseOnlyBytes, bytes };
}
