//! Pictures of the products, drawn here as small SVG files: a calm silhouette in three tones of
//! one colour on warm paper, with a soft shadow on the ground.
//!
//! They load nothing, run nothing and carry no style sheet, so they can be shown as images under
//! a strict content policy and in mails.

mod gear;
mod wear;

use crate::catalog::Product;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each says what it shows by its name")]
pub enum Shape {
    Backpack,
    Badge,
    BeanBag,
    Beanie,
    Boot,
    Bottle,
    Box,
    BraTop,
    Cap,
    Dripper,
    Gloves,
    Grinder,
    Headlamp,
    Jacket,
    Kettle,
    Leggings,
    LongSleeve,
    Machine,
    Mug,
    Pot,
    Press,
    Puffer,
    Scale,
    Scarf,
    Shoe,
    Shorts,
    Socks,
    Spork,
    Stove,
    Sweater,
    Tank,
    Tee,
    Tent,
    Tin,
    Tote,
    Towel,
    Trousers,
    Vest,
}

/// The colour of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is a colour's name")]
pub enum Tone {
    Apricot,
    Berry,
    Bottle,
    Clay,
    Fog,
    Ink,
    Moss,
    Night,
    Sand,
}

/// The colours of one tone.
#[derive(Debug, Clone, Copy)]
struct Palette {
    main: &'static str,
    shade: &'static str,
    light: &'static str,
    paper: &'static str,
}

impl Tone {
    /// Its name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apricot => "apricot",
            Self::Berry => "berry",
            Self::Bottle => "bottle",
            Self::Clay => "clay",
            Self::Fog => "fog",
            Self::Ink => "ink",
            Self::Moss => "moss",
            Self::Night => "night",
            Self::Sand => "sand",
        }
    }

    fn palette(self) -> Palette {
        let (main, shade, light, paper) = match self {
            Self::Apricot => ("#e2a06a", "#c27f48", "#f2c79e", "#f3eadf"),
            Self::Berry => ("#8a4358", "#6b2f42", "#b27586", "#f2e8e6"),
            Self::Bottle => ("#2f5d4a", "#1f4335", "#6f9382", "#e9ede4"),
            Self::Clay => ("#b2694a", "#8d4e34", "#d39a80", "#f3e8df"),
            Self::Fog => ("#a3b0ac", "#7f8f8a", "#cdd6d2", "#eff0ea"),
            Self::Ink => ("#4a4744", "#312f2d", "#7d7873", "#eeebe4"),
            Self::Moss => ("#7d8b57", "#5f6d3d", "#aeb98c", "#eef0e2"),
            Self::Night => ("#3f566b", "#2b3f52", "#7f95a8", "#e8ebea"),
            Self::Sand => ("#cbb48c", "#a98f63", "#e4d5b6", "#f4efe3"),
        };
        Palette { main, shade, light, paper }
    }
}

/// Draws a product as an SVG document of 240 by 240 units.
pub fn picture(product: &Product) -> String {
    let palette = product.tone.palette();
    let (ground, drawing) = wear::draw(product.shape).unwrap_or_else(|| gear::draw(product.shape));
    let shadow = if ground == 0 {
        String::new()
    } else {
        format!("<ellipse cx='120' cy='{ground}' rx='62' ry='7' fill='@s' opacity='.16'/>")
    };
    let name = product.name.replace('&', "&amp;").replace('<', "&lt;");
    let drawing = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 240 240' width='240' height='240' \
         role='img'><title>{name}</title><rect width='240' height='240' fill='@p'/>{shadow}\
         <g stroke-linejoin='round' stroke-linecap='round'>{drawing}</g></svg>"
    );
    drawing
        .replace("@m", palette.main)
        .replace("@s", palette.shade)
        .replace("@l", palette.light)
        .replace("@p", palette.paper)
        .replace("@w", "#fbf8f2")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::products;

    /// Walks the document's tags; true when each that opens closes in order.
    fn is_well_formed(svg: &str) -> bool {
        let mut open = Vec::new();
        for tag in svg.split('<').skip(1) {
            let Some((inside, _)) = tag.split_once('>') else { return false };
            let name = inside.trim_end_matches('/').split(' ').next().unwrap_or("");
            if let Some(closed) = inside.strip_prefix('/') {
                if open.pop() != Some(closed) {
                    return false;
                }
            } else if !inside.ends_with('/') {
                open.push(name);
            }
        }
        open.is_empty()
    }

    #[test]
    fn every_product_has_a_small_well_formed_picture_that_loads_nothing() {
        for product in products() {
            let svg = picture(product);
            assert!(svg.starts_with("<svg xmlns="), "{}", product.id);
            assert!(is_well_formed(&svg), "{} {svg}", product.id);
            assert!(svg.len() < 3_000 && !svg.contains('@'), "{}", product.id);
            assert!(!svg.contains("href") && !svg.contains("style"), "{}", product.id);
            assert_eq!(svg.matches('\'').count() % 2, product.name.matches('\'').count() % 2);
        }
    }

    #[test]
    fn names_are_escaped() {
        let product = products().next().unwrap();
        let odd = Product { name: "Salt & <b>", ..*product };
        assert!(picture(&odd).contains("<title>Salt &amp; &lt;b></title>"));
    }
}
