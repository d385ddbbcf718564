/** Which file of which node. */
export interface FileRef {
  nodeId: number;
  path: string;
}
