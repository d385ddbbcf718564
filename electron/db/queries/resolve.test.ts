import { describe, expect, test } from "vitest";
import { AppError } from "../../../shared/ipc/errors.ts";
import { makeArchive } from "../testing/make-archive.ts";
import { type EntityKind, resolveEntity, uuidPrefix } from "./resolve.ts";

const { db } = makeArchive({
  nodes: [
    { id: 1, uuid: "abcd1234-0000-4000-8000-000000000001" },
    { id: 2, uuid: "abcd5678-0000-4000-8000-000000000002" },
    { id: 3, uuid: "12345678-0000-4000-8000-000000000003" },
    { id: 10, type: "data.core.code.installed.InstalledCode.", label: "pw", computer: 1 },
    { id: 11, type: "data.code.Code.", label: "pw", computer: 2 },
    { id: 12, label: "pw" },
  ],
  computers: [{ label: "one" }, { label: "two" }],
  groups: [
    { id: 4, label: "mine", uuid: "feed0000-0000-4000-8000-000000000001" },
    { id: 5, label: "mine", typeString: "core.import", uuid: "beef0000-0000-4000-8000-000000000001" },
    { id: 6, label: "beef", uuid: "cafe0000-0000-4000-8000-000000000001" },
    { id: 7, label: "face", uuid: "dead0000-0000-4000-8000-000000000001" },
    { id: 8, label: "4", uuid: "dead1000-0000-4000-8000-000000000001" },
  ],
});

function resolved(kind: EntityKind, name: string): number | string {
  try {
    return resolveEntity(db, kind, name).id;
  } catch (error) {
    return error instanceof AppError ? error.code : "unexpected";
  }
}

describe("resolveEntity", () => {
  test.each([
    ["1", 1],
    ["abcd1234-0000-4000-8000-000000000001", 1],
    ["ABCD123400004000800000000000", 1],
    ["abcd12", 1],
    ["abcd", "node/ambiguous"],
    ["abc", "node/not-found"],
    ["12345678", 3], // digits, but no such PK
    ["1234", 3],
    ["99", "node/not-found"],
    ["pw", "node/not-found"], // a node has no name
    ["", "node/not-found"],
    ["ab%", "node/not-found"],
    ["99999999999999999999", "node/not-found"],
  ] as const)("node %s", (name, expected) => {
    expect(resolved("node", name)).toBe(expected);
  });

  test.each([
    ["4", 4], // the PK comes before the label
    ["4!", 8],
    ["feed0000", 4],
    ["mine", "group/ambiguous"],
    ["beef", 5], // could be a UUID, and is one
    ["beef!", 6],
    ["face", 7], // could be a UUID, but is none
    ["nothing", "group/not-found"],
  ] as const)("group %s", (name, expected) => {
    expect(resolved("group", name)).toBe(expected);
  });

  test.each([
    ["pw", "code/ambiguous"],
    ["pw@one", 10],
    ["pw@two", 11],
    ["pw@three", "code/not-found"],
    ["10", 10],
    ["12", "code/not-found"], // a node, but no code
  ] as const)("code %s", (name, expected) => {
    expect(resolved("code", name)).toBe(expected);
  });

  test("computers by label", () => {
    expect(resolved("computer", "two")).toBe(2);
    expect(resolved("computer", "Two")).toBe("computer/not-found");
  });

  test("an ambiguous name lists its candidates", () => {
    expect.assertions(1);
    try {
      resolveEntity(db, "node", "abcd");
    } catch (error) {
      expect((error as AppError).details["candidates"]).toEqual([
        { pk: 1, uuid: "abcd1234-0000-4000-8000-000000000001", label: "" },
        { pk: 2, uuid: "abcd5678-0000-4000-8000-000000000002", label: "" },
      ]);
    }
  });
});

test("uuidPrefix puts hyphens where AiiDA stores them", () => {
  expect(uuidPrefix("ABCD-1234-5")).toBe("abcd1234-5");
  expect(uuidPrefix("abcd123456789abcdef0123")).toBe("abcd1234-5678-9abc-def0-123");
  expect(uuidPrefix("xyz1")).toBeNull();
  expect(uuidPrefix("ab", 2)).toBe("ab");
  expect(uuidPrefix("a".repeat(33))).toBeNull();
});
