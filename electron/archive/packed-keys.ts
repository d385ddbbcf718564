const KEY_BYTES = 32;

/** Keys of repository objects (64 lower-case hexadecimal digits) as bytes: 32 a key, where a text with its place in a list takes 90. */
export class PackedKeys {
  readonly length: number;
  readonly #bytes: Buffer;

  /** @param bytes What `bytes` of another one gave. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.length / KEY_BYTES;
  }

  /** Room for so many keys; each is still to be set. */
  static room(length: number): PackedKeys {
    return new PackedKeys(new Uint8Array(length * KEY_BYTES));
  }

  /** The bytes of all keys, not a copy of them. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
  }

  /** Put a key, known to be one, at a position. */
  set(position: number, key: string): void {
    this.#bytes.write(key, position * KEY_BYTES, "hex");
  }

  /** The key at a position, as a new text. */
  at(position: number): string {
    return this.#bytes.toString("hex", position * KEY_BYTES, (position + 1) * KEY_BYTES);
  }
}
