// Blanks of every width, and what is drawn as nothing: soft hyphen, joiners, fillers of Korean, the empty braille cell.
const UNSEEN = /\s|\u00ad|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u200c|\u200d|\u2800|\u3164|\uffa0/g;

/** True for a text of which a person would see nothing once `escapeLine` has shown what it shows. */
export function looksEmpty(text: string): boolean {
  return text.replace(UNSEEN, "") === "";
}
