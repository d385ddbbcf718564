/**
 * A text of fixed width without the NULs that fill it up. Not by a regular expression (`/\0+$/`): of many NULs before a letter it
 * would look at each as the first one, which takes hours for some megabytes of them.
 */
export function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
