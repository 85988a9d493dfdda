/** The message of a JSON problem or an XML exception; empty where there is none worth showing. */
export function readReason(body: string): string {
  try {
    const problem = JSON.parse(body) as { detail?: unknown; message?: unknown; description?: unknown } | null;
    const reason = problem?.detail ?? problem?.message ?? problem?.description;
    return typeof reason === 'string' ? reason : '';
  } catch {
    const text = /<(?:\w+:)?(?:ExceptionText|ServiceException)[^>]*>([^<]*)</.exec(body)?.[1];
    return text?.trim() ?? '';
  }
}
