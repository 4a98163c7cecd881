/** Figures as a file that spreadsheets open (RFC 4180). Pure but for `save`. */

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvOf = (rows: (string | number)[][]) =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** A file name made of a title: "revenue-by-week.csv". */
export function fileName(title: string): string {
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();
  return `${words.slice(0, NAME_MAX).replace(/-$/, '') || 'table'}.csv`;
}

const NAME_MAX = 60;

/** Touches the page: hands the file to the browser, which saves it. */
export function save(title: string, rows: (string | number)[][]): void {
  // Excel reads a file as UTF-8 only behind this mark.
  const file = new Blob(['\ufeff', csvOf(rows)], { type: 'text/csv;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = fileName(title);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
