const MIB = 1024 * 1024;

/**
 * What the process that reads a source may take before it is ended from outside: the last line behind the limits on what a
 * file holds, for what no limit foresaw. On an archive of a million nodes no verb
 * takes more than 740 MiB or computes for more than 2.6 s without a sign of life.
 */
export const PROCESS_LIMITS = {
  STEMMA_MAX_MEMORY_BYTES: {
    default: 960 * MIB, // looked at many times a second: what grows meanwhile ends below 1 GiB
    min: 16 * MIB,
    max: 1024 * 1024 * MIB,
    label: "Memory for one archive",
    meaning: "Memory that reading one archive may take. An archive of a million nodes takes up to 740 MiB.",
    unit: "MiB",
    scale: MIB,
  },
  STEMMA_MAX_SILENT_SECONDS: {
    default: 6,
    min: 1,
    max: 3_600,
    label: "Time without a sign of life",
    meaning:
      "Seconds of computing after which a part of the program that reads an archive and tells nothing is taken for stuck. Ordinary work tells how far it is many times a second.",
    unit: "s",
    scale: 1,
  },
} as const;
