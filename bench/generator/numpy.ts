import type { Random } from "./random.ts";

const MAGIC = Buffer.from("\x93NUMPY\x01\x00", "latin1");
const ALIGNMENT = 64; // what NumPy pads its header to

/** A `.npy` file of format 1.0 with 64-bit floats of this shape, filled by what `value` gives. */
export function numpyFile(shape: readonly number[], value: (i: number) => number): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${sizes}), }`;
  const unpadded = MAGIC.length + 2 + dictionary.length + 1;
  const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
  const header = `${dictionary}${" ".repeat(padding)}\n`;
  const count = shape.reduce((product, size) => product * size, 1);
  const file = Buffer.allocUnsafe(MAGIC.length + 2 + header.length + count * 8);
  MAGIC.copy(file);
  file.writeUInt16LE(header.length, MAGIC.length);
  file.write(header, MAGIC.length + 2, "latin1");
  const start = MAGIC.length + 2 + header.length;
  for (let i = 0; i < count; i++) file.writeDoubleLE(value(i), start + i * 8);
  return file;
}

/** The same with random numbers between two bounds. */
export function randomNumpyFile(random: Random, shape: readonly number[], low: number, high: number): Buffer {
  return numpyFile(shape, () => low + (high - low) * random.fraction());
}
