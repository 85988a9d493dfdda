import '@fontsource-variable/inter/wght.css';
import './page.css';
import { PvsApp } from './elements/pvs-app.ts';
import { PvsFilterPanel } from './elements/pvs-filter-panel.ts';
import { PvsHeader } from './elements/pvs-header.ts';
import { PvsHistogram } from './elements/pvs-histogram.ts';
import { PvsLayerPanel } from './elements/pvs-layer-panel.ts';
import { PvsLinksDialog } from './elements/pvs-links-dialog.ts';
import { PvsProductList } from './elements/pvs-product-list.ts';
import { PvsTimeBar } from './elements/pvs-time-bar.ts';
import { PvsViewer } from './elements/pvs-viewer.ts';
import { PvsCutOut } from './elements/pvs-cut-out.ts';
import { PvsConditions } from './elements/pvs-conditions.ts';
import { PvsComparePanel } from './elements/pvs-compare-panel.ts';
import { PvsMapTools } from './elements/pvs-map-tools.ts';
import { PvsSignIn } from './elements/pvs-sign-in.ts';
import { PvsWholeProduct } from './elements/pvs-whole-product.ts';
import { PvsPointValues } from './elements/pvs-point-values.ts';
import { PvsDivider } from './map/pvs-divider.ts';
import { PvsMap } from './map/pvs-map.ts';
import { language } from './texts/texts.ts';

const elements = {
  'pvs-compare-panel': PvsComparePanel,
  'pvs-conditions': PvsConditions,
  'pvs-cut-out': PvsCutOut,
  'pvs-divider': PvsDivider,
  'pvs-filter-panel': PvsFilterPanel,
  'pvs-header': PvsHeader,
  'pvs-histogram': PvsHistogram,
  'pvs-layer-panel': PvsLayerPanel,
  'pvs-links-dialog': PvsLinksDialog,
  'pvs-map': PvsMap,
  'pvs-map-tools': PvsMapTools,
  'pvs-point-values': PvsPointValues,
  'pvs-product-list': PvsProductList,
  'pvs-sign-in': PvsSignIn,
  'pvs-time-bar': PvsTimeBar,
  'pvs-viewer': PvsViewer,
  'pvs-whole-product': PvsWholeProduct,
  'pvs-app': PvsApp,
};

document.documentElement.lang = language;

// pvs-app comes last: it is in the document already and starts as soon as it is defined.
for (const [name, element] of Object.entries(elements))
  customElements.define(name, element as CustomElementConstructor);
