import fs from "node:fs";
import path from "node:path";
import type { FullConfig, Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { type Block, BLOCKS, type StoryBlocks } from "./blocks.ts";

interface Line extends StoryBlocks {
  story: string;
}

const TOLD = 5; // stories whose blocks are printed; the file has all
const SHOULD_BE_BELOW = 50; // ms; the browser tells of none that is shorter

/** Says after a run which stories kept the window from answering for longest. Writes `blocks.md` beside the results. */
export default class BlocksReporter implements Reporter {
  #file = "";
  readonly #lines = new Map<string, Line>(); // by test: of a second try the second counts

  onBegin(config: FullConfig): void {
    this.#file = path.join(config.projects[0]?.outputDir ?? "test-results", "blocks.md");
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const annotation = [...result.annotations, ...test.annotations].findLast(({ type }) => type === BLOCKS);
    if (!annotation?.description) return;
    const story = `${path.basename(test.location.file, ".spec.ts")}: ${test.title}`;
    this.#lines.set(test.id, { story, ...(JSON.parse(annotation.description) as StoryBlocks) });
  }

  onEnd(): void {
    if (this.#lines.size === 0) return;
    const lines = [...this.#lines.values()].sort((a, b) => (b.longest?.ms ?? 0) - (a.longest?.ms ?? 0));
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    fs.writeFileSync(this.#file, table(lines));
    console.log(`\nLongest blocks of the window (all stories: ${path.relative(process.cwd(), this.#file)})`);
    for (const { story, longest } of lines.slice(0, TOLD)) console.log(`  ${inWords(longest)} · ${story}`);
  }
}

function table(lines: readonly Line[]): string {
  const cells = lines.map(({ story, start, longest, main }) =>
    [story, start ? `${start.ms} ms` : "–", inWords(longest), main === null ? "–" : `${main} ms`]
      .map((text) => text.replaceAll("|", "\\|").replaceAll("\n", " "))
      .join(" | "),
  );
  return [
    "| story | at the start | longest block of the window after that | main |",
    "| --- | --- | --- | --- |",
    ...cells.map((line) => `| ${line} |`),
    "",
  ].join("\n");
}

function inWords(block: Block | null): string {
  return block
    ? `${block.ms} ms after "${block.after}" (${block.script})`
    : `none over ${SHOULD_BE_BELOW} ms`;
}
