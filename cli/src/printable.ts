/** Text from a package or a queue as a terminal can show it: control characters could move its cursor or worse. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, '\u{FFFD}');

/** Rows as columns that line up, the first row being the heading; numbers to the right. */
export function columns(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => `${row[column]}`.length)));
  return rows.map((row) =>
    row
      .map((cell, c) =>
        typeof cell === 'number' ? `${cell}`.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
