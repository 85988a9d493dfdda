/** A collection of the stack as the web client offers it. */
export interface ClientCollection {
  /** As in `/opensearch/collections/{id}/` and as its tile layer. */
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
}

/** What a layer shows: the client groups and names layers by it. */
export type LayerShows = 'picture' | 'outlines' | 'outlined' | 'mask' | 'masked' | 'heatmap';

/** A tile layer as the web client offers it. */
export interface ClientLayer {
  /** As in `/cache/tiles/{id}/…`: a collection, `<collection>__outlines`, `<collection>__<browse type>`. */
  readonly id: string;
  readonly title: string;
  readonly kind: LayerShows;
  /** Id of the collection that it belongs to. */
  readonly collection: string;
}

/** What the web client needs to know about its stack: the document at `/client/config.json`. */
export interface ClientSettings {
  readonly stack: string;
  readonly title: string;
  readonly abstract: string;
  readonly collections: readonly ClientCollection[];
  readonly layers: readonly ClientLayer[];
  /** The first view: longitude and latitude in degrees, Web Mercator zoom (0 is the world in 256 pixels). */
  readonly map: { readonly center: readonly [number, number]; readonly zoom: number };
  readonly tileMatrixSet: 'WebMercatorQuad';
  /** The zooms at which the cache has tiles. */
  readonly minZoom: number;
  readonly maxZoom: number;
  /** Whether there is more to see for some who say who they are. */
  readonly signIn: boolean;
  /** Who asks, where they said so. */
  readonly user?: string | undefined;
}
