import { expect, test } from "vitest";
import { LinkedTar } from "./hard-links.ts";
import { memoryBytes } from "./inflate-tar.ts";
import { type CraftedTarMember, craftTar, pax } from "./testing/craft-tar.ts";

const file = (name: string, data: string): CraftedTarMember => ({ name, data });
const link = (name: string, linkName: string): CraftedTarMember => ({ name, type: "1", linkName });

/** What each member holds: a file's contents, or the kind of what is none. */
function seen(...members: CraftedTarMember[]): [name: string, what: string][] {
  const bytes = memoryBytes(craftTar(members));
  const tar = new LinkedTar(bytes);
  const walk = () =>
    [...tar.members()].flatMap((member): [string, string][] => {
      if (member === null) return [];
      const { name, kind, offset, size } = member;
      return [[name, kind === "file" ? bytes.readAt(offset, size).toString() : kind]];
    });
  const first = walk();
  expect(walk()).toEqual(first);
  return first;
}

test("a hard link is the file that it links to", () => {
  expect(
    seen(file("a", "one"), file("b", "two"), link("c", "a"), link("d", "b"), file("e", "three")),
  ).toEqual([
    ["a", "one"],
    ["b", "two"],
    ["c", "one"],
    ["d", "two"],
    ["e", "three"],
  ]);
});

test("a link to a link is the file at their end", () => {
  expect(seen(file("a", "one"), link("b", "a"), link("c", "b"), link("d", "c")).at(-1)).toEqual(["d", "one"]);
});

test("the last file of that name before the link counts, however the name is spelt", () => {
  expect(
    seen(
      file("x/a", "one"),
      file("./x//a", "two"),
      link("b", "x/./a"),
      file("x/a", "three"),
      link("c", "x/a"),
    ),
  ).toEqual([
    ["x/a", "one"],
    ["./x//a", "two"],
    ["b", "two"],
    ["x/a", "three"],
    ["c", "three"],
  ]);
});

test.each([
  ["what is not there", "nowhere"],
  ["what comes later", "later"],
  ["itself", "link"],
  ["a folder", "folder"],
  ["a symbolic link", "symbolic"],
  ["a device", "device"],
  ["a link that leads nowhere", "lost"],
  ["a file that a folder replaced", "replaced"],
  ["an absolute name", "/absolute"],
  ["a name that leads out", "x/../file"],
  ["nothing", ""],
])("a hard link to %s stays a link", (_, target) => {
  const members = seen(
    file("file", "one"),
    file("/absolute", "one"),
    file("x/../file", "one"),
    file("replaced", "one"),
    { name: "replaced", type: "5" },
    { name: "folder/", type: "5" },
    { name: "symbolic", type: "2", linkName: "file" },
    { name: "device", type: "3" },
    link("lost", "nowhere"),
    link("link", target),
    file("later", "one"),
  );
  expect(members.find(([name]) => name === "link")).toEqual(["link", "hard link"]);
});

test("names of any length and of any bytes are told apart", () => {
  const long = (end: Buffer | string) =>
    Buffer.concat([Buffer.from(`${"n".repeat(300)}/`), Buffer.from(end)]);
  const named = (type: "L" | "K", name: Buffer): CraftedTarMember => ({
    name: "@LongLink",
    type,
    data: name,
  });
  const [one, two] = [long(Buffer.from([0xff])), long(Buffer.from([0xfe]))];
  const members = seen(
    named("L", one),
    file("a", "one"),
    named("L", two),
    file("b", "two"),
    named("K", one),
    link("c", "cut off"),
    pax({ linkpath: `./${"n".repeat(300)}//absent` }),
    link("d", "a"),
  );
  expect(members.slice(-2)).toEqual([
    ["c", "one"],
    ["d", "hard link"],
  ]);
});
