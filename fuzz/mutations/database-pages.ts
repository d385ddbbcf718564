import type { Random } from "../../bench/generator/random.ts";
import { EDGE_NUMBERS } from "../odd-values.ts";
import { flipBits, type Mutated, mutateBytes } from "./bytes.ts";

// Offsets and meanings are those of https://www.sqlite.org/fileformat2.html.
const HEADER_FIELDS: readonly (readonly [name: string, offset: number, width: 1 | 2 | 4])[] = [
  ["page size", 16, 2],
  ["write version", 18, 1],
  ["read version", 19, 1],
  ["reserved bytes", 20, 1],
  ["pages", 28, 4],
  ["first freelist page", 32, 4],
  ["freelist pages", 36, 4],
  ["schema cookie", 40, 4],
  ["schema format", 44, 4],
  ["largest root", 52, 4],
  ["text encoding", 56, 4],
  ["user version", 60, 4],
  ["incremental vacuum", 64, 4],
  ["version valid for", 92, 4],
];
const PAGE_TYPES = [0, 2, 5, 10, 13, 255];

/** Change an SQLite file as the pages and cells that it consists of. */
export function mutatePages(random: Random, bytes: Buffer, donor: Buffer): Mutated {
  const named = bytes.length >= 100 ? bytes.readUInt16BE(16) : 0;
  const pageSize = named === 1 ? 65_536 : named;
  const pages = Math.floor(bytes.length / Math.max(pageSize, 1));
  if (pageSize < 512 || pages < 2) return mutateBytes(random, bytes, donor);
  const result = Buffer.from(bytes);
  const page = random.below(pages);
  const start = page * pageSize + (page === 0 ? 100 : 0);
  const cells = result.readUInt16BE(start + 3);
  const isInterior = result[start] === 2 || result[start] === 5;
  const pointers = start + (isInterior ? 12 : 8);
  const pageNumber = () => (random.chance(0.6) ? 1 + random.below(pages) : random.pick(EDGE_NUMBERS));
  switch (random.below(11)) {
    case 0: {
      const [name, offset, width] = random.pick(HEADER_FIELDS);
      const value = random.chance(0.5) ? random.pick(EDGE_NUMBERS) : random.below(pages + 2);
      result.writeUIntBE(value % 256 ** width, offset, width);
      return { bytes: result, what: `${name} of the header = ${value}` };
    }
    case 1: {
      const type = random.pick(PAGE_TYPES);
      result[start] = type;
      return { bytes: result, what: `page ${page + 1} of type ${type}` };
    }
    case 2: {
      const field = random.pick([1, 3, 5]);
      const value = random.chance(0.5) ? random.below(pageSize) : random.pick(EDGE_NUMBERS) & 0xffff;
      result.writeUInt16BE(value, start + field);
      return { bytes: result, what: `field ${field} of page ${page + 1} = ${value}` };
    }
    case 3: {
      // Every child of an interior page, or where an overflow page goes on, may point in a circle.
      const number = pageNumber();
      const at = isInterior ? start + 8 : page * pageSize;
      result.writeUInt32BE(number % 2 ** 32, at);
      return { bytes: result, what: `page ${page + 1} goes on at ${number}` };
    }
    case 4:
    case 5: {
      const cell = cellAt(random, result, pointers, cells, page * pageSize, pageSize);
      if (cell === null) return mutateBytes(random, bytes, donor);
      const number = pageNumber();
      result.writeUInt32BE(number % 2 ** 32, cell);
      return { bytes: result, what: `a cell of page ${page + 1} begins with ${number}` };
    }
    case 6: {
      if (cells === 0) return mutateBytes(random, bytes, donor);
      const value = random.chance(0.5) ? random.below(pageSize) : random.below(0x1_0000);
      const index = random.below(Math.min(cells, pageSize / 4));
      result.writeUInt16BE(value, pointers + 2 * index);
      return { bytes: result, what: `pointer ${index} of page ${page + 1} = ${value}` };
    }
    case 7: {
      const from = random.below(pages);
      bytes.copy(result, page * pageSize, from * pageSize, (from + 1) * pageSize);
      return { bytes: result, what: `page ${from + 1} over page ${page + 1}` };
    }
    case 8: {
      const piece = result.subarray(start, (page + 1) * pageSize);
      flipBits(random, piece).bytes.copy(piece);
      return { bytes: result, what: `flipped bits of page ${page + 1}` };
    }
    case 9: {
      const cell = cellAt(random, result, pointers, cells, page * pageSize, pageSize);
      if (cell === null) return mutateBytes(random, bytes, donor);
      const length = Math.min(1 + random.below(12), result.length - cell);
      for (let i = 0; i < length; i++) result[cell + i] = random.below(256);
      return { bytes: result, what: `randomised ${length} of a cell of page ${page + 1}` };
    }
    default: {
      const kept = 1 + random.below(pages);
      return {
        bytes: Buffer.from(bytes.subarray(0, kept * pageSize)),
        what: `cut after page ${kept} of ${pages}`,
      };
    }
  }
}

/** Where one of the cells of a page begins; null when the page has none that lies inside. */
function cellAt(
  random: Random,
  bytes: Buffer,
  pointers: number,
  cells: number,
  pageStart: number,
  pageSize: number,
): number | null {
  if (cells === 0 || cells > pageSize / 2) return null;
  const at = pointers + 2 * random.below(cells);
  if (at + 2 > bytes.length) return null;
  const cell = bytes.readUInt16BE(at);
  return cell + 8 > pageSize ? null : pageStart + cell;
}
