import { corrupt } from "../archive/corrupt.ts";
import { decodeName } from "./tar-names.ts";

/** What a pax header may say of the member that follows; other records are of no use to a reader of contents. */
export interface PaxRecords {
  path?: string;
  linkpath?: string;
  size?: number;
  /** The member's bytes are not its contents: a GNU sparse file. */
  isSparse?: true;
}

/** Read the records of a pax header, `<length> <key>=<value>\n` each. `archive/corrupt` when lengths and text disagree. */
export function readPaxRecords(bytes: Buffer): PaxRecords {
  const records: PaxRecords = {};
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString("latin1", at, Math.max(at, space)));
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space);
    const isSound =
      space > at && Number.isSafeInteger(length) && end <= bytes.length && equals > space && equals < end;
    if (!isSound || bytes[end - 1] !== 0x0a) {
      throw corrupt(null, "pax header", "A header of the tar that holds a long name is damaged");
    }
    take(records, bytes.toString("latin1", space + 1, equals), bytes.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

function take(records: PaxRecords, key: string, value: Buffer): void {
  if (key === "path" || key === "linkpath") records[key] = decodeName(value);
  else if (key.startsWith("GNU.sparse.")) records.isSparse = true;
  else if (key === "size") {
    const size = Number(value.toString("latin1"));
    if (!/^\d+$/.test(value.toString("latin1")) || !Number.isSafeInteger(size)) {
      throw corrupt(null, "pax header", "A header of the tar names a size that is no number");
    }
    records.size = size;
  }
}
