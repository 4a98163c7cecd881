//! Drawings of what is carried, brewed with or slept in. The marks are those of `wear`.

use super::Shape;

/// The height of the shadow (0 for none) and the drawing.
pub(super) fn draw(shape: Shape) -> (u8, &'static str) {
    match shape {
        Shape::Backpack => (208, BACKPACK),
        Shape::Badge => (0, BADGE),
        Shape::BeanBag => (206, BEAN_BAG),
        Shape::Bottle => (208, BOTTLE),
        Shape::Box => (192, BOX),
        Shape::Dripper => (200, DRIPPER),
        Shape::Grinder => (206, GRINDER),
        Shape::Headlamp => (182, HEADLAMP),
        Shape::Kettle => (194, KETTLE),
        Shape::Machine => (204, MACHINE),
        Shape::Mug => (186, MUG),
        Shape::Pot => (184, POT),
        Shape::Press => (204, PRESS),
        Shape::Scale => (184, SCALE),
        Shape::Spork => (0, SPORK),
        Shape::Stove => (194, STOVE),
        Shape::Tent => (188, TENT),
        Shape::Tin => (200, TIN),
        Shape::Tote => (204, TOTE),
        _ => (190, TOWEL),
    }
}

const BACKPACK: &str = "\
<path d='M98 52c0-28 44-28 44 0' stroke='@s' stroke-width='8' fill='none'/>\
<path d='M54 120h20v64H62c-6 0-8-4-8-10zM186 120h-20v64h12c6 0 8-4 8-10z' fill='@s'/>\
<path d='M72 96c0-36 18-50 48-50s48 14 48 50v96c0 8-4 12-12 12H84c-8 0-12-4-12-12z' fill='@m'/>\
<path d='M84 132h72v56c0 6-4 8-8 8H92c-4 0-8-2-8-8z' fill='@s'/>\
<path d='M84 144h72' stroke='@l' stroke-width='3'/>\
<path d='M76 88c30 10 58 10 88 0' stroke='@s' stroke-width='4' fill='none'/>\
<path d='M100 84v24M140 84v24' stroke='@l' stroke-width='6'/>\
<path d='M108 76l10-14 7 8 4-5 6 11z' fill='@w'/>";

const BADGE: &str = "\
<circle cx='120' cy='116' r='68' fill='@m'/>\
<circle cx='120' cy='116' r='56' fill='none' stroke='@l' stroke-width='3'/>\
<path d='M76 140l28-44 16 20 12-16 32 40z' fill='@w'/>\
<path d='M104 96l8 12-8 6-8-6zM132 100l8 11-8 5-7-6z' fill='@l'/>\
<path d='M84 152h72' stroke='@w' stroke-width='4'/>\
<path d='M92 178l-8 36 36-16 36 16-8-36z' fill='@s'/>";

const BEAN_BAG: &str = "\
<path d='M76 62l8-16h72l8 16 4 136c-30 8-66 8-96 0z' fill='@m'/>\
<path d='M76 62l8-16h72l8 16z' fill='@s'/>\
<path d='M84 54h72' stroke='@l' stroke-width='3'/>\
<path d='M74 130l2-68M166 130l-2-68' stroke='@s' stroke-width='2.5'/>\
<rect x='88' y='88' width='64' height='78' rx='3' fill='@w'/>\
<ellipse cx='120' cy='116' rx='13' ry='18' transform='rotate(28 120 116)' fill='@s'/>\
<path d='M112 130c10-8 4-18 16-28' stroke='@w' stroke-width='3' fill='none'/>\
<path d='M98 148h44M104 156h32' stroke='@m' stroke-width='3'/>";

const BOTTLE: &str = "\
<rect x='102' y='34' width='36' height='22' rx='5' fill='@s'/>\
<path d='M108 26h24' stroke='@s' stroke-width='6'/>\
<path d='M104 58h32c2 12 18 16 18 34v100c0 8-4 12-12 12H98c-8 0-12-4-12-12V92c0-18 16-22 18-34z' \
fill='@m'/>\
<path d='M98 96v90' stroke='@l' stroke-width='6'/>\
<path d='M86 160h68v16H86z' fill='@s'/><path d='M112 132l12-18 8 10 5-6 8 14z' fill='@w'/>";

const BOX: &str = "\
<path d='M52 92l68-26 68 26-68 26z' fill='@l'/>\
<path d='M52 92l68 26v76l-68-28z' fill='@m'/><path d='M188 92l-68 26v76l68-28z' fill='@s'/>\
<path d='M82 80l68 26v26l-14 6v-26L68 86z' fill='@w' opacity='.85'/>\
<ellipse cx='86' cy='146' rx='8' ry='12' transform='rotate(20 86 146)' fill='@s'/>\
<path d='M82 156c6-6 2-12 8-20' stroke='@m' stroke-width='2.5' fill='none'/>";

const DRIPPER: &str = "\
<path d='M66 60h108l-36 58h-36z' fill='@m'/><path d='M58 54h124v10H58z' fill='@s'/>\
<path d='M86 70l20 40M120 70v40M154 70l-20 40' stroke='@l' stroke-width='3'/>\
<path d='M84 118h72v10H84z' fill='@s'/>\
<path d='M82 136h76l10 52c1 6-2 10-8 10H80c-6 0-9-4-8-10z' fill='@w' stroke='@s' stroke-width='3'/>\
<path d='M77 168h86l4 20c1 4-2 8-7 8H80c-5 0-8-4-7-8z' fill='@s'/>\
<path d='M120 130v24' stroke='@s' stroke-width='3' stroke-dasharray='5 6'/>";

const GRINDER: &str = "\
<path d='M120 62V42h56' stroke='@s' stroke-width='7' fill='none'/>\
<circle cx='180' cy='40' r='11' fill='@l'/>\
<path d='M92 62h56l6 14H86z' fill='@s'/>\
<path d='M88 76h64v70H88z' fill='@m'/><path d='M92 146h56v50c0 6-3 8-8 8h-40c-5 0-8-2-8-8z' \
fill='@s'/>\
<path d='M88 92h64M88 130h64' stroke='@l' stroke-width='3'/>\
<path d='M98 100v22M108 100v22M118 100v22M128 100v22M138 100v22' stroke='@s' stroke-width='3'/>";

const HEADLAMP: &str = "\
<path d='M48 132c0-90 144-90 144 0' stroke='@s' stroke-width='14' fill='none'/>\
<path d='M48 132c0-90 144-90 144 0' stroke='@m' stroke-width='6' fill='none'/>\
<rect x='82' y='112' width='76' height='54' rx='14' fill='@m'/>\
<circle cx='120' cy='139' r='20' fill='@s'/><circle cx='120' cy='139' r='13' fill='@w'/>\
<path d='M120 176v16M96 172l-8 14M144 172l8 14' stroke='@l' stroke-width='5'/>\
<path d='M92 122h10' stroke='@l' stroke-width='5'/>";

const KETTLE: &str = "\
<path d='M78 78c0-44 84-44 84 0' stroke='@s' stroke-width='8' fill='none'/>\
<path d='M160 122c22-4 20-30 40-34l4 10c-14 6-12 40-40 50z' fill='@s'/>\
<path d='M66 176c-8-46 10-92 54-92s62 46 54 92c-2 8-8 12-16 12H82c-8 0-14-4-16-12z' fill='@m'/>\
<path d='M90 92c16-8 44-8 60 0' stroke='@s' stroke-width='4' fill='none'/>\
<circle cx='120' cy='76' r='9' fill='@s'/>\
<path d='M82 166c-4-26 2-44 12-56' stroke='@l' stroke-width='6' fill='none'/>\
<path d='M108 150l14-22 9 12 5-7 10 17z' fill='@w'/>";

const MACHINE: &str = "\
<path d='M62 52h116c6 0 8 4 8 8v34H54V60c0-4 2-8 8-8z' fill='@m'/>\
<path d='M62 94h40v92H62z' fill='@m'/><path d='M50 184h140v16H50z' fill='@s'/>\
<path d='M124 94h44v12h-44z' fill='@s'/><path d='M138 106h16v12h-16z' fill='@s'/>\
<path d='M168 100h30' stroke='@s' stroke-width='8'/>\
<path d='M128 146h36v28c0 6-4 10-10 10h-16c-6 0-10-4-10-10z' fill='@w'/>\
<path d='M164 152c12-2 12 18 0 18' stroke='@w' stroke-width='4' fill='none'/>\
<circle cx='80' cy='72' r='10' fill='@w'/><path d='M80 72l5-5' stroke='@s' stroke-width='3'/>\
<circle cx='112' cy='72' r='5' fill='@l'/><circle cx='130' cy='72' r='5' fill='@l'/>\
<path d='M146 122v18' stroke='@s' stroke-width='3'/>";

const MUG: &str = "\
<path d='M156 98c40-8 40 58-4 54' stroke='@s' stroke-width='11' fill='none'/>\
<path d='M66 82h92v80c0 12-8 20-20 20H86c-12 0-20-8-20-20z' fill='@m'/>\
<path d='M62 76h100v10H62z' fill='@s'/>\
<path d='M80 98v58' stroke='@l' stroke-width='6'/>\
<path d='M94 146l18-28 12 14 7-9 14 23z' fill='@w'/>\
<path d='M92 62c-6-10 8-14 2-26M116 62c-6-10 8-14 2-26M140 62c-6-10 8-14 2-26' stroke='@l' \
stroke-width='4' fill='none'/>";

const POT: &str = "\
<path d='M158 112h58' stroke='@s' stroke-width='11'/>\
<path d='M58 96h108v60c0 14-10 24-24 24H82c-14 0-24-10-24-24z' fill='@m'/>\
<path d='M52 88h120v12H52z' fill='@s'/>\
<path d='M72 112v44c0 6 3 10 8 12' stroke='@l' stroke-width='6' fill='none'/>\
<path d='M96 72c-6-10 8-14 2-26M122 72c-6-10 8-14 2-26' stroke='@l' stroke-width='4' fill='none'/>";

const PRESS: &str = "\
<path d='M120 60V34' stroke='@s' stroke-width='5'/><circle cx='120' cy='32' r='9' fill='@s'/>\
<path d='M154 92c34-4 34 66 0 62' stroke='@s' stroke-width='10' fill='none'/>\
<path d='M82 72h76v120H82z' fill='@w'/><path d='M82 118h76v74H82z' fill='@m'/>\
<path d='M120 60v64' stroke='@s' stroke-width='4'/><path d='M84 116h72v9H84z' fill='@l'/>\
<path d='M76 60h88v14H76z' fill='@s'/><path d='M76 186h88v14H76z' fill='@s'/>\
<path d='M82 72v114M158 72v114M82 148h76' stroke='@s' stroke-width='4' fill='none'/>";

const SCALE: &str = "\
<path d='M48 128h144l10 42c2 6-2 10-8 10H46c-6 0-10-4-8-10z' fill='@m'/>\
<path d='M60 112h120v16H60z' fill='@s'/>\
<rect x='84' y='142' width='72' height='26' rx='4' fill='@w'/>\
<path d='M96 150v10M106 150v10h8v-10zM126 150h8v5h-8v5h8' stroke='@s' stroke-width='3' \
fill='none'/>\
<path d='M94 66h52l4 40c0 4-2 6-6 6H96c-4 0-6-2-6-6z' fill='@l'/>\
<path d='M148 76c16-2 16 24 2 22' stroke='@l' stroke-width='6' fill='none'/>";

const SPORK: &str = "\
<g transform='rotate(-14 92 200)'><path d='M76 40v32c0 12 6 18 12 20v110h10V92c6-2 12-8 12-20V40h-6\
v26h-6V40h-9v26h-6V40z' fill='@m'/></g>\
<g transform='rotate(14 150 200)'><path d='M150 38c18 0 22 20 20 34-1 12-8 18-14 20v110h-12V92\
c-6-2-13-8-14-20-2-14 2-34 20-34z' fill='@s'/>\
<ellipse cx='150' cy='64' rx='10' ry='17' fill='@l'/></g>";

const STOVE: &str = "\
<path d='M76 82h88M92 82l-12-18M148 82l12-18M120 82V62' stroke='@s' stroke-width='7' fill='none'/>\
<path d='M120 56c-18-14-2-22-4-38 16 10 26 26 4 38z' fill='@l'/>\
<path d='M102 82h36l4 26H98z' fill='@s'/>\
<path d='M84 112c0-8 72-8 72 0l10 66c2 8-4 12-12 12H86c-8 0-14-4-12-12z' fill='@m'/>\
<path d='M78 160h84' stroke='@l' stroke-width='6'/>\
<path d='M138 96h34' stroke='@s' stroke-width='6'/><circle cx='176' cy='96' r='8' fill='@l'/>";

const TENT: &str = "\
<circle cx='186' cy='62' r='16' fill='@l'/>\
<path d='M120 58l92 126H28z' fill='@m'/><path d='M120 58l34 126H86z' fill='@s'/>\
<path d='M120 92l22 92H98z' fill='@w'/><path d='M120 92v92' stroke='@l' stroke-width='3'/>\
<path d='M120 58l-6-12M120 58l6-12' stroke='@s' stroke-width='5'/>\
<path d='M28 184l-10 8M212 184l10 8' stroke='@s' stroke-width='4'/>\
<path d='M60 140l26 44M180 140l-26 44' stroke='@l' stroke-width='3'/>";

const TIN: &str = "\
<path d='M76 80h88v106c0 10-88 10-88 0z' fill='@m'/>\
<path d='M70 56h100v28c0 8-100 8-100 0z' fill='@s'/>\
<ellipse cx='120' cy='56' rx='50' ry='10' fill='@l'/>\
<rect x='92' y='108' width='56' height='56' rx='28' fill='@w'/>\
<ellipse cx='120' cy='136' rx='11' ry='16' transform='rotate(28 120 136)' fill='@s'/>\
<path d='M114 148c8-7 3-15 13-24' stroke='@w' stroke-width='3' fill='none'/>";

const TOTE: &str = "\
<path d='M88 96V66c0-34 64-34 64 0v30' stroke='@s' stroke-width='8' fill='none'/>\
<path d='M62 90h116l10 102c1 6-2 10-8 10H60c-6 0-9-4-8-10z' fill='@m'/>\
<path d='M62 90h116l1 12H61z' fill='@s'/>\
<path d='M86 166l26-40 16 20 10-13 20 33z' fill='@w'/>\
<path d='M80 176h80' stroke='@l' stroke-width='4'/>";

const TOWEL: &str = "\
<path d='M56 96c0-22 30-30 64-30s64 8 64 30v64c0 14-30 24-64 24s-64-10-64-24z' fill='@m'/>\
<ellipse cx='120' cy='94' rx='64' ry='26' fill='@l'/>\
<path d='M120 94c0-6 14-6 14 2s-30 8-30-4 46-16 50 2-66 20-70-2' stroke='@s' stroke-width='4' \
fill='none'/>\
<path d='M86 116v64M154 116v64' stroke='@s' stroke-width='9'/>";
