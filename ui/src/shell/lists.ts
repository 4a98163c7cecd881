/** Countries, languages, currencies and zones, as far as the browser knows them. Pure. */
import { country, language } from './format';
import { locale } from './locale';

export interface Option {
  value: string;
  label: string;
}

const byLabel = (a: Option, b: Option) => a.label.localeCompare(b.label);

/** Keeps what is set in the list, even if this browser does not know it. */
export function keeping(options: Option[], value: string | null | undefined): Option[] {
  return !value || options.some((one) => one.value === value)
    ? options
    : [{ value, label: value }, ...options];
}

export function currencies(): Option[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  }));
}

export function zones(): Option[] {
  return Intl.supportedValuesOf('timeZone').map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
  }));
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Groups of countries and placeholders, which are no place that a shop is in. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO', 'AC', 'CP', 'DG', 'TA']);

export function countries(): Option[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const found: Option[] = [];
  for (const a of LETTERS) {
    for (const b of LETTERS) {
      const code = a + b;
      // A code that was given up is written as the one that took its place.
      const stands = new Intl.Locale(`und-${code}`).region === code;
      if (stands && !NO_COUNTRIES.has(code) && names.of(code)) {
        found.push({ value: code, label: country(code) });
      }
    }
  }
  return found.sort(byLabel);
}

const LANGUAGES =
  'bg ca cs da de de-AT de-CH el en en-GB en-US es et eu fi fr fr-CA fr-CH ga gl hr hu is ' +
  'it ja ko lt lv mt nb nl no pl pt pt-BR ro ru sk sl sr sv tr uk zh';

export function languages(): Option[] {
  return LANGUAGES.split(' ')
    .map((code) => ({ value: code, label: language(code) }))
    .sort(byLabel);
}
