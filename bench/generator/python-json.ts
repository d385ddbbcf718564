/** Text that goes into JSON as it is. */
class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type PythonValue =
  | string
  | number
  | boolean
  | null
  | Verbatim
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

const BEYOND_ASCII = /[\u007f-\uffff]/;

/** A Python float: `10.0` stays one, where JavaScript would write `10`. */
export function float(value: number): Verbatim {
  const text = String(value);
  return new Verbatim(Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text);
}

/** A value that is serialised once and used in many nodes. */
export function once(value: PythonValue): Verbatim {
  return new Verbatim(pythonJson(value));
}

/** JSON as AiiDA stores it: Python's default separators, everything beyond ASCII escaped. */
export function pythonJson(value: PythonValue): string {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof Verbatim) return value.text;
  if (Array.isArray(value)) {
    let text = "";
    for (const item of value as readonly PythonValue[]) text += (text && ", ") + pythonJson(item);
    return `[${text}]`;
  }
  let text = "";
  for (const [key, item] of Object.entries(value as { readonly [key: string]: PythonValue }))
    text += `${text && ", "}${quote(key)}: ${pythonJson(item)}`;
  return `{${text}}`;
}

function quote(text: string): string {
  const quoted = JSON.stringify(text);
  if (!BEYOND_ASCII.test(quoted)) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
