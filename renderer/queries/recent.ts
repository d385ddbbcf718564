/** Key of the list of recent files; main tells when it changes. */
export const recentKey = ["recent"];
