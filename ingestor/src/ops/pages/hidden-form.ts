import { xml } from '@pvs/core/xml/xml-template';

/** A button that changes something, with what it is about. */
export const hiddenForm = (
  button: {
    readonly action: string;
    readonly label: string;
    readonly isPlain?: boolean;
    readonly isDanger?: boolean;
  },
  fields: Readonly<Record<string, string>>,
) =>
  xml`<form class="inline" method="post" action="${button.action}">${Object.entries(fields).map(
    ([name, value]) => xml`<input type="hidden" name="${name}" value="${value}"/>`,
  )}<button class="${button.isPlain === true && 'plain'}${button.isDanger === true && 'danger'}">${button.label}</button></form>`;
