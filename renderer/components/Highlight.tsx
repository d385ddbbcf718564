interface HighlightProps {
  text: string;
  /** What to mark, with the flag g; null marks nothing. */
  pattern: RegExp | null;
}

/** A text with every match of a search marked. */
export function Highlight({ text, pattern }: HighlightProps) {
  if (!pattern) return text;
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === "") break;
    pieces.push(
      text.slice(from, match.index),
      <mark key={match.index} className="found">
        {match[0]}
      </mark>,
    );
    from = match.index + match[0].length;
  }
  return [...pieces, text.slice(from)];
}
