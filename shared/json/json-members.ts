import { decodeString } from "./json-index.ts";
import { type JsonProblem, scanPlain, scanString, skipSpace } from "./json-scan.ts";

/** One member of the object that a text holds: the offsets of its key (with quotes) and of its value. */
export interface TopMember {
  key: string;
  keyStart: number;
  start: number;
  end: number;
}

export type TopMembers =
  | { ok: true; members: TopMember[]; end: number }
  | { ok: false; problem: JsonProblem };

/**
 * The members of a JSON object, without an index of what is inside them: linear, and a nesting of any depth costs one
 * byte a level. Fails when the text is not one well-formed object; keys may repeat.
 */
export function topMembers(text: string): TopMembers {
  const members: TopMember[] = [];
  const end = visitMembers(text, (member) => members.push(member));
  return typeof end === "number" ? { ok: true, members, end } : { ok: false, problem: end };
}

/**
 * Look at the members of a JSON object one by one, in the order of the text, keeping none of them.
 * @returns The offset behind the object, or the problem when the text is not one well-formed object.
 */
export function visitMembers(text: string, visit: (member: TopMember) => void): number | JsonProblem {
  let at = skipSpace(text, 0);
  if (text[at] !== "{") return problem(at, "an object is expected here");
  at = skipSpace(text, at + 1);
  if (text[at] === "}") return ending(at + 1);
  for (;;) {
    if (text[at] !== '"') return problem(at, "a key is expected here");
    const keyStart = at;
    const keyEnd = scanString(text, at);
    if (keyEnd < 0) return problem(-1 - keyEnd, "this key is malformed");
    at = skipSpace(text, keyEnd);
    if (text[at] !== ":") return problem(at, "a colon is expected here");
    const start = skipSpace(text, at + 1);
    const end = skipValue(text, start);
    if (end < 0) return problem(-1 - end, "this value is malformed");
    visit({ key: decodeString(text.slice(keyStart, keyEnd)), keyStart, start, end });
    at = skipSpace(text, end);
    if (text[at] === "}") return ending(at + 1);
    if (text[at] !== ",") return problem(at, "a comma or the end of the object is expected");
    at = skipSpace(text, at + 1);
  }

  function ending(end: number): number | JsonProblem {
    const rest = skipSpace(text, end);
    return rest === text.length ? end : problem(rest, "more text follows the object");
  }

  function problem(offset: number, message: string): JsonProblem {
    return { offset, message };
  }
}

/** The verbatim text of a top-level member (the last one of that key, as Python reads it); null when there is none. */
export function memberText(text: string, key: string): string | null {
  const top = topMembers(text);
  const member = top.ok ? top.members.findLast((candidate) => candidate.key === key) : undefined;
  return member ? text.slice(member.start, member.end) : null;
}

/**
 * The text of an object without one top-level member (every one of that key, however its key is escaped); all else
 * stays byte for byte. Returns the same text when there is no such member, and a problem for malformed JSON.
 */
export function withoutMember(
  text: string,
  key: string,
): { ok: true; text: string } | { ok: false; problem: JsonProblem } {
  const top = topMembers(text);
  if (!top.ok) return top;
  const kept = top.members.filter((member) => member.key !== key);
  if (kept.length === top.members.length) return { ok: true, text };
  if (kept.length === 0) {
    const first = top.members[0]!;
    return { ok: true, text: text.slice(0, first.keyStart) + text.slice(top.end - 1) };
  }
  // A kept member is followed by what stood between the first two members: Python's ", ".
  const pieces = [text.slice(0, top.members[0]!.keyStart)];
  let previousKept: TopMember | null = null;
  top.members.forEach((member, position) => {
    if (member.key === key) return;
    if (previousKept) {
      const before = top.members[position - 1]!;
      pieces.push(text.slice(before.end, member.keyStart)); // the separator in front of this member
    }
    pieces.push(text.slice(member.keyStart, member.end));
    previousKept = member;
  });
  pieces.push(text.slice(top.members.at(-1)!.end));
  return { ok: true, text: pieces.join("") };
}

/** Offset behind the value that begins at `from`, whatever its depth; −1 − (offset of the fault) when malformed. */
export function skipValue(text: string, from: number): number {
  const open: number[] = []; // character codes that close the containers around `at`
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) {
      const closing = code + 2; // "{" + 2 is "}", "[" + 2 is "]"
      at = skipSpace(text, at + 1);
      if (text.charCodeAt(at) !== closing) {
        open.push(closing);
        if (closing === 0x7d && (at = skipKey(text, at)) < 0) return at;
        continue;
      }
      at++;
    } else {
      at = code === 0x22 ? scanString(text, at) : scanPlain(text, at);
      if (at < 0) return at;
    }
    for (;;) {
      const closing = open.at(-1);
      if (closing === undefined) return at;
      at = skipSpace(text, at);
      const separator = text.charCodeAt(at);
      if (separator === 0x2c) {
        at = skipSpace(text, at + 1);
        if (closing === 0x7d && (at = skipKey(text, at)) < 0) return at;
        break;
      }
      if (separator !== closing) return -1 - at;
      open.pop();
      at++;
    }
  }
}

/** From a key to the value behind its colon. */
function skipKey(text: string, from: number): number {
  if (text.charCodeAt(from) !== 0x22) return -1 - from;
  const end = scanString(text, from);
  if (end < 0) return end;
  const colon = skipSpace(text, end);
  return text.charCodeAt(colon) === 0x3a ? skipSpace(text, colon + 1) : -1 - colon;
}

/** True if the text is one JSON value as Python reads it (NaN and infinities included), of any depth. */
export function isWellFormed(text: string): boolean {
  const end = skipValue(text, skipSpace(text, 0));
  return end >= 0 && skipSpace(text, end) === text.length;
}
