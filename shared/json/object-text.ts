import { decodeString } from "./json-index.ts";
import { visitMembers } from "./json-members.ts";

/** A part of the object's text: members that nobody asked for, as they stand, or a key that somebody did. */
type Part = { start: number; end: number } | { key: string };

/**
 * The text of a JSON object, of which some top-level members may be read, set, renamed and removed. All other members
 * stay as they are, and so does the whole text as long as nothing is changed; memory grows with the members named, not
 * with those there. A key that repeats stands where it first came, with the value that came last, as in Python.
 */
export class ObjectText {
  private readonly original: string;
  private readonly parts: Part[];
  private readonly values: Map<string, string>;
  private isEdited = false;

  private constructor(original: string, parts: Part[], values: Map<string, string>) {
    this.original = original;
    this.parts = parts;
    this.values = values;
  }

  /**
   * Null when the text is not one well-formed JSON object. Linear.
   * @param keys The members that are read or edited: others are not to be asked for. Left out, it is all of them.
   */
  static parse(text: string, keys?: ReadonlySet<string>): ObjectText | null {
    const parts: Part[] = [];
    const values = new Map<string, string>();
    let run: { start: number; end: number } | null = null;
    const end = visitMembers(text, ({ key, keyStart, start, end }) => {
      if (keys?.has(key) === false) {
        if (run === null) parts.push((run = { start: keyStart, end }));
        else run.end = end;
        return;
      }
      run = null;
      if (!values.has(key)) parts.push({ key });
      values.set(key, text.slice(start, end));
    });
    return typeof end === "number" ? new ObjectText(text, parts, values) : null;
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  /** The keys that may be asked for, in the order of the text. */
  keys(): string[] {
    return this.parts.flatMap((part) => ("key" in part ? [part.key] : []));
  }

  /** The text of a value, or undefined. */
  get(key: string): string | undefined {
    return this.values.get(key);
  }

  /** The value if it is a string, else undefined. */
  getString(key: string): string | undefined {
    const text = this.values.get(key);
    return text?.startsWith('"') ? decodeString(text) : undefined;
  }

  /** Set a value by its JSON text: in place of the old one, or at the end. */
  set(key: string, valueText: string): void {
    const before = this.values.get(key);
    if (before === valueText) return;
    if (before === undefined) this.parts.push({ key });
    this.values.set(key, valueText);
    this.isEdited = true;
  }

  remove(key: string): void {
    if (!this.values.delete(key)) return;
    this.parts.splice(
      this.parts.findIndex((part) => "key" in part && part.key === key),
      1,
    );
    this.isEdited = true;
  }

  /** Give a value another key, at the end, over whatever that key had; nothing when there is no such value. */
  rename(from: string, to: string): void {
    const value = this.values.get(from);
    if (value === undefined || from === to) return;
    this.remove(from);
    this.set(to, value);
  }

  /** The text as given when nothing has changed; else one object with the members that are left. */
  toString(): string {
    if (!this.isEdited) return this.original;
    const members = this.parts.map((part) =>
      "key" in part
        ? `${asciiString(part.key)}: ${this.values.get(part.key)}`
        : this.original.slice(part.start, part.end),
    );
    return `{${members.join(", ")}}`;
  }
}

/** A JSON string with nothing but ASCII, as Python's encoder writes it. */
export function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
