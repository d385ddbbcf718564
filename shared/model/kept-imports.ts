/**
 * So many imports into a library are remembered; of more, the oldest are forgotten. What is known of each is looked through when one is
 * undone, so that many more would take longer than anybody waits.
 */
export const KEPT_IMPORTS = 1000;
