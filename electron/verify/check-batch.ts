import { createHash, hash as hashOf } from "node:crypto";
import path from "node:path";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { corrupt } from "../archive/corrupt.ts";
import { objectKey, objectMember } from "../archive/member-names.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import { readingAhead } from "../archive/read-ahead.ts";
import { directoryOf, type ZipPart } from "../archive/zip-part.ts";
import { ZipReader, type ZipMember } from "../archive/zip-reader.ts";
import { Container } from "../store/container.ts";
import { containerObjects } from "../store/container-objects.ts";
import { Findings, type FoundPart, takeDamage } from "./findings.ts";

/** A piece of the bytes of a source, for whichever thread is free. */
export type Batch =
  | { kind: "zip"; path: string; identity: string; part: ZipPart }
  /** Objects that are files of their own, in one folder. */
  | { kind: "folder"; folder: string; keys: string[] }
  /** Objects of the container of a profile folder. */
  | { kind: "store"; folder: string; keys: string[] };

/** What reading a batch came to. */
export interface BatchResult {
  found: FoundPart;
  /** Members or files that were read, unpacked bytes of them, and how many of them are repository objects. */
  members: number;
  bytes: number;
  objects: number;
  objectBytes: number;
}

/** What a reader of batches takes from its caller. */
export interface BatchContext {
  isCancelled(): boolean;
  /** Unpacked bytes since the last call. */
  progress(bytes: number): void;
  /** Awaited between members where the thread has other things to do. */
  turn?: (() => Promise<void>) | undefined;
}

/** Up to this size a member is read in one piece: many times faster than a stream for each. */
const WHOLE_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** Reads batches one after the other, and keeps the file of the last one open. */
export class BatchReader {
  readonly #context: BatchContext;
  #file: { key: string; file: OpenFile; ahead: OpenFile } | null = null;
  #container: { folder: string; opened: Container } | null = null;

  constructor(context: BatchContext) {
    this.#context = context;
  }

  /**
   * Read everything in a batch: checksums of all members, SHA-256 of repository objects. Damage is what it finds;
   * everything else is thrown.
   */
  async read(batch: Batch): Promise<BatchResult> {
    const findings = new Findings();
    const sums = { members: 0, bytes: 0, objects: 0, objectBytes: 0 };
    const done = (bytes: number, isObject: boolean) => {
      sums.members++;
      sums.bytes += bytes;
      if (!isObject) return;
      sums.objects++;
      sums.objectBytes += bytes;
    };
    if (batch.kind === "zip") await this.#readZip(batch, findings, done);
    else if (batch.kind === "folder") await this.#readFolder(batch, findings, done);
    else await this.#readStore(batch, findings, done);
    return { ...sums, found: findings.part() };
  }

  close(): void {
    this.#file?.file.close();
    this.#file = null;
    this.#container?.opened.close();
    this.#container = null;
  }

  async #readZip(
    batch: Extract<Batch, { kind: "zip" }>,
    findings: Findings,
    done: (bytes: number, isObject: boolean) => void,
  ): Promise<void> {
    const { file, ahead } = this.#open(batch.path, batch.identity);
    const directory = directoryOf(batch.part);
    const small = ZipReader.over(ahead, directory);
    const large = ZipReader.over(file, directory);
    for (const [index, name] of batch.part.names.entries()) {
      if (this.#context.turn) await this.#next();
      else this.#mayGoOn(); // without a promise for each of many small members
      const isObject = batch.part.isObject[index] === 1;
      try {
        const member = small.member(name);
        if (member === null) continue; // it is in the part
        const actual =
          member.size <= WHOLE_BYTES
            ? this.#readWhole(small, member, isObject)
            : await this.#readLarge(large, member, isObject);
        if (actual !== null && actual !== objectKey(name)) sayWrongHash(findings, name, actual);
      } catch (error) {
        takeDamage(findings, error, name, "member-packing");
      }
      done(batch.part.sizes[index]!, isObject);
    }
  }

  /** Read a member in one piece. Gives its SHA-256 if that is wanted. */
  #readWhole(zip: ZipReader, member: ZipMember, isHashed: boolean): string | null {
    const bytes = zip.read(member, WHOLE_BYTES);
    const actual = isHashed ? hashOf("sha256", bytes, "hex") : null;
    this.#context.progress(bytes.length);
    return actual;
  }

  /** The same for one that is too large for that. */
  async #readLarge(zip: ZipReader, member: ZipMember, isHashed: boolean): Promise<string | null> {
    const hash = isHashed ? createHash("sha256") : null;
    for await (const chunk of zip.chunks(member, () => undefined) ?? zip.stream(member)) {
      hash?.update(chunk);
      this.#context.progress(chunk.length);
      await this.#next();
    }
    return hash?.digest("hex") ?? null;
  }

  async #readFolder(
    { folder, keys }: Extract<Batch, { kind: "folder" }>,
    findings: Findings,
    done: (bytes: number, isObject: boolean) => void,
  ): Promise<void> {
    for (const key of keys) {
      const name = objectMember(key);
      let size = 0;
      try {
        const file = openFile(path.join(folder, key), { noFollow: true });
        try {
          size = file.size;
          const hash = createHash("sha256");
          for (let at = 0; at < size; at += CHUNK_BYTES) {
            await this.#next();
            const chunk = file.readAt(at, Math.min(CHUNK_BYTES, size - at), name);
            hash.update(chunk);
            this.#context.progress(chunk.length);
          }
          const actual = hash.digest("hex");
          if (actual !== key) sayWrongHash(findings, name, actual);
        } finally {
          file.close();
        }
      } catch (error) {
        takeDamage(findings, error, name, "member-size");
      }
      done(size, true);
    }
  }

  async #readStore(
    { folder, keys }: Extract<Batch, { kind: "store" }>,
    findings: Findings,
    done: (bytes: number, isObject: boolean) => void,
  ): Promise<void> {
    if (this.#container?.folder !== folder) {
      this.close();
      const signal = { aborted: this.#context.isCancelled() };
      const opened = await Container.open(path.join(folder, "container"), {
        signal,
        progress: () => undefined,
      });
      this.#container = { folder, opened };
    }
    const objects = containerObjects(this.#container!.opened);
    for (const key of keys) {
      let size = 0;
      try {
        size = objects.size(key) ?? 0;
        if (size <= WHOLE_BYTES) {
          await this.#next();
          objects.read(key, WHOLE_BYTES); // compares with the key
          this.#context.progress(size);
        } else {
          for await (const chunk of objects.stream(key)) {
            this.#context.progress(chunk.length);
            await this.#next();
          }
        }
      } catch (error) {
        takeDamage(findings, error, `container/${key}`, "object-hash");
      }
      done(size, true);
    }
  }

  #open(file: string, identity: string): { file: OpenFile; ahead: OpenFile } {
    if (this.#file?.key !== identity) {
      this.close();
      const opened = openFile(file);
      this.#file = { key: identity, file: opened, ahead: readingAhead(opened) };
      if (opened.identity() !== identity)
        throw corrupt(null, "file changed", `${file} was changed while it was checked`);
    }
    return this.#file!;
  }

  #mayGoOn(): void {
    throwIfCancelled({ aborted: this.#context.isCancelled() });
  }

  async #next(): Promise<void> {
    this.#mayGoOn();
    await this.#context.turn?.();
  }
}

function sayWrongHash(findings: Findings, name: string, actual: string): void {
  findings.problem("object-hash", `The contents of ${name} have the SHA-256 ${actual}.`, name);
}
