/** An `.npy` file of the given format version, as NumPy writes it: header padded to 64 bytes. */
export function makeNpy(
  descr: string,
  shape: readonly number[],
  data: Buffer,
  { isFortranOrder = false, version = 1 } = {},
): Buffer {
  const order = isFortranOrder ? "True" : "False";
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const quoted = descr.startsWith("[") ? descr : `'${descr}'`;
  const text = `{'descr': ${quoted}, 'fortran_order': ${order}, 'shape': (${axes}), }`;
  const prefix = version === 1 ? 10 : 12;
  const length = Math.ceil((prefix + text.length + 1) / 64) * 64 - prefix;
  const head = Buffer.alloc(prefix);
  head.write("\u0093NUMPY", "latin1");
  head[6] = version;
  if (version === 1) head.writeUInt16LE(length, 8);
  else head.writeUInt32LE(length, 8);
  return Buffer.concat([head, Buffer.from(`${text.padEnd(length - 1)}\n`, "latin1"), data]);
}
