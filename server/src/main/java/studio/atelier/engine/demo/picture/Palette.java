package studio.atelier.engine.demo.picture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The colours of one picture.
///
/// @param zenith  top of the sky, or the deep end of a background
/// @param sky     middle of the sky
/// @param horizon where the light comes from
/// @param light   the source itself: sun, moon, lamp
/// @param far     things in the distance
/// @param near    the darkest things in front
/// @param accent  the loudest colour, used little
/// @param second  its companion
/// @param paper   a quiet ground
record Palette(Lab zenith, Lab sky, Lab horizon, Lab light, Lab far, Lab near, Lab accent, Lab second, Lab paper) {

    private static final String NAMED = """
            dawn     .55,.09,275 .74,.08,330 .88,.09,60  .97,.06,85  .66,.07,310 .25,.05,285 .70,.17,35  .78,.11,350 .95,.02,70
            day      .58,.12,250 .77,.08,235 .94,.03,210 .98,.03,100 .70,.06,235 .30,.06,190 .72,.17,60  .62,.13,150 .96,.01,95
            golden   .58,.07,250 .82,.08,75  .91,.11,75  .98,.08,90  .70,.08,60  .27,.05,45  .70,.17,50  .60,.10,200 .95,.03,80
            dusk     .45,.10,280 .60,.13,340 .80,.14,55  .95,.09,75  .52,.10,330 .20,.05,285 .72,.18,40  .60,.16,350 .93,.02,50
            night    .17,.05,268 .27,.07,262 .42,.07,245 .94,.03,95  .32,.06,258 .11,.03,270 .84,.13,80  .62,.11,220 .88,.02,90
            aurora   .16,.05,270 .26,.07,220 .45,.11,165 .90,.13,155 .29,.06,230 .10,.03,255 .82,.17,150 .60,.17,310 .90,.02,160
            mist     .72,.03,230 .82,.02,220 .91,.02,95  .98,.02,90  .76,.03,215 .32,.04,215 .66,.12,40  .66,.07,180 .95,.01,90
            storm    .32,.04,250 .48,.04,240 .70,.05,95  .92,.06,95  .47,.04,235 .17,.03,240 .80,.12,85  .50,.08,220 .88,.01,100
            autumn   .60,.07,230 .80,.05,85  .91,.07,80  .98,.06,90  .66,.10,55  .26,.06,35  .66,.18,40  .74,.15,75  .94,.03,80
            spring   .74,.08,235 .86,.05,210 .95,.04,120 .98,.04,100 .78,.08,150 .38,.08,155 .76,.14,0   .80,.13,115 .97,.02,110
            winter   .66,.06,250 .80,.04,250 .93,.02,300 .99,.01,90  .76,.04,250 .34,.05,255 .66,.16,25  .70,.08,220 .97,.01,240
            desert   .62,.09,235 .83,.06,70  .92,.07,70  .98,.05,90  .74,.10,55  .38,.09,35  .62,.17,32  .56,.09,200 .94,.03,70
            neon     .15,.06,290 .26,.13,300 .50,.22,345 .82,.17,195 .34,.15,305 .10,.04,285 .72,.25,350 .80,.16,195 .92,.03,300
            pastel   .80,.07,265 .87,.06,330 .94,.05,60  .99,.02,90  .80,.07,300 .50,.09,285 .78,.12,15  .82,.10,165 .97,.02,60
            mono     .56,.00,90  .60,.00,90  .88,.00,90  .98,.00,90  .62,.00,90  .14,.00,90  .45,.00,90  .72,.00,90  .96,.00,90
            deep     .24,.07,245 .42,.10,230 .70,.10,200 .93,.06,180 .45,.09,220 .13,.05,250 .76,.15,45  .74,.12,185 .93,.02,200
            forest   .50,.06,170 .70,.06,150 .90,.07,110 .98,.07,105 .58,.07,160 .20,.05,165 .78,.15,75  .66,.13,135 .94,.03,110
            rose     .60,.10,350 .76,.10,5   .91,.06,45  .98,.04,80  .70,.10,5   .28,.08,0   .62,.21,15  .72,.12,60  .96,.02,30
            clay     .62,.07,45  .78,.06,55  .92,.04,75  .98,.04,85  .68,.09,45  .30,.06,35  .58,.16,35  .55,.08,190 .95,.02,75
            citrus   .70,.12,205 .86,.10,180 .95,.08,105 .98,.08,105 .76,.13,160 .32,.07,200 .74,.19,50  .88,.17,105 .97,.03,105
            """;

    private static final Map<String, Palette> BY_NAME = parse();

    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /// @throws IllegalArgumentException for a name that is not in the table
    static Palette named(String name) {
        Palette palette = BY_NAME.get(name);
        if (palette == null) {
            throw new IllegalArgumentException("no palette is called " + name);
        }
        return palette;
    }

    /// Every hue turned a little: two pictures of one palette are not twins.
    Palette turn(double degrees) {
        return map(colour -> colour.turn(degrees));
    }

    /// Pulled towards one hue, as when the prompt names a colour. Lightness stays.
    Palette towards(Lab wish, double share) {
        return map(colour -> {
            double chroma = Math.max(colour.chroma(), wish.chroma() * 0.45);
            return colour.mix(Lab.lch(colour.l(), chroma, wish.hue()), share);
        });
    }

    Palette saturate(double factor) {
        return map(colour -> colour.saturate(factor));
    }

    private Palette map(java.util.function.UnaryOperator<Lab> change) {
        return new Palette(
                change.apply(zenith),
                change.apply(sky),
                change.apply(horizon),
                change.apply(light),
                change.apply(far),
                change.apply(near),
                change.apply(accent),
                change.apply(second),
                change.apply(paper));
    }

    /// The same hues after dark.
    Palette night() {
        return new Palette(
                zenith.at(0.15),
                sky.at(0.25),
                horizon.at(0.43),
                light,
                far.at(0.31),
                near.at(0.1),
                accent,
                second,
                paper.at(0.88));
    }

    boolean dark() {
        return zenith.l() < 0.42;
    }

    /// All colours from dark to light.
    Ramp ramp() {
        return new Ramp(near, zenith.mix(near, 0.4), far, accent, second, horizon, light);
    }

    private static Map<String, Palette> parse() {
        Map<String, Palette> all = new LinkedHashMap<>();
        NAMED.lines().forEach(line -> {
            String[] parts = line.trim().split(" +", -1);
            Lab[] colours = new Lab[parts.length - 1];
            for (int i = 1; i < parts.length; i++) {
                String[] lch = parts[i].split(",", -1);
                colours[i - 1] =
                        Lab.lch(Double.parseDouble(lch[0]), Double.parseDouble(lch[1]), Double.parseDouble(lch[2]));
            }
            all.put(parts[0], of(colours));
        });
        return all;
    }

    /// @param colours nine, in the order of the components
    static Palette of(Lab[] colours) {
        return new Palette(
                colours[0],
                colours[1],
                colours[2],
                colours[3],
                colours[4],
                colours[5],
                colours[6],
                colours[7],
                colours[8]);
    }
}
