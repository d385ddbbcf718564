/** What `conversion_info` says of a conversion; AiiDA's sentence with the name of who did it. */
export function conversionSentence(from: string, to: string, stemmaVersion: string): string {
  return `Converted from version ${from} to ${to} with Stemma v${stemmaVersion}`;
}
