import { readReason } from '../search/read-reason.ts';

/**
 * Who asks: the token that somebody gave, in the memory of this page only. Neither its address nor any storage has it,
 * and it goes to the page's own host only. `end` tells of its end; then {@link Session.reason} says why.
 */
export class Session extends EventTarget {
  /** Why the server ended it; undefined where the person did. */
  reason: string | undefined;
  #token: string | undefined;
  /** Pictures that were fetched with the token, by address, as addresses of this page's own. */
  readonly #pictures = new Map<string, Promise<string | undefined>>();

  get isSignedIn(): boolean {
    return this.#token !== undefined;
  }

  begin(token: string): void {
    this.#token = token;
    this.reason = undefined;
  }

  end(reason?: string): void {
    this.#token = undefined;
    this.reason = reason;
    for (const picture of this.#pictures.values())
      void picture.then((url) => url !== undefined && URL.revokeObjectURL(url));
    this.#pictures.clear();
    this.dispatchEvent(new Event('end'));
  }

  /** As `fetch`, saying who asks. An answer that the token does not hold any more ends the session. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const token = this.#token;
    if (token === undefined || new URL(url, document.baseURI).origin !== location.origin)
      return fetch(url, init);
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(url, { ...init, headers });
    if (response.status === 401 && token === this.#token) this.end(await reasonOf(response.clone()));
    return response;
  }

  /** A picture as an address of this page's own, since elements load theirs without the token; undefined: none came. */
  picture(url: string): Promise<string | undefined> {
    const known = this.#pictures.get(url);
    if (known) return known;
    const fetched = this.fetch(url)
      .then(async (response) => (response.ok ? URL.createObjectURL(await response.blob()) : undefined))
      .catch(() => undefined);
    this.#pictures.set(url, fetched);
    return fetched;
  }
}

const reasonOf = async (response: Response) => readReason(await response.text().catch(() => ''));

/** Of this page. */
export const session = new Session();
