/** CRC-32 of ZIP and zlib, its polynomial with the lowest power in the highest bit (RFC 1952, 8). */
const POLYNOMIAL = 0xedb88320;

/**
 * What turns the CRC-32 of some bytes and that of `length` bytes behind them into the one of both, without looking at any: a number
 * of powers of two at most, each 32 words. Made once for pieces of one length.
 */
export function crcJoiner(length: number): (first: number, second: number) => number {
  // A CRC is linear in what it begins with: zeros behind some bytes multiply their CRC by a matrix of 32 bits by 32.
  let power = oneZeroByte();
  let zeros: Uint32Array | null = null;
  for (let left = length; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) zeros = zeros === null ? power : product(power, zeros);
    power = product(power, power);
  }
  const matrix = zeros;
  return (first, second) => (matrix === null ? first : (times(matrix, first) ^ second) >>> 0);
}

/** Columns of the matrix for a byte of zeros. */
function oneZeroByte(): Uint32Array {
  return Uint32Array.from({ length: 32 }, (_, bit) => {
    let crc = (1 << bit) >>> 0;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
}

function product(one: Uint32Array, other: Uint32Array): Uint32Array {
  return other.map((column) => times(one, column));
}

function times(matrix: Uint32Array, vector: number): number {
  let sum = 0;
  for (let bits = vector, column = 0; bits !== 0; bits >>>= 1, column++) {
    if (bits & 1) sum ^= matrix[column]!;
  }
  return sum >>> 0;
}
