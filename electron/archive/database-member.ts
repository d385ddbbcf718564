import { corrupt } from "./corrupt.ts";
import { checkRatio, limit, limitError } from "./limits.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

/** The database's name in every archive. */
export const DATABASE_MEMBER = "db.sqlite3";

/** The member that is the database, within the limits. `archive/corrupt` without one, `archive/limit`. */
export function databaseMember(zip: ZipReader): ZipMember {
  const member = zip.member(DATABASE_MEMBER);
  if (member === null) {
    throw corrupt(DATABASE_MEMBER, "member missing", `The archive holds no ${DATABASE_MEMBER}`);
  }
  if (member.size > limit("STEMMA_MAX_DATABASE_BYTES")) {
    throw limitError(
      "STEMMA_MAX_DATABASE_BYTES",
      (n) => `${DATABASE_MEMBER} has ${n} bytes`,
      member.size,
      DATABASE_MEMBER,
    );
  }
  checkRatio(member.compressedSize, member.size, DATABASE_MEMBER);
  return member;
}
