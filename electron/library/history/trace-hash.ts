/** Two 32-bit halves of a hash of a text: enough to know a row again among those that ever had its id. */
export type TraceHash = readonly [number, number];

/** FNV-1a (32 bits, http://www.isthe.com/chongo/tech/comp/fnv/), once forwards and once backwards, each mixed at its end. */
export function traceHash(text: string): TraceHash {
  let forward = 0x811c9dc5;
  let backward = 0x811c9dc5;
  for (let i = 0, j = text.length - 1; j >= 0; i++, j--) {
    forward = Math.imul(forward ^ text.charCodeAt(i), 0x01000193);
    backward = Math.imul(backward ^ text.charCodeAt(j), 0x01000193);
  }
  return [mixed(forward), mixed(backward ^ text.length)];
}

/** True if a text has this hash. */
export function isHash([first, second]: TraceHash, text: string): boolean {
  const hash = traceHash(text);
  return hash[0] === first && hash[1] === second;
}

/** The last step of MurmurHash3: every bit of the input reaches every bit of the result. */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
