import path from "node:path";
import { LayoutSchema } from "../../shared/ipc/settings-schema.ts";
import type { Layout } from "../../shared/model/settings.ts";
import { StateFile } from "./state-file.ts";

/** How windows are arranged, kept in `layout.json` of the user's data folder. */
export class LayoutStore {
  readonly #file: StateFile<Layout>;

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "layout.json"), (value) => {
      const read = LayoutSchema.safeParse(value);
      return read.success ? read.data : { panels: {}, flags: {} };
    });
  }

  get(): Layout {
    return this.#file.get();
  }

  /** Merge sizes and flags key by key. */
  change(part: Partial<Layout>): Layout {
    const old = this.get();
    this.#file.set({
      panels: { ...old.panels, ...part.panels },
      flags: { ...old.flags, ...part.flags },
    });
    return this.get();
  }
}
