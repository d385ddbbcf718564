import { archiveParts, membersOf, metadataText, zipOf, zipWith } from "../support/archive-parts.ts";
import { craftZip, type CraftedMember } from "../../../electron/archive/testing/craft-zip.ts";
import { objectKey } from "../../../electron/db/testing/fill-database.ts";
import { bomb } from "../support/bomb.ts";
import type { HostileCase } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** An archive with one member replaced by another of the same name. */
const replacing = (member: CraftedMember) => () =>
  zipWith((found) => (found.name === member.name ? member : found));

const HEAD = `${metadataText().slice(0, -1)}, "padding": `;

/** The head of a real database, so that nothing tells the bomb from one before it is unpacked. */
const databaseHead = () => archiveParts().database.subarray(0, 4096);

/** A node whose only file is the member that is added. */
function withObject(member: (key: string) => CraftedMember): Buffer {
  const key = objectKey("the bytes do not come to this key");
  const parts = archiveParts({ nodes: [{ id: 1, repositoryMetadata: { o: { "large.bin": { k: key } } } }] });
  return craftZip([...membersOf(parts), member(key)]);
}

const CASES: readonly HostileCase[] = [
  {
    name: "metadata of 4 GiB of zeros",
    make: file(replacing(bomb("metadata.json", 2 * GIB))),
    opens: "archive/limit",
  },
  {
    name: "metadata of 60 MiB of blanks",
    make: file(replacing(bomb("metadata.json", 60 * MIB, { head: metadataText(), piece: " " }))),
    opens: ["done", "archive/limit"],
  },
  {
    name: "metadata of 20 million objects",
    make: file(replacing(bomb("metadata.json", 60 * MIB, { head: `${HEAD}[{}`, piece: ",{}", tail: "]}" }))),
    opens: "archive/limit",
  },
  {
    name: "metadata of millions of distinct keys",
    make: file(() => {
      const keys = Array.from({ length: 1_100_000 }, (_, i) => `{"k${i}":0}`).join(",");
      return zipWith((found) =>
        found.name === "metadata.json" ? { ...found, data: `${HEAD}[${keys}]}`, stored: false } : found,
      );
    }),
    opens: "archive/limit",
  },
  {
    name: "metadata that claims to be small and is not",
    make: file(() => {
      const large = bomb("metadata.json", GIB);
      return zipWith((found) => (found.name === "metadata.json" ? { ...large, size: 100_000 } : found));
    }),
    opens: "archive/corrupt",
  },
  {
    name: "a database of 1 GiB of zeros",
    make: file(replacing(bomb("db.sqlite3", GIB, { head: databaseHead() }))),
    opens: "archive/limit",
  },
  {
    name: "a database that claims to be small and is not",
    make: file(() => {
      const large = bomb("db.sqlite3", GIB, { head: databaseHead() });
      return zipWith((found) => (found.name === "db.sqlite3" ? { ...large, size: MIB } : found));
    }),
    opens: "archive/corrupt",
  },
  {
    name: "a database of 63 MiB, just below where growth is looked at",
    make: file(replacing(bomb("db.sqlite3", 63 * MIB, { head: databaseHead() }))),
    opens: "archive/corrupt",
  },
  {
    name: "a file of 2 GiB of zeros",
    make: file(() => withObject((key) => bomb(`repo/${key}`, 2 * GIB + MIB))),
    opens: "archive/limit",
  },
  {
    name: "a file of 200 MiB whose bytes are not those of its key",
    make: file(() => withObject((key) => bomb(`repo/${key}`, 200 * MIB))),
    opens: "done",
    verbs: {
      cat: ["done", "archive/limit"],
      export: ["done", "archive/limit"],
      migrate: ["done", "archive/limit", "archive/corrupt"],
    },
  },
  {
    name: "bombs in bombs: a ZIP of ZIPs as a file",
    make: file(() => {
      let inner: Buffer = zipOf(archiveParts());
      for (let depth = 0; depth < 30; depth++)
        inner = craftZip(Array.from({ length: 4 }, (_, i) => ({ name: `${i}.zip`, data: inner })));
      const key = objectKey(inner);
      const parts = archiveParts({
        nodes: [{ id: 1, repositoryMetadata: { o: { "inner.aiida": { k: key } } } }],
      });
      parts.objects.set(key, inner);
      return zipOf(parts);
    }),
    opens: "done",
  },
  {
    name: "a ZIP whose only member is another archive",
    make: file(() => craftZip([{ name: "archive.aiida", data: zipOf(archiveParts()) }])),
    opens: "archive/corrupt",
  },
  {
    name: "a hundred files of 60 MiB each, from 6 kB each",
    make: file(() => {
      const keys = Array.from({ length: 100 }, (_, i) => objectKey(String(i)));
      const entries = Object.fromEntries(keys.map((key, i) => [`f${i}`, { k: key }]));
      const large = bomb("", 60 * MIB);
      return craftZip([
        ...membersOf(archiveParts({ nodes: [{ id: 1, repositoryMetadata: { o: entries } }] })),
        ...keys.map((key) => ({ ...large, name: `repo/${key}` })),
      ]);
    }),
    opens: "archive/limit",
  },
  {
    name: "200,000 members that mean nothing",
    make: file(() => manyMembers(200_000, 0)),
    opens: "done",
  },
  {
    name: "names of 64 kB, a thousand of them",
    make: file(() => manyMembers(1_000, 65_000)),
    opens: ["done", "archive/corrupt", "archive/limit"],
  },
];

/** A valid archive with so many empty members beside its own, their names filled up to so many bytes. */
function manyMembers(count: number, nameBytes: number): Buffer {
  const whole = membersOf(archiveParts());
  const members: CraftedMember[] = [];
  for (let i = 0; i < count; i++) members.push({ name: `x/${i}`.padEnd(nameBytes, "y"), stored: true });
  return craftZip([...whole, ...members]);
}

export const BOMBS: readonly HostileCase[] = CASES.map((hostile) => ({ ...hostile, isLarge: true }));
