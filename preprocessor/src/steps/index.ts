import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { chooseData } from './choose-data.ts';
import { classify } from './classify.ts';
import { describeCoverages } from './describe-coverages.ts';
import { fetch } from './fetch.ts';
import { findMetadata } from './find-metadata.ts';
import { georeference } from './georeference.ts';
import { unpack } from './unpack.ts';
import { upload } from './upload.ts';
import { validateCogs } from './validate-cogs.ts';
import { writeCogs } from './write-cogs.ts';
import { writeReport } from './write-report.ts';

/** What happens to a package, in order. */
export const preprocessSteps = (context: PreprocessContext): readonly Step<PreprocessState>[] => [
  fetch(context),
  unpack(context),
  findMetadata(context),
  classify(context),
  chooseData(context),
  georeference(context),
  writeCogs(context),
  validateCogs,
  describeCoverages,
  writeReport(context),
  upload(context),
];
