import { html, LitElement, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { cutCrss, cutOutUrl, formatsFor, itemUrl, readRasters } from '../search/cut-out.ts';
import type { CutFormat, CutOut, ProductRaster } from '../search/cut-out.ts';
import { fetchJson } from '../search/fetch-json.ts';
import type { GeoBox } from '../search/geo-box.ts';
import { measureAnswer } from '../search/measure-answer.ts';
import type { AnswerSize } from '../search/measure-answer.ts';
import type { Product } from '../search/product.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { cutOutStyles } from './cut-out-styles.ts';

type Area = 'whole' | 'view' | 'drawn';

/** A part of a product's data to download: where, which bands, in which CRS and format, and how large that will be. */
export class PvsCutOut extends LitElement {
  static override readonly styles = [controlStyles, cutOutStyles];
  static override readonly properties = {
    product: { attribute: false },
    viewBox: { attribute: false },
    drawnBox: { attribute: false },
    rasters: { state: true },
    area: { state: true },
    chosen: { state: true },
    left: { state: true },
    crs: { state: true },
    format: { state: true },
    size: { state: true },
  };

  declare product: Product;
  /** What the map shows; undefined for the whole world. */
  declare viewBox: GeoBox | undefined;
  /** Around what was drawn; undefined where nothing is. */
  declare drawnBox: GeoBox | undefined;
  declare private rasters: readonly ProductRaster[] | undefined;
  declare private area: Area;
  declare private chosen: number;
  /** Bands that are not wanted. */
  declare private left: readonly string[];
  declare private crs: string;
  declare private format: CutFormat;
  declare private size: AnswerSize | undefined;
  #measured = '';
  #abort = new AbortController();

  constructor() {
    super();
    this.area = 'whole';
    this.chosen = 0;
    this.left = [];
    this.crs = '';
    this.format = 'tiff';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  override firstUpdated(): void {
    if (this.drawnBox) this.area = 'drawn';
    // Within what folds away nothing is asked for before it is unfolded.
    const fold = this.closest('details');
    if (fold && !fold.open) fold.addEventListener('toggle', () => void this.#load(), { once: true });
    else void this.#load();
  }

  override updated(_changed: PropertyValues): void {
    const url = this.#url;
    if (url === undefined || url === this.#measured) return;
    this.#measured = url;
    void this.#measure(url);
  }

  override render() {
    const { rasters } = this;
    const raster = rasters?.[this.chosen];
    if (!rasters) return html`<p>${texts.loading}</p>`;
    if (!raster) return html`<p>${texts.noCoverage}</p>`;
    return html`${rasters.length > 1 ? this.#rasterChoice(rasters) : nothing} ${this.#areaChoice()}
    ${this.#bandChoice(raster)} ${this.#crsChoice(raster)} ${this.#formatChoice(raster)} ${this.#download()}`;
  }

  #rasterChoice(rasters: readonly ProductRaster[]) {
    const options = rasters.map(({ title }, index) => [String(index), title] as const);
    return choice(texts.cutOut.raster, options, String(this.chosen), (value) => {
      this.chosen = Number(value);
      this.left = [];
    });
  }

  #areaChoice() {
    const { whole, view, drawn } = texts.cutOut.areas;
    const options: (readonly [string, string])[] = [
      ['whole', whole],
      ...(this.viewBox ? [['view', view] as const] : []),
      ...(this.drawnBox ? [['drawn', drawn] as const] : []),
    ];
    return choice(texts.cutOut.area, options, this.area, (value) => (this.area = value as Area));
  }

  #bandChoice({ bands }: ProductRaster) {
    return html`<fieldset>
      <legend>${texts.cutOut.bands}</legend>
      ${bands.map((band) => {
        const wanted = !this.left.includes(band);
        const isLast = wanted && this.left.length === bands.length - 1;
        return html`<label class="band">
          <input
            type="checkbox"
            .checked=${wanted}
            ?disabled=${isLast}
            @change=${() => this.#turnBand(band)}
          />
          ${band}
        </label>`;
      })}
    </fieldset>`;
  }

  #crsChoice({ epsg }: ProductRaster) {
    const own = `EPSG:${epsg ?? ''}`;
    const others = cutCrss.filter((crs) => crs !== own);
    const options = [['', texts.cutOut.ownCrs(own)] as const, ...others.map((crs) => [crs, crs] as const)];
    return choice(texts.cutOut.crs, options, this.crs, (value) => (this.crs = value));
  }

  #formatChoice(raster: ProductRaster) {
    const options = formatsFor(raster, raster.bands.length - this.left.length).map(
      (format) => [format, texts.cutOut.formats[format]] as const,
    );
    return choice(texts.cutOut.format, options, this.format, (value) => (this.format = value as CutFormat));
  }

  #download() {
    const { size } = this;
    const words =
      size === undefined
        ? texts.cutOut.measuring
        : size.problem === undefined
          ? size.bytes === undefined
            ? ''
            : texts.size(size.bytes)
          : size.problem;
    return html`<div class="download">
      <a
        class="button strong"
        href=${this.#url ?? ''}
        download
        aria-disabled=${size?.problem ? 'true' : 'false'}
      >
        ${texts.cutOut.download}
      </a>
      <span role="status">${words}</span>
    </div>`;
  }

  get #url(): string | undefined {
    const raster = this.rasters?.[this.chosen];
    if (!raster) return undefined;
    const bands = raster.bands.filter((band) => !this.left.includes(band));
    const format = formatsFor(raster, bands.length).includes(this.format) ? this.format : 'tiff';
    const box = { whole: undefined, view: this.viewBox, drawn: this.drawnBox }[this.area];
    const cut: CutOut = { raster, box, bands, crs: this.crs || undefined, format };
    return cutOutUrl(cut);
  }

  #turnBand(band: string): void {
    this.left = this.left.includes(band) ? this.left.filter((each) => each !== band) : [...this.left, band];
  }

  async #load(): Promise<void> {
    const { collection, identifier } = this.product;
    const item = await fetchJson(itemUrl(collection ?? '', identifier)).catch(() => undefined);
    this.rasters = readRasters(item);
  }

  async #measure(url: string): Promise<void> {
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    this.size = undefined;
    const size = await measureAnswer(url, signal);
    if (!signal.aborted) this.size = size;
  }
}

function choice(
  label: string,
  options: readonly (readonly [value: string, title: string])[],
  chosen: string,
  change: (value: string) => void,
) {
  return html`<label
    >${label}
    <select @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
      ${options.map(([value, title]) => html`<option value=${value} ?selected=${value === chosen}>${title}</option>`)}
    </select>
  </label>`;
}
