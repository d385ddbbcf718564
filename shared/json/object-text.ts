import { decodeString } from "./json-index.ts";
import { topMembers } from "./json-members.ts";

/**
 * The text of a JSON object, edited by its top-level members. The texts of values that are not touched stay as they
 * are, and so does the whole text as long as nothing is. Order and repeated keys are those of a Python dictionary: a
 * key stands where it first came, with the value that came last.
 */
export class ObjectText {
  private readonly original: string;
  private readonly members: Map<string, string>;
  private isEdited = false;

  private constructor(original: string, members: Map<string, string>) {
    this.original = original;
    this.members = members;
  }

  /** Null when the text is not one well-formed JSON object. Linear. */
  static parse(text: string): ObjectText | null {
    const top = topMembers(text);
    if (!top.ok) return null;
    return new ObjectText(
      text,
      new Map(top.members.map(({ key, start, end }) => [key, text.slice(start, end)])),
    );
  }

  has(key: string): boolean {
    return this.members.has(key);
  }

  keys(): string[] {
    return [...this.members.keys()];
  }

  /** The text of a value, or undefined. */
  get(key: string): string | undefined {
    return this.members.get(key);
  }

  /** The value if it is a string, else undefined. */
  getString(key: string): string | undefined {
    const text = this.members.get(key);
    return text?.startsWith('"') ? decodeString(text) : undefined;
  }

  /** Set a value by its JSON text: in place of the old one, or at the end. */
  set(key: string, valueText: string): void {
    if (this.members.get(key) === valueText) return;
    this.members.set(key, valueText);
    this.isEdited = true;
  }

  remove(key: string): void {
    if (this.members.delete(key)) this.isEdited = true;
  }

  /** Give a value another key, at the end, over whatever that key had; nothing when there is no such value. */
  rename(from: string, to: string): void {
    const value = this.members.get(from);
    if (value === undefined || from === to) return;
    this.remove(from);
    this.set(to, value);
  }

  /** The text as given when nothing has changed; else one line as Python writes it. */
  toString(): string {
    if (!this.isEdited) return this.original;
    const members = [...this.members].map(([key, value]) => `${asciiString(key)}: ${value}`);
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
