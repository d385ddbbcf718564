import { Random } from "../bench/generator/random.ts";
import type { Base, Kind } from "./corpus.ts";
import type { Folder, Input } from "./input.ts";
import { mutateFolder } from "./mutations/folder.ts";
import { mutateTar, mutateTarGz } from "./mutations/tar.ts";
import { mutateZip } from "./mutations/zip.ts";

/** One case: an input, and how it came to be. */
export interface FuzzCase {
  number: number;
  kind: Kind;
  base: string;
  /** What was done to the base, in order. */
  steps: string[];
  input: Input;
}

/**
 * Case `number` of a seed: the same every time, whichever cases are made before. Null when `only` names another kind than
 * the one that this case has.
 */
export function makeCase(
  corpus: readonly Base[],
  seed: number,
  number: number,
  only: Kind | null,
): FuzzCase | null {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ number);
  const kinds = [...new Set(corpus.map(({ kind }) => kind))];
  // A ZIP of today is what people open, so every other case is one; the rest share what is left.
  const kind = kinds.includes("zip") && random.chance(0.4) ? "zip" : random.pick(kinds);
  if (only !== null && kind !== only) return null;
  const base = random.pick(corpus.filter((other) => other.kind === kind));
  const donor = random.pick(corpus.filter(({ input }) => Buffer.isBuffer(input))).input as Buffer;
  if (!Buffer.isBuffer(base.input)) {
    const folder: Folder = new Map(base.input);
    const steps = Array.from({ length: random.chance(0.8) ? 1 : 2 }, () =>
      mutateFolder(random, folder, donor),
    );
    return { number, kind, base: base.name, steps, input: folder };
  }
  const mutate = kind === "tar" ? mutateTar : kind === "tar.gz" ? mutateTarGz : mutateZip;
  const { bytes, what } = mutate(random, base.input, donor);
  return { number, kind, base: base.name, steps: [what], input: bytes };
}
