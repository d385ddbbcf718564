import { AppError } from "../../shared/ipc/errors.ts";
import type { ObjectStore, Source } from "../archive/source.ts";
import { prepareNodeQueries } from "../db/queries/nodes.ts";
import { memberTexts } from "../db/rows.ts";
import { elementReader, MAX_HEADER_BYTES, type NpyHeader, readNpyHeader } from "./npy-format.ts";
import { filesOfNode, sizeOfFile } from "./repository-files.ts";

/** One array of an ArrayData node; `problem` says why it cannot be shown. */
export interface ArraySummary {
  name: string;
  path: string;
  shape: number[];
  dtype: string;
  sizeBytes: number;
  problem: string | null;
}

/** A part of an array seen as a table. */
export interface ArrayWindow {
  /** Leading indices, one for each axis but the last two; what is left out is 0. */
  slice: readonly number[];
  row: number;
  rows: number;
  column: number;
  columns: number;
}

const MAX_ATTRIBUTE_BYTES = 32 * 1024 * 1024;
/** Up to this size an array's file is read whole, and so verified; a larger one is streamed as far as the window. */
const WHOLE_FILE_BYTES = 16 * 1024 * 1024;

/** The arrays of a node: those its attributes name and every other `.npy` at the top of its files. Sorted by name. */
export async function arraysOfNode(source: Source, nodeId: number): Promise<ArraySummary[]> {
  const { text } = prepareNodeQueries(source.db).json(nodeId, "attributes", MAX_ATTRIBUTE_BYTES);
  const shapes = new Map<string, number[]>();
  for (const [key, value] of memberTexts(text ?? "{}")) {
    if (key.startsWith("array|")) shapes.set(key.slice("array|".length), shapeOf(value));
  }
  const files = new Map(
    filesOfNode(source, nodeId)
      .filter(({ path }) => path.endsWith(".npy") && !path.includes("/"))
      .map((file) => [file.path.slice(0, -".npy".length), file]),
  );
  const names = [...new Set([...shapes.keys(), ...files.keys()])].sort();
  return Promise.all(
    names.map(async (name) => {
      const path = `${name}.npy`;
      const file = files.get(name);
      const size = file ? source.objects.size(file.key) : null;
      const known = { name, path, shape: shapes.get(name) ?? [], dtype: "", sizeBytes: size ?? 0 };
      if (!file) return { ...known, problem: "the node has no file of this array" };
      if (size === null) return { ...known, problem: "the archive does not hold the contents of its file" };
      const header = await headerOf(source.objects, file.key);
      if ("problem" in header) return { ...known, problem: header.problem };
      const reader = elementReader(header.descr);
      const problem = "problem" in reader ? reader.problem : shortage(header, reader.itemSize, size);
      return { ...known, shape: header.shape, dtype: header.descr, problem };
    }),
  );
}

/**
 * A window of one array as text cells: the last two axes are rows and columns, a 1-d array has one column, a scalar one
 * cell. Indices past the end are clamped to what there is.
 * @throws AppError `file/not-found` without such an array, `archive/corrupt` when its file cannot be read.
 */
export async function arrayWindow(
  source: Source,
  nodeId: number,
  name: string,
  window: ArrayWindow,
): Promise<{ totalRows: number; totalColumns: number; cells: string[][] }> {
  const file = filesOfNode(source, nodeId).find(({ path }) => path === `${name}.npy`);
  if (!file) throw new AppError("file/not-found", `The node has no array "${name}".`, { nodeId, name });
  const size = sizeOfFile(source.objects, file);
  const header = await headerOf(source.objects, file.key);
  const reader = "problem" in header ? header : elementReader(header.descr);
  const problem =
    "problem" in header || "problem" in reader
      ? (reader as { problem: string }).problem
      : shortage(header, reader.itemSize, size);
  if (problem !== null || "problem" in header || "problem" in reader) {
    throw new AppError("archive/corrupt", `The array "${name}" cannot be shown: ${problem}.`, {
      member: `repo/${file.key}`,
      check: "numpy format",
    });
  }
  const { totalRows, totalColumns, offsets, columns } = cellOffsets(header, reader.itemSize, window);
  const bytes = await gather(source.objects, file.key, size, offsets, reader.itemSize);
  const texts = Array.from(offsets, (_, cell) => reader.read(bytes, cell * reader.itemSize));
  const cells: string[][] = [];
  for (let from = 0; from < texts.length; from += columns) cells.push(texts.slice(from, from + columns));
  return { totalRows, totalColumns, cells };
}

/** File offsets of the window's cells, row by row. */
function cellOffsets(header: NpyHeader, itemSize: number, window: ArrayWindow) {
  const { shape, isFortranOrder, dataOffset } = header;
  const strides = stridesOf(shape, itemSize, isFortranOrder);
  const axes = shape.length;
  const rowAxis = axes >= 2 ? axes - 2 : 0;
  const totalRows = axes === 0 ? 1 : shape[rowAxis]!;
  const totalColumns = axes >= 2 ? shape[axes - 1]! : 1;
  const rowStride = axes === 0 ? 0 : strides[rowAxis]!;
  const columnStride = axes >= 2 ? strides[axes - 1]! : 0;
  let start = dataOffset;
  let isEmpty = shape.includes(0);
  for (let axis = 0; axis < axes - 2; axis++) {
    const index = window.slice[axis] ?? 0;
    if (index >= shape[axis]!) isEmpty = true;
    start += index * strides[axis]!;
  }
  const rows = isEmpty ? 0 : Math.max(0, Math.min(window.rows, totalRows - window.row));
  const columns = isEmpty ? 0 : Math.max(0, Math.min(window.columns, totalColumns - window.column));
  const offsets = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      offsets[row * columns + column] =
        start + (window.row + row) * rowStride + (window.column + column) * columnStride;
    }
  }
  return { totalRows, totalColumns, offsets, columns };
}

function stridesOf(shape: readonly number[], itemSize: number, isFortranOrder: boolean): number[] {
  const strides: number[] = Array.from(shape, () => 0);
  let stride = itemSize;
  for (let step = 0; step < shape.length; step++) {
    const axis = isFortranOrder ? step : shape.length - 1 - step;
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The elements at these offsets, one after the other. A large file is streamed only as far as the last of them. */
async function gather(
  objects: ObjectStore,
  key: string,
  size: number,
  offsets: Float64Array,
  itemSize: number,
): Promise<Buffer> {
  const gathered = Buffer.alloc(offsets.length * itemSize);
  if (size <= WHOLE_FILE_BYTES) {
    const bytes = objects.read(key);
    offsets.forEach((offset, cell) => bytes.copy(gathered, cell * itemSize, offset, offset + itemSize));
    return gathered;
  }
  const cells = Array.from(offsets, (_, cell) => cell).sort((a, b) => offsets[a]! - offsets[b]!);
  let next = 0; // the first cell that is not whole yet
  let position = 0;
  for await (const chunk of objects.stream(key)) {
    const end = position + chunk.length;
    for (let at = next; at < cells.length && offsets[cells[at]!]! < end; at++) {
      const offset = offsets[cells[at]!]!;
      const from = Math.max(offset, position);
      const to = Math.min(offset + itemSize, end);
      if (from < to)
        chunk.copy(gathered, cells[at]! * itemSize + from - offset, from - position, to - position);
      if (offset + itemSize <= end && at === next) next++;
    }
    position = end;
    if (next === cells.length) break; // ends the stream
  }
  return gathered;
}

async function headerOf(objects: ObjectStore, key: string): Promise<NpyHeader | { problem: string }> {
  const size = objects.size(key) ?? 0;
  return readNpyHeader(await objects.readSlice(key, 0, Math.min(size, MAX_HEADER_BYTES)));
}

function shortage({ shape, dataOffset }: NpyHeader, itemSize: number, size: number): string | null {
  const needed = dataOffset + shape.reduce((product, length) => product * length, itemSize);
  return needed > size ? `its file is ${size} bytes long and should have ${needed}` : null;
}

function shapeOf(value: string): number[] {
  return /^\[[\d,\s]*\]$/.test(value) ? (JSON.parse(value) as number[]) : [];
}
