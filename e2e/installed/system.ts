import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** Debian's user without rights, who is on every machine. */
const NOBODY = "65534";

/** What a command printed and how it ended; one that a signal ended has the status that a shell would give. */
export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** Run a program and wait for it. */
export function run(command: string, args: readonly string[], environment?: NodeJS.ProcessEnv): Ended {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...(environment ? { env: environment } : {}),
  });
  if (error) throw error;
  return { status: status ?? 128 + (os.constants.signals[signal ?? "SIGTERM"] ?? 0), stdout, stderr };
}

/** A person at a desktop without rights: a home of their own, nothing else in the environment. */
export class Person {
  /** With a space and an accent, as people name folders. */
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), "stemma é "));
  readonly environment = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "C.UTF-8",
    HOME: this.home,
    XDG_RUNTIME_DIR: path.join(this.home, "run"),
    XDG_CURRENT_DESKTOP: "GNOME", // without one, xdg-open asks no list of types
  };

  constructor() {
    fs.mkdirSync(this.environment.XDG_RUNTIME_DIR, { mode: 0o700 });
    this.#own(this.home, this.environment.XDG_RUNTIME_DIR);
  }

  /** Give the person a copy of a file. Returns its path. */
  receive(file: string, name: string): string {
    const copy = path.join(this.home, name);
    fs.copyFileSync(file, copy);
    this.#own(copy);
    return copy;
  }

  /** A command line that runs a program as this person. */
  asPerson(command: string, args: readonly string[]): [string, string[]] {
    return ["setpriv", [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", command, ...args]];
  }

  run(command: string, args: readonly string[]): Ended {
    return run(...this.asPerson(command, args), this.environment);
  }

  /** True if this machine lets people make namespaces, which Chromium's sandbox needs; some containers do not. */
  canSandbox(): boolean {
    return this.run("unshare", ["--user", "true"]).status === 0;
  }

  leave(): void {
    // A program that was told to end may still be writing its last.
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }

  #own(...files: string[]): void {
    for (const file of files) fs.chownSync(file, Number(NOBODY), Number(NOBODY));
  }
}

/** What a system keeps for itself about installing and running anything. */
const BOOKS = [
  "/var/lib/dpkg",
  "/var/lib/apt",
  "/var/cache",
  "/var/log",
  "/var/lib/systemd",
  "/var/lib/xkb", // of the virtual screen
  "/var/tmp",
  "/var/spool",
  "/usr/local",
  "/usr/src",
];

/** Every path of the system that a package may touch, with the size of each file: two of these can be compared. */
export function systemFiles(): string[] {
  const skip = BOOKS.flatMap((folder) => ["-path", folder, "-prune", "-o"]);
  const found = execFileSync("find", ["/usr", "/etc", "/opt", "/var", ...skip, "-printf", "%p %y %s\n"], {
    encoding: "utf8",
    maxBuffer: 512 * 1024 * 1024,
  });
  return found
    .split("\n")
    .filter((line) => !line.includes("__pycache__")) // Python keeps what it has read, whoever asked for it
    .map((line) => line.replace(/ d \d+$/, " d")) // the size of a folder says how full it once was
    .sort();
}
