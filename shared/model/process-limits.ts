const MIB = 1024 * 1024;

/**
 * What the process that reads a source may take before it is ended from outside: the last line behind the limits on what a
 * file holds, for what no limit foresaw. An archive of a million nodes stays below 700 MiB and 2 s (`docs/performance.md`).
 */
export const PROCESS_LIMITS = {
  STEMMA_MAX_MEMORY_BYTES: {
    default: 960 * MIB, // looked at many times a second: what grows meanwhile ends below 1 GiB
    min: 16 * MIB,
    max: 1024 * 1024 * MIB,
    label: "Memory for one archive",
    meaning: "Memory that reading one archive may take. An archive of a million nodes takes about 700 MiB.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_SILENT_SECONDS: {
    default: 8,
    min: 1,
    max: 3_600,
    label: "Time without a sign of life",
    meaning:
      "Seconds of computing after which a part of the program that reads an archive and tells nothing is taken for stuck. Ordinary work tells how far it is many times a second.",
    unit: "s",
    scale: 1,
  },
} as const;
