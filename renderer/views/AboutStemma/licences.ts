/** One part of the program that has its own licence. */
export interface Licence {
  name: string;
  /** Empty where a part has none. */
  version: string;
  /** An SPDX expression. */
  licence: string;
  text: string;
}

/** The licences of everything inside, ours first: a file that the build writes beside the page. */
export async function readLicences(): Promise<Licence[]> {
  const answer = await fetch("licences.json");
  if (!answer.ok)
    throw new Error("The list of licences is made by the build; this window does not come from one.");
  return (await answer.json()) as Licence[]; // written by our own build
}
