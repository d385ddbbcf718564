/**
 * The grammar of JSON as a table: for each state and each byte either the next state or an action. It takes what
 * Python's `json` takes, which wrote the files: RFC 8259 plus the bare words `NaN`, `Infinity` and `-Infinity`.
 * Containers are counted by whoever runs the table; bytes above ASCII are let through inside strings only.
 */

/** States in which the runner has a say; all others are inside a word, a number or a string. */
export const VALUE = 0; // a value is due
export const VALUE_OR_END = 1; // just behind "["
export const KEY_OR_END = 2; // just behind "{"
export const KEY = 3; // behind a comma in an object
export const COLON = 4;
export const AFTER = 5; // behind a value: a comma or the end of the container
export const KEY_TEXT = 6;
export const TEXT = 7;

/** Values of the table from here on are actions. */
export const FIRST_ACTION = 128;
export const OPEN_OBJECT = 128;
export const OPEN_ARRAY = 129;
export const CLOSE_OBJECT = 130;
export const CLOSE_ARRAY = 131;
export const COMMA = 132;
export const FAULT = 133;

const code = (character: string) => character.charCodeAt(0);
const codes = (characters: string) => characters.split("").map(code);
const SPACE = codes(" \t\n\r");
const DIGITS = codes("0123456789");
const HEX = codes("0123456789abcdefABCDEF");

/** `JSON_TABLE[(state << 8) | byte]`. */
export const JSON_TABLE: Uint8Array = makeTable();

function makeTable(): Uint8Array {
  const table = new Uint8Array(FIRST_ACTION << 8).fill(FAULT);
  let states = TEXT + 1;
  const newState = () => states++;
  const on = (state: number, bytes: readonly number[], next: number) => {
    for (const byte of bytes) table[(state << 8) | byte] = next;
  };

  for (const state of [VALUE, VALUE_OR_END, KEY_OR_END, KEY, COLON, AFTER]) on(state, SPACE, state);
  on(VALUE_OR_END, [code("]")], CLOSE_ARRAY);
  on(KEY_OR_END, [code("}")], CLOSE_OBJECT);
  for (const state of [KEY_OR_END, KEY]) on(state, [code('"')], KEY_TEXT);
  on(COLON, [code(":")], VALUE);

  for (const [state, behind] of [
    [KEY_TEXT, COLON],
    [TEXT, AFTER],
  ] as const) {
    for (let byte = 0x20; byte < 0x100; byte++) on(state, [byte], state);
    on(state, [code('"')], behind);
    const escaped = newState();
    on(state, [code("\\")], escaped);
    on(escaped, codes('"\\/bfnrt'), state);
    const hex = [newState(), newState(), newState(), newState()];
    on(escaped, [code("u")], hex[0]!);
    hex.forEach((digit, position) => on(digit, HEX, hex[position + 1] ?? state));
  }

  const endsValue = (state: number) => {
    on(state, SPACE, AFTER);
    on(state, [code(",")], COMMA);
    on(state, [code("}")], CLOSE_OBJECT);
    on(state, [code("]")], CLOSE_ARRAY);
  };
  endsValue(AFTER);

  const [minus, zero, integer, point] = [newState(), newState(), newState(), newState()];
  const [fraction, power, powerSign, powerDigits] = [newState(), newState(), newState(), newState()];
  on(minus, DIGITS, integer);
  on(minus, [code("0")], zero);
  on(integer, DIGITS, integer);
  on(point, DIGITS, fraction);
  on(fraction, DIGITS, fraction);
  for (const state of [zero, integer]) on(state, [code(".")], point);
  for (const state of [zero, integer, fraction]) on(state, [code("e"), code("E")], power);
  on(power, [code("+"), code("-")], powerSign);
  for (const state of [power, powerSign, powerDigits]) on(state, DIGITS, powerDigits);
  for (const state of [zero, integer, fraction, powerDigits]) endsValue(state);

  /** A word: the state behind its first letter. */
  const word = (rest: string): number => {
    const first = newState();
    let state = first;
    codes(rest).forEach((letter, position) => {
      const next = position === rest.length - 1 ? AFTER : newState();
      on(state, [letter], next);
      state = next;
    });
    return first;
  };
  const infinity = word("nfinity");
  on(minus, [code("I")], infinity);
  const words = { t: word("rue"), f: word("alse"), n: word("ull"), N: word("aN"), I: infinity };
  for (const state of [VALUE, VALUE_OR_END]) {
    on(state, [code('"')], TEXT);
    on(state, [code("{")], OPEN_OBJECT);
    on(state, [code("[")], OPEN_ARRAY);
    on(state, [code("-")], minus);
    on(state, DIGITS, integer);
    on(state, [code("0")], zero);
    for (const [letter, next] of Object.entries(words)) on(state, [code(letter)], next);
  }
  return table;
}
