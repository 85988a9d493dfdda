import { invalidInput } from '@pvs/core/errors';

/** Parts of WCS 2.0 capabilities that can be asked for (OGC 06-121r9 §7.3.3, OGC 10-140r1 §8.2). */
export const SECTIONS = [
  'ServiceIdentification',
  'ServiceProvider',
  'OperationsMetadata',
  'ServiceMetadata',
  'Contents',
  'CoverageSummary',
  'DatasetSeriesSummary',
] as const;
export type Section = (typeof SECTIONS)[number];

/** Everything unless told. */
export function readSections(text: string | undefined): ReadonlySet<Section> {
  const names = text?.split(',').map((name) => name.trim()) ?? ['All'];
  return new Set(names.flatMap(sectionsOf));
}

function sectionsOf(name: string): readonly Section[] {
  if (name.toLowerCase() === 'all') return SECTIONS;
  const found = SECTIONS.find((section) => section.toLowerCase() === name.toLowerCase());
  if (found === 'Contents') return ['Contents', 'CoverageSummary', 'DatasetSeriesSummary'];
  if (found) return [found];
  throw invalidInput(
    `there is no section '${name.slice(0, 100)}': allowed are ${[...SECTIONS, 'All'].join(', ')}`,
    { code: 'InvalidParameterValue', detail: { locator: 'sections' } },
  );
}
