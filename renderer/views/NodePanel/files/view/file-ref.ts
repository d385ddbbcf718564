/** Which file of which node. */
export interface FileRef {
  nodeId: number;
  path: string;
  /** Of a text: where to begin to read, as the number of a line from 1, or its end. The start when left out. */
  readFrom?: number | "end";
}
