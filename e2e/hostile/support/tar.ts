const BLOCK = 512;

/** One entry of a crafted tar; what is left out is as it should be. */
export interface TarEntry {
  name: string | Buffer;
  data?: Buffer | string;
  /** `0` a file, `1` a hard link, `2` a symbolic link, `3` a device, `5` a folder, `6` a FIFO, `L` a long name, `x` pax. */
  type?: string;
  linkName?: string;
  /** The size field, byte by byte. */
  sizeField?: Buffer | string;
  checksum?: number;
  prefix?: string;
  magic?: string;
}

/** A tar byte by byte (POSIX ustar), for what no proper writer would write. */
export function craftTar(entries: readonly TarEntry[], { end = true }: { end?: boolean } = {}): Buffer {
  const parts = entries.flatMap((entry) => {
    const data = Buffer.from(entry.data ?? "");
    const padding = Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK);
    return [headerOf(entry, data.length), data, padding];
  });
  return Buffer.concat(end ? [...parts, Buffer.alloc(2 * BLOCK)] : parts);
}

function headerOf(entry: TarEntry, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  Buffer.from(entry.name).copy(header, 0, 0, 100);
  header.write("0000644\0", 100, "latin1");
  header.write("0000000\0", 108, "latin1");
  header.write("0000000\0", 116, "latin1");
  Buffer.from(entry.sizeField ?? `${size.toString(8).padStart(11, "0")} `).copy(header, 124, 0, 12);
  header.write("00000000000 ", 136, "latin1");
  header.write("        ", 148, "latin1");
  header.write(entry.type ?? "0", 156, "latin1");
  header.write(entry.linkName ?? "", 157, 100, "utf8");
  header.write(entry.magic ?? "ustar\u000000", 257, "latin1");
  header.write(entry.prefix ?? "", 345, 155, "utf8");
  const sum = entry.checksum ?? header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

/** The data of a pax header: lines of their length, a key and a value. */
export function paxRecords(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      let length = rest.length;
      while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
      return `${length}${rest}`;
    })
    .join("");
}
