/** A part of an answer of several. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The parts of a multipart answer (RFC 2046 §5.1). */
export function partsOf(response: {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawPayload: Buffer;
}): Part[] {
  const boundary = /boundary="?([^";]+)/.exec(String(response.headers['content-type']))?.[1] ?? '';
  const whole = response.rawPayload;
  const parts: Part[] = [];
  const mark = Buffer.from(`--${boundary}`);
  let from = whole.indexOf(mark);
  for (;;) {
    const start = from + mark.length + 2;
    const to = whole.indexOf(Buffer.from(`\r\n--${boundary}`), start);
    if (from < 0 || to < 0) return parts;
    const headEnd = whole.indexOf('\r\n\r\n', start);
    const lines = whole.toString('latin1', start, headEnd).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    parts.push({ headers, body: whole.subarray(headEnd + 4, to) });
    from = to + 2;
  }
}
