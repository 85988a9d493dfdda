/** Fields of a header as the lines that are sent (RFC 9112 §5); names and values follow each other. */
export function fieldLines(fields: readonly string[]): string {
  let lines = '';
  for (let i = 0; i < fields.length; i += 2) lines += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return lines;
}
