//! Colours, and which ink can be read on them.

use base::Shop;

/// Ink on dark colours.
const LIGHT: &str = "#ffffff";
/// Ink on light colours. Black: whatever white cannot be read on, black can.
const DARK: &str = "#000000";
/// Least contrast of text with what it stands on (WCAG 2.2, success criterion 1.4.3).
const CONTRAST_MIN: f64 = 4.5;

/// An opaque colour as shops write it: `#rgb` or `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Color([u8; 3]);

impl Color {
    /// The colour of buttons when the shop has none of its own.
    pub(crate) const PLAIN: Self = Self([0x22; 3]);

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digit = |at: usize| {
            let digit = digits.as_bytes().get(at).copied().map(char::from)?;
            digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())
        };
        let part = |part: usize| match digits.len() {
            3 => Some(digit(part)? * 17),
            6 => Some(digit(2 * part)? * 16 + digit(2 * part + 1)?),
            _ => None,
        };
        Some(Self([part(0)?, part(1)?, part(2)?]))
    }

    /// The shop's own, if it has one.
    pub(crate) fn of(shop: &Shop) -> Option<Self> {
        Self::parse(shop.color.as_deref()?)
    }

    /// The ink that can be read on it.
    pub(crate) fn ink(self) -> &'static str {
        let on_white = 1.05 / (self.luminance() + 0.05);
        if on_white >= CONTRAST_MIN { LIGHT } else { DARK }
    }

    /// Relative luminance, from 0 to 1 (WCAG 2.2, section 3).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (a.luminance() + 0.05, b.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn ink_can_be_read_on_every_color() {
        let steps = [0, 17, 51, 85, 102, 110, 118, 119, 120, 128, 136, 170, 204, 238, 255];
        for red in steps {
            for green in steps {
                for blue in steps {
                    let color = Color([red, green, blue]);
                    let ink = Color::parse(color.ink()).unwrap();
                    assert!(contrast(color, ink) >= CONTRAST_MIN, "{color} with {}", color.ink());
                }
            }
        }
        for (color, ink) in
            [("#222222", LIGHT), ("#c0392b", LIGHT), ("#ffd400", DARK), ("#fff", DARK)]
        {
            assert_eq!(Color::parse(color).unwrap().ink(), ink, "{color}");
        }
    }

    #[test]
    fn what_is_no_color_is_refused() {
        assert_eq!(Color::parse("#1aF"), Color::parse("#11aaFF"));
        assert_eq!(Color::parse("#11AAff").unwrap().to_string(), "#11aaff");
        for text in ["", "#", "#12", "#12345", "#1234567", "red", "#ggg", "#12é", "#+1+1+1", "fff"]
        {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }
}
