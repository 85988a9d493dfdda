import type { Command, CommandOption } from '../command.ts';

const data: CommandOption = {
  flags: '--data <dir>',
  text: 'directory of the bundled stack (default: .pvs-data)',
  variable: 'PVS_DATA_DIR',
};
const stack: CommandOption = {
  flags: '--stack <name>',
  text: 'stack whose config/{name}.yml is used (default: vhr18)',
  variable: 'PVS_STACK',
};
const json: CommandOption = { flags: '--json', text: 'print JSON' };
const serving: readonly CommandOption[] = [
  stack,
  {
    flags: '--port <number>',
    text: 'port of HTTP; 0 takes a free one (default: 8080)',
    variable: 'PVS_PORT',
  },
  { flags: '--host <address>', text: 'address HTTP listens on (default: 127.0.0.1)', variable: 'PVS_HOST' },
];

/** Every command, in the order of `--help`. Adding one is a file and an entry. */
export const commands: readonly Command[] = [
  {
    name: 'up',
    summary: 'start the bundled stack and serve until it is ended',
    description:
      'Starts Redis, a PostGIS, the stages and HTTP, each only where its URL variable (PVS_REDIS_URL, PVS_DATABASE_URL, PVS_STORAGE_URL) is unset, and keeps everything below the data directory.',
    options: [...serving, data],
    load: async () => (await import('./up.ts')).up,
  },
  {
    name: 'demo',
    summary: 'start a bundled stack with demo scenes in it and serve until it is ended',
    description:
      'Fetches NASA’s Blue Marble once, cuts it into dated scenes, takes them in through the queues and serves them. Keeps its own data in the directory demo below the data directory.',
    options: [...serving, data],
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'run',
    positionals: '<service>',
    summary: 'run one service alone: preprocessor, registrar, renderer, cache, seeder, ingestor or client',
    description:
      'Runs one service in this process, configured by the environment (docs/environment.md): what a container does.',
    options: [],
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'ingest',
    positionals: '<path...>',
    summary: 'push packages to preprocess_queue; files of this machine are uploaded first',
    description:
      'A file or directory of this machine is uploaded to the object storage, below the stack’s first collection; anything else is taken as the path of an object that is there already.',
    options: [
      {
        flags: '--wait',
        text: 'follow them until each is registered or has failed; failures end with code 1',
      },
      data,
      stack,
    ],
    load: async () => (await import('./ingest.ts')).ingest,
  },
  {
    name: 'status',
    summary: 'show how many items wait, are in work, done and failed in every stage',
    description:
      'Shows, for every stage, how many items wait, wait for a service that is away, are in work, done and failed, how many workers live, and how old the oldest waiting message is known to be; then what is in work, and what waits for what. Against any stack by PVS_REDIS_URL.',
    options: [
      { flags: '--watch', text: 'show it again each second, with the rates of the last minute' },
      json,
      data,
    ],
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'failures',
    summary: 'show what failed, and why',
    options: [json, data],
    load: async () => (await import('./failures.ts')).failures,
  },
  {
    name: 'retry',
    positionals: '[id...]',
    summary: 'put failed items back into the queues they came from',
    options: [
      { flags: '--all', text: 'all that failed' },
      { flags: '--code <code>', text: 'those that failed with this code, e.g. SourceUnavailable' },
      json,
      data,
    ],
    load: async () => (await import('./retry.ts')).retry,
  },
  {
    name: 'seed',
    positionals: '<interval>',
    summary: 'draw the tiles of a time interval (start/end, ISO 8601) and keep them',
    description:
      'The interval may also be a JSON message of seed_queue that narrows it down: {"interval": …} with optional collection, layers, bbox, geometry (GeoJSON), minZoom, maxZoom, formats, tileMatrixSets.',
    options: [
      { flags: '--geometry <file>', text: 'only tiles on a GeoJSON file’s geometry, feature or features' },
      { flags: '--wait', text: 'follow it to its end and print a report; refused tiles end with code 1' },
      json,
      data,
    ],
    load: async () => (await import('./seed.ts')).seed,
  },
  {
    name: 'deregister',
    positionals: '<id...>',
    summary: 'remove products from the catalogue',
    options: [data],
    load: async () => (await import('./deregister.ts')).deregister,
  },
  {
    name: 'archive',
    positionals: '<action> [id...]',
    summary:
      'look at the archive of originals: status lists it, retrieve brings packages back, release lets go of them',
    description:
      'status [ID…]: what is archived, pending and failed, with size, checksum and time. retrieve ID…: copies packages back to the landing space and has them preprocessed again; refused where they do not fit. release ID…: frees the landing space of packages that shall not be preprocessed any more. An ID is the path of a package, or the name its path ends with.',
    options: [json, stack, data],
    load: async () => (await import('./archive.ts')).archive,
  },
  {
    name: 'cache',
    positionals: '<action> [layer]',
    summary:
      'look after the kept tiles: stats counts them, gc removes those not used for longest, export writes them to a file',
    description:
      'stats: tiles and megabytes of every collection, tile matrix set and zoom. gc: removes what was not used for longest until nine tenths of the limit are kept, as the cache does by itself where cache.maxBytes is configured. export LAYER: writes its tiles of Web Mercator as MBTiles 1.3 or PMTiles 3, which has its name when it is whole; an archive has one format, so of mixed tiles JPEG ones become PNG.',
    options: [
      { flags: '--output <file>', text: 'export: the file to write' },
      { flags: '--format <name>', text: 'export: mbtiles or pmtiles (default: how the file’s name ends)' },
      {
        flags: '--zooms <range>',
        text: 'export: one zoom or a range, e.g. 0-12 (default: those of the set)',
      },
      { flags: '--bbox <box>', text: 'export: west,south,east,north in degrees (default: all of the layer)' },
      { flags: '--time <time>', text: 'export: as in requests (default: any)' },
      { flags: '--tms <set>', text: 'export: tile matrix set (default: WebMercatorQuad)' },
      {
        flags: '--tiles <format>',
        text: 'export: which kept tiles, png, jpeg, webp or mixed (default: cache.format)',
      },
      { flags: '--attribution <text>', text: 'export: whom viewers are to name' },
      { flags: '--draw', text: 'export: have tiles drawn that are not kept' },
      { flags: '--overwrite', text: 'export: replace the file when the new one is whole' },
      { flags: '--max-bytes <bytes>', text: 'limit for gc (default: cache.maxBytes of the stack)' },
      json,
      stack,
      data,
    ],
    load: async () => (await import('./cache.ts')).cache,
  },
  {
    name: 'token',
    positionals: '<action> [name]',
    summary: 'make, list and revoke the tokens that open /ingest and /ops',
    description:
      'create NAME: prints a token, once; only its hash is kept. list: shows names, rights and when they end. revoke ID: from now on it opens nothing.',
    options: [
      {
        flags: '--scopes <list>',
        text: 'create: what it may, between commas: ingest, ops, read, read:COLLECTION',
      },
      { flags: '--days <number>', text: 'create: for how long (default: 90)' },
      json,
      data,
    ],
    load: async () => (await import('./token.ts')).token,
  },
  {
    name: 'migrate',
    summary: 'bring the database schema up to date',
    options: [data],
    load: async () => (await import('./migrate.ts')).migrate,
  },
  {
    name: 'backup',
    positionals: '<place>',
    summary: 'write queues, catalogue and configuration to a directory or an object store',
    description:
      'The place is a directory, s3://bucket/prefix or file:///directory, without a backup in it. Services may work meanwhile. Objects (packages, COGs, tiles) are not part of it: docs/operator/backup.md.',
    options: [stack, data],
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'restore',
    positionals: '<place>',
    summary: 'put a backup in place of what a stack has in its queues and its catalogue',
    description:
      'Checks every file first, and changes nothing where one is damaged. Refuses a stack that has products or items.',
    options: [
      { flags: '--force', text: 'put it in their place; the services are to be restarted then' },
      { flags: '--config', text: 'only print the YAML of the stack that was backed up' },
      stack,
      data,
    ],
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'doctor',
    summary: 'look at everything the stack needs, and say what to do about what is missing',
    options: [stack, data],
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'images',
    summary: 'build the container images that stacks are deployed from',
    description:
      'Builds pvs_core (registrar, renderer, seeder), pvs_cache, pvs_preprocessor, pvs_ingestor and pvs_client with docker, each from the Dockerfile of its folder, and prints their names. Tags are this version and latest.',
    options: [
      {
        flags: '--only <folders>',
        text: 'only these, separated by commas: preprocessor, core, cache, ingestor, client',
      },
      { flags: '--tag <tag>', text: 'tag instead of this version and latest' },
      { flags: '--registry <prefix>', text: 'before each name, e.g. registry.example.org/pvs/' },
      {
        flags: '--base <image>',
        text: 'image with Debian that containers run on (default: debian:bookworm-slim)',
      },
      {
        flags: '--node-image <image>',
        text: 'image with Node and npm that packages are installed with (default: node, of the version in use)',
      },
      {
        flags: '--gdal-binding <directory>',
        text: 'a gdal-async that is built already for that Debian and Node (lib/binding of the package), instead of compiling it',
      },
      { flags: '--ca <file>', text: 'certificates (PEM) of authorities that downloads of the build need' },
      {
        flags: '--jobs <number>',
        text: 'images built at the same time, without showing progress (default: 1)',
      },
    ],
    load: async () => (await import('./images.ts')).images,
  },
];
