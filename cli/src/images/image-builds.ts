import { invalidInput } from '@pvs/core/errors';

/** An image of this project; its Dockerfile is the folder's. */
export interface Image {
  readonly folder: 'core' | 'cache' | 'preprocessor' | 'ingestor' | 'client';
  /** What containers of it run. */
  readonly services: readonly string[];
}

/** Every image, those that take longest first. */
export const images: readonly Image[] = [
  { folder: 'preprocessor', services: ['preprocessor'] },
  { folder: 'core', services: ['registrar', 'renderer', 'seeder'] },
  { folder: 'cache', services: ['cache'] },
  { folder: 'ingestor', services: ['ingestor'] },
  { folder: 'client', services: ['client'] },
];

/** What `./pvs images` may be told. */
export interface BuildChoices {
  /** Image with Debian that containers run on. */
  readonly base?: string;
  /** Image with Node and npm that packages are installed with. */
  readonly nodeImage?: string;
  /** Instead of this version and `latest`. */
  readonly tag?: string;
  /** Folders, separated by commas. */
  readonly only?: string;
  /** Before each name, e.g. `registry.example.org/pvs/`. */
  readonly registry?: string;
  /** File of certificates (PEM) of authorities that the build needs. */
  readonly ca?: string;
  /** Directory with a binding of gdal-async (its `lib/binding`) for that Debian and Node; else it is compiled. */
  readonly gdalBinding?: string;
}

/** Carries the binding of gdal-async that the preprocessor takes instead of compiling one. */
const BINDING_IMAGE = 'pvs_gdal-binding';

/** One call of `docker`. */
export interface ImageBuild {
  readonly what: string;
  /** Of the images of this project that it makes. */
  readonly names: readonly string[];
  readonly args: readonly string[];
}

/**
 * The calls of docker that build what was chosen, from the root of the checkout.
 * @throws InvalidInput `InvalidArguments`
 */
export function imageBuilds(version: string, choices: BuildChoices): ImageBuild[] {
  const tags = choices.tag === undefined ? [version, 'latest'] : [choices.tag];
  for (const tag of tags.filter((tag) => !/^[A-Za-z0-9_][\w.-]{0,127}$/.test(tag))) {
    throw invalidInput(`'${tag}' is no tag: expected letters, digits, '.', '_' and '-'`, {
      code: 'InvalidArguments',
    });
  }
  const chosenImages = chosen(choices.only);
  const own = chosenImages.map(({ folder }) => {
    const names = tags.map((tag) => `${choices.registry ?? ''}pvs_${folder}:${tag}`);
    return {
      what: `pvs_${folder}`,
      names,
      args: [...argumentsOf(folder, choices), ...names.flatMap((name) => ['--tag', name]), '.'],
    };
  });
  const isUsed = chosenImages.some(({ folder }) => folder === 'preprocessor');
  return isUsed && choices.gdalBinding !== undefined ? [bindingBuild(choices.gdalBinding), ...own] : own;
}

const bindingBuild = (directory: string): ImageBuild => ({
  what: 'an image with the binding of GDAL',
  names: [],
  args: ['build', '--file', 'preprocessor/binding.Dockerfile', '--tag', BINDING_IMAGE, directory],
});

function chosen(only: string | undefined): readonly Image[] {
  if (only === undefined) return images;
  const wanted = only.split(',').map((name) => name.trim().replace(/^pvs_/, ''));
  const unknown = wanted.filter((name) => !images.some(({ folder }) => folder === name));
  if (unknown.length === 0) return images.filter(({ folder }) => wanted.includes(folder));
  throw invalidInput(
    `there is no image '${unknown.join("', '")}': expected ${images.map(({ folder }) => folder).join(', ')}`,
    { code: 'InvalidArguments' },
  );
}

const argumentsOf = (folder: string, { base, nodeImage, ca, gdalBinding }: BuildChoices): string[] => [
  'build',
  ...['--file', `${folder}/Dockerfile`],
  ...(base === undefined ? [] : ['--build-arg', `BASE_IMAGE=${base}`]),
  ...(nodeImage === undefined ? [] : ['--build-arg', `NODE_IMAGE=${nodeImage}`]),
  ...(gdalBinding === undefined || folder !== 'preprocessor'
    ? []
    : ['--build-arg', `GDAL_BINDING=${BINDING_IMAGE}`]),
  ...(ca === undefined ? [] : ['--secret', `id=ca,src=${ca}`]),
];
