//! Drawings of what is worn. `@m`, `@s`, `@l` stand for the tone's main, shade and light colour,
//! `@p` for the paper, `@w` for white.

use super::Shape;

/// The height of the shadow (0 for none) and the drawing, for what is worn.
pub(super) fn draw(shape: Shape) -> Option<(u8, &'static str)> {
    Some(match shape {
        Shape::Leggings => (212, LEGGINGS),
        Shape::Trousers => (212, TROUSERS),
        Shape::Shorts => (184, SHORTS),
        Shape::Tee => (204, TEE),
        Shape::Tank => (204, TANK),
        Shape::BraTop => (178, BRA_TOP),
        Shape::LongSleeve => (206, LONG_SLEEVE),
        Shape::Sweater => (206, SWEATER),
        Shape::Jacket => (208, JACKET),
        Shape::Puffer => (208, PUFFER),
        Shape::Vest => (206, VEST),
        Shape::Shoe => (172, SHOE),
        Shape::Boot => (194, BOOT),
        Shape::Socks => (204, SOCKS),
        Shape::Beanie => (178, BEANIE),
        Shape::Cap => (164, CAP),
        Shape::Gloves => (202, GLOVES),
        Shape::Scarf => (184, SCARF),
        _ => return None,
    })
}

const LEGGINGS: &str = "\
<path d='M86 36h68l10 78-12 92h-22l-10-84-10 84H88L76 114z' fill='@m'/>\
<path d='M86 36h68l2 16H84z' fill='@s'/>\
<path d='M120 52v70' stroke='@s' stroke-width='2' fill='none'/>\
<path d='M92 60c-6 30-8 50-2 90' stroke='@l' stroke-width='4' fill='none'/>";

const TROUSERS: &str = "\
<path d='M82 36h76l12 170h-34l-16-96-16 96H70z' fill='@m'/>\
<path d='M82 36h76l1 15H81z' fill='@s'/>\
<path d='M120 51v58' stroke='@s' stroke-width='2.5' fill='none'/>\
<path d='M86 60c2 14-2 22-9 28M154 60c-2 14 2 22 9 28' stroke='@s' stroke-width='2.5' fill='none'/>\
<path d='M72 186h35M133 186h35' stroke='@l' stroke-width='4' fill='none'/>";

const SHORTS: &str = "\
<path d='M76 62h88l16 108h-50l-10-50-10 50H60z' fill='@m'/>\
<path d='M76 62h88l2 16H74z' fill='@s'/>\
<path d='M120 78v42' stroke='@s' stroke-width='2.5' fill='none'/>\
<path d='M112 70v22M128 70v18' stroke='@w' stroke-width='3' fill='none'/>\
<path d='M63 156h49M128 156h49' stroke='@l' stroke-width='4' fill='none'/>";

const TEE: &str = "\
<path d='M92 50 52 70l-12 42 26 8 6-20v96h96v-96l6 20 26-8-12-42-40-20c-6 14-50 14-56 0z' \
fill='@m'/>\
<path d='M92 50c6 14 50 14 56 0l8 4c-8 22-64 22-72 0z' fill='@s'/>\
<path d='M72 100v96M168 100v96' stroke='@s' stroke-width='2' fill='none'/>\
<path d='M142 112h14' stroke='@l' stroke-width='5' fill='none'/>";

const TANK: &str = "\
<path d='M88 44h14c2 28 34 28 36 0h14c0 28 6 40 18 50v102H70V94c12-10 18-22 18-50z' fill='@m'/>\
<path d='M102 44c2 28 34 28 36 0h8c-2 40-50 40-52 0z' fill='@s'/>\
<path d='M70 184h100' stroke='@l' stroke-width='4' fill='none'/>";

const BRA_TOP: &str = "\
<path d='M84 60h12c2 26 14 36 24 36s22-10 24-36h12c0 24 6 36 18 44v56c-30 10-78 10-108 0v-56\
c12-8 18-20 18-44z' fill='@m'/>\
<path d='M66 144c30 10 78 10 108 0v18c-30 10-78 10-108 0z' fill='@s'/>\
<path d='M84 116c10 12 26 12 36 2 10 10 26 10 36-2' stroke='@l' stroke-width='3' fill='none'/>";

const LONG_SLEEVE: &str = "\
<path d='M94 46 58 62 36 182l22 6 16-70v80h92v-80l16 70 22-6L182 62l-36-16c-6 12-46 12-52 0z' \
fill='@m'/>\
<path d='M94 46c6 12 46 12 52 0l6 3-4 15c-12 8-44 8-56 0l-4-15z' fill='@s'/>\
<path d='M120 70v40' stroke='@l' stroke-width='4' fill='none'/>\
<path d='M74 118l4-28M166 118l-4-28' stroke='@s' stroke-width='2.5' fill='none'/>\
<path d='M38 172l22 6M202 172l-22 6' stroke='@s' stroke-width='4' fill='none'/>";

const SWEATER: &str = "\
<path d='M92 50 56 64 32 180l26 8 14-60v72h96v-72l14 60 26-8-24-116-36-14c-8 12-48 12-56 0z' \
fill='@m'/>\
<path d='M92 50c8 12 48 12 56 0l6 3c-4 20-64 20-68 0z' fill='@s'/>\
<path d='M72 186h96v14H72z' fill='@s'/>\
<path d='M35 168l26 8-3 12-26-8zM205 168l-26 8 3 12 26-8z' fill='@s'/>\
<path d='M88 96h64M88 108h64' stroke='@l' stroke-width='3' stroke-dasharray='6 6' fill='none'/>";

const JACKET: &str = "\
<path d='M90 52 56 66 32 182l26 8 14-60v72h96v-72l14 60 26-8-24-116-34-14z' fill='@m'/>\
<path d='M90 52c-4-26 64-26 60 0 2 16-16 24-30 24S88 68 90 52z' fill='@s'/>\
<path d='M102 54c0-14 36-14 36 0 0 8-10 12-18 12s-18-4-18-12z' fill='@l'/>\
<path d='M120 70v132' stroke='@w' stroke-width='3' fill='none'/>\
<path d='M84 146l20-8M156 146l-20-8' stroke='@l' stroke-width='4' fill='none'/>\
<path d='M72 130l4-30M168 130l-4-30' stroke='@s' stroke-width='2.5' fill='none'/>";

const PUFFER: &str = "\
<path d='M88 54 54 66C44 96 36 140 32 176c6 10 20 12 28 8l12-52v66c16 8 80 8 96 0v-66l12 52\
c8 4 22 2 28-8-4-36-12-80-22-110l-34-12z' fill='@m'/>\
<path d='M90 54c-2-22 62-22 60 0 2 14-16 20-30 20s-32-6-30-20z' fill='@s'/>\
<path d='M72 104c30 6 66 6 96 0M72 130c30 6 66 6 96 0M72 156c30 6 66 6 96 0M72 180c30 6 66 6 96 0\
M48 98l22 8M43 124l22 8M39 150l22 8M192 98l-22 8M197 124l-22 8M201 150l-22 8' \
stroke='@s' stroke-width='3' fill='none'/>\
<path d='M120 74v128' stroke='@l' stroke-width='3' fill='none'/>";

const VEST: &str = "\
<path d='M92 46c-4 26-10 36-24 46v106h104V92c-14-10-20-20-24-46l-12-4c-4 16-28 16-32 0z' \
fill='@m'/>\
<path d='M92 46l12-4c4 16 28 16 32 0l12 4c-4 26-52 26-56 0z' fill='@s'/>\
<path d='M120 66v132' stroke='@w' stroke-width='3' fill='none'/>\
<path d='M68 118h104M68 146h104M68 174h104' stroke='@s' stroke-width='2.5' fill='none'/>\
<path d='M84 130v10M156 130v10' stroke='@l' stroke-width='6' fill='none'/>";

const SHOE: &str = "\
<path d='M44 148V92c20 8 34 2 42-14l58 42c20 8 46 6 54 22 2 4 2 10 2 14H48z' fill='@m'/>\
<path d='M40 150h162c2 10-2 18-10 18H48c-6 0-8-8-8-18z' fill='@w'/>\
<path d='M40 160h161c0 5-4 10-9 10H48c-5 0-8-5-8-10z' fill='@s'/>\
<path d='M98 88l-12 16M112 98l-12 16M126 108l-12 16M140 118l-12 14' stroke='@w' \
stroke-width='4' fill='none'/>\
<path d='M44 118c26 12 52 12 78 22' stroke='@l' stroke-width='5' fill='none'/>\
<path d='M166 128c12 2 26 4 32 14' stroke='@s' stroke-width='4' fill='none'/>";

const BOOT: &str = "\
<path d='M72 46h58l2 66c26 12 60 14 66 44 1 6 1 10 1 14H68c-4-40 6-80 4-124z' fill='@m'/>\
<path d='M64 168h136c3 12-2 22-10 22H72c-8 0-10-12-8-22z' fill='@s'/>\
<path d='M70 44h62v14H70z' fill='@s'/>\
<path d='M126 70h-22M128 86h-22M130 102h-22M142 118l-16 10M158 126l-14 12' stroke='@w' \
stroke-width='4' fill='none'/>\
<path d='M176 140c10 4 18 10 20 22' stroke='@l' stroke-width='5' fill='none'/>\
<path d='M82 188v4M104 188v4M126 188v4M148 188v4M170 188v4' stroke='@l' stroke-width='4'/>";

const SOCKS: &str = "\
<path d='M126 44h40v84l-24 46c-8 16-28 22-42 14-10-6-10-20 0-28l26-32z' fill='@l'/>\
<path d='M126 44h40v16h-40z' fill='@s'/>\
<path d='M80 52h42v86l-24 46c-8 16-28 22-42 14-10-6-10-20 0-28l24-32z' fill='@m'/>\
<path d='M80 52h42v16H80z' fill='@s'/>\
<path d='M56 170c-10 8-10 22 0 28 8 4 18 4 26 0-2-14-12-24-26-28z' fill='@s'/>\
<path d='M80 84h42M80 94h42' stroke='@w' stroke-width='3' fill='none'/>";

const BEANIE: &str = "\
<path d='M62 136c-6-60 24-88 58-88s64 28 58 88z' fill='@m'/>\
<path d='M90 60c-8 22-10 46-10 72M120 48v84M150 60c8 22 10 46 10 72' stroke='@s' \
stroke-width='3' fill='none'/>\
<rect x='54' y='130' width='132' height='38' rx='8' fill='@s'/>\
<path d='M70 136v26M86 136v26M102 136v26M118 136v26M134 136v26M150 136v26M166 136v26' \
stroke='@m' stroke-width='3'/>\
<circle cx='120' cy='44' r='15' fill='@l'/>";

const CAP: &str = "\
<path d='M60 132c-4-50 26-72 60-72s58 22 58 64l-4 10z' fill='@m'/>\
<path d='M120 60c-8 20-10 44-10 72M120 60c12 18 18 40 20 66' stroke='@s' stroke-width='3' \
fill='none'/>\
<path d='M58 130c40-14 86-12 120-6 18 6 32 16 36 28-50-12-100-14-154-8z' fill='@s'/>\
<rect x='76' y='92' width='26' height='18' rx='3' fill='@w'/>\
<path d='M82 105l6-8 5 5 3-3 3 6z' fill='@m'/><circle cx='120' cy='58' r='5' fill='@s'/>";

const GLOVES: &str = "\
<path d='M126 176v-60l-10-60c-1-8 11-10 13-2l7 40V48c0-8 12-8 12 0v46l7-42c2-8 13-6 12 2l-5 46 \
12-30c3-7 13-4 11 4l-15 56v46z' fill='@l'/><path d='M126 172h44v20h-44z' fill='@s'/>\
<path d='M56 182v-58L38 98c-4-8 5-14 11-7l17 19-7-50c-1-8 11-10 13-2l9 44 1-50c0-8 12-8 12 0l2 50 \
9-42c2-8 13-6 12 2l-11 70v50z' fill='@m'/><path d='M56 178h50v20H56z' fill='@s'/>\
<path d='M66 188h30' stroke='@w' stroke-width='3'/>";

const SCARF: &str = "\
<path d='M66 70c0-16 108-16 108 0v88c0 18-108 18-108 0z' fill='@m'/>\
<ellipse cx='120' cy='70' rx='54' ry='14' fill='@s'/>\
<ellipse cx='120' cy='72' rx='40' ry='8' fill='@l'/>\
<path d='M66 96c16 16 92 16 108 0M66 122c16 16 92 16 108 0M66 148c16 16 92 16 108 0' stroke='@l' \
stroke-width='4' fill='none'/>";
