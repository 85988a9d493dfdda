import type { Texts } from './texts.ts';

const number = new Intl.NumberFormat('de-AT');
const products = (count: number) => (count === 1 ? '1 Produkt' : `${number.format(count)} Produkte`);

/** Every text of the page in German. */
export const german: Texts = {
  loading: 'Lädt …',
  retry: 'Noch einmal versuchen',
  close: 'Schließen',

  serverUnreachable: 'Der Server ist nicht erreichbar.',
  serverUnreachableAdvice: 'Netzverbindung prüfen, dann noch einmal versuchen.',
  serverAnswered: (status, reason) =>
    reason === ''
      ? `Der Server hat mit Status ${status} geantwortet.`
      : `Der Server hat mit ${status} geantwortet: ${reason}`,
  requestRefusedAdvice: 'Eine andere Zeit oder Gegend kann helfen.',
  serverFailedAdvice: 'Das liegt nicht an Ihnen und geht meist vorbei: gleich noch einmal versuchen.',
  answerNotUnderstood: 'Die Antwort des Servers war nicht lesbar.',
  answerNotUnderstoodAdvice: 'Die Seite neu laden: Sie kann älter sein als der Server.',
  settingsFailed: 'Die Seite konnte nicht starten.',

  userGuide: 'Anleitung',
  useElsewhere: 'Anderswo verwenden',
  theme: { auto: 'Farben: wie das System', light: 'Farben: hell', dark: 'Farben: dunkel' },
  collection: 'Sammlung',

  mapHelp: 'Karte. Pfeiltasten verschieben sie, Plus und Minus ändern den Maßstab.',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  zoomToAll: 'Alle Produkte zeigen',
  attribution: 'Küstenlinie: Natural Earth',
  zoomInForImages: 'Zum Sehen der Bilder vergrößern',
  tilesFailed: 'Teile der Karte konnten nicht geladen werden.',
  onlyThisProduct: (name) => `Nur ${name}`,
  showAllAgain: 'Alle zeigen',

  layers: 'Ebenen',
  opacity: (layer) => `Deckkraft von ${layer}`,
  mapFeatures: 'Auf der Karte',
  footprints: 'Umrisse',
  graticule: 'Gradnetz',

  time: 'Zeit',
  allTimes: 'Alle Zeiten',
  from: 'Von',
  to: 'Bis',
  previousProduct: 'Voriges Produkt',
  nextProduct: 'Nächstes Produkt',
  latestProduct: 'Neuestes Produkt',
  play: 'Abspielen: von Produkt zu Produkt',
  pause: 'Anhalten',
  startHandle: 'Beginn des Zeitraums',
  endHandle: 'Ende des Zeitraums',
  histogram: 'Produkte im Lauf der Zeit',
  histogramHelp:
    'Ziehen wählt einen Zeitraum, Klicken einen Balken, das Mausrad vergrößert. Zeiten sind UTC.',
  noTimes: 'Noch keine Produkte mit einer Zeit',
  binTitle: (when, count) => `${when}: ${products(count)}`,

  products: 'Produkte',
  productCount: products,
  inMapView: 'Im Kartenbild',
  filter: 'Filter',
  filterCount: (count) => `Filter (${count})`,
  maxCloudCover: 'Bewölkung höchstens',
  anyCloudCover: 'beliebig',
  percent: (value) => `${value} %`,
  platform: 'Satellit',
  anyPlatform: 'Alle Satelliten',
  platformChoice: (name, count) => `${name} (${number.format(count)})`,
  order: 'Reihenfolge',
  orders: { newest: 'Neueste zuerst', oldest: 'Älteste zuerst', clearest: 'Wenigste Wolken zuerst' },
  drawBox: 'Rechteck zeichnen, in dem gesucht wird',
  drawPolygon: 'Vieleck zeichnen, in dem gesucht wird',
  drawBoxHelp: 'Eine Ecke anklicken, dann die gegenüberliegende. Escape bricht ab.',
  drawPolygonHelp: 'Die Ecken anklicken; die letzte zweimal, um fertig zu sein. Escape bricht ab.',
  dropArea: 'Gezeichnete Fläche entfernen',
  dropFilter: 'Filter entfernen',
  downloads: 'Herunterladen',
  moreLinks: 'Mehr',
  size: (bytes) => {
    const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
    return `${number.format(Number((bytes / 1000 ** power).toPrecision(3)))} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
  },
  refresh: 'Nach neuen Produkten sehen',
  showMore: (shown, total) =>
    total === undefined ? 'Mehr zeigen' : `Mehr zeigen (${number.format(shown)} von ${number.format(total)})`,
  cloudCover: (percent) => `${Math.round(percent)} % Wolken`,
  noTime: 'Zeit unbekannt',
  zoomTo: 'Hinzoomen',
  showAlone: 'Nur dieses zeigen',
  thisTime: 'Diese Zeit',
  copyIdentifier: 'Kennung kopieren',
  copied: 'Kopiert',
  attributes: {
    productType: 'Produktart',
    instrument: 'Instrument',
    begin: 'Beginn',
    end: 'Ende',
  },

  emptyCollection: 'Diese Sammlung hat noch keine Produkte.',
  emptyCollectionAdvice: 'Sie erscheinen hier, sobald sie registriert sind.',
  emptyView: (when) =>
    when === undefined
      ? 'Keine Produkte in diesem Kartenbild.'
      : `Keine Produkte in diesem Kartenbild für ${when}.`,
  emptyFilter: 'Kein Produkt erfüllt diese Bedingungen.',
  emptyTime: (when) => `Keine Produkte für ${when}.`,
  searchEverywhere: 'Überall suchen',
  showAllTimes: 'Alle Zeiten zeigen',
  checkAgain: 'Noch einmal nachsehen',

  linksIntro: 'Dieselben Bilder und Suchen in QGIS, GDAL und anderen Programmen: eine Adresse kopieren.',
  links: {
    wms: 'WMS',
    wmsUse: 'Karten jeder Größe und Projektion. QGIS: Layer › WMS/WMTS-Layer hinzufügen.',
    wmts: 'WMTS',
    wmtsUse: 'Schnelle fertige Kacheln. GDAL: gdalinfo "WMTS:<Adresse>".',
    xyz: 'XYZ-Kacheln',
    xyzUse: 'Was diese Karte jetzt zeigt. QGIS: XYZ Tiles › Neue Verbindung; Leaflet, MapLibre.',
    search: 'OpenSearch (GeoJSON)',
    searchUse: 'Die Liste der Produkte, die jetzt zu sehen ist.',
    stac: 'STAC',
    stacUse: 'Dieselbe Suche für Python (pystac-client), QGIS und andere.',
    page: 'Diese Ansicht',
    pageUse: 'Ein Link, der diese Seite genau so öffnet.',
  },
  copy: 'Kopieren',
};
