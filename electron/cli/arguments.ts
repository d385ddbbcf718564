import { AppError } from "../../shared/ipc/errors.ts";

/**
 * One option of a verb, in verdi's manner.
 * - `flag`: present or not. - `value`: takes the next word, or what follows `=`; the last one wins.
 * - `values`: takes every word up to the next option (or `--`), may be repeated.
 * - `switch`: a pair like `--input-calc-forward/--no-input-calc-forward`; the last one wins.
 */
export interface OptionSpec {
  kind: "flag" | "value" | "values" | "switch";
  /** Key in the parsed arguments and, for `--help`, the long name without dashes: `input-calc-forward`. */
  name: string;
  /** One letter, without the dash. */
  short?: string;
  /** The long name that turns a switch off, without dashes; `no-<name>` when left out. */
  off?: string;
  /** What the value is called in `--help`, e.g. `N`. */
  placeholder?: string;
  help: string;
}

/** What was given on the command line. Absent options are absent: the verb knows its own defaults. */
export interface ParsedArguments {
  positionals: string[];
  flags: Set<string>;
  value(name: string): string | undefined;
  values(name: string): string[];
  /** True, false, or undefined when the switch was not given. */
  switch(name: string): boolean | undefined;
}

interface Match {
  spec: OptionSpec;
  on: boolean;
}

/**
 * Read the words after a verb. Options and positionals may stand in any order; `--` ends the values of a repeated
 * option, and when no such option is open everything after it is positional. Of the names of positionals, one in brackets
 * may be missing, and a last one that ends in … stands for any number of them.
 * @throws `usage` for an unknown option, a missing value, or a wrong number of positionals.
 */
export function parseArguments(
  words: readonly string[],
  positionalNames: readonly string[],
  specs: readonly OptionSpec[],
): ParsedArguments {
  const long = longNames(specs);
  const short = new Map(specs.flatMap((spec) => (spec.short ? [[spec.short, spec] as const] : [])));
  const positionals: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const switches = new Map<string, boolean>();
  let open: string | null = null; // name of the `values` option that takes the words that follow
  let optionsEnded = false;
  let at = 0;

  for (; at < words.length; at++) {
    const word = words[at]!;
    if (optionsEnded) positionals.push(word);
    else if (word === "--") {
      if (open) open = null;
      else optionsEnded = true;
    } else if (word.startsWith("--")) readLong(word);
    else if (word.startsWith("-") && word.length > 1) readShort(word);
    else if (open) values.get(open)!.push(word);
    else positionals.push(word);
  }
  for (const [name, given] of values) {
    if (given.length === 0) throw usage(`Option --${name} needs a value.`);
  }
  checkPositionals(positionals, positionalNames);
  return {
    positionals,
    flags,
    value: (name) => values.get(name)?.at(-1),
    values: (name) => values.get(name) ?? [],
    switch: (name) => switches.get(name),
  };

  function readLong(word: string): void {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const match = long.get(name);
    if (!match) throw usage(`There is no option --${name}.`);
    take(match, equals < 0 ? undefined : word.slice(equals + 1), `--${name}`);
  }

  function readShort(word: string): void {
    for (let letter = 1; letter < word.length; letter++) {
      const spec = short.get(word[letter]!);
      if (!spec) throw usage(`There is no option -${word[letter]!}.`);
      const takesValue = spec.kind === "value" || spec.kind === "values";
      const rest = word.slice(letter + 1).replace(/^=/, "");
      take({ spec, on: true }, takesValue && rest !== "" ? rest : undefined, `-${word[letter]!}`);
      if (takesValue) return;
    }
  }

  function take({ spec, on }: Match, attached: string | undefined, shown: string): void {
    open = null;
    const isPlain = spec.kind === "flag" || spec.kind === "switch";
    if (isPlain && attached !== undefined) throw usage(`Option ${shown} takes no value.`);
    if (spec.kind === "flag") flags.add(spec.name);
    else if (spec.kind === "switch") switches.set(spec.name, on);
    else {
      const list = values.get(spec.name) ?? [];
      values.set(spec.name, list);
      if (attached !== undefined) list.push(attached);
      else if (spec.kind === "value") {
        const next = words[++at];
        if (next === undefined) throw usage(`Option ${shown} needs a value.`);
        list.push(next);
      }
      if (spec.kind === "values") open = spec.name;
    }
  }
}

/** A whole number of at least `minimum` from an option, or the fallback. `usage` when it is something else. */
export function wholeNumber(
  args: ParsedArguments,
  name: string,
  fallback: number,
  minimum = 0,
  maximum = Number.MAX_SAFE_INTEGER,
): number {
  const text = args.value(name);
  if (text === undefined) return fallback;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= minimum && number <= maximum)) {
    const range =
      maximum === Number.MAX_SAFE_INTEGER ? `of ${minimum} or more` : `from ${minimum} to ${maximum}`;
    throw usage(`Option --${name} takes a whole number ${range}, not "${text}".`);
  }
  return number;
}

/** A wrong use of the command: exit status 2. */
export function usage(message: string): AppError {
  return new AppError("usage", message);
}

function longNames(specs: readonly OptionSpec[]): Map<string, Match> {
  const names = new Map<string, Match>();
  for (const spec of specs) {
    names.set(spec.name, { spec, on: true });
    if (spec.kind === "switch") names.set(spec.off ?? `no-${spec.name}`, { spec, on: false });
  }
  return names;
}

function checkPositionals(given: readonly string[], names: readonly string[]): void {
  const missing = names.slice(given.length).filter((name) => !name.startsWith("["));
  if (missing.length > 0)
    throw usage(`${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing.`);
  if (given.length > names.length && !/…\]?$/.test(names.at(-1) ?? ""))
    throw usage(`"${given[names.length]!}" is one argument too many.`);
}
