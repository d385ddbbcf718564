/** Where a text stops being JSON, counted in UTF-16 code units, and why. */
export interface JsonProblem {
  offset: number;
  message: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/**
 * The scanners below read one token of a text from an offset and return the offset behind it, or −1 − (offset of the
 * fault) when it is malformed. They accept what Python's `json` accepts, which wrote the text: RFC 8259 plus the bare
 * words `NaN`, `Infinity` and `-Infinity`.
 */

/** Skip blanks, tabs and line ends. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

/** Read a string; `from` is at its opening quote. */
export function scanString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) {
      const escaped = text.charCodeAt(at + 1);
      if (escaped === LOWER_U) {
        for (let digit = at + 2; digit < at + 6; digit++)
          if (!isHex(text.charCodeAt(digit))) return -1 - digit;
        at += 6;
      } else if (isSimpleEscape(escaped)) at += 2;
      else return -2 - at;
    } else if (code >= 0x20) at++;
    else return -1 - at; // a control character, or NaN: the end of the text
    if (at > text.length) return -1 - text.length;
  }
}

/** Read a number or one of the words true, false, null, NaN, Infinity, -Infinity. */
export function scanPlain(text: string, from: number): number {
  for (const word of WORDS) if (text.startsWith(word, from)) return from + word.length;
  let at = from;
  if (text.charCodeAt(at) === 0x2d) at++;
  if (text.charCodeAt(at) === 0x30) at++;
  else {
    const digits = skipDigits(text, at);
    if (digits === at) return -1 - from;
    at = digits;
  }
  if (text.charCodeAt(at) === 0x2e) {
    const digits = skipDigits(text, at + 1);
    if (digits === at + 1) return -1 - digits;
    at = digits;
  }
  const exponent = text.charCodeAt(at);
  if (exponent !== 0x65 && exponent !== 0x45) return at;
  const sign = text.charCodeAt(at + 1);
  const start = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
  const digits = skipDigits(text, start);
  return digits === start ? -1 - digits : digits;
}

const WORDS = ["true", "false", "null", "NaN", "Infinity", "-Infinity"];

function skipDigits(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!(code >= 0x30 && code <= 0x39)) return at;
    at++;
  }
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

function isSimpleEscape(code: number): boolean {
  return '"\\/bfnrt'.includes(String.fromCharCode(code)) && !Number.isNaN(code);
}
