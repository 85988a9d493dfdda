import type { MaskConfig } from '@pvs/core/config/preprocessing';
import type { Step } from '@pvs/core/queue/stage';
import { findMask, type FoundMask } from '../masks/find-mask.ts';
import { maskExpression } from '../masks/mask-expression.ts';
import { Alignment } from '../plan/align-pixels.ts';
import { partlyHidden } from '../plan/partly-hidden.ts';
import type { PixelGrid, PixelNode, PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PlannedMask, type PreprocessState } from '../preprocess-state.ts';
import { pixelDirectory, preprocessingOf } from '../preprocessing-of.ts';

/** Finds the masks, brings them to one form, and hides what they show to be no data where they are to. */
export const masks = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'masks',
  applies: (state) => preprocessingOf(state).masks !== undefined,
  run: async (state, job) => {
    const alignment = new Alignment(context, `${pixelDirectory(state)}/masks`, job, 'nearest');
    let planned = known(state, 'planned');
    const plannedMasks: PlannedMask[] = [];
    for (const [type, config] of Object.entries(preprocessingOf(state).masks ?? {})) {
      const found = await findMask(context, state, type, config, job);
      const [first] = planned;
      if (!found) job.log.warn({ mask: type, files: config.files }, 'Mask:Missing');
      if (!found || !first) continue;
      const node = await maskNode(found, config, first.grid, alignment);
      plannedMasks.push({ type, marks: config.marks, plan: maskPlan(type, first.grid, node) });
      if (config.hide) planned = await hideIn(planned, found, config, alignment);
    }
    return { planned, plannedMasks };
  },
});

async function maskNode(
  found: FoundMask,
  config: MaskConfig,
  grid: PixelGrid,
  alignment: Alignment,
): Promise<PixelNode> {
  if (found.kind === 'polygons') return { op: 'polygons', grid, polygons: found.polygons };
  const { node } = await alignment.to(grid, found.raster);
  return { op: 'mark', input: node, expression: maskExpression(config) };
}

async function hideIn(
  rasters: readonly PlannedRaster[],
  found: FoundMask,
  config: MaskConfig,
  alignment: Alignment,
): Promise<PlannedRaster[]> {
  const where = config.marks === 'invalid' ? 'marked' : 'unmarked';
  const hidden: PlannedRaster[] = [];
  for (const raster of rasters) {
    const mask = await maskNode(found, config, raster.grid, alignment);
    hidden.push({ ...partlyHidden(raster), node: { op: 'hide', input: raster.node, mask, where } });
  }
  return hidden;
}

const maskPlan = (type: string, grid: PixelGrid, node: PixelNode): PlannedRaster => ({
  file: type,
  grid,
  dataType: 'Byte',
  bands: [{ name: type.replaceAll('-', '_'), color: 'gray' }],
  transparency: 'none',
  node,
});
