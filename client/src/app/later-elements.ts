import { defineElements } from './elements/define-elements.ts';
import { PvsComparePanel } from './elements/pvs-compare-panel.ts';
import { PvsConditions } from './elements/pvs-conditions.ts';
import { PvsCutOut } from './elements/pvs-cut-out.ts';
import { PvsLinksDialog } from './elements/pvs-links-dialog.ts';
import { PvsPointValues } from './elements/pvs-point-values.ts';
import { PvsSignIn } from './elements/pvs-sign-in.ts';
import { PvsWholeProduct } from './elements/pvs-whole-product.ts';
import { PvsDivider } from './map/pvs-divider.ts';

defineElements({
  'pvs-compare-panel': PvsComparePanel,
  'pvs-conditions': PvsConditions,
  'pvs-cut-out': PvsCutOut,
  'pvs-divider': PvsDivider,
  'pvs-links-dialog': PvsLinksDialog,
  'pvs-point-values': PvsPointValues,
  'pvs-sign-in': PvsSignIn,
  'pvs-whole-product': PvsWholeProduct,
});
