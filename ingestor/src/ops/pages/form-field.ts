import { xml } from '@pvs/core/xml/xml-template';
import type { FilledForm } from '../ops-view.ts';

/** A field of a form, and what to say about it. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

/** A line of text; what is wrong with it stands below, and is read with it. */
export function textField(
  form: FilledForm,
  field: Field & { readonly inputMode?: 'numeric' | 'text'; readonly isRequired?: boolean },
) {
  const { name, label, inputMode = 'text', isRequired = false } = field;
  return xml`<div><label for="${name}">${label}</label><input id="${name}" name="${name}" inputmode="${inputMode}" autocomplete="off" autocapitalize="off" spellcheck="false" value="${form.values.get(name) ?? ''}"${isRequired && xml` aria-required="true"`}${saidAbout(form, field)}/>${wordsOf(form, field)}</div>`;
}

/** One of some; the first stands for all of them. */
export function choiceField(
  form: FilledForm,
  field: Field & { readonly all: string },
  options: readonly string[],
) {
  const chosen = form.values.get(field.name);
  return xml`<div><label for="${field.name}">${field.label}</label><select id="${field.name}" name="${field.name}"${saidAbout(form, field)}><option value="">${field.all}</option>${options.map(
    (one) => xml`<option${one === chosen && xml` selected=""`}>${one}</option>`,
  )}</select>${wordsOf(form, field)}</div>`;
}

/** Any of some. */
export function checkField(form: FilledForm, field: Field, options: readonly string[]) {
  const chosen = form.values.getAll(field.name);
  return xml`<fieldset${saidAbout(form, field)}><legend>${field.label}</legend>${options.map(
    (one) =>
      xml`<label class="check"><input type="checkbox" name="${field.name}" value="${one}"${chosen.includes(one) && xml` checked=""`}/>${one}</label>`,
  )}${wordsOf(form, field)}</fieldset>`;
}

function saidAbout({ problems }: FilledForm, { name, hint }: Field) {
  const wrong = problems[name] !== undefined;
  const id = wrong ? `${name}-wrong` : `${name}-hint`;
  const isSaid = wrong || hint !== undefined;
  return [wrong && xml` aria-invalid="true"`, isSaid && xml` aria-describedby="${id}"`];
}

const wordsOf = ({ problems }: FilledForm, { name, hint }: Field) => [
  problems[name] !== undefined && xml`<p class="wrong" id="${name}-wrong">${problems[name]}</p>`,
  problems[name] === undefined && hint !== undefined && xml`<p class="hint" id="${name}-hint">${hint}</p>`,
];
