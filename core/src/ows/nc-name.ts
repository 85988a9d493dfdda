const START = /[\p{L}_]/u;
const PART = /[\p{L}\p{N}._-]/u;

/**
 * An identifier as WCS 2.0 and GML write it, an XML NCName: what may not stand there, and underscores that would
 * be taken for one, are written by their code points (ISO 9075-14 §9.1).
 * @example `2018:A` → `_x0032_018_x003A_A`
 */
export function ncNameOf(identifier: string): string {
  const characters = [...identifier];
  return characters
    .map((character, i) => {
      const isAmbiguous = character === '_' && characters[i + 1] === 'x';
      const isAllowed = (i === 0 ? START : PART).test(character) && !isAmbiguous;
      return isAllowed ? character : escaped(character);
    })
    .join('');
}

const escaped = (character: string) =>
  `_x${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}_`;

/** The identifier that {@link ncNameOf} wrote; identifiers without escapes are what they are. */
export const identifierOf = (ncName: string): string =>
  ncName.replaceAll(/_x([0-9A-F]{4,6})_/g, (whole, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
