export interface Piece {
  text: string;
  link: boolean;
}

/** Cuts a text at its web addresses, so that they can be followed. A full stop after one is not a part of it. */
export function linked(text: string): Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/)
    .map((part, at) => ({ text: part, link: at % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
