/** What to look at first, with what it is; only what the running stack answers is worth showing. */
export function demoLinks(http: string, collection: string): readonly (readonly [string, string])[] {
  const map = new URLSearchParams({
    service: 'WMS',
    version: '1.3.0',
    request: 'GetMap',
    layers: collection,
    styles: '',
    crs: 'EPSG:4326',
    bbox: '30,-12,60,32',
    width: '1100',
    height: '750',
    format: 'image/png',
    transparent: 'true',
  });
  return [
    ['web client', `${http}/`],
    ['a map', `${http}/ows?${map.toString()}`],
    ['WMS for GIS tools', `${http}/ows?service=WMS&request=GetCapabilities`],
    ['WMTS for GIS tools', `${http}/cache/ows/wmts/1.0.0/WMTSCapabilities.xml`],
    ['STAC', `${http}/stac/`],
    ['OpenSearch', `${http}/opensearch/`],
  ];
}

/** The links that answer. */
export async function answeringLinks(
  links: ReturnType<typeof demoLinks>,
): Promise<(readonly [string, string])[]> {
  const answers = await Promise.all(
    links.map(async (link) => ({ link, ok: (await fetch(link[1]).catch(() => undefined))?.ok === true })),
  );
  return answers.filter(({ ok }) => ok).map(({ link }) => link);
}
