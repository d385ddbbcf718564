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

/**
 * The members of a tar, where hard links are the files that they link to, as if the tar were unpacked: what the last member
 * of that name before them is, if that is a file or such a link. All others stay what they are. A link comes before
 * what is after it, so there are no cycles.
 * Cost: as `tarMembers`; a tar with hard links is walked along up to three times, and each link costs about 150 bytes.
 * @yields Null now and then while the tar is walked along for the first link: the caller may take a turn.
 */
export function* linkedMembers(bytes: Bytes, news: TarNews = {}): Generator<LinkedMember | null> {
  let targets: Targets | null = null;
  for (const member of tarMembers(bytes, news)) {
    const isLink = member.kind === "hard link";
    if (isLink && targets === null) {
      targets = new Targets();
      yield* targets.find(bytes, member.offset);
    }
    const found = isLink ? (targets?.of(member) ?? null) : null;
    const linked: LinkedMember = found ? { ...member, ...found, kind: "file", isLink: true } : member;
    targets?.note(linked);
    yield linked;
  }
}

type Place = Pick<TarMember, "offset" | "size">;

const quiet: TarNews = { onDamage: () => undefined }; // what is wrong is told by who walks along with the caller

/** What hard links refer to, and nothing else: the names of all members would not be worth their memory. */
class Targets {
  /** By key; null until there is a file of that name. */
  readonly #places = new Map<string, Place | null>();

  /** Look up what all links of a tar refer to, and where that is of what comes before the first of them. */
  *find(bytes: Bytes, first: number): Generator<null> {
    for (const { kind, linkName } of tarMembers(bytes, quiet)) {
      if (kind === "hard link" && unsafeNameReason(linkName) === null)
        this.#places.set(keyOf(linkName), null);
      yield null;
    }
    for (const member of tarMembers(bytes, quiet)) {
      if (member.offset >= first) return;
      this.note(member);
      yield null;
    }
  }

  of({ linkName }: TarMember): Place | null {
    return unsafeNameReason(linkName) === null ? (this.#places.get(keyOf(linkName)) ?? null) : null;
  }

  /** Note a member if a link refers to its name. */
  note({ name, kind, offset, size }: TarMember): void {
    if (unsafeNameReason(name) !== null) return;
    const key = keyOf(name);
    if (this.#places.has(key)) this.#places.set(key, kind === "file" ? { offset, size } : null);
  }
}

const SHORT_NAME = 100;

/** The same for all spellings of a name, and never long: a tar that is packed well can be full of names of 4 kB. */
function keyOf(name: string): string {
  const path = pathParts(name).join("/");
  if (path.length <= SHORT_NAME) return path;
  // No name has a NUL. Two bytes for each character keep apart what is no Unicode.
  return `\0${createHash("sha256").update(path, "utf16le").digest("base64url")}`;
}
