import { corrupt } from "../archive/corrupt.ts";
import { checkMetadataSize } from "../archive/metadata.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { JobContext } from "../archive/source.ts";
import { inflatedChunks } from "./inflate-tar.ts";
import { type TarMember, type WantedBytes, walkTar } from "./tar-members.ts";

const METADATA = "metadata.json";

/**
 * `metadata.json` of a legacy archive in a `.tar.gz`, which is unpacked until it is found; nothing goes to the disk.
 * @throws `archive/corrupt` when the tar is damaged before it or has no such member; `archive/limit` for a bomb; `cancelled`.
 */
export async function readTarMetadata(packed: OpenFile, context: JobContext): Promise<Buffer> {
  const chunks = inflatedChunks(packed, context, "looking into the tar");
  const read = reader(chunks);
  try {
    const walk = walkTar(Number.POSITIVE_INFINITY); // how long it is shows at its end
    for (let step = walk.next(); !step.done; ) {
      if ("name" in step.value) {
        if (isMetadata(step.value)) return await contents(step.value, read);
        step = walk.next(NOTHING);
      } else step = walk.next(await read(step.value));
    }
  } finally {
    await chunks.return(undefined);
  }
  throw corrupt(METADATA, "member missing", `The tar holds no ${METADATA}, so it is not an AiiDA archive`);
}

const NOTHING = Buffer.alloc(0);

function isMetadata({ name, kind }: TarMember): boolean {
  return kind === "file" && name.replace(/^(?:\.?\/)+/, "") === METADATA;
}

async function contents({ offset, size }: TarMember, read: Reader): Promise<Buffer> {
  checkMetadataSize(size);
  const bytes = await read({ at: offset, length: size });
  if (bytes.length === size) return bytes;
  throw corrupt(METADATA, "tar end", `The tar is cut short within ${METADATA}`);
}

type Reader = (wanted: WantedBytes) => Promise<Buffer>;

/** Bytes at ever later places of a stream, fewer where it ends before; what lies between is passed over. */
function reader(chunks: AsyncIterator<Buffer>): Reader {
  let rest: Buffer = NOTHING;
  let position = 0; // of `rest` in the stream
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    rest = next.done ? NOTHING : next.value;
    return !next.done;
  };
  return async ({ at, length }) => {
    while (position + rest.length <= at) {
      position += rest.length;
      if (!(await more())) return NOTHING;
    }
    rest = rest.subarray(at - position);
    position = at;
    const parts: Buffer[] = [];
    for (let missing = length; missing > 0; ) {
      const part = rest.subarray(0, missing);
      parts.push(part);
      missing -= part.length;
      position += part.length;
      rest = rest.subarray(part.length);
      if (missing > 0 && !(await more())) break;
    }
    return Buffer.concat(parts);
  };
}
