/** Colors of a shop, as it sets them. Pure. */

/** Black or white, whichever is easier to read on a color such as `#2f6f5e` (WCAG 2.2, 1.4.3). */
export function inkOn(color: string): 'white' | 'black' {
  const channel = (at: number) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const light = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? 'white' : 'black';
}

export const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);
