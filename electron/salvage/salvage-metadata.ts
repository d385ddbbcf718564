import { AppError } from "../../shared/ipc/errors.ts";
import { type ArchiveMetadata, parseMetadata, READ_AS } from "../archive/metadata.ts";
import type { LossBook } from "./loss-book.ts";

const VERSION = /"export_version"\s*:\s*"(main_[0-9a-z]{1,16}|\d{1,3}\.\d{1,3})"/;

/**
 * `metadata.json` of a damaged archive: as it is where it can be read; else nothing but the version, from whatever is
 * left of the text or, without any, today's, whose tables all archives of our kind share.
 */
export function salvageMetadata(bytes: Buffer | null, book: LossBook): ArchiveMetadata {
  if (bytes !== null) {
    try {
      return parseMetadata(bytes);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      book.tell(sentenceOf(error));
    }
  }
  const named = bytes === null ? undefined : VERSION.exec(bytes.toString("latin1"))?.[1];
  book.tell(
    named === undefined
      ? `Nothing says when and by which program the archive was written; it is read as version ${READ_AS}.`
      : "Of what metadata.json says only the version can be read.",
  );
  const version = named ?? READ_AS;
  return { text: "{}", metadata: {}, version };
}

/** What an error says is wrong, without what to do: the advice to fetch the file again is the refusal's. */
export function sentenceOf(error: AppError): string {
  return error.message.replace(/\. (?:The file is damaged or incomplete|Ask for the file again).*$/s, ".");
}
