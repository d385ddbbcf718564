import { parseMetadata, requireTarVersion } from "../archive/metadata.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { JobContext } from "../archive/source.ts";
import type { ZipReader } from "../archive/zip-reader.ts";
import { damageSentence } from "./damage-sentence.ts";
import { type InflatedTar, inflateTar, openInflated } from "./inflate-tar.ts";
import { folderFiles, openLegacyFolder } from "./legacy-folder.ts";
import { type OnDamage, openLegacyTar, tarFiles } from "./legacy-tar.ts";
import { openLegacyZip, zipFiles } from "./legacy-zip.ts";
import type { LegacyOrigin } from "./legacy-origin.ts";
import { readTarMetadata } from "./tar-metadata.ts";

/** A legacy archive in a ZIP, whose list was read. It closes the file. */
export function zipOrigin(zip: ZipReader, metadata: Buffer): LegacyOrigin {
  return {
    path: zip.file.path,
    container: "zip",
    sizeBytes: zip.file.size,
    identity: zip.file.identity(),
    open: async () => ({ archive: openLegacyZip(zip, metadata), tarBytes: null, damage: [] }),
    files: ({ fileCount, fileBytes }) => zipFiles(zip, { count: fileCount, bytes: fileBytes }),
    close: () => zip.file.close(),
  };
}

/** A legacy archive in a plain tar. It closes the file. */
export function tarOrigin(file: OpenFile): LegacyOrigin {
  const { path, size } = file;
  const tar = {
    path,
    container: "tar",
    size,
    sizeBytes: size,
    readAt: file.readAt,
    close: () => undefined,
  } as const;
  return {
    path,
    container: "tar",
    sizeBytes: size,
    identity: file.identity(),
    async open(_, context, { readable } = { readable: false }) {
      const damage: string[] = [];
      const archive = await openLegacyTar(tar, context, readable ? noteIn(damage) : undefined);
      return { archive, tarBytes: null, damage };
    },
    files: ({ fileCount, fileBytes }) => tarFiles(tar, fileCount, fileBytes),
    close: () => file.close(),
  };
}

/** A legacy archive in a gzipped tar. It closes the file, and the inflated tar. */
export function tarGzOrigin(file: OpenFile): LegacyOrigin {
  const open = new Set<InflatedTar>();
  const opened = (tar: InflatedTar): InflatedTar => {
    open.add(tar);
    return tar;
  };
  const origin: LegacyOrigin = {
    path: file.path,
    container: "tar.gz",
    sizeBytes: file.size,
    identity: file.identity(),
    async open(tarFile, context, { readable } = { readable: false }) {
      const damage: string[] = [];
      const onDamage = readable ? noteIn(damage) : undefined;
      // Before anything goes to the disk: it may be any tar.
      const { version } = parseMetadata(await readTarMetadata(file, context));
      requireTarVersion(version, file.path);
      const inflated = opened(await inflateTar(file, tarFile, context, onDamage));
      const { size, readAt, close } = inflated;
      const { path, container, sizeBytes } = origin;
      const archive = await openLegacyTar(
        { path, container: "tar.gz", sizeBytes, size, readAt, close },
        context,
        onDamage,
      );
      return { archive: { ...archive, container }, tarBytes: inflated.file === null ? null : size, damage };
    },
    files({ tarBytes, fileCount, fileBytes }, tarFile) {
      const tar = opened(openInflated(tarFile));
      return tar.size === tarBytes ? tarFiles(tar, fileCount, fileBytes) : null;
    },
    close() {
      for (const tar of open) tar.close();
      file.close();
    },
  };
  return origin;
}

/** An unpacked legacy archive. */
export async function folderOrigin(
  folder: string,
  metadata: Buffer,
  context: JobContext,
): Promise<LegacyOrigin> {
  const { archive, identity } = await openLegacyFolder(folder, metadata, context);
  return {
    path: folder,
    container: "folder",
    sizeBytes: archive.sizeBytes,
    identity,
    open: async () => ({ archive, tarBytes: null, damage: [] }),
    files: ({ fileCount, fileBytes }) => folderFiles(folder, fileCount, fileBytes),
    close: () => archive.close(),
  };
}

function noteIn(damage: string[]): OnDamage {
  return (error) => void damage.push(damageSentence(error));
}
