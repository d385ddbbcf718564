import type { PackedMember } from "../archive/zip-members.ts";

/** Larger files seldom come again, and would not be compared at a glance. */
const MOST_BYTES = 16 * 1024;
/** All that is kept, in bytes and in files. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024;
const MOST_KEPT = 20_000;
const SLOTS = 65_536;

/**
 * Knows small packed files that come again and again (outputs that are empty, scripts, settings: a third of the files of real studies).
 * One that lies in its ZIP in the very bytes of an earlier one, with the same checksum, need not be unpacked and hashed once more.
 */
export class AlikeFiles {
  /** Checksums of those that came last, by their lowest bits: most come once, and cost no more than this. */
  readonly #seen = new Uint32Array(SLOTS);
  /** Those that came twice, by their checksum. */
  readonly #kept = new Map<number, { file: PackedMember; key: string }>();
  #keptBytes = 0;

  /** The key of the contents, if an earlier file was the same; else null. */
  keyOf({ raw, packed }: PackedMember): string | null {
    if (this.#seen[raw.crc32 % SLOTS] !== raw.crc32) return null;
    const known = this.#kept.get(raw.crc32);
    const isSame =
      known?.file.raw.size === raw.size &&
      known.file.raw.method === raw.method &&
      known.file.packed.equals(packed);
    return isSame ? known.key : null;
  }

  /** A file was unpacked, checked, and has this key. */
  note({ raw, packed }: PackedMember, key: string): void {
    if (packed.length > MOST_BYTES) return;
    const slot = raw.crc32 % SLOTS;
    const isAgain = this.#seen[slot] === raw.crc32;
    this.#seen[slot] = raw.crc32;
    const isFull = this.#kept.size >= MOST_KEPT || this.#keptBytes + packed.length > MOST_KEPT_BYTES;
    if (!isAgain || isFull) return;
    this.#keptBytes += packed.length;
    this.#kept.set(raw.crc32, { file: { raw, packed: Buffer.from(packed) }, key });
  }
}
