/** What browsers do with an answer, and under which name they save it (RFC 6266 §4, the name as RFC 8187 has it). */
export const contentDisposition = (type: 'inline' | 'attachment', name: string): string =>
  `${type}; filename*=UTF-8''${encodeURIComponent(name)}`;
