/** A piece of JSON text that is printed as it stands: stored JSON keeps `10.0`, 2^60 and its own key order. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What `writeJson` prints. Members whose value is undefined are left out; NaN and infinities become null. */
export type JsonOutput =
  | null
  | boolean
  | number
  | string
  | RawJson
  | readonly JsonOutput[]
  | { readonly [key: string]: JsonOutput | undefined };

/**
 * Print one JSON value. Keys keep the order they were given in.
 * @param indent Blanks per level for people; 0 prints one line, with a blank after `,` and `:` left out.
 */
export function writeJson(value: JsonOutput, indent = 0): string {
  const pieces: string[] = [];
  writeValue(value, indent, "\n", pieces);
  return pieces.join("");
}

function writeValue(value: JsonOutput, indent: number, lineBreak: string, pieces: string[]): void {
  if (value instanceof RawJson) {
    pieces.push(value.text);
  } else if (isList(value)) {
    writeList(value, indent, lineBreak, pieces);
  } else if (typeof value === "object" && value !== null) {
    writeObject(value, indent, lineBreak, pieces);
  } else {
    pieces.push(JSON.stringify(value));
  }
}

function writeList(values: readonly JsonOutput[], indent: number, lineBreak: string, pieces: string[]): void {
  const inner = lineBreak + " ".repeat(indent);
  pieces.push("[");
  values.forEach((value, position) => {
    if (position > 0) pieces.push(",");
    if (indent > 0) pieces.push(inner);
    writeValue(value, indent, inner, pieces);
  });
  if (indent > 0 && values.length > 0) pieces.push(lineBreak);
  pieces.push("]");
}

function writeObject(
  value: { readonly [key: string]: JsonOutput | undefined },
  indent: number,
  lineBreak: string,
  pieces: string[],
): void {
  const inner = lineBreak + " ".repeat(indent);
  let isFirst = true;
  pieces.push("{");
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    if (!isFirst) pieces.push(",");
    isFirst = false;
    if (indent > 0) pieces.push(inner);
    pieces.push(JSON.stringify(key), indent > 0 ? ": " : ":");
    writeValue(member, indent, inner, pieces);
  }
  if (indent > 0 && !isFirst) pieces.push(lineBreak);
  pieces.push("}");
}

function isList(value: JsonOutput): value is readonly JsonOutput[] {
  return Array.isArray(value);
}
