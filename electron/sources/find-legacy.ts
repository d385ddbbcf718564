import fs from "node:fs";
import path from "node:path";
import { detectContainer } from "../archive/container.ts";
import { checkMetadataSize, LEGACY_VERSIONS, parseMetadata } from "../archive/metadata.ts";
import { readFolderMetadata } from "../archive/open-folder.ts";
import { openFile } from "../archive/open-file.ts";
import type { JobContext } from "../archive/source.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { folderOrigin, tarGzOrigin, tarOrigin, zipOrigin } from "../legacy/legacy-origins.ts";
import type { LegacyOrigin } from "../legacy/legacy-origin.ts";

/**
 * A legacy archive (0.1 to 0.13) that is to be converted elsewhere than `openSource` does it; null for anything else, and
 * for what `openSource` refuses: it says why. A tar is taken for one until it is opened, as there are no others.
 * The caller closes it.
 */
export async function findLegacy(sourcePath: string, context: JobContext): Promise<LegacyOrigin | null> {
  const absolute = path.resolve(sourcePath);
  try {
    return fs.statSync(absolute).isDirectory()
      ? await inFolder(absolute, context)
      : await inFile(absolute, context);
  } catch {
    return null; // openSource meets the same, and names it
  }
}

async function inFolder(folder: string, context: JobContext): Promise<LegacyOrigin | null> {
  const metadata = readFolderMetadata(folder);
  return isLegacy(metadata) ? folderOrigin(folder, metadata, context) : null;
}

async function inFile(absolute: string, context: JobContext): Promise<LegacyOrigin | null> {
  const file = openFile(absolute);
  let origin: LegacyOrigin | null = null;
  try {
    const container = detectContainer(file);
    if (container === "tar") origin = tarOrigin(file);
    else if (container === "tar.gz") origin = tarGzOrigin(file);
    else {
      const zip = await ZipReader.open(file, context.signal);
      const member = zip?.member("metadata.json");
      if (zip && member) {
        checkMetadataSize(member.size);
        const metadata = zip.read(member, member.size);
        if (isLegacy(metadata)) origin = zipOrigin(zip, metadata);
      }
    }
    return origin;
  } finally {
    if (origin === null) file.close();
  }
}

function isLegacy(metadata: Buffer): boolean {
  return LEGACY_VERSIONS.includes(parseMetadata(metadata).version);
}
