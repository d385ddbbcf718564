import path from "node:path";
import { z } from "zod";
import type { Layout } from "../../shared/model/settings.ts";
import { StateFile } from "./state-file.ts";
import { screensKey } from "./window-place.ts";

const SETUPS_KEPT = 20; // sets of screens that a laptop meets

const Stored = z.object({
  flags: z.record(z.string(), z.boolean()),
  /** Sizes of panes by set of screens, the one used last at the end. */
  panelsOn: z.record(z.string(), z.record(z.string(), z.number())),
});

/**
 * How windows are arranged, kept in `layout.json` of the user's data folder. Sizes of panes are remembered for each set
 * of screens, since what fits the desk does not fit the laptop; on new screens they begin as they were last.
 */
export class LayoutStore {
  readonly #file: StateFile<z.output<typeof Stored>>;

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "layout.json"), (value) => {
      const read = Stored.safeParse(value);
      return read.success ? read.data : { flags: {}, panelsOn: {} };
    });
  }

  get(): Layout {
    const { flags, panelsOn } = this.#file.get();
    return { flags, panels: panelsOn[screensKey()] ?? Object.values(panelsOn).at(-1) ?? {} };
  }

  /** Merge sizes and flags key by key. */
  change(part: Partial<Layout>): Layout {
    const key = screensKey();
    const { flags, panels } = this.get();
    const others = Object.entries(this.#file.get().panelsOn).filter(([known]) => known !== key);
    const all = [...others, [key, { ...panels, ...part.panels }] as const].slice(-SETUPS_KEPT);
    this.#file.set({ flags: { ...flags, ...part.flags }, panelsOn: Object.fromEntries(all) });
    return this.get();
  }
}
