/** Cuts a sentence into plain parts and the figures in it, so that figures can be marked. */
export interface Part {
  text: string;
  figure: boolean;
}

const FIGURE = /\d+(?:[.,\u00a0\u202f]\d+)*\s?(?:%|€|points?\b)?/u;

/** Marks the first figure only: more than one mark is none. */
export function parts(sentence: string): Part[] {
  const match = FIGURE.exec(sentence);
  if (!match) return [{ text: sentence, figure: false }];
  const end = match.index + match[0].trimEnd().length;
  return [
    { text: sentence.slice(0, match.index), figure: false },
    { text: sentence.slice(match.index, end), figure: true },
    { text: sentence.slice(end), figure: false },
  ].filter((part) => part.text !== '');
}
