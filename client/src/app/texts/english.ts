const number = new Intl.NumberFormat('en-GB');

/** Every text of the page in English. */
export const english = {
  loading: 'Loading…',
  retry: 'Try again',
  close: 'Close',

  serverUnreachable: 'The server cannot be reached.',
  serverUnreachableAdvice: 'Check the network connection, then try again.',
  serverAnswered: (status: number, reason: string) =>
    reason === '' ? `The server answered with status ${status}.` : `The server answered ${status}: ${reason}`,
  requestRefusedAdvice: 'Another time range or area may help.',
  serverFailedAdvice: 'This is not your fault and usually passes: try again in a moment.',
  answerNotUnderstood: 'The answer of the server could not be read.',
  answerNotUnderstoodAdvice: 'Reload the page: it may be older than the server.',
  settingsFailed: 'The viewer could not start.',

  userGuide: 'User guide',
  useElsewhere: 'Use elsewhere',
  theme: { auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' },
  collection: 'Collection',

  mapHelp: 'Map. Arrow keys move it, plus and minus zoom.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomToAll: 'Zoom to all products',
  attribution: 'Coastline: Natural Earth',
  zoomInForImages: 'Zoom in to see the images',
  tilesFailed: 'Some parts of the map could not be loaded.',
  onlyThisProduct: (name: string) => `Showing only ${name}`,
  showAllAgain: 'Show all',

  layers: 'Layers',
  opacity: (layer: string) => `Opacity of ${layer}`,
  mapFeatures: 'On the map',
  footprints: 'Footprints',
  graticule: 'Graticule',

  time: 'Time',
  allTimes: 'All times',
  from: 'From',
  to: 'To',
  previousProduct: 'Previous product',
  nextProduct: 'Next product',
  startHandle: 'Begin of the interval',
  endHandle: 'End of the interval',
  histogram: 'Products over time',
  histogramHelp: 'Drag to choose an interval, click a bar, or use the wheel to zoom. Times are UTC.',
  histogramPart: (count: number) => `newest ${number.format(count)} products shown`,
  noTimes: 'No products with a time yet',
  binTitle: (when: string, count: number) =>
    `${when}: ${count === 1 ? '1 product' : `${number.format(count)} products`}`,

  products: 'Products',
  productCount: (total: number) => (total === 1 ? '1 product' : `${number.format(total)} products`),
  inMapView: 'In map view',
  refresh: 'Look for new products',
  showMore: (shown: number, total: number | undefined) =>
    total === undefined ? 'Show more' : `Show more (${number.format(shown)} of ${number.format(total)})`,
  cloudCover: (percent: number) => `${Math.round(percent)} % cloud`,
  noTime: 'time unknown',
  zoomTo: 'Zoom to',
  showAlone: 'Show only this',
  thisTime: 'This time',
  copyIdentifier: 'Copy identifier',
  copied: 'Copied',
  attributes: {
    productType: 'Product type',
    instrument: 'Instrument',
    begin: 'Begin',
    end: 'End',
  },

  emptyCollection: 'This collection has no products yet.',
  emptyCollectionAdvice: 'They appear here as soon as they are registered.',
  emptyView: (when: string | undefined) =>
    when === undefined ? 'No products in this map view.' : `No products in this map view for ${when}.`,
  emptyTime: (when: string) => `No products for ${when}.`,
  searchEverywhere: 'Search everywhere',
  showAllTimes: 'Show all times',
  checkAgain: 'Check again',

  linksIntro: 'The same pictures and searches in QGIS, GDAL and other programs: copy an address.',
  links: {
    wms: 'WMS',
    wmsUse: 'Maps of any size and projection. QGIS: Layer › Add WMS/WMTS Layer.',
    wmts: 'WMTS',
    wmtsUse: 'Fast ready-made tiles. GDAL: gdalinfo "WMTS:<address>".',
    xyz: 'XYZ tiles',
    xyzUse: 'What this map shows now. QGIS: XYZ Tiles › New connection; Leaflet, MapLibre.',
    search: 'OpenSearch (GeoJSON)',
    searchUse: 'The list of products that is shown now.',
    page: 'This view',
    pageUse: 'A link that opens this page just like it is.',
  },
  copy: 'Copy',
};
