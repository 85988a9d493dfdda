/** The name in a Content-Disposition header; undefined where it has none. */
export function fileNameIn(disposition: string): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return encoded === undefined
    ? /filename="?([^";]+)"?/i.exec(disposition)?.[1]
    : decodeURIComponent(encoded);
}
