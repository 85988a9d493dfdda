/** A part of the guide: whom it is for, and its pages by their paths below `docs/`. */
export interface GuidePart {
  readonly title: string;
  readonly pages: readonly (readonly [path: string, title: string])[];
}

/** The guide from front to back. Pages of `docs/` that are not in here are reached by links. */
export const guideParts: readonly GuidePart[] = [
  { title: 'For people who look', pages: [['index', 'Find an image']] },
  {
    title: 'For GIS users',
    pages: [
      ['guide/qgis', 'QGIS'],
      ['guide/gdal', 'GDAL'],
      ['guide/python', 'Python'],
      ['guide/web', 'Web pages'],
      ['layers', 'Layers'],
      ['coverages', 'Coverages'],
      ['search', 'OpenSearch'],
      ['stac', 'STAC'],
      ['tiles', 'Tiles'],
    ],
  },
  {
    title: 'For operators',
    pages: [
      ['operator/deploy', 'Deploying'],
      ['operations', 'Operations'],
      ['ingesting', 'Ingesting'],
      ['archive', 'The archive of originals'],
      ['preprocessing', 'Preprocessing'],
      ['metadata-formats', 'Metadata formats'],
      ['access', 'Access'],
      ['operator/watching', 'Watching'],
      ['operator/backup', 'Backups and upgrades'],
      ['operator/scale-out', 'From one node to many'],
      ['configuration', 'Configuration'],
      ['cli', 'Commands'],
      ['environment', 'Environment'],
    ],
  },
  {
    title: 'For developers',
    pages: [
      ['architecture', 'Architecture'],
      ['cogs', 'COGs'],
      ['catalogue-queries', 'How searches are answered'],
      ['decisions/README', 'Decisions'],
    ],
  },
];
