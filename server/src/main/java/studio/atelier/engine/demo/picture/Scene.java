package studio.atelier.engine.demo.picture;

import java.util.List;
import java.util.SplittableRandom;

/// One way to compose a picture.
interface Scene {

    /// The compositions there are.
    enum Kind {
        RIDGES,
        DUNES,
        SEA,
        COSMOS,
        STILL,
        FLOW,
        BOTANICAL,
        ARCADE,
        CITY,
        FOREST;

        static final List<Kind> ALL = List.of(values());
    }

    /// Paints the whole canvas.
    ///
    /// @param random seeded by prompt and seed; the only source of chance
    void paint(Canvas canvas, Reading reading, SplittableRandom random);

    static Scene of(Kind kind) {
        return switch (kind) {
            case RIDGES -> new Ridges(false);
            case DUNES -> new Ridges(true);
            case SEA -> new Sea();
            case COSMOS -> new Cosmos();
            case STILL -> new StillLife();
            case FLOW -> new Flow();
            case BOTANICAL -> new Botanical();
            case ARCADE -> new Arcade();
            case CITY -> new City();
            case FOREST -> new Forest();
        };
    }
}
