/** What the process that takes cases says, a line of JSON each. */
export type FromWorker =
  | { type: "skipped"; number: number }
  | { type: "begun"; number: number; kind: string; base: string; steps: string[] }
  | { type: "step"; step: string }
  | {
      type: "done";
      number: number;
      /** The error that refused the input; null when it opened. */
      code: string | null;
      milliseconds: number;
      /** Most memory that the process has ever had. */
      peakMiB: number;
      findings: string[];
    };
