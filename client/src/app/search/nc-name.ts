const START = /[\p{L}_]/u;
const PART = /[\p{L}\p{N}._-]/u;

/** An identifier as WCS 2.0 writes it, an XML NCName: see docs/coverages.md. `2018:A` is `_x0032_018_x003A_A`. */
export function ncNameOf(identifier: string): string {
  const characters = [...identifier];
  return characters
    .map((character, i) => {
      const isAmbiguous = character === '_' && characters[i + 1] === 'x';
      if ((i === 0 ? START : PART).test(character) && !isAmbiguous) return character;
      return `_x${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}_`;
    })
    .join('');
}
