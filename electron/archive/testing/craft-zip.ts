import { crc32, deflateRawSync } from "node:zlib";
import { CENTRAL_RECORD, END_RECORD, LOCAL_HEADER, METHOD_DEFLATED, METHOD_STORED } from "../zip-format.ts";

/** A member of a crafted ZIP. What is left out is true; what is given is written whether true or not. */
export interface CraftedMember {
  /** Bytes where the name is no text. */
  name: string | Buffer;
  data?: Buffer | string;
  /** The packed bytes as they are to lie there, instead of what deflating `data` gives; `crc` and `size` go with them. */
  packed?: Buffer;
  stored?: boolean;
  method?: number;
  flags?: number;
  crc?: number;
  size?: number;
  compressedSize?: number;
  /** Differences of the local header from the directory. */
  local?: {
    name?: string | Buffer;
    method?: number;
    crc?: number;
    size?: number;
    flags?: number;
    extra?: Buffer;
  };
  /** The directory names this offset instead of the member's own. */
  offset?: number;
  extra?: Buffer;
  comment?: string;
}

export interface CraftedEnd {
  prefix?: Buffer;
  comment?: Buffer;
  count?: number;
  directoryBytes?: number;
  directoryOffset?: number;
}

/** A ZIP byte by byte, for tests of what no proper writer would write. */
export function craftZip(members: readonly CraftedMember[], end: CraftedEnd = {}): Buffer {
  const parts: Buffer[] = [end.prefix ?? Buffer.alloc(0)];
  const records: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const data = Buffer.from(member.data ?? "");
    const packed = member.packed ?? (member.stored ? data : deflateRawSync(data));
    const facts = {
      method: member.method ?? (member.stored ? METHOD_STORED : METHOD_DEFLATED),
      flags: member.flags ?? 0,
      crc: member.crc ?? crc32(data),
      size: member.size ?? data.length,
      compressedSize: member.compressedSize ?? packed.length,
    };
    const listed = Buffer.from(member.name);
    const { name = listed, extra = Buffer.alloc(0), ...localFacts } = member.local ?? {};
    const local = Buffer.alloc(LOCAL_HEADER.bytes);
    local.writeUInt32LE(LOCAL_HEADER.signature, 0);
    writeFacts(local, 4, { ...facts, ...localFacts });
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.writeUInt16LE(extra.length, 28);
    const record = Buffer.alloc(CENTRAL_RECORD.bytes);
    record.writeUInt32LE(CENTRAL_RECORD.signature, 0);
    writeFacts(record, 6, facts);
    record.writeUInt16LE(listed.length, 28);
    record.writeUInt16LE(member.extra?.length ?? 0, 30);
    record.writeUInt16LE(member.comment?.length ?? 0, 32);
    record.writeUInt32LE(member.offset ?? at, 42);
    records.push(
      Buffer.concat([record, listed, member.extra ?? Buffer.alloc(0), Buffer.from(member.comment ?? "")]),
    );
    const whole = Buffer.concat([local, Buffer.from(name), extra, packed]);
    parts.push(whole);
    at += whole.length;
  }
  const directory = Buffer.concat(records);
  const last = Buffer.alloc(END_RECORD.bytes);
  last.writeUInt32LE(END_RECORD.signature, 0);
  last.writeUInt16LE((end.count ?? members.length) & 0xffff, 8);
  last.writeUInt16LE((end.count ?? members.length) & 0xffff, 10);
  last.writeUInt32LE(end.directoryBytes ?? directory.length, 12);
  last.writeUInt32LE(end.directoryOffset ?? at, 16);
  last.writeUInt16LE(end.comment?.length ?? 0, 20);
  return Buffer.concat([...parts, directory, last, end.comment ?? Buffer.alloc(0)]);
}

interface Facts {
  method: number;
  flags: number;
  crc: number;
  size: number;
  compressedSize: number;
}

function writeFacts(into: Buffer, at: number, facts: Facts): void {
  into.writeUInt16LE(20, at);
  into.writeUInt16LE(facts.flags, at + 2);
  into.writeUInt16LE(facts.method, at + 4);
  into.writeUInt32LE(facts.crc, at + 10);
  into.writeUInt32LE(facts.compressedSize, at + 14);
  into.writeUInt32LE(facts.size, at + 18);
}
