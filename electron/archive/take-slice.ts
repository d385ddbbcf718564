/** Bytes `offset … offset + length` of a stream, which is left as soon as they are there. */
export async function takeSlice(
  chunks: AsyncIterable<Buffer>,
  offset: number,
  length: number,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let at = 0;
  let missing = length;
  if (missing === 0) return Buffer.alloc(0);
  for await (const chunk of chunks) {
    const from = Math.max(0, offset - at);
    at += chunk.length;
    if (from >= chunk.length) continue;
    const part = chunk.subarray(from, from + missing);
    parts.push(part);
    missing -= part.length;
    if (missing === 0) break;
  }
  return Buffer.concat(parts);
}
