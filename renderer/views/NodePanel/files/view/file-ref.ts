import type { OpenFile } from "../../../../state/source-view.ts";

/** Which file of which node. */
export type FileRef = OpenFile["file"];
