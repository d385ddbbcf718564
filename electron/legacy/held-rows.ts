import {
  STAGED,
  type Staged,
  type StagedLink,
  type StagedMember,
  type Waiting,
} from "../db/queries/legacy-staging.ts";
import { HeldTexts } from "./held-texts.ts";
import { wholeCharacters } from "./row-fields.ts";

/** What a link or a member takes in memory besides its texts, about. */
const ENTRY_BYTES = 100;

type Link = [source: string, target: string, label: string, type: string | null];

/**
 * What is read of a `data.json` while its parts wait for each other, in memory. It answers as the tables of `prepareStaging` do,
 * several times faster: right for files up to some hundred megabytes.
 */
export class HeldRows implements Waiting {
  readonly #texts = Object.fromEntries(STAGED.map((name) => [name, new HeldTexts()])) as Record<
    Staged,
    HeldTexts
  >;
  #links: Link[] = [];
  /** Lists of members as they come, by the UUID of their group; of two for one group the last counts. */
  #lists: string[] = [];
  #listOf = new Map<string, number>();
  #members: { list: number; node: string | null }[] = [];
  #entryBytes = 0;
  readonly #oldTypes = new Map<number, string>();
  readonly #nodes = new Map<string, number>();
  readonly #nodeTypes = new Map<number, string>();
  readonly #groups = new Map<string, number>();

  /** Memory that all of it takes, about. */
  get bytes(): number {
    let bytes = this.#entryBytes;
    for (const name of STAGED) bytes += this.#texts[name].bytes;
    return bytes;
  }

  stage(name: Staged, pk: number, bytes: Buffer): void {
    this.#texts[name].set(pk, bytes);
  }

  clear(name: Staged): void {
    this.#texts[name] = new HeldTexts();
  }

  stageLink(source: string, target: string, label: string, type: string | null): void {
    this.#links.push([
      wholeCharacters(source),
      wholeCharacters(target),
      wholeCharacters(label),
      type && wholeCharacters(type),
    ]);
    this.#entryBytes += ENTRY_BYTES + source.length + target.length + label.length;
  }

  clearLinks(): void {
    this.#links = [];
  }

  beginGroup(uuid: string): void {
    const group = wholeCharacters(uuid);
    this.#listOf.set(group, this.#lists.length);
    this.#lists.push(group);
    this.#entryBytes += ENTRY_BYTES + group.length;
  }

  addMember(node: string | null): void {
    this.#members.push({ list: this.#lists.length - 1, node: node && wholeCharacters(node) });
    this.#entryBytes += ENTRY_BYTES + (node?.length ?? 0);
  }

  clearGroups(): void {
    this.#lists = [];
    this.#listOf = new Map();
    this.#members = [];
  }

  slice(name: Staged, after: number, most: number): [pk: number, text: string | null][] {
    return this.#texts[name].slice(after, most);
  }

  has(name: Staged, pk: number): boolean {
    return this.#texts[name].has(pk);
  }

  text(name: Staged, pk: number): string | null {
    return this.#texts[name].get(pk)?.toString() ?? null;
  }

  bytesOf(name: Staged, pk: number): Buffer | null {
    return this.#texts[name].get(pk);
  }

  count(name: Staged | "link" | "member"): number {
    if (name === "link") return this.#links.length;
    return name === "member" ? this.#members.length : this.#texts[name].count;
  }

  lacking(what: Staged, where: Staged, most: number): { count: number; first: number[] } {
    const missing = this.#texts[what].ids().filter((id) => !this.#texts[where].has(id));
    return { count: missing.length, first: missing.slice(0, most) };
  }

  noteOldType(pk: number, type: string): void {
    this.#oldTypes.set(pk, type);
  }

  noteNode(id: number, uuid: string, type: string): void {
    this.#nodes.set(uuid, id);
    if (this.#oldTypes.size > 0) this.#nodeTypes.set(id, type);
  }

  forgetNodes(): void {
    this.#nodes.clear();
    this.#nodeTypes.clear();
  }

  noteGroup(id: number, uuid: string): void {
    this.#groups.set(uuid, id);
  }

  links(after: number, most: number, withTypes: boolean): StagedLink[] {
    const typeIn = (types: ReadonlyMap<number, string>, id: number | null) =>
      withTypes && id !== null ? (types.get(id) ?? null) : null;
    const from = after + 1;
    return this.#links.slice(from, from + most).map(([sourceUuid, targetUuid, label, type], position) => {
      const source = this.#nodes.get(sourceUuid) ?? null;
      const target = this.#nodes.get(targetUuid) ?? null;
      const oldSource = typeIn(this.#oldTypes, source);
      const oldTarget = typeIn(this.#oldTypes, target);
      const newTarget = typeIn(this.#nodeTypes, target);
      return [
        from + position,
        sourceUuid,
        targetUuid,
        label,
        type,
        source,
        target,
        oldSource,
        oldTarget,
        newTarget,
      ];
    });
  }

  members(after: number, most: number): StagedMember[] {
    const found: StagedMember[] = [];
    for (let at = after + 1; at < this.#members.length && found.length < most; at++) {
      const { list, node } = this.#members[at]!;
      const group = this.#lists[list]!;
      if (this.#listOf.get(group) !== list) continue;
      const nodeId = node === null ? null : (this.#nodes.get(node) ?? null);
      found.push([at, group, node, this.#groups.get(group) ?? null, nodeId]);
    }
    return found;
  }

  /** Hand all that waits to another one, which goes on from there. */
  pour(into: Waiting): void {
    for (const name of STAGED) {
      for (const id of this.#texts[name].ids()) into.stage(name, id, this.#texts[name].get(id)!);
    }
    for (const link of this.#links) into.stageLink(...link);
    let next = 0;
    for (const [list, group] of this.#lists.entries()) {
      into.beginGroup(group);
      for (; this.#members[next]?.list === list; next++) into.addMember(this.#members[next]!.node);
    }
  }
}
