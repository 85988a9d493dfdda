/** Makes elements known to the page by their names. */
export function defineElements(elements: Readonly<Record<string, unknown>>): void {
  for (const [name, element] of Object.entries(elements))
    customElements.define(name, element as CustomElementConstructor);
}
