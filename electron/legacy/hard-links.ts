import { createHash } from "node:crypto";
import { unsafeNameReason } from "../archive/member-names.ts";
import type { Bytes } from "../archive/read-window.ts";
import { pathParts } from "./node-paths.ts";
import { type TarMember, type TarNews, tarMembers } from "./tar-members.ts";

/** A member of a tar, a hard link with what it links to. */
export interface LinkedMember extends TarMember {
  /** A hard link to a file before it: `kind`, `size` and `offset` are that file's. */
  isLink?: true;
}

type Place = Pick<TarMember, "offset" | "size">;

const quiet: TarNews = { onDamage: () => undefined }; // what is wrong is told by who walks along with the caller

/**
 * The members of a tar, where hard links are the files that they link to, as if the tar were unpacked: what the last member
 * of that name before them is, if that is a file or such a link. All others stay what they are. A link comes before
 * what is after it, so there are no cycles.
 * Cost: as `tarMembers`; the first time a tar with hard links is walked along up to three times. Each link costs about 150 bytes.
 */
export class LinkedTar {
  readonly #bytes: Bytes;
  /** Keys of what links refer to; null until there is a link. The names of all members would not be worth their memory. */
  #wanted: ReadonlySet<string> | null = null;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /**
   * As `tarMembers`, any number of times.
   * @yields Null now and then while the tar is walked along for its first link: the caller may take a turn.
   */
  *members(news: TarNews = {}): Generator<LinkedMember | null> {
    let places = new Map<string, Place>();
    for (const member of tarMembers(this.#bytes, news)) {
      if (member.kind !== "hard link") {
        this.#note(member, places);
        yield member;
        continue;
      }
      if (this.#wanted === null) places = yield* this.#lookBefore(member);
      const isSafe = unsafeNameReason(member.linkName) === null;
      const place = isSafe ? places.get(keyOf(member.linkName)) : undefined;
      const linked = place ? linkTo(place, member) : member;
      this.#note(linked, places);
      yield linked;
    }
  }

  /** Look up what all links refer to, and where that is of what comes before the first of them. */
  *#lookBefore(first: TarMember): Generator<null, Map<string, Place>> {
    const wanted = new Set<string>();
    for (const { kind, linkName } of tarMembers(this.#bytes, quiet)) {
      if (kind === "hard link" && unsafeNameReason(linkName) === null) wanted.add(keyOf(linkName));
      yield null;
    }
    this.#wanted = wanted;
    const places = new Map<string, Place>();
    for (const member of tarMembers(this.#bytes, quiet)) {
      if (member.offset >= first.offset) break;
      this.#note(member, places);
      yield null;
    }
    return places;
  }

  /** Note where a member is if a link refers to its name. */
  #note({ name, kind, offset, size }: TarMember, places: Map<string, Place>): void {
    if (this.#wanted === null) return;
    const key = keyOf(name);
    if (!this.#wanted.has(key) || unsafeNameReason(name) !== null) return;
    if (kind === "file") places.set(key, { offset, size });
    else places.delete(key);
  }
}

/** Without spreading either, which takes ten times as long. */
function linkTo({ size, offset }: Place, { name, linkName }: TarMember): LinkedMember {
  return { name, linkName, kind: "file", size, offset, isLink: true };
}

const SHORT_NAME = 100;

/** The same for all spellings of a name, and never long: a tar that is packed well can be full of names of 4 kB. */
function keyOf(name: string): string {
  const path = isPlain(name) ? name : pathParts(name).join("/");
  if (path.length <= SHORT_NAME) return path;
  // No name has a NUL. Two bytes for each character keep apart what is no Unicode.
  return `\0${createHash("sha256").update(path, "utf16le").digest("base64url")}`;
}

/** True for nearly all names: nothing in them that counts for nothing, so that they need not be taken apart. */
function isPlain(name: string): boolean {
  return !/^\/|\/\/|\.\/|\/\.?$/.test(name);
}
