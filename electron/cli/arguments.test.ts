import { describe, expect, test } from "vitest";
import { type OptionSpec, parseArguments, wholeNumber } from "./arguments.ts";

const SPECS: OptionSpec[] = [
  { kind: "flag", name: "force", short: "f", help: "" },
  { kind: "flag", name: "dry-run", short: "n", help: "" },
  { kind: "value", name: "sort", help: "" },
  { kind: "value", name: "limit", short: "l", help: "" },
  { kind: "values", name: "nodes", short: "N", help: "" },
  { kind: "values", name: "groups", short: "G", help: "" },
  { kind: "switch", name: "create-backward", help: "" },
  { kind: "switch", name: "include-logs", off: "exclude-logs", help: "" },
];

const parse = (line: string, names = ["SOURCE"]) => parseArguments(line.split(" "), names, SPECS);

describe("parseArguments", () => {
  test("takes several values up to the next option, repeated options, and positionals around them", () => {
    const args = parse("a.aiida -N 1 2 --groups g -N 3 -f");
    expect(args.positionals).toEqual(["a.aiida"]);
    expect(args.values("nodes")).toEqual(["1", "2", "3"]);
    expect(args.values("groups")).toEqual(["g"]);
    expect(args.flags.has("force")).toBe(true);
    expect(parse("-N 1 2 -- a.aiida").positionals).toEqual(["a.aiida"]);
    expect(parse("-N 1 -f a.aiida").positionals).toEqual(["a.aiida"]);
    expect(parse("--nodes=1 2 -f a.aiida").values("nodes")).toEqual(["1", "2"]);
  });

  test("takes values that look like options, attached values and joined flags", () => {
    expect(parse("a --sort -ctime").value("sort")).toBe("-ctime");
    expect(parse("a --sort=-ctime").value("sort")).toBe("-ctime");
    expect(parse("a -l5").value("limit")).toBe("5");
    expect([...parse("a -fn").flags]).toEqual(["force", "dry-run"]);
    expect(parse("a --sort x --sort y").value("sort")).toBe("y");
    expect(parse("-- -odd-name").positionals).toEqual(["-odd-name"]);
  });

  test("switches: the last one wins, and one not given is undefined", () => {
    expect(parse("a --create-backward --no-create-backward").switch("create-backward")).toBe(false);
    expect(parse("a --exclude-logs").switch("include-logs")).toBe(false);
    expect(parse("a --include-logs").switch("include-logs")).toBe(true);
    expect(parse("a").switch("include-logs")).toBeUndefined();
  });

  test.each([
    ["", /SOURCE is missing/],
    ["a b", /"b" is one argument too many/],
    ["a --nope", /no option --nope/],
    ["a -x", /no option -x/],
    ["a --sort", /--sort needs a value/],
    ["a -N", /--nodes needs a value/],
    ["a --force=1", /takes no value/],
  ])("%s is wrong usage", (line, message) => {
    const words = line === "" ? [] : line.split(" ");
    expect(() => parseArguments(words, ["SOURCE"], SPECS)).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringMatching(message) as string }),
    );
  });

  test("numbers are whole and in range", () => {
    expect(wholeNumber(parse("a"), "limit", 100)).toBe(100);
    expect(wholeNumber(parse("a -l 0"), "limit", 100)).toBe(0);
    for (const wrong of ["-1", "1.5", "x", "1e3", "10"]) {
      expect(() => wholeNumber(parse(`a --limit=${wrong}`), "limit", 1, 0, 9)).toThrow(/whole number/);
    }
  });
});
