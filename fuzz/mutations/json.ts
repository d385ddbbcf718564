import type { Random } from "../../bench/generator/random.ts";
import { hostileText, oddJson } from "../odd-values.ts";
import { type Mutated, mutateBytes } from "./bytes.ts";

type Holder = Record<string, unknown> | unknown[];

/** Change a JSON document, as a tree or as text. Not always well-formed afterwards. */
export function mutateJson(random: Random, bytes: Buffer, donor: Buffer): Mutated {
  if (random.chance(0.2)) return mutateText(random, bytes, donor);
  let tree: unknown;
  try {
    tree = JSON.parse(bytes.toString("utf8"));
  } catch {
    return mutateText(random, bytes, donor); // an earlier mutation of the same case
  }
  if (typeof tree !== "object" || tree === null) return mutateText(random, bytes, donor);
  const raw: string[] = [];
  const places = holders(tree as Holder);
  const done: string[] = [];
  for (let i = 0, count = 1 + random.below(3); i < count; i++) {
    const { holder, where } = random.pick(places);
    done.push(`${changeMember(random, holder, places, raw)} in ${where}`);
  }
  let text: string;
  try {
    text = JSON.stringify(tree);
  } catch {
    return mutateText(random, bytes, donor); // a member was put into itself
  }
  text = text.replaceAll(
    /"\u0001raw(\d+)\u0001"|"\\u0001raw(\d+)\\u0001"/g,
    (_, a, b) => raw[Number(a ?? b)] ?? "0",
  );
  return { bytes: Buffer.from(text), what: `JSON: ${done.join("; ")}` };
}

function changeMember(random: Random, holder: Holder, places: { holder: Holder }[], raw: string[]): string {
  const keys = Object.keys(holder);
  const target = holder as Record<string, unknown>;
  const odd = (): string => `\u0001raw${raw.push(oddJson(random)) - 1}\u0001`;
  if (keys.length === 0) {
    target["0"] = odd();
    return "a member";
  }
  const key = random.pick(keys);
  switch (random.below(7)) {
    case 0:
      delete target[key];
      return `without ${key.slice(0, 40)}`;
    case 1:
      target[random.chance(0.5) ? random.pick(keys) : hostileText(random).slice(0, 2000)] = target[key];
      return `${key.slice(0, 40)} twice`;
    case 2: {
      const other = random.pick(keys);
      [target[key], target[other]] = [target[other], target[key]];
      return `${key.slice(0, 40)} and ${other.slice(0, 40)} swapped`;
    }
    case 3:
      target[key] = structuredClone(random.pick(places).holder);
      return `another part as ${key.slice(0, 40)}`;
    case 4:
      if (typeof target[key] === "string") target[key] = mutateString(random, target[key]);
      else target[key] = odd();
      return `text of ${key.slice(0, 40)}`;
    default:
      target[key] = odd();
      return `odd ${key.slice(0, 40)}`;
  }
}

function mutateString(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + hostileText(random).slice(0, 3000) + text.slice(at + random.below(4));
}

function mutateText(random: Random, bytes: Buffer, donor: Buffer): Mutated {
  switch (random.below(6)) {
    case 0:
      return {
        bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
        what: "text: byte order mark",
      };
    case 1:
      return { bytes: Buffer.from(bytes.toString("utf8"), "utf16le"), what: "text: UTF-16" };
    case 2: {
      const text = bytes.toString("utf8");
      const at = random.below(text.length + 1);
      return {
        bytes: Buffer.from(text.slice(0, at) + oddJson(random) + text.slice(at)),
        what: `text: odd JSON at ${at}`,
      };
    }
    case 3:
      return { bytes: Buffer.from(oddJson(random)), what: "text: replaced" };
    default: {
      const { bytes: result, what } = mutateBytes(random, bytes, donor);
      return { bytes: result, what: `text: ${what}` };
    }
  }
}

/** Every object and array of a tree with its path; at most 20,000. */
function holders(tree: Holder): { holder: Holder; where: string }[] {
  const found = [{ holder: tree, where: "the top" }];
  for (let i = 0; i < found.length && found.length < 20_000; i++) {
    const { holder, where } = found[i]!;
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value === "object" && value !== null)
        found.push({ holder: value as Holder, where: `${i === 0 ? "" : `${where}/`}${key.slice(0, 40)}` });
    }
  }
  return found;
}
