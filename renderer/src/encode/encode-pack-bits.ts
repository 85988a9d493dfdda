/** PackBits of rows, each for itself (TIFF 6.0 §9). */
export function encodePackBits(bytes: Uint8Array, rowBytes: number): Buffer {
  const rows: Buffer[] = [];
  for (let row = 0; row < bytes.length; row += rowBytes)
    rows.push(packRow(bytes.subarray(row, row + rowBytes)));
  return Buffer.concat(rows);
}

/** Runs of three or more are repeated, all else is copied, at most 128 at once. */
function packRow(row: Uint8Array): Buffer {
  const out = Buffer.alloc(row.length + Math.ceil(row.length / 128));
  let [at, copied, i] = [0, 0, 0];
  const flush = (end: number) => {
    for (; copied < end; copied += 128) {
      const count = Math.min(128, end - copied);
      out[at++] = count - 1;
      out.set(row.subarray(copied, copied + count), at);
      at += count;
    }
    copied = end;
  };
  while (i < row.length) {
    let run = 1;
    while (run < 128 && row[i + run] === row[i]) run++;
    if (run >= 3) {
      flush(i);
      out[at++] = 257 - run;
      out[at++] = row[i]!;
      copied = i + run;
    }
    i += run;
  }
  flush(row.length);
  return out.subarray(0, at);
}
