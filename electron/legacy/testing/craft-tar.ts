/** A member of a crafted tar. What is left out is true; what is given is written whether true or not. */
export interface CraftedTarMember {
  name: string | Buffer;
  data?: Buffer | string;
  /** `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` pipe, `L`, `K`, `x`, `g`, `S` … */
  type?: string;
  linkName?: string;
  /** The size as it is named: a number, or the bytes of its field. */
  size?: number | Buffer;
  /** Added to the right checksum. */
  checksumOff?: number;
  prefix?: string;
}

const BLOCK = 512;

/** A tar byte by byte, for tests of what no proper program would write; `end` comes after the last member. */
export function craftTar(
  members: readonly CraftedTarMember[],
  end: Buffer = Buffer.alloc(2 * BLOCK),
): Buffer {
  return Buffer.concat([...members.flatMap(pieces), end]);
}

/** A pax header for the member that follows. */
export function pax(records: Readonly<Record<string, string>>): CraftedTarMember {
  return { name: "PaxHeader", type: "x", data: Object.entries(records).map(paxRecord).join("") };
}

/** The length of a record counts its own digits. */
function paxRecord([key, value]: [string, string]): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length) length++;
  return `${length}${rest}`;
}

function pieces(member: CraftedTarMember): Buffer[] {
  const data = Buffer.from(member.data ?? "");
  const block = Buffer.alloc(BLOCK);
  (Buffer.isBuffer(member.name) ? member.name : Buffer.from(member.name)).copy(block, 0, 0, 100);
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  const size = member.size ?? data.length;
  if (Buffer.isBuffer(size)) size.copy(block, 124, 0, 12);
  else block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write(member.type ?? "0", 156);
  block.write(member.linkName ?? "", 157, 100);
  block.write("ustar\u000000", 257, "latin1");
  block.write(member.prefix ?? "", 345, 155);
  const sum = block.reduce((total, byte) => total + byte, member.checksumOff ?? 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [block, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)];
}
