import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { bringIntoPlace } from './bring-into-place.ts';
import { calculate } from './calculate.ts';
import { chooseData } from './choose-data.ts';
import { classify } from './classify.ts';
import { cut } from './cut.ts';
import { describeCoverages } from './describe-coverages.ts';
import { fetch } from './fetch.ts';
import { findMetadata } from './find-metadata.ts';
import { georeference } from './georeference.ts';
import { masks } from './masks.ts';
import { pansharpen } from './pansharpen.ts';
import { quicklook } from './quicklook.ts';
import { scale } from './scale.ts';
import { split } from './split.ts';
import { stack } from './stack.ts';
import { traceFootprint } from './trace-footprint.ts';
import { transparency } from './transparency.ts';
import { unpack } from './unpack.ts';
import { upload } from './upload.ts';
import { validateCogs } from './validate-cogs.ts';
import { workOut } from './work-out.ts';
import { writeCogs } from './write-cogs.ts';
import { writeMasks } from './write-masks.ts';
import { writeReport } from './write-report.ts';

/** What happens to a package, in order. */
export const preprocessSteps = (context: PreprocessContext): readonly Step<PreprocessState>[] => [
  fetch(context),
  unpack(context),
  findMetadata(context),
  classify(context),
  chooseData(context),
  georeference(context),
  bringIntoPlace(context),
  stack(context),
  pansharpen(context),
  calculate,
  masks(context),
  cut,
  split,
  scale(context),
  transparency,
  workOut(context),
  writeCogs(context),
  writeMasks(context),
  quicklook(context),
  validateCogs,
  describeCoverages,
  traceFootprint(context),
  writeReport(context),
  upload(context),
];
