import type { ClientSettings } from '../../client-settings.ts';
import type { SchemeSetting } from '../state/colour-scheme.ts';
import type { ViewerModel } from '../state/viewer-model.ts';

/** What parts of the page are drawn from. */
export interface PageContent {
  readonly settings: ClientSettings;
  readonly model: ViewerModel;
  readonly scheme: SchemeSetting;
  /** The page, which hears of what its parts tell. */
  readonly page: HTMLElement;
}
