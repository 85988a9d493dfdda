import { z } from 'zod';

/** Failures whose reason may pass: what is missing may still come, who refused may be told otherwise. */
const MAY_PASS = [
  ...['PackageMissing', 'ObjectMissing', 'ObjectsMissing', 'AssetsMissing', 'CoveragesMissing', 'DemMissing'],
  ...['SourceUnavailable', 'SourceRefused', 'DownloadBroken', 'WorkDirectoryFull'],
  ...['ArchiveDamaged', 'LandingFull'],
];

/** Which failed items are tried again by themselves, and when. */
export const revisits = z.strictObject({
  codes: z
    .array(z.string().min(1))
    .default(MAY_PASS)
    .describe('Codes of failures whose reason may pass, as ./pvs failures shows them'),
  afterS: z
    .array(z.number().min(1))
    .max(20)
    .default([900, 7200, 86_400])
    .describe('Seconds from each failure to the next try, one for each; none where it is empty'),
});

export type RevisitsConfig = z.infer<typeof revisits>;
