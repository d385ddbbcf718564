import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import {
  DATABASE_SUFFIX,
  databasesFolder,
  indexFile,
  LIBRARY_SUFFIX,
  markOpen,
  removeQuietly,
  temporaryFor,
  trimCache,
} from "../../archive/cache-files.ts";
import { ensurePrivateFolder } from "../../archive/cache-folder.ts";
import { type IndexPlace, keepPiece } from "../../db/kept-index.ts";

/** How a library was when it was closed, and which file holds which piece of what was worked out of it. */
const NoteSchema = z.object({
  marks: z.string(),
  /** What the database itself says of the state. */
  fingerprint: z.string(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}\.[\w.-]+\.index$/)),
});

/**
 * What was worked out of a library, in the user's cache, for the next time that it is opened
 * (`docs/adr/0012-the-library-is-read-in-place.md`): pieces as beside an unpacked database, and a note of the state that they are of,
 * which is written when the library is closed. There is at most one state of a library.
 */
export class KeptState {
  readonly #folder: string;
  readonly #stem: string;
  readonly #release: () => void;
  readonly #files = new Map<string, string>();

  private constructor(folder: string, stem: string) {
    this.#folder = folder;
    this.#stem = stem;
    this.#release = markOpen(this.#database);
  }

  /**
   * For the database of a library, by its real path. Null without a usable cache folder.
   * @param cacheDir Default: the user's.
   */
  static of(database: string, cacheDir?: string): KeptState | null {
    const folder = databasesFolder(cacheDir);
    if (!ensurePrivateFolder(folder)) return null;
    return new KeptState(folder, createHash("sha256").update(`library\n${database}`).digest("hex"));
  }

  /**
   * Where the pieces of the state that is read first lie, and where those are put that are worked out of it.
   * @param marks Of that state; null where they are not known: then nothing of before is believed.
   */
  placeOfFirst(marks: string | null, fingerprint: string): IndexPlace {
    const note = this.#readNote();
    if (note !== null && note.marks === marks && note.fingerprint === fingerprint) {
      for (const [name, file] of Object.entries(note.files))
        this.#files.set(name, path.join(this.#folder, file));
    }
    return this.#placeFor(this.#files);
  }

  /**
   * Let go of it, and keep how the library is now for the next time.
   * @param closed The state as it lies on the disk: its marks, what it says of itself, and all that is known of it by the names of `kept`
   *   (null: it is the state that was read first). Null: none that could be kept.
   */
  close(closed: ClosedState | null): void {
    try {
      if (closed !== null) this.#keep(closed);
    } catch {
      removeQuietly(this.#note); // a full disk, say: it is worked out again
    } finally {
      this.#release();
    }
  }

  #keep({ marks, fingerprint, pieces }: ClosedState): void {
    const kept = pieces === null ? this.#files : this.#written(pieces);
    const present = [...kept].filter(([, file]) => fs.existsSync(file));
    const files = Object.fromEntries(present.map(([name, file]) => [name, path.basename(file)]));
    const temporary = temporaryFor(this.#note);
    fs.writeFileSync(temporary, JSON.stringify({ marks, fingerprint, files } satisfies Note), {
      mode: 0o600,
      flag: "wx",
    });
    fs.renameSync(temporary, this.#note);
    const named = new Set(Object.values(files));
    for (const name of fs.readdirSync(this.#folder)) {
      const isPiece = name.startsWith(`${this.#stem}.`) && name.endsWith(".index");
      if (isPiece && !named.has(name)) removeQuietly(path.join(this.#folder, name));
    }
    trimCache(this.#folder, this.#database);
  }

  #written(pieces: ReadonlyMap<string, object>): Map<string, string> {
    const place = this.#placeFor(new Map());
    const written = [...pieces].map(([name, value]) => keepPiece(place, name, value));
    return new Map(written.filter((entry) => entry !== null));
  }

  /** Pieces that are not there yet get a name of their own, so that those of two states never meet under one name. */
  #placeFor(files: Map<string, string>): IndexPlace {
    const generation = randomBytes(8).toString("hex");
    return {
      temporaryFor,
      fileOf: (name) => {
        let file = files.get(name);
        if (file === undefined) files.set(name, (file = indexFile(this.#database, `${name}-${generation}`)));
        return file;
      },
    };
  }

  #readNote(): Note | null {
    try {
      return NoteSchema.parse(JSON.parse(fs.readFileSync(this.#note, "utf8")));
    } catch {
      return null; // none, or not ours
    }
  }

  /** The name that a copy would have: by it the cache's files are found. */
  get #database(): string {
    return path.join(this.#folder, this.#stem + DATABASE_SUFFIX);
  }

  get #note(): string {
    return path.join(this.#folder, this.#stem + LIBRARY_SUFFIX);
  }
}

type Note = z.infer<typeof NoteSchema>;

/** A state of a library as it lies on the disk. */
export interface ClosedState {
  marks: string;
  fingerprint: string;
  pieces: ReadonlyMap<string, object> | null;
}
