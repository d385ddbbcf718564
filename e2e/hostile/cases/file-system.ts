import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { archiveParts, WHOLE, zipOf } from "../support/archive-parts.ts";
import type { HostileCase } from "../support/hostile-case.ts";

const whole = (target: string) => {
  fs.writeFileSync(target, zipOf(archiveParts()));
  return target;
};

/** An archive whose database is unpacked to a file: above 32 MiB. Made once, and never packed below its half. */
function large(target: string): string {
  largeArchive ??= zipOf(
    archiveParts({
      ...WHOLE,
      comments: Array.from({ length: 36 }, (_, i) => ({ node: 4, content: letters(i) })),
    }),
  );
  fs.writeFileSync(target, largeArchive);
  return target;
}

let largeArchive: Buffer | null = null;

function letters(seed: number): string {
  let state = seed + 1;
  const bytes = Buffer.alloc(1024 * 1024);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 33 + ((state = (state * 48_271) % 0x7fffffff) % 90);
  return bytes.toString("latin1");
}

const inFolder =
  (make: (target: string) => string | void): HostileCase["make"] =>
  (folder) => {
    const target = path.join(folder, "hostile.aiida");
    return make(target) ?? target;
  };

const PLAIN: readonly HostileCase[] = [
  {
    name: "a FIFO",
    make: inFolder((target) => void execFileSync("mkfifo", [target])),
    opens: "archive/not-an-archive",
  },
  {
    name: "a socket",
    make: (folder) =>
      new Promise((resolve) => {
        const target = path.join(folder, "s");
        const server = net.createServer().listen(target, () => {
          resolve(target);
          server.unref();
        });
      }),
    opens: ["archive/not-an-archive", "archive/not-found"],
  },
  { name: "/dev/zero", make: () => "/dev/zero", opens: "archive/not-an-archive" },
  { name: "/dev/null", make: () => "/dev/null", opens: "archive/not-an-archive" },
  {
    name: "/proc/self/mem",
    make: () => "/proc/self/mem",
    opens: ["archive/not-an-archive", "archive/corrupt", "disk/denied"],
  },
  {
    name: "a folder of folders",
    make: (folder) => {
      fs.mkdirSync(path.join(folder, "metadata.json/db.sqlite3/repo"), { recursive: true });
      return folder;
    },
    opens: ["archive/not-an-archive", "archive/corrupt"],
  },
  {
    name: "a link to itself",
    make: inFolder((target) => fs.symlinkSync("hostile.aiida", target)),
    opens: "archive/not-found",
  },
  {
    name: "a link to nothing",
    make: inFolder((target) => fs.symlinkSync("gone", target)),
    opens: "archive/not-found",
  },
  {
    name: "a link to an archive",
    make: inFolder((target) => {
      whole(path.join(path.dirname(target), "real"));
      fs.symlinkSync("real", target);
    }),
    opens: "done",
  },
  { name: "a path that is not there", make: inFolder(() => undefined), opens: "archive/not-found" },
  {
    name: "a path through a file",
    make: (folder) => path.join(whole(path.join(folder, "a")), "inner.aiida"),
    opens: "archive/not-found",
  },
  {
    name: "a path of 8,000 characters",
    make: (folder) => `${folder}/${"p".repeat(8_000)}`,
    opens: "archive/not-found",
  },
  {
    name: "a name with control characters",
    make: (folder) => whole(path.join(folder, "\u001b[2J\u202e\n.aiida")),
    opens: "done",
  },
  {
    name: "an empty file",
    make: inFolder((target) => fs.writeFileSync(target, "")),
    opens: "archive/not-an-archive",
  },
  {
    name: "a sparse file of 8 GiB",
    make: inFolder((target) => {
      fs.writeFileSync(target, "");
      fs.truncateSync(target, 8 * 1024 ** 3);
    }),
    opens: "archive/not-an-archive",
  },
  {
    name: "a file that nobody but its owner may read",
    asNobody: true,
    make: inFolder((target) => {
      whole(target);
      fs.chmodSync(target, 0o000);
    }),
    opens: "disk/denied",
  },
  {
    name: "a folder that nobody but its owner may enter",
    asNobody: true,
    make: (folder) => {
      const inner = path.join(folder, "closed");
      fs.mkdirSync(inner);
      whole(path.join(inner, "hostile.aiida"));
      fs.chmodSync(inner, 0o000);
      return path.join(inner, "hostile.aiida");
    },
    opens: "disk/denied",
  },
];

/** What a file under change may come to: it was read before, or between, or after. */
const CHANGING = [
  "done",
  "archive/corrupt",
  "archive/not-an-archive",
  "archive/not-found",
  "disk/denied",
] as const;
const changing: HostileCase["verbs"] = {
  info: CHANGING,
  nodes: CHANGING,
  show: [...CHANGING, "node/not-found"],
  cat: CHANGING,
  traverse: CHANGING,
  export: CHANGING,
  verify: ["problems", ...CHANGING],
  migrate: CHANGING,
};

const UNDER_CHANGE: readonly HostileCase[] = [
  {
    name: "a file that is cut short while it is open",
    make: inFolder(large),
    isLarge: true,
    opens: CHANGING,
    verbs: changing,
    meanwhile: (source) => fs.truncateSync(source, Math.floor(fs.statSync(source).size * 0.9)),
  },
  {
    name: "a file that grows while it is open",
    make: inFolder(large),
    isLarge: true,
    opens: CHANGING,
    verbs: changing,
    meanwhile: (source) => fs.appendFileSync(source, "PK\x05\x06"),
  },
  {
    name: "a file that vanishes while it is open",
    make: inFolder(large),
    isLarge: true,
    opens: CHANGING,
    verbs: changing,
    meanwhile: (source) => fs.rmSync(source, { force: true }),
  },
  {
    name: "a file that turns into another while it is open",
    make: inFolder(large),
    isLarge: true,
    opens: CHANGING,
    verbs: changing,
    meanwhile: (source) => fs.writeFileSync(source, zipOf(archiveParts())),
  },
];

const MOUNTS = canMount();
const tmpfs = (where: string, options: string) => `mount -t tmpfs -o ${options} tmpfs "$CASE/${where}"`;

const STAGED: readonly HostileCase[] = [
  {
    name: "a full disk for what is exported",
    make: inFolder(large),
    isLarge: true,
    stage: tmpfs("target", "size=256k"),
    opens: "done",
    verbs: { export: "disk/full", migrate: "disk/full" },
  },
  {
    name: "a full disk for the cache",
    make: inFolder(large),
    isLarge: true,
    stage: tmpfs("cache", "size=1m"),
    opens: ["disk/full", "done"],
    verbs: { verify: ["done", "disk/full"] },
  },
  {
    name: "a full disk for cache and temporary files",
    make: inFolder(large),
    isLarge: true,
    stage: `${tmpfs("cache", "size=1m")} && ${tmpfs("tmp", "size=1m")}`,
    opens: ["disk/full", "done"],
    verbs: { verify: ["done", "disk/full"] },
  },
  {
    name: "a cache folder that takes no writing",
    make: inFolder(large),
    isLarge: true,
    stage: tmpfs("cache", "size=64m,ro"),
    opens: "done",
  },
  {
    name: "a medium that takes no writing",
    make: inFolder(whole),
    stage: 'mount --bind "$CASE/source" "$CASE/source" && mount -o remount,ro,bind "$CASE/source"',
    opens: "done",
  },
  {
    name: "a target folder that takes no writing",
    make: inFolder(whole),
    stage: tmpfs("target", "size=64m,ro"),
    opens: "done",
    verbs: { export: "disk/denied", migrate: "disk/denied" },
  },
];

const CACHES: readonly HostileCase[] = [
  {
    name: "a cache folder that is a file",
    make: inFolder(large),
    isLarge: true,
    env: { STEMMA_CACHE: "/etc/hostname" },
    opens: "done",
  },
  {
    name: "a cache folder in /proc",
    make: inFolder(large),
    isLarge: true,
    env: { STEMMA_CACHE: "/proc/stemma" },
    opens: "done",
  },
];

/** Only Linux has these, and only where a process may have mounts of its own. */
export const FILE_SYSTEM: readonly HostileCase[] =
  process.platform === "win32" ? [] : [...PLAIN, ...UNDER_CHANGE, ...CACHES, ...(MOUNTS ? STAGED : [])];

function canMount(): boolean {
  try {
    execFileSync(
      "unshare",
      [process.getuid?.() === 0 ? "-m" : "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
      { stdio: "ignore" },
    );
    return true;
  } catch {
    return false; // no namespaces here: the cases that need one are left out
  }
}
