import { hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { sharedFile } from "../archive/open-file.ts";
import { PackedKeys } from "../archive/packed-keys.ts";
import { directoryOf, type ZipPart } from "../archive/zip-part.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { HashOrder, PartHashes } from "./hash-messages.ts";

/** A thread that inflates and hashes files of a legacy archive while its `data.json` is read. */

const file = sharedFile((workerData as HashOrder).file);
const port = parentPort;
if (port === null) throw new Error("This runs as a thread only.");

function hashesOf(part: ZipPart): PartHashes {
  const zip = ZipReader.over(file, directoryOf(part));
  const keys = PackedKeys.room(part.names.length);
  const isKnown = new Uint8Array(part.names.length);
  for (const [i, name] of part.names.entries()) {
    const key = keyOf(zip, name);
    if (key === null) continue;
    keys.set(i, key);
    isKnown[i] = 1;
  }
  return { keys: keys.bytes, isKnown };
}

/** Null for a member that is damaged, which whoever reads it next tells, and for one that does not lie deflated. */
function keyOf(zip: ZipReader, name: string): string | null {
  try {
    const member = zip.member(name);
    if (member?.method !== "deflated") return null;
    return hash("sha256", zip.readPacked(member, member.size).bytes);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

port.on("message", (part: ZipPart) => port.postMessage(hashesOf(part)));
