import '@fontsource-variable/inter/wght.css';
import './page.css';
import { defineElements } from './elements/define-elements.ts';
import { PvsApp } from './elements/pvs-app.ts';
import { PvsFilterPanel } from './elements/pvs-filter-panel.ts';
import { PvsHeader } from './elements/pvs-header.ts';
import { PvsHistogram } from './elements/pvs-histogram.ts';
import { PvsLayerPanel } from './elements/pvs-layer-panel.ts';
import { PvsMapTools } from './elements/pvs-map-tools.ts';
import { PvsProductList } from './elements/pvs-product-list.ts';
import { PvsTimeBar } from './elements/pvs-time-bar.ts';
import { PvsViewer } from './elements/pvs-viewer.ts';
import { PvsMap } from './map/pvs-map.ts';
import { language } from './texts/texts.ts';

document.documentElement.lang = language;

// pvs-app comes last: it is in the document already and starts as soon as it is defined.
defineElements({
  'pvs-filter-panel': PvsFilterPanel,
  'pvs-header': PvsHeader,
  'pvs-histogram': PvsHistogram,
  'pvs-layer-panel': PvsLayerPanel,
  'pvs-map': PvsMap,
  'pvs-map-tools': PvsMapTools,
  'pvs-product-list': PvsProductList,
  'pvs-time-bar': PvsTimeBar,
  'pvs-viewer': PvsViewer,
  'pvs-app': PvsApp,
});

// What the first map does without comes after it; elements that are there already become theirs.
addEventListener('load', () => setTimeout(() => void import('./later-elements.ts'), 600), { once: true });
