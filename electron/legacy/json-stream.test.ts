import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import { type ContainerChoice, JsonStream, type JsonVisitor } from "./json-stream.ts";

type Heard = [path: string, text: string];

/** Hears values below `depth` open containers. */
function listener(depth: number, choice: ContainerChoice = "take"): { heard: Heard[]; visitor: JsonVisitor } {
  const heard: Heard[] = [];
  return {
    heard,
    visitor: {
      container: (path, key) => ((key === null ? 0 : path.length + 1) < depth ? "open" : choice),
      value: (path, key, bytes) => heard.push([[...path, key ?? ""].join("/"), bytes.toString()]),
    },
  };
}

function read(bytes: Buffer, borders: readonly number[], depth: number, choice?: ContainerChoice): Heard[] {
  const { heard, visitor } = listener(depth, choice);
  const stream = new JsonStream("data.json", visitor);
  let from = 0;
  for (const border of [...borders].sort((a, b) => a - b)) {
    const to = Math.min(Math.max(border, from), bytes.length);
    const chunk = Buffer.from(bytes.subarray(from, to));
    stream.push(chunk);
    chunk.fill(0x21); // the reader may not rely on a chunk after `push`
    from = to;
  }
  stream.push(bytes.subarray(from));
  stream.finish();
  return heard;
}

function failure(text: string | Buffer, depth = 2): AppError {
  try {
    read(Buffer.from(text), [3, 7, 20], depth);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

const value = fc.jsonValue({ maxDepth: 4 });
const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });

describe("JsonStream", () => {
  test("gives what JSON.parse gives, wherever the chunks are cut", () => {
    const sections = fc.dictionary(fc.string({ unit: "binary" }), fc.dictionary(fc.string(), value));
    fc.assert(
      fc.property(sections, cuts, fc.constantFrom(0, 1), (data, borders, indent) => {
        const heard = read(Buffer.from(JSON.stringify(data, null, indent)), borders, 2);
        const expected = Object.entries(data).flatMap(([section, members]) =>
          Object.entries(members).map(([key, member]) => [`${section}/${key}`, JSON.stringify(member)]),
        );
        expect(heard.map(([path, text]) => [path, JSON.stringify(JSON.parse(text))])).toEqual(
          expected.map(([path, text]) => [path, JSON.stringify(JSON.parse(text!))]),
        );
      }),
    );
  });

  test("gives the elements of lists one by one", () => {
    fc.assert(
      fc.property(fc.array(value), cuts, (list, borders) => {
        const heard = read(Buffer.from(JSON.stringify({ links: list })), borders, 2);
        expect(heard.map(([, text]) => JSON.parse(text))).toEqual(
          list.map((item) => JSON.parse(JSON.stringify(item))),
        );
      }),
    );
  });

  test("agrees with JSON.parse on what is well-formed, wherever it looks", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-",
      "0.5",
      "1e3",
      "tru",
      "true",
      " ",
      "01",
      '"\\u00',
      '"\\q"',
      "\n",
      '"\n"',
      "E+1",
      ".",
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, cuts, fc.nat({ max: 3 }), fc.boolean(), (text, borders, depth, isWrapped) => {
        const whole = isWrapped ? `{"a": ${text}}` : text;
        let isValid = true;
        try {
          JSON.parse(whole);
        } catch {
          isValid = false;
        }
        let isRead = true;
        try {
          read(Buffer.from(whole), borders, depth);
        } catch {
          isRead = false;
        }
        expect(isRead, whole).toBe(isValid);
      }),
      { numRuns: 3000 },
    );
  });

  test("keeps texts as they are written, with the words that Python adds", () => {
    const text =
      '{"a": {"1": {"x": 10.0, "big": 1152921504606846976}, "2": NaN, "3": [-Infinity,Infinity] , "4":1e-05}}';
    for (let border = 0; border < text.length; border++) {
      expect(read(Buffer.from(text), [border], 2)).toEqual([
        ["a/1", '{"x": 10.0, "big": 1152921504606846976}'],
        ["a/2", "NaN"],
        ["a/3", "[-Infinity,Infinity]"],
        ["a/4", "1e-05"],
      ]);
    }
  });

  test("decodes keys, keeps escapes of values, takes lone surrogates and repeated keys in order", () => {
    expect(read(Buffer.from('{"\\u0061": {"ü": "\\ud800", "ü": 2}}'), [], 2)).toEqual([
      ["a/ü", '"\\ud800"'],
      ["a/ü", "2"],
    ]);
  });

  test("skips a byte order mark, also one that is cut", () => {
    for (const borders of [[], [1], [1, 2], [2], [4]]) {
      expect(read(Buffer.from('\uFEFF{"a": 1}'), borders, 1)).toEqual([["a", "1"]]);
    }
  });

  test("checks what it skips, and hands none of it out", () => {
    expect(read(Buffer.from('{"a": {"b": [1, 2]}, "c": [3]}'), [9], 1, "skip")).toEqual([]);
    expect(failure('{"a": {"b": [1 2]}}', 1).code).toBe("archive/corrupt");
  });

  test("says where a text breaks", () => {
    const error = failure('{"export_data": {"Node": {"12": {"uuid": x}}}}');
    expect(error.code).toBe("archive/corrupt");
    expect(error.message).toContain("byte 41 (in export_data.Node)");
    expect(error.details).toMatchObject({ member: "data.json", check: "json", offset: 41 });
    expect(failure('{"a": [1, 2').message).toContain("ends too early");
    expect(failure("").message).toContain("ends too early");
    expect(failure('{"a": [1}').message).toContain("nothing to close");
    expect(failure("{} {}").code).toBe("archive/corrupt");
    expect(failure('{"a": "tab\there"}').code).toBe("archive/corrupt");
  });

  test("refuses text that is not UTF-8", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a": {"b": "'),
      Buffer.from([0xff, 0xc0]),
      Buffer.from('"}}'),
    ]);
    expect(failure(bytes).details).toMatchObject({ check: "utf-8" });
    expect(failure(Buffer.from('{"a": 1}', "utf16le")).code).toBe("archive/corrupt");
  });

  test("bounds the depth and the size of one value", () => {
    const deep = (levels: number) => `{"a": ${"[".repeat(levels)}${"]".repeat(levels)}}`;
    expect(read(Buffer.from(deep(999)), [], 1)).toHaveLength(1);
    expect(failure(deep(1000), 1)).toMatchObject({
      code: "archive/limit",
      details: { limit: "STEMMA_MAX_JSON_DEPTH" },
    });
    process.env["STEMMA_MAX_JSON_BYTES"] = "100";
    try {
      expect(failure(`{"a": "${"x".repeat(200)}"}`)).toMatchObject({
        details: { limit: "STEMMA_MAX_JSON_BYTES" },
      });
      expect(failure(`{"${"x".repeat(200)}": 1}`)).toMatchObject({
        details: { limit: "STEMMA_MAX_JSON_BYTES" },
      });
    } finally {
      delete process.env["STEMMA_MAX_JSON_BYTES"];
    }
  });
});
