import type { Random } from "../../bench/generator/random.ts";
import { EDGE_NUMBERS } from "../odd-values.ts";

/** What a mutation made, and what it did in words. */
export interface Mutated {
  bytes: Buffer;
  what: string;
}

/** Change bytes without knowing what they mean. `donor` is another input to take pieces from. */
export function mutateBytes(random: Random, bytes: Buffer, donor: Buffer): Mutated {
  if (bytes.length === 0) return { bytes: Buffer.from(donor.subarray(0, 64)), what: "filled an empty one" };
  const at = random.below(bytes.length);
  const length = 1 + random.below(Math.min(bytes.length - at, random.chance(0.7) ? 64 : bytes.length));
  const rest = () => bytes.subarray(at + length);
  switch (random.below(10)) {
    case 0:
      return flipBits(random, bytes);
    case 1: {
      const result = Buffer.from(bytes);
      const number = random.pick(EDGE_NUMBERS);
      const width = Math.min(random.pick([1, 2, 4]), bytes.length - at);
      if (random.chance(0.5)) result.writeUIntLE(number % 256 ** width, at, width);
      else result.writeUIntBE(number % 256 ** width, at, width);
      return { bytes: result, what: `wrote ${number} into ${width} bytes at ${at}` };
    }
    case 2:
      return { bytes: Buffer.from(bytes.subarray(0, at)), what: `cut at ${at} of ${bytes.length}` };
    case 3:
      return { bytes: Buffer.concat([bytes.subarray(0, at), rest()]), what: `took out ${length} at ${at}` };
    case 4: {
      const from = random.below(bytes.length);
      const piece = bytes.subarray(from, from + length);
      const parts = random.chance(0.5)
        ? [bytes.subarray(0, at), piece, bytes.subarray(at + piece.length)]
        : [bytes.subarray(0, at), piece, bytes.subarray(at)];
      return { bytes: Buffer.concat(parts), what: `spliced ${piece.length} of ${from} at ${at}` };
    }
    case 5: {
      const from = random.below(donor.length);
      const piece = donor.subarray(from, from + length);
      return {
        bytes: Buffer.concat([
          bytes.subarray(0, at),
          piece,
          random.chance(0.5) ? rest() : bytes.subarray(at),
        ]),
        what: `spliced ${piece.length} of another file at ${at}`,
      };
    }
    case 6: {
      const from = random.below(donor.length);
      return {
        bytes: Buffer.concat([bytes.subarray(0, at), donor.subarray(from)]),
        what: `crossed with another file at ${at}`,
      };
    }
    case 7: {
      const result = Buffer.from(bytes);
      const value = random.pick([0, 0xff, 0x20, 0x41, random.below(256)]);
      result.fill(value, at, at + length);
      return { bytes: result, what: `filled ${length} at ${at} with ${value}` };
    }
    case 8: {
      const result = Buffer.from(bytes);
      for (let i = at; i < at + length; i++) result[i] = random.below(256);
      return { bytes: result, what: `randomised ${length} at ${at}` };
    }
    default: {
      const piece = bytes.subarray(at, at + length);
      const times = 1 + random.below(Math.max(1, Math.min(50, Math.floor(200_000 / length))));
      const parts = [
        bytes.subarray(0, at),
        ...Array.from({ length: times }, () => piece),
        bytes.subarray(at),
      ];
      return { bytes: Buffer.concat(parts), what: `repeated ${length} at ${at} ${times} times` };
    }
  }
}

/** Flip one to 64 single bits, often close together. */
export function flipBits(random: Random, bytes: Buffer): Mutated {
  const result = Buffer.from(bytes);
  const count = 2 ** random.below(7);
  const near = random.below(bytes.length);
  const isLocal = random.chance(0.5);
  for (let i = 0; i < count; i++) {
    const at = isLocal ? Math.min(bytes.length - 1, near + random.below(128)) : random.below(bytes.length);
    result[at] = (result[at] ?? 0) ^ (1 << random.below(8));
  }
  return { bytes: result, what: `flipped ${count} bits${isLocal ? ` near ${near}` : ""}` };
}
