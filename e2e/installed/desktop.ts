import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Person } from "./system.ts";

/** A desktop session of a person: a screen, a message bus, and a shell on it that runs one line after the other. */
export class DesktopSession {
  readonly #shell: ChildProcess;
  readonly #screen: ChildProcess;
  readonly #person: Person;
  #asked = 0;

  private constructor(person: Person, screen: ChildProcess, display: string) {
    this.#person = person;
    this.#screen = screen;
    const [command, args] = person.asPerson("dbus-run-session", ["--", "sh"]);
    this.#shell = spawn(command, args, {
      cwd: person.home,
      env: { ...person.environment, DISPLAY: display },
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
  }

  /** Start one; `end` it. */
  static async start(person: Person): Promise<DesktopSession> {
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1400x900x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const number = await new Promise<string>((resolve, reject) => {
      screen.once("error", reject);
      screen.stdio[3]!.once("data", (data: Buffer) => resolve(data.toString().trim())); // "pipe" above
    });
    return new DesktopSession(person, screen, `:${number}`);
  }

  /** Run a line of shell in the session and wait for what it prints. */
  async ask(line: string): Promise<string> {
    const answer = path.join(this.#person.environment.XDG_RUNTIME_DIR, `answer-${++this.#asked}`);
    this.#shell.stdin?.write(`{ ${line}\n} >'${answer}.part' 2>&1; mv '${answer}.part' '${answer}'\n`);
    while (!fs.existsSync(answer)) await new Promise((resolve) => setTimeout(resolve, 50));
    return fs.readFileSync(answer, "utf8");
  }

  /** Start a program in the session and leave it running. */
  start(line: string): void {
    this.#shell.stdin?.write(`${line} >/dev/null 2>&1 &\n`);
  }

  /** Titles of all windows on the screen that are as large as a window of a program. */
  async titles(): Promise<string[]> {
    const tree = await this.ask("xwininfo -root -tree");
    return [...tree.matchAll(/"(.*)": \("stemma" .*\)\s+(\d+)x\d+/g)]
      .filter((match) => Number(match[2]) > 400)
      .map((match) => match[1] ?? "");
  }

  end(): void {
    // The bus and all that runs on it are of the shell's process group.
    if (this.#shell.pid && this.#shell.exitCode === null) process.kill(-this.#shell.pid, "SIGTERM");
    this.#screen.kill();
  }
}
